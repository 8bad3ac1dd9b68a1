import { type FieldPath, Manifest } from '../manifests/manifest';
import { isHalf } from '../manifests/patch';
import type { CheckedCluster } from './checked-cluster';
import type { Found } from './finding';
import { SEARCHES } from './without-placeholders';

/** Drops the findings about fields that kustomize completes or changes: the base alone is not what the cluster gets. */
export function withoutOverlays({ cluster: { manifests } }: CheckedCluster, all: readonly Found[]): readonly Found[] {
  const { overlaid } = manifests;
  const isAnyChanged = overlaid !== undefined && manifests.objects.some((object) => overlaid.changeOf(object));
  return all.filter(({ object, path, rule, fix, fixIn }) => {
    if (!(object instanceof Manifest)) return true;
    const value = object.at(path);
    const isMissing = value === undefined || value === null || value === '';
    if (isMissing && isHalf(object)) return false;
    if (!isAnyChanged) return true;
    const change = overlaid.changeOf(object);
    const paths = [path, ...addedBy(fix, fixIn)];
    if (change?.patches.some((patch) => (isMissing && path.length > 0) || paths.some(patch.sets))) return false;
    // What a finding misses may have another name after the changes.
    return fix !== undefined || !Object.hasOwn(SEARCHES, rule.id);
  });
}

/** The field that a fix adds elsewhere. A patch may have added it. */
function addedBy(fix = '', fixIn: FieldPath | undefined): FieldPath[] {
  const [, key] = /^([^\s:]+):/.exec(fix) ?? [];
  return fixIn && key !== undefined ? [[...fixIn, key]] : [];
}
