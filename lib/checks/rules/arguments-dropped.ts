import type { Controller } from '../../simulation/controller';
import { FLAG_TABLES } from '../../upstream/flags';
import { show } from '../../validate/format';
import { micWith } from '../examples/controller-examples';
import { readableIn } from '../facts/controllers';
import { type Rule, type RuleFinding, Severity } from '../rule';
import { booleanFlagSplit } from './boolean-flag-split';

/** Flags after an argument that is not a flag. */
export const argumentsDropped: Rule = {
  id: 'arguments-dropped',
  title: 'A stray argument makes MIC or NMI ignore the flags after it',
  severity: Severity.ERROR,
  why: 'MIC stops reading flags at the first argument that is not a flag, NMI at "--". The flags after it keep their defaults.',
  symptom: 'No error; the later flags have no effect.',
  bad: micWith('mic', '--forceNamespaced=true'),
  good: micWith('--forceNamespaced=true'),
  source: 'cmd/mic/main.go (flag), cmd/nmi/main.go (spf13/pflag)',
  check: (checked) => {
    const split = booleanFlagSplit.check(checked);
    return readableIn(checked).flatMap((started) =>
      findingsOf(started).filter(
        ({ object, path }) => !split.some((one) => one.object === object && same(one.path, path)),
      ),
    );
  },
};

function findingsOf(started: Controller): RuleFinding[] {
  const { flags, args, manifest: object, program, name } = started;
  const from = flags.ignoredFrom;
  if (from === undefined) return [];
  const isFlag = (arg: string) => Object.hasOwn(FLAG_TABLES[program], /^--?([^=]+)/.exec(arg)?.[1] ?? '');
  const dropped = args.slice(from + 1).flatMap(({ value }) => (isFlag(value) ? [value] : []));
  if (dropped.length === 0) return [];
  const word = args[from]?.value;
  const message = `The argument ${show(word)} is not a flag, and ${name} stops reading flags there. ${dropped.join(' ')} ${dropped.length > 1 ? 'have' : 'has'} no effect. Remove the argument ${show(word)}.`;
  return [{ object, path: started.argument(from), message }];
}

const same = (a: readonly unknown[], b: readonly unknown[]) => a.join('/') === b.join('/');
