import { goBoolean } from '../../go/booleans';
import type { Controller } from '../../simulation/controller';
import { FLAG_TABLES } from '../../upstream/flags';
import { micWith } from '../examples/controller-examples';
import { readableIn } from '../facts/controllers';
import { type Rule, type RuleFinding, Severity } from '../rule';

/** A boolean flag and its value as separate arguments. */
export const booleanFlagSplit: Rule = {
  id: 'boolean-flag-split',
  title: 'A boolean flag and its value are separate arguments',
  severity: Severity.ERROR,
  why: 'Go reads a boolean flag without "=" as true. The value after it is not a flag: MIC stops reading there and ignores every later flag, NMI skips it.',
  symptom: 'No error: false is read as true, and later flags of MIC keep their defaults.',
  bad: micWith('--forceNamespaced', "'false'"),
  good: micWith('--forceNamespaced=false'),
  source: 'cmd/mic/main.go (flag), cmd/nmi/main.go (spf13/pflag)',
  check: (checked) => readableIn(checked).flatMap(findingsOf),
};

function findingsOf(started: Controller): RuleFinding[] {
  const { flags, args, manifest: object, program, name } = started;
  return flags.given.flatMap((flag) => {
    const word = args[flag.index + 1]?.value;
    const isBare = !args[flag.index]?.value.includes('=');
    if (FLAG_TABLES[program][flag.name] !== 'bool' || !isBare || word === undefined || goBoolean(word) === undefined)
      return [];
    const dropped = args.slice(flag.index + 2).map(({ value }) => value);
    const read = `${name} reads --${flag.name} as true`;
    const effect =
      program === 'mic' && dropped.length > 0
        ? ` and ignores all later arguments: ${dropped.join(' ')}`
        : ', whatever the value';
    const message = `The flag --${flag.name} and its value ${word} are separate arguments. ${read}${effect}. Write them as one: --${flag.name}=${word}.`;
    return [{ object, path: started.argument(flag.index + 1), message }];
  });
}
