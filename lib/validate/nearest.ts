/** The candidate that was probably meant: equal except for case, or with few letters changed. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const lower = word.toLowerCase();
  const same = candidates.find((candidate) => candidate.toLowerCase() === lower);
  if (same !== undefined) return same;
  const most = Math.max(1, Math.floor(word.length / 4));
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) > most) continue;
    const distance = editDistance(lower, candidate.toLowerCase());
    if (distance <= most && distance < (best?.distance ?? most + 1)) best = { candidate, distance };
  }
  return best?.candidate;
}

/** The same for keys, of which a part may be missing, or too much: `priorityClass` for `priorityClassName`. */
export function nearestKey(word: string, candidates: readonly string[]): string | undefined {
  const near = nearest(word, candidates);
  if (near !== undefined || word.length < 4) return near;
  const lower = word.toLowerCase();
  const parts = candidates.map((candidate) => candidate.toLowerCase());
  const found = candidates.filter((_, i) => {
    const part = parts[i] as string;
    return (
      part.startsWith(lower) ||
      part.endsWith(lower) ||
      (part.length >= 4 && (lower.startsWith(part) || lower.endsWith(part)))
    );
  });
  return found.length === 1 ? found[0] : undefined;
}

/** The most candidates that are compared letter by letter: there can be as many words as candidates. */
const MOST_COMPARED = 500;

/** The first candidate that differs by a letter or two, as `check` sees it: short words in one, the shortest in none. */
export function misspelling<T>(word: string, candidates: readonly T[], textOf: (one: T) => string): T | undefined {
  const most = word.length < 4 ? 0 : word.length < 6 ? 1 : 2;
  if (most === 0 || candidates.length > MOST_COMPARED) return undefined;
  return candidates.find((one) => {
    const text = textOf(one);
    return Math.abs(text.length - word.length) <= most && editDistance(word, text) <= most && !areNumbered(word, text);
  });
}

/** `orders-1` and `orders-2` are two on purpose. */
export const areNumbered = (a: string, b: string): boolean => a.replace(/\d+/g, '0') === b.replace(/\d+/g, '0');

/** How many letters must be inserted, removed, changed or swapped with a neighbour to turn one word into the other. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(least);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
