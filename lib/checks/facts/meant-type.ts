import { isMap, type Manifest, mapOf, stringOf } from '../../manifests/manifest';
import type { Identity } from '../../simulation/custom-resources';
import { isExact } from './resource-id';
import { isOfCertificate } from './secrets';

/**
 * The type that the fields of an identity are for, when they are for another type than its own: the Secret of a service
 * principal and no resource id, or the resource id of a managed identity and no Secret. `secrets`, by
 * `namespace/name`, tell whether it has a certificate.
 */
export function meantTypeOf(
  identity: Identity,
  secrets: ReadonlyMap<string, Manifest> = new Map(),
): 0 | 1 | 2 | undefined {
  const { type, manifest, resourceID } = identity;
  const isServicePrincipal = type === 1 || type === 2;
  // Nearly all identities.
  if (!isServicePrincipal && resourceID !== '') return undefined;
  const password = manifest.at(['spec', 'clientPassword']);
  const { name, namespace } = mapOf(password);
  const hasSecret = isMap(password) && stringOf(name) !== '';
  if (type === 0 && resourceID === '' && hasSecret) {
    const secret = secrets.get(`${stringOf(namespace)}/${stringOf(name)}`);
    return secret && isOfCertificate(secret) ? 2 : 1;
  }
  return isServicePrincipal && isExact(identity) && !isMap(password) ? 0 : undefined;
}

/** The type that an identity has, or was meant to have: one run finds what is wrong with its other fields, too. */
export const typeOf = (identity: Identity): number => meantTypeOf(identity) ?? identity.type;
