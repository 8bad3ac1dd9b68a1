import { goBoolean } from '../../go/booleans';
import type { Controller } from '../../simulation/controller';
import { FLAG_TABLES } from '../../upstream/flags';
import { micWith } from '../examples/controller-examples';
import { readableIn } from '../facts/controllers';
import type { Rule, RuleFinding } from '../rule';

/** A boolean flag with its value as an argument of its own. */
export const booleanFlagSplit: Rule = {
  id: 'boolean-flag-split',
  title: 'A boolean flag has its value as an argument of its own',
  severity: 'error',
  why: 'Go reads a boolean flag without "=" as true. The word behind it is no flag: MIC stops there and drops every later flag, NMI passes over it.',
  symptom: 'Nothing says it: false is taken for true, and later flags of MIC have their defaults.',
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
    const lost =
      program === 'mic' && dropped.length > 0 ? `, and drops what follows: ${dropped.join(' ')}` : `, whatever follows`;
    const message = `--${flag.name} ${word}, in two arguments: ${read}${lost}. Write one argument`;
    return [{ object, path: started.argument(flag.index + 1), message, fix: `- --${flag.name}=${word}` }];
  });
}
