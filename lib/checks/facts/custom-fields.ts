import type { Manifest } from '../../manifests/manifest';
import { isPruning } from '../../simulation/old-fields';
import { API_GROUP } from '../../upstream/api';
import type { CheckedCluster } from '../checked-cluster';
import { controllersOf } from './controllers';
import { definitionsOf } from './definitions';
import { objectsOf, objectsOfGroup } from './objects';

/** The objects of pod identity as they are written, those too that the API server would refuse. */
export function customResourcesOf(checked: CheckedCluster, kind?: string): readonly Manifest[] {
  return kind === undefined ? objectsOfGroup(checked, API_GROUP) : objectsOf(checked, API_GROUP, kind);
}

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
