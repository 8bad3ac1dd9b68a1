import { type FieldPath, isMap, type Manifest, mapOf } from '../../manifests/manifest';
import { type Identity, keyOf } from '../../simulation/custom-resources';
import type { CheckedCluster } from '../checked-cluster';
import { objectsOf, objectsOfKinds } from './objects';

/** The Secret that an identity of a service principal refers to. */
export interface SecretRef {
  readonly name: string;
  readonly namespace: string;
}

/** Undefined for identities that need none, and for those that do not say which in full. */
export function secretRefOf({ type, manifest }: Identity): SecretRef | undefined {
  if (type !== 1 && type !== 2) return undefined;
  const { name, namespace } = mapOf(manifest.at(['spec', 'clientPassword']));
  if (typeof name !== 'string' || typeof namespace !== 'string' || name === '' || namespace === '') return undefined;
  return { name, namespace };
}

/** The Secrets among the manifests, by `namespace/name`. */
export function secretsOf(checked: CheckedCluster): ReadonlyMap<string, Manifest> {
  let secrets = SECRETS.get(checked);
  if (!secrets) {
    secrets = new Map(objectsOf(checked, '', 'Secret').map((manifest) => [keyOf(manifest), manifest]));
    SECRETS.set(checked, secrets);
  }
  return secrets;
}

/** Many rules ask. */
const SECRETS = new WeakMap<CheckedCluster, ReadonlyMap<string, Manifest>>();

/** Whether a Secret is there twice, so that it is not known which one counts. */
export function isTwice(checked: CheckedCluster, secret: Manifest): boolean {
  return objectsOfKinds(checked, [secret.kind]).some((one) => one !== secret && one.title === secret.title);
}

/** A value of a Secret. Messages must not show it. */
export interface SecretValue {
  readonly key: string;
  readonly path: FieldPath;
  readonly field: 'data' | 'stringData';
  /** As it is written; undefined when it is no text, or encrypted with SOPS. */
  readonly text: string | undefined;
}

/** A value that SOPS has encrypted: Flux and others apply what it decrypts to. */
const ENCRYPTED = /^ENC\[[A-Z\d_]+,data:/;

export function valuesOf(secret: Manifest): SecretValue[] {
  return (['data', 'stringData'] as const).flatMap((field) =>
    Object.entries(mapOf(secret.value[field]))
      .filter(([, value]) => value !== null && !isMap(value))
      .map(([key, value]) => ({
        key,
        path: [field, key],
        field,
        text: typeof value === 'string' && !ENCRYPTED.test(value) ? value : undefined,
      })),
  );
}

/** The keys that a Secret will have. */
export const keysOf = (secret: Manifest): string[] => [...new Set(valuesOf(secret).map(({ key }) => key))];

/** Go's encoding/base64, which passes over line breaks. */
export function decoded(text: string): Buffer | undefined {
  const plain = text.replaceAll(/[\r\n]/g, '');
  const isBase64 = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/.test(plain);
  return isBase64 ? Buffer.from(plain, 'base64') : undefined;
}

/** What a value of a Secret is, as NMI gets it. Nothing of the value is in it. */
export type Content = 'pem' | 'pkcs12' | 'base64 of pkcs12' | 'other';

export function contentOf({ field, text = '' }: SecretValue): Content {
  const bytes = field === 'data' ? decoded(text) : Buffer.from(text);
  if (!bytes) return 'other';
  if (isPkcs12(bytes)) return 'pkcs12';
  const plain = bytes.toString('latin1').trim();
  if (/^-----BEGIN [A-Z\d ]+-----/.test(plain)) return 'pem';
  const inner = plain.startsWith('MI') ? decoded(plain) : undefined;
  return inner && isPkcs12(inner) ? 'base64 of pkcs12' : 'other';
}

/** A sequence whose first element is the number 3, its version (RFC 7292, PFX). */
function isPkcs12(bytes: Buffer): boolean {
  const [tag, length = 0] = bytes;
  const start = 2 + Math.max(0, length - 0x80);
  return tag === 0x30 && bytes.subarray(start, start + 3).equals(Buffer.from([2, 1, 3]));
}

/** Whether a Secret has what a service principal with certificate needs, and no password. */
export function isOfCertificate(secret: Manifest): boolean {
  const values = valuesOf(secret);
  const keys = keysOf(secret);
  return (
    (keys.includes('certificate') && keys.includes('password')) || values.some((one) => contentOf(one) !== 'other')
  );
}
