import { ObjectRegistry } from '../synth/object-registry';
import type { Json } from '../synth/pod-template';
import { BEHAVIOR_ANNOTATION, NAMESPACED } from '../upstream/api';
import { show } from '../validate/format';
import { valueAt } from '../validate/path';
import { safely } from '../validate/plain-copy';
import { isUnresolved, isUnresolvedObject, resolveObject } from '../validate/unresolved';
import type { IAzureIdentity } from './azure-identity-interface';

/** What decides who may use an identity, as it will be rendered. */
export interface IdentityFacts {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly namespaced: boolean;
  readonly clientId: string | undefined;
}

/** The facts of an identity. One with Lazy values or patches is rendered to read them. */
export function factsOf(identity: IAzureIdentity): IdentityFacts {
  const { toJson } = identity as { toJson?: () => Json };
  if (toJson && ObjectRegistry.of(identity).isLate(identity)) return factsOfManifest(toJson.call(identity));
  const { name, namespace, namespaced, clientId } = identity;
  if (![name, namespace].some(isUnresolvedObject) && !isUnresolved(clientId)) return identity as IdentityFacts;
  const known = (value: unknown) => {
    const text = safely(() => resolveObject(value));
    return typeof text === 'string' ? text : undefined;
  };
  // cdk8s replaces tokens in objects only, and this identity is not one.
  const id = known(clientId);
  return {
    name: known(name) ?? '',
    namespace: known(namespace),
    namespaced,
    clientId: isUnresolved(id) ? undefined : id,
  };
}

/** The facts of an identity that our constructs did not make. */
export function factsOfManifest(manifest: Json): IdentityFacts {
  const text = (...path: string[]) => {
    const value = valueAt(manifest, path);
    return value === undefined ? undefined : String(value);
  };
  return {
    name: text('metadata', 'name') ?? '',
    namespace: text('metadata', 'namespace'),
    namespaced: valueAt(manifest, ['metadata', 'annotations', BEHAVIOR_ANNOTATION]) === NAMESPACED,
    clientId: text('spec', 'clientID'),
  };
}

/** Equal for two identities that are the same object in the cluster. */
export function keyOf({ name, namespace }: { readonly name: string; readonly namespace: string | undefined }): string {
  return `${namespace ?? ''}/${name}`;
}

/** `"orders" in namespace "shop"` */
export function describe({ name, namespace }: IdentityFacts): string {
  return `${show(name)} ${namespace === undefined ? 'without a namespace' : `in namespace ${show(namespace)}`}`;
}

/** `namespace "shop"` */
export function describeNamespace(namespace: string | undefined): string {
  return namespace === undefined ? 'no namespace' : `namespace ${show(namespace)}`;
}

/** Whether pods in the namespace are known to be unable to use the identity. `namespaced`: whether every identity is. */
export function isOutOfReach(identity: IdentityFacts, podNamespace: string | undefined, namespaced: boolean): boolean {
  if (isUnresolved(identity.namespace) || isUnresolved(podNamespace)) return false;
  return (identity.namespaced || namespaced) && identity.namespace !== podNamespace;
}
