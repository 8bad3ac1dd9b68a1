import { fold } from '../../go/compare';

/** Longer words may differ in two letters, short ones in one, and the shortest in none. */
const mostLetters = (word: string) => (word.length < 4 ? 0 : word.length < 6 ? 1 : 2);

/** Ways in which two strings are similar, best first. */
const RANKS = ['spaces', 'case', 'letters'] as const;
type Likeness = (typeof RANKS)[number];

/** A candidate that a string was probably meant to be. */
export interface NearMiss<T> {
  readonly candidate: T;
  readonly likeness: Likeness;
  /** `differs only in case` */
  readonly words: string;
}

const WORDS: { readonly [likeness in Likeness]: string } = {
  spaces: 'differs only in spaces',
  case: 'differs only in case',
  letters: 'differs by a letter or two',
};

/**
 * The candidate most similar to a string: equal without surrounding spaces, without case, or with
 * a letter or two changed. The first of several equally similar ones.
 */
export function nearMiss<T>(
  text: string,
  candidates: Iterable<T>,
  textOf: (candidate: T) => string,
): NearMiss<T> | undefined {
  let best: { candidate: T; rank: number } | undefined;
  for (const candidate of candidates) {
    // Once there is one, only a better one counts.
    const rank = rankOf(text, textOf(candidate), best?.rank ?? RANKS.length);
    if (rank !== undefined) best = { candidate, rank };
  }
  const likeness = best && RANKS[best.rank];
  return best && likeness && { candidate: best.candidate, likeness, words: WORDS[likeness] };
}

/** The rank of two strings' similarity, if it is better than `worst`. */
function rankOf(a: string, b: string, worst: number): number | undefined {
  if (a === b || b === '') return undefined;
  if (worst > 0 && a.trim() === b.trim()) return 0;
  if (worst > 1 && a.length === b.length && fold(a) === fold(b)) return 1;
  return worst > 2 && isWithin(a, b, mostLetters(a)) ? 2 : undefined;
}

/** Whether at most so many insertions, deletions, changes or swaps of letters make one string the other. */
function isWithin(a: string, b: string, most: number): boolean {
  if (Math.abs(a.length - b.length) > most) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const [x, y] = [a.slice(start), b.slice(start)];
  if (x === '' || y === '') return x.length + y.length <= most;
  if (most === 0) return false;
  const isSwapped = x[0] === y[1] && x[1] === y[0] && isWithin(x.slice(2), y.slice(2), most - 1);
  return (
    isSwapped ||
    isWithin(x.slice(1), y.slice(1), most - 1) ||
    isWithin(x.slice(1), y, most - 1) ||
    isWithin(x, y.slice(1), most - 1)
  );
}
