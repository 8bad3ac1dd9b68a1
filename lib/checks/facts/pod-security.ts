import { type Manifest, mapOf } from '../../manifests/manifest';
import type { CheckedCluster } from '../checked-cluster';
import { namespaceOf } from './namespaces';

/** Label of a namespace with the Pod Security level that it enforces (kubernetes.io, Pod Security Standards). */
export const ENFORCE_LABEL = 'pod-security.kubernetes.io/enforce';

/** The level that a namespace enforces, unless it allows everything. */
export function enforcedLevelOf(namespace: Manifest | undefined): 'baseline' | 'restricted' | undefined {
  const level = mapOf(namespace?.metadata.labels)[ENFORCE_LABEL];
  return level === 'baseline' || level === 'restricted' ? level : undefined;
}

/** The same, of a namespace among the manifests. */
export const enforcedLevel = (checked: CheckedCluster, namespace: string): 'baseline' | 'restricted' | undefined =>
  enforcedLevelOf(namespaceOf(checked, namespace));
