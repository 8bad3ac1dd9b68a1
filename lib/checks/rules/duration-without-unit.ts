import { goDuration } from '../../go/duration';
import { show } from '../../validate/format';
import { micWith } from '../examples/controller-examples';
import { faultsIn } from '../facts/controllers';
import type { Rule } from '../rule';

/** A duration that Go cannot read. */
export const durationWithoutUnit: Rule = {
  id: 'duration-without-unit',
  title: 'A duration of MIC has no unit, or one that Go does not know',
  severity: 'error',
  why: 'MIC reads durations as Go writes them: numbers with a unit each. The comment in the chart speaks of seconds, but 3600 alone ends MIC, and there is no unit for days.',
  symptom: 'CrashLoopBackOff; the log ends with "invalid value" and the name of the flag.',
  bad: micWith('--syncRetryDuration=3600'),
  good: micWith('--syncRetryDuration=3600s'),
  source: 'cmd/mic/main.go; time.ParseDuration',
  check: (checked) =>
    faultsIn(checked)
      .filter(({ fault: { type, value } }) => type === 'duration' && value !== undefined)
      .map(({ controller: started, fault: { index, name, value = '' } }) => {
        const meant = suggested(value);
        return {
          object: started.manifest,
          path: started.argument(index),
          message: `${show(value)} is no duration for --${name}: ${started.name} ends when it is started. Write each number with its unit, h, m, s or ms, without blanks`,
          ...(meant !== undefined && { fix: `- --${name}=${meant}` }),
        };
      }),
};

const UNITS: readonly (readonly [RegExp, string])[] = [
  [/^(h|hrs?|hours?)$/, 'h'],
  [/^(m|mins?|minutes?)$/, 'm'],
  [/^(s|secs?|seconds?|)$/, 's'],
  [/^(ms|millis|milliseconds?)$/, 'ms'],
];

/** The duration that was meant: seconds when there is no unit, as the chart's comment has it. */
function suggested(value: string): string | undefined {
  const parts = [...value.toLowerCase().matchAll(/(\d+(?:\.\d+)?)\s*([a-z]*)\s*/g)];
  if (parts.length === 0 || parts.map(([all]) => all).join('') !== value.trimStart().toLowerCase()) return undefined;
  const written = parts.map(([, amount, unit = '']) => {
    if (/^d(ays?)?$/.test(unit)) return `${Number(amount) * 24}h`;
    const go = UNITS.find(([words]) => words.test(unit))?.[1];
    return go && `${amount}${go}`;
  });
  const text = written.join('');
  return written.includes(undefined) || goDuration(text) === undefined ? undefined : text;
}
