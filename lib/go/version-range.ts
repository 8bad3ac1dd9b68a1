import { compareCore, parseSemver } from './semver';

/** `>=4.1.0`, `~4.1`, `4.x`: an operator, and a version with up to three numbers. */
const COMPARATOR = /^(=|!=|<=|>=|<|>|~>?|\^)?v?(\d+|[xX*])(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?$/;

/**
 * Whether a range of versions includes a release, as Helm reads it (github.com/Masterminds/semver, constraints.go).
 * Undefined when it cannot be read: pre-releases and ranges with a hyphen are not.
 */
export function includesRelease(range: string, release: readonly number[]): boolean | undefined {
  const answers = range.split('||').map((all) => {
    // A blank may be between operator and version.
    const comparators = all
      .trim()
      .replace(/([=<>~^])\s+/g, '$1')
      .split(/[\s,]+/);
    const each = comparators.map((one) => (one === '' && comparators.length === 1 ? true : satisfies(one, release)));
    return each.includes(undefined) ? undefined : each.every((answer) => answer);
  });
  return answers.includes(undefined) ? undefined : answers.some((answer) => answer);
}

function satisfies(comparator: string, release: readonly number[]): boolean | undefined {
  const [all, operator = '=', ...numbers] = COMPARATOR.exec(comparator) ?? [];
  if (all === undefined) return undefined;
  const given = numbers.filter((number) => number !== undefined);
  const wild = given.findIndex((number) => /[xX*]/.test(number));
  const known = (wild < 0 ? given : given.slice(0, wild)).map(Number);
  const isPrefix = (length: number) => known.slice(0, length).every((number, i) => number === release[i]);
  const order = compareCore(release.slice(0, known.length), known);
  switch (operator) {
    case '=':
      return isPrefix(known.length);
    case '!=':
      return !isPrefix(known.length);
    case '>':
      return order > 0;
    case '<':
      return order < 0;
    case '>=':
      return order >= 0;
    case '<=':
      return order <= 0;
    case '^': {
      // Up to the next change of the first number that is not 0.
      const first = known.findIndex((number) => number !== 0);
      return compareCore(release, known) >= 0 && isPrefix(first < 0 ? known.length : first + 1);
    }
    default:
      return compareCore(release, known) >= 0 && isPrefix(Math.min(2, known.length));
  }
}

/** The numbers of an exact version, with or without `v`; undefined for ranges. */
export const exactVersion = (text: string): readonly number[] | undefined =>
  /^=?\s*v?\d+\.\d+\.\d+/.test(text) ? parseSemver(text.replace(/^=\s*/, ''))?.core : undefined;
