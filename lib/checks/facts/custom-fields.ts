import type { Manifest } from '../../manifests/manifest';
import { isPruning } from '../../simulation/old-fields';
import { API_GROUP } from '../../upstream/api';
import type { CheckedCluster } from '../checked-cluster';
import { controllersOf } from './controllers';
import { definitionsOf } from './definitions';

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

/**
 * Whether a field in another case is lost. Controllers before 1.6.0 read it, unless the API server drops it. When the release
 * of controllers is unknown, their CRDs decide.
 */
export function areFieldsExact(checked: CheckedCluster): boolean {
  const definitions = [...definitionsOf(checked).values()];
  if (definitions.some(isPruning)) return true;
  const known = controllersOf(checked).map(({ release }) => release.has('readsExactFields'));
  if (known.includes(false)) return false;
  return known.includes(true) || (known.length === 0 && definitions.length === 0);
}
