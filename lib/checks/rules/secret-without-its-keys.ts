import type { Manifest } from '../../manifests/manifest';
import { type Identity, keyOf } from '../../simulation/custom-resources';
import { BINDING, changed, documents } from '../examples/custom-resource-examples';
import { SECRET, SERVICE_PRINCIPAL } from '../examples/identity-examples';
import { isOfCertificate, isTwice, keysOf, secretRefOf, secretsOf } from '../facts/secrets';
import { unusualIdentities } from '../facts/unusual-identities';
import { type Rule, Severity } from '../rule';

export const secretWithoutItsKeys: Rule = {
  id: 'secret-without-its-keys',
  title: 'The Secret of a service principal has the wrong keys',
  severity: Severity.ERROR,
  why: 'For type 1 NMI uses any one value of the Secret, so it must have exactly one key, whatever its name. For type 2 it reads the keys certificate and password; the password must exist, even if it is empty.',
  symptom: 'Token requests fail with 503; with several keys sometimes with 403.',
  bad: documents(
    SERVICE_PRINCIPAL,
    changed(SECRET, '\ndata:\n', '\ndata:\n  clientId: bm90IGEgcGFzc3dvcmQ=\n'),
    BINDING,
  ),
  good: documents(SERVICE_PRINCIPAL, SECRET, BINDING),
  source: 'pkg/nmi/standard.go, GetTokens',
  check: (checked) => {
    const secrets = secretsOf(checked);
    const reported = new Set<Manifest>();
    return unusualIdentities(checked).flatMap((identity) => {
      const ref = secretRefOf(identity);
      const object = ref && secrets.get(keyOf(ref));
      // client-secret-is-certificate reports these.
      const isOther = object && identity.type === 1 && isOfCertificate(object);
      const wrong = object && !isOther && !reported.has(object) ? wrongWith(identity, keysOf(object)) : undefined;
      if (!object || wrong === undefined || isTwice(checked, object)) return [];
      reported.add(object);
      return [
        {
          object,
          path: object.value.data === undefined && object.value.stringData ? ['stringData'] : ['data'],
          message: wrong,
        },
      ];
    });
  },
};

function wrongWith(identity: Identity, keys: readonly string[]): string | undefined {
  const of = `AzureIdentity ${keyOf(identity)}`;
  if (identity.type === 1) {
    if (keys.length === 1) return undefined;
    const has = keys.length === 0 ? 'has no key' : `has the keys ${keys.join(', ')}`;
    return `The Secret ${has}; allowed: exactly one. NMI uses any of its values as the password of ${of}. Write one key, with the password.`;
  }
  const missing = ['certificate', 'password'].filter((key) => !keys.includes(key));
  if (missing.length === 0) return undefined;
  return `The Secret has no ${missing.join(' and no ')}, which NMI needs for ${of}. Token requests fail with 503. Add certificate (PKCS#12) and password, which can be empty.`;
}
