import { fold } from '../../go/compare';
import { areNumbered } from '../../validate/nearest';

/** Longer words may differ in two letters, short ones in one, and the shortest in none. */
const mostLetters = (word: string) => (word.length < 4 ? 0 : word.length < 6 ? 1 : 2);

/** Ways in which two strings are similar, best first. */
const RANKS = ['spaces', 'case', 'words', 'letters'] as const;
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
  words: 'differs only in a word such as "identity"',
  letters: 'differs by a letter or two',
};

/** Words in names of identities, bindings and selectors that say only what they are. Long ones may end a word. */
const KINDS = /(^|[-._])(azure|aad|pod|managed|identity|id|msi|mi|uami|binding|selector|label)(?=$|[-._])/g;
/** A name without the words for its kind; empty when nothing else is in it. */
const bare = (name: string) =>
  fold(name)
    .replace(KINDS, '')
    .replace(/(?<=[^-._])(?:identity|binding|selector)$/, '')
    .replace(/^[-._]+|[-._]+$/g, '');

/**
 * The candidate most similar to a string: equal without surrounding spaces, without case, without words such as
 * "identity", or with a letter or two changed. The first of several equally similar ones.
 */
export function nearMiss<T>(
  text: string,
  candidates: Iterable<T>,
  textOf: (candidate: T) => string,
): NearMiss<T> | undefined {
  let best: { candidate: T; rank: number } | undefined;
  const name = bare(text);
  for (const candidate of candidates) {
    // Once there is one, only a better one counts.
    const rank = rankOf(text, name, textOf(candidate), best?.rank ?? RANKS.length);
    if (rank !== undefined) best = { candidate, rank };
  }
  const likeness = best && RANKS[best.rank];
  return best && likeness && { candidate: best.candidate, likeness, words: WORDS[likeness] };
}

/** The rank of two strings' similarity, if it is better than `worst`, given the name of the first without its kind. */
function rankOf(a: string, nameOfA: string, b: string, worst: number): number | undefined {
  if (a === b || b === '') return undefined;
  if (worst > 0 && a.trim() === b.trim()) return 0;
  if (worst > 1 && a.length === b.length && lettersOf(a) === lettersOf(b) && fold(a) === fold(b)) return 1;
  // Cheaper than a regular expression for each.
  if (worst > 2 && nameOfA !== '' && b.includes(nameOfA) && bare(b) === nameOfA) return 2;
  const most = mostLetters(a);
  return worst > 3 && mayBeWithin(a, b, most) && isWithin(a, b, most) && !areNumbered(a, b) ? 3 : undefined;
}

/** Whether the sets of letters leave so few changes possible; far quicker than to look for them. */
function mayBeWithin(a: string, b: string, most: number): boolean {
  if (Math.abs(a.length - b.length) > most) return false;
  let different = lettersOf(a) ^ lettersOf(b);
  let count = 0;
  for (; different !== 0; different &= different - 1) count++;
  // A change takes one letter and adds another.
  return count <= 2 * most;
}

/** A bit for each letter, by the last bits of its code: the same for both cases. */
function lettersOf(text: string): number {
  let letters = 0;
  for (let i = 0; i < text.length; i++) letters |= 1 << (text.charCodeAt(i) & 31);
  return letters;
}

/** Whether at most so many insertions, deletions, changes or swaps of letters make one string the other. */
function isWithin(a: string, b: string, most: number): boolean {
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
