import type { FlagType } from '../../go/flags';
import type { Controller } from '../../simulation/controller';
import { show } from '../../validate/format';
import { nearest } from '../../validate/nearest';
import { nmiWith } from '../examples/controller-examples';
import { changed } from '../examples/custom-resource-examples';
import { faultsIn, readableIn } from '../facts/controllers';
import { argumentItem } from '../facts/plain-yaml';
import { type Rule, type RuleFinding, Severity } from '../rule';

const ALLOWED: { readonly [type in FlagType]: string } = {
  bool: 'true or false',
  int: 'an integer, without unit or exponent',
  uint: 'an integer of 0 or more',
  float: 'a number',
  duration: 'a number with a unit, such as 90s',
  level: 'an integer, in decimal digits',
  string: 'a string',
  severity: 'INFO, WARNING, ERROR or FATAL',
};

/** String flags that allow some words only. */
const WORDS: { readonly [flag: string]: { readonly words: readonly string[]; readonly isFolded: boolean } } = {
  'log-format': { words: ['text', 'json'], isFolded: false },
  'operation-mode': { words: ['standard', 'managed'], isFolded: true },
};

const WITH_MODE = nmiWith(
  '--set-retry-after-header=true',
  '--retry-attempts-for-created=1',
  '--retry-attempts-for-assigned=1',
  '--find-identity-retry-interval=1',
);

/** A value at which the program exits. */
export const flagValueRefused: Rule = {
  id: 'flag-value-refused',
  title: 'A flag of MIC or NMI has an invalid value',
  severity: Severity.ERROR,
  why: 'Both programs exit at a value of the wrong type, such as a missing boolean or 1e+06 for an integer, and at unknown words.',
  symptom: 'CrashLoopBackOff; the log ends with "invalid value", "invalid argument" or the name of the flag.',
  bad: changed(WITH_MODE, '--find-identity-retry-interval=1', '--find-identity-retry-interval=1s'),
  good: WITH_MODE,
  source: "cmd/mic/main.go, cmd/nmi/main.go; Go's flag and spf13/pflag",
  check: (checked) => [
    ...faultsIn(checked)
      // duration-without-unit reports durations.
      .filter(({ fault: { type, value } }) => type !== undefined && (type !== 'duration' || value === undefined))
      .map(({ controller: started, fault: { index, name = '', value, type } }) =>
        findingOf(started, index, name, value, ALLOWED[type ?? 'string'], suggested(type, value)),
      ),
    ...readableIn(checked).flatMap(wordsOf),
  ],
};

function wordsOf(started: Controller): RuleFinding[] {
  return Object.entries(WORDS).flatMap(([name, { words, isFolded }]) => {
    const given = started.flags.find(name);
    if (!given || words.includes(isFolded ? given.value.toLowerCase() : given.value)) return [];
    return [findingOf(started, given.index, name, given.value, words.join(' or '), nearest(given.value.trim(), words))];
  });
}

/** The intended value. */
function suggested(type: FlagType | undefined, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (type === 'bool') {
    if (/^(true|yes|y|on|enabled)$/i.test(value.trim())) return 'true';
    return /^(false|no|n|off|disabled)$/i.test(value.trim()) ? 'false' : undefined;
  }
  if (type !== 'int' && type !== 'uint') return undefined;
  if (/^\d+s$/.test(value)) return value.slice(0, -1);
  const number = Number(value);
  return value.trim() !== '' && Number.isSafeInteger(number) ? String(number) : undefined;
}

function findingOf(
  started: Controller,
  index: number,
  name: string,
  value: string | undefined,
  allowed: string,
  meant: string | undefined,
): RuleFinding {
  const flag = name.length === 1 ? `-${name}` : `--${name}`;
  const given =
    value === undefined ? `The flag ${flag} has no value` : `The flag ${flag} has the invalid value ${show(value)}`;
  return {
    object: started.manifest,
    path: started.argument(index),
    message: `${given}; allowed: ${allowed}. ${started.name} exits at startup. Write an allowed value.`,
    ...(meant !== undefined && { fix: argumentItem(`${flag}=${meant}`) }),
  };
}
