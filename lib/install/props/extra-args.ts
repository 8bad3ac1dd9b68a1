import { nearest } from '../../validate/nearest';
import type { Problems } from '../../validate/problems';
import { boolean } from '../flag-type';
import type { Flag } from '../flags';
import type { Flags } from '../objects/controller';

const bare = (name: string) => name.replace(/^--?/, '');

/**
 * Refuses arguments that the controller would not start with or would ignore: it exits at an unknown flag, and MIC's
 * parser ignores everything after the first word that is not a flag.
 */
export function checkExtraArgs(
  problems: Problems,
  field: string,
  args: unknown,
  flags: readonly Flag[],
  given: Flags,
): void {
  if (args === undefined) return;
  if (!Array.isArray(args)) {
    problems.add(field, args, 'a list of arguments');
    return;
  }
  const known = new Map(flags.filter(({ isCurrent }) => isCurrent).map(({ name, type }) => [bare(name), type]));
  const set = new Set(Object.keys(given).map(bare));
  args.forEach((arg, i) => {
    const at = `${field}[${i}]`;
    const [, name, value] = (typeof arg === 'string' && /^--?([A-Za-z][\w-]*)(?:=(.*))?$/s.exec(arg)) || [];
    if (name === undefined) {
      problems.add(at, arg, 'a flag with its value in one string, such as --flag=value');
      return;
    }
    const type = known.get(name);
    if (!type) {
      const meant = nearest(name, [...known.keys()]);
      problems.add(at, arg, 'a flag of the controller', meant && `Did you mean --${meant}?`);
    } else if (set.has(name)) {
      const prop = flags.find((flag) => bare(flag.name) === name)?.prop;
      problems.add(at, arg, 'each flag once', prop ? `The prop ${prop} sets it` : 'The install sets it');
    } else if (value === undefined && type !== boolean) {
      problems.add(at, arg, `--${name}=value`);
    } else if (value !== undefined && !type.starts(value)) {
      problems.add(at, arg, `--${name}= with ${type.allowedText}`);
    }
    set.add(name);
  });
}
