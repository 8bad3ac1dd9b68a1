import { goDuration } from '../../go/duration';
import { show } from '../../validate/format';
import { micWith } from '../examples/controller-examples';
import { faultsIn } from '../facts/controllers';
import { type Rule, Severity } from '../rule';

/** A duration that Go cannot read. */
export const durationWithoutUnit: Rule = {
  id: 'duration-without-unit',
  title: 'A duration of MIC has no unit, or an unknown one',
  severity: Severity.ERROR,
  why: 'MIC reads durations as Go does: numbers, each with a unit. The comment in the chart speaks of seconds, but with 3600 alone MIC exits, and there is no unit for days.',
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
          message: `The value ${show(value)} of --${name} is not a duration. ${started.name} exits at startup. Write each number with its unit, h, m, s or ms, without spaces.`,
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

/** The intended duration: in seconds when there is no unit, as in the chart's comment. */
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
