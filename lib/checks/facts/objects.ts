import type { Manifest } from '../../manifests/manifest';
import type { CheckedCluster } from '../checked-cluster';

/** The objects of a kind of a group, in the order of the checked manifests. */
export function objectsOf(checked: CheckedCluster, group: string, kind: string): readonly Manifest[] {
  return indexOf(checked).byBoth.get(`${group}/${kind}`) ?? [];
}

/** The objects of a group. */
export function objectsOfGroup(checked: CheckedCluster, group: string): readonly Manifest[] {
  const { byGroup, byBoth } = indexOf(checked);
  let objects = byGroup.get(group);
  if (!objects) {
    objects = listsOf(byBoth, (one) => one.group === group);
    byGroup.set(group, objects);
  }
  return objects;
}

/** The objects of some kinds, of any group. */
export function objectsOfKinds(checked: CheckedCluster, kinds: readonly string[]): Manifest[] {
  return listsOf(indexOf(checked).byBoth, ({ kind }) => kinds.includes(kind));
}

interface Index {
  readonly byBoth: ReadonlyMap<string, Manifest[]>;
  /** Those that were asked for. */
  readonly byGroup: Map<string, readonly Manifest[]>;
}

/** Many rules ask. */
const INDEX = new WeakMap<CheckedCluster, Index>();

function indexOf(checked: CheckedCluster): Index {
  const known = INDEX.get(checked);
  if (known) return known;
  const byBoth = new Map<string, Manifest[]>();
  let [before, list]: [Manifest | undefined, Manifest[]] = [undefined, []];
  for (const manifest of checked.cluster.manifests.objects) {
    const { group, kind } = manifest;
    // They are sorted by kind.
    if (group !== before?.group || kind !== before.kind) {
      const key = `${group}/${kind}`;
      list = byBoth.get(key) ?? [];
      byBoth.set(key, list);
    }
    list.push(manifest);
    before = manifest;
  }
  const index = { byBoth, byGroup: new Map() };
  INDEX.set(checked, index);
  return index;
}

/** The objects of the lists whose first object is one of those that are wanted. */
const listsOf = (lists: Index['byBoth'], isWanted: (first: Manifest) => boolean): Manifest[] =>
  [...lists.values()].filter(([first]) => first && isWanted(first)).flat();
