import type { PlacedFinding } from '../finding';

/** Equal findings of one file, in the order of their first ones: never empty. */
export type FindingGroup<T extends PlacedFinding> = readonly [T, ...T[]];

/** Puts findings of one file that say the same together, at the place of the first one. */
export function groupsOf<T extends PlacedFinding>(findings: readonly T[]): FindingGroup<T>[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const one of findings) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()];
}

function keyOf({ finding: { file, rule, severity, message }, together }: PlacedFinding): string {
  return JSON.stringify([file, rule, severity, together?.[0] ?? message]);
}
