import type { Manifest } from '../manifests/manifest';

/** An object as kubectl takes it, `Deployment.v1.apps/orders`: no plural has to be known for it. */
export function kubeObject({ apiVersion, kind, group, name }: Manifest): string {
  const type = group === '' ? kind : `${kind}.${apiVersion.slice(group.length + 1)}.${group}`;
  return `${type}/${name}`;
}

/** The namespace that kubectl is given; empty for objects in none. */
export function kubeNamespace({ isClusterScoped, namespace }: Manifest): string {
  return isClusterScoped ? '' : namespace;
}
