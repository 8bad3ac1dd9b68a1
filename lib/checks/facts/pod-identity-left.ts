import type { Manifest } from '../../manifests/manifest';
import { API_GROUP } from '../../upstream/api';
import type { Program } from '../../upstream/flag';
import type { CheckedCluster } from '../checked-cluster';
import { controllersOf } from './controllers';
import { objectsOf, objectsOfGroup } from './objects';

/** Whether anything of pod identity is among the manifests: its objects, its controllers, or a labelled workload. */
export const hasPodIdentity = (checked: CheckedCluster): boolean =>
  objectsOfGroup(checked, API_GROUP).length > 0 ||
  controllersOf(checked).length > 0 ||
  checked.workloads.some(({ workload }) => workload.label !== undefined);

const RBAC = 'rbac.authorization.k8s.io';

/** Names of the objects of a controller, as the plain YAML and the chart have them. */
const NAMES: { readonly [program in Program]: RegExp } = {
  mic: /aad-pod-id(?:entity)?-.*\bmic\b|\bmic\b.*aad-pod-id/,
  nmi: /aad-pod-id(?:entity)?-.*\bnmi\b|\bnmi\b.*aad-pod-id/,
};

/** What is left of the install of a controller: its account and roles. */
export function remainsOf(checked: CheckedCluster, program: Program): readonly Manifest[] {
  const kinds = [
    ['', 'ServiceAccount'] as const,
    [RBAC, 'ClusterRole'] as const,
    [RBAC, 'ClusterRoleBinding'] as const,
  ];
  return kinds
    .flatMap(([group, kind]) => objectsOf(checked, group, kind))
    .filter(({ name }) => NAMES[program].test(name));
}
