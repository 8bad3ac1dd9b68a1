import type { Manifest } from '../../manifests/manifest';
import { API_GROUP } from '../../upstream/api';
import type { CheckedCluster } from '../checked-cluster';

/** The objects of pod identity as they are written, those too that the API server would refuse. */
export function customResourcesOf(checked: CheckedCluster, kind?: string): readonly Manifest[] {
  let all = CUSTOM_RESOURCES.get(checked);
  if (!all) {
    all = checked.cluster.manifests.objects.filter((manifest) => manifest.group === API_GROUP);
    CUSTOM_RESOURCES.set(checked, all);
  }
  return kind === undefined ? all : all.filter((manifest) => manifest.kind === kind);
}

/** Many rules ask. */
const CUSTOM_RESOURCES = new WeakMap<CheckedCluster, readonly Manifest[]>();
