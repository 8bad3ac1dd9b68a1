import { nearest } from '../validate/nearest';
import type { Problems } from '../validate/problems';
import { boolean, type FlagType, integer, text } from './flag-type';
import type { Flag } from './flags';
import type { Flags } from './objects/controller';

const ANY = text({ allowed: 'text', accepts: () => true });

/** Those of the log library (k8s.io/klog), which both controllers have. */
const KLOG: { readonly [name: string]: FlagType } = {
  'add-dir-header': boolean,
  add_dir_header: boolean,
  alsologtostderr: boolean,
  log_backtrace_at: ANY,
  log_dir: ANY,
  log_file: ANY,
  log_file_max_size: integer(0),
  logtostderr: boolean,
  one_output: boolean,
  skip_headers: boolean,
  skip_log_headers: boolean,
  stderrthreshold: ANY,
  v: integer(0),
  vmodule: ANY,
};

const bare = (name: string) => name.replace(/^--?/, '');

/**
 * Refuses arguments that the controller does not start with: it ends at an unknown flag, MIC's parser at the first word
 * that is no flag, and leaves out all that follows.
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
  const known = new Map([...Object.entries(KLOG), ...flags.map(({ name, type }) => [bare(name), type] as const)]);
  const set = new Set(Object.keys(given).map(bare));
  args.forEach((arg, i) => {
    const at = `${field}[${i}]`;
    const [, name, value] = (typeof arg === 'string' && /^--?([A-Za-z][\w-]*)(?:=(.*))?$/s.exec(arg)) || [];
    if (name === undefined) {
      problems.add(at, arg, 'a flag with its value in one text, such as --flag=value');
      return;
    }
    const type = known.get(name);
    if (!type) {
      const meant = nearest(name, [...known.keys()]);
      problems.add(at, arg, 'a flag that the controller has', meant && `Did you mean --${meant}?`);
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
