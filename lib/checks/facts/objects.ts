import type { Manifest } from '../../manifests/manifest';
import type { CheckedCluster } from '../checked-cluster';

/** The objects of a kind of a group, in the order of the checked manifests. */
export function objectsOf(checked: CheckedCluster, group: string, kind: string): readonly Manifest[] {
  return indexOf(checked).byBoth.get(`${group}/${kind}`) ?? [];
}

/** The objects of a group. */
export function objectsOfGroup(checked: CheckedCluster, group: string): readonly Manifest[] {
  return indexOf(checked).byGroup.get(group) ?? [];
}

/** The objects of some kinds, of any group. */
export function objectsOfKinds(checked: CheckedCluster, kinds: readonly string[]): Manifest[] {
  return kinds.flatMap((kind) => indexOf(checked).byKind.get(kind) ?? []);
}

/** The kinds of all objects. */
export const kindsIn = (checked: CheckedCluster): string[] => [...indexOf(checked).byKind.keys()];

interface Index {
  readonly byGroup: Map<string, Manifest[]>;
  readonly byKind: Map<string, Manifest[]>;
  readonly byBoth: Map<string, Manifest[]>;
}

/** Many rules ask. */
const INDEX = new WeakMap<CheckedCluster, Index>();

function indexOf(checked: CheckedCluster): Index {
  const known = INDEX.get(checked);
  if (known) return known;
  const index: Index = { byGroup: new Map(), byKind: new Map(), byBoth: new Map() };
  let [before, lists]: [Manifest | undefined, Manifest[][]] = [undefined, []];
  for (const manifest of checked.cluster.manifests.objects) {
    const { group, kind } = manifest;
    // They are sorted by kind.
    if (group !== before?.group || kind !== before.kind) {
      lists = [listAt(index.byGroup, group), listAt(index.byKind, kind), listAt(index.byBoth, `${group}/${kind}`)];
    }
    for (const list of lists) list.push(manifest);
    before = manifest;
  }
  INDEX.set(checked, index);
  return index;
}

function listAt(lists: Map<string, Manifest[]>, key: string): Manifest[] {
  const known = lists.get(key);
  if (known) return known;
  const list: Manifest[] = [];
  lists.set(key, list);
  return list;
}
