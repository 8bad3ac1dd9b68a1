import { Manifest } from '../manifests/manifest';
import { isHalf } from '../manifests/patch';
import type { CheckedCluster } from './checked-cluster';
import type { Found } from './finding';
import { SEARCHES } from './without-placeholders';

/** Drops the findings about fields that kustomize completes or changes: the base alone is not what the cluster gets. */
export function withoutOverlays({ cluster: { manifests } }: CheckedCluster, all: readonly Found[]): readonly Found[] {
  const { overlaid } = manifests;
  const isAnyChanged = overlaid !== undefined && manifests.objects.some((object) => overlaid.changeOf(object));
  return all.filter(({ object, path, rule, fix }) => {
    if (!(object instanceof Manifest)) return true;
    const value = object.at(path);
    const isMissing = value === undefined || value === null || value === '';
    if (isMissing && isHalf(object)) return false;
    if (!isAnyChanged) return true;
    const change = overlaid.changeOf(object);
    if (change?.patches.some((patch) => (isMissing && path.length > 0) || patch.sets(path))) return false;
    // What a finding misses may have another name after the changes.
    return fix !== undefined || !Object.hasOwn(SEARCHES, rule.id);
  });
}
