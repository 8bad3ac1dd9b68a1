import { ObjectRegistry } from '../synth/object-registry';
import { BEHAVIOR_ANNOTATION, NAMESPACED } from '../upstream/api';
import { show } from '../validate/format';
import { isUnresolved, isUnresolvedObject, resolveObject } from '../validate/unresolved';
import type { IAzureIdentity } from './azure-identity-interface';
import { at, type Json } from './pod-template';

/** What decides who may use an identity, as it will be written. */
export interface IdentityFacts {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly namespaced: boolean;
  readonly clientId: string | undefined;
}

/** Of an identity as it is now; one that has Lazy values or patches is rendered for it. */
export function factsOf(identity: IAzureIdentity): IdentityFacts {
  const { toJson } = identity as { toJson?: () => Json };
  if (toJson && ObjectRegistry.of(identity).isLate(identity)) return factsOfManifest(toJson.call(identity));
  const { name, namespace, namespaced, clientId } = identity;
  if (![name, namespace].some(isUnresolvedObject) && !isUnresolved(clientId)) return identity as IdentityFacts;
  const known = (value: unknown) => {
    const text = resolveObject(value);
    return typeof text === 'string' ? text : undefined;
  };
  // A token is replaced in objects, by cdk8s, but this identity is none.
  const id = known(clientId);
  return {
    name: known(name) ?? '',
    namespace: known(namespace),
    namespaced,
    clientId: isUnresolved(id) ? undefined : id,
  };
}

/** Of an identity that somebody else wrote. */
export function factsOfManifest(manifest: Json): IdentityFacts {
  const text = (...path: string[]) => {
    const value = at(manifest, path);
    return value === undefined ? undefined : String(value);
  };
  return {
    name: text('metadata', 'name') ?? '',
    namespace: text('metadata', 'namespace'),
    namespaced: at(manifest, ['metadata', 'annotations', BEHAVIOR_ANNOTATION]) === NAMESPACED,
    clientId: text('spec', 'clientID'),
  };
}

/** Equal for two identities that are one object of the cluster. */
export function keyOf({ name, namespace }: { readonly name: string; readonly namespace: string | undefined }): string {
  return `${namespace ?? ''}/${name}`;
}

/** `"orders" of namespace "shop"` */
export function describe({ name, namespace }: IdentityFacts): string {
  return `${show(name)} ${namespace === undefined ? 'without a namespace' : `of namespace ${show(namespace)}`}`;
}

/** `namespace "shop"`, for messages that tell two namespaces apart. */
export function describeNamespace(namespace: string | undefined): string {
  return namespace === undefined ? 'no stated namespace' : `namespace ${show(namespace)}`;
}

/** Whether a pod of the namespace may be known to be out of reach of the identity. */
export function isOutOfReach(identity: IdentityFacts, podNamespace: string | undefined, namespaced: boolean): boolean {
  if (isUnresolved(identity.namespace) || isUnresolved(podNamespace)) return false;
  return (identity.namespaced || namespaced) && identity.namespace !== podNamespace;
}
