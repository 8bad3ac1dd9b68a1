import type { Manifest } from '../manifests/manifest';

/** An object as kubectl takes it, `Deployment.v1.apps/orders`: no plural has to be known for it. */
export function kubeObject({ apiVersion, kind, group, name }: Manifest): string {
  const type = group === '' ? kind : `${kind}.${apiVersion.slice(group.length + 1)}.${group}`;
  return `${type}/${name}`;
}

const CLUSTER_WIDE = ['ClusterRole', 'ClusterRoleBinding', 'CustomResourceDefinition', 'PodSecurityPolicy'];

/** The namespace that kubectl is told; none for what belongs to no namespace. */
export function kubeNamespace({ kind, namespace }: Manifest): string {
  return CLUSTER_WIDE.includes(kind) ? '' : namespace;
}
