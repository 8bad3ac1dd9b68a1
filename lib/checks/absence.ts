/** Something that a finding misses among the manifests. It may be elsewhere. */
export interface Absence {
  /** Whether something similar is here, which was probably meant. */
  readonly isNear: boolean;
  /**
   * How one and how several findings that are left out are counted: `label has no binding`, `labels have no binding`.
   *
   * @default - not at all
   */
  readonly counted?: Counted;
}

type Counted = readonly [one: string, several: string];

/**
 * One line for all that is probably elsewhere: `3 labels have no binding and 1 identity has no binding among these
 * manifests; …`. Undefined when there is nothing.
 */
export function absenceNote(absences: readonly Absence[]): string | undefined {
  const counts = new Map<string, { readonly words: Counted; count: number }>();
  for (const { counted: words } of absences) {
    if (!words) continue;
    const known = counts.get(words[0]);
    if (known) known.count++;
    else counts.set(words[0], { words, count: 1 });
  }
  const parts = [...counts.values()].map(
    ({ words: [one, several], count }) => `${count} ${count === 1 ? one : several}`,
  );
  const last = parts.pop();
  if (last === undefined) return undefined;
  const all = parts.length === 0 ? last : `${parts.join(', ')} and ${last}`;
  return `${all} among these manifests; add what is missing, or pass --whole-cluster`;
}
