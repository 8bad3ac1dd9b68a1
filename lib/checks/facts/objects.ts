import type { Manifest } from '../../manifests/manifest';
import type { CheckedCluster } from '../checked-cluster';

/** The objects of a kind of a group, in the order of the checked manifests. */
export function objectsOf(checked: CheckedCluster, group: string, kind: string): readonly Manifest[] {
  return indexOf(checked).get(`${group}/${kind}`) ?? [];
}

/** The objects of a group. */
export function objectsOfGroup(checked: CheckedCluster, group: string): readonly Manifest[] {
  return indexOf(checked).get(group) ?? [];
}

/** Many rules ask. */
const INDEX = new WeakMap<CheckedCluster, ReadonlyMap<string, readonly Manifest[]>>();

function indexOf(checked: CheckedCluster): ReadonlyMap<string, readonly Manifest[]> {
  const known = INDEX.get(checked);
  if (known) return known;
  const index = new Map<string, Manifest[]>();
  for (const manifest of checked.cluster.manifests.objects) {
    for (const key of [manifest.group, `${manifest.group}/${manifest.kind}`]) {
      const list = index.get(key);
      if (list) list.push(manifest);
      else index.set(key, [manifest]);
    }
  }
  INDEX.set(checked, index);
  return index;
}
