import type { Manifest } from '../../manifests/manifest';
import { type Identity, keyOf } from '../../simulation/custom-resources';
import { BINDING, changed, documents } from '../examples/custom-resource-examples';
import { SECRET, SERVICE_PRINCIPAL } from '../examples/identity-examples';
import { keysOf, secretRefOf, secretsOf } from '../facts/secrets';
import type { Rule } from '../rule';

export const secretWithoutItsKeys: Rule = {
  id: 'secret-without-its-keys',
  title: 'The secret of a service principal has other keys than NMI reads',
  severity: 'error',
  why: 'For type 1 NMI takes any one value of the Secret, so that it must have one key, whatever its name. For type 2 it reads the keys certificate and password, the password also when it is empty.',
  symptom: 'Token requests end with a 503; with several keys they do now and then, with a 403.',
  bad: documents(
    SERVICE_PRINCIPAL,
    changed(SECRET, '\ndata:\n', '\ndata:\n  clientId: bm90IGEgcGFzc3dvcmQ=\n'),
    BINDING,
  ),
  good: documents(SERVICE_PRINCIPAL, SECRET, BINDING),
  source: 'pkg/nmi/standard.go, GetTokens',
  check: (checked) => {
    const secrets = secretsOf(checked);
    const told = new Set<Manifest>();
    return checked.cluster.identities.flatMap((identity) => {
      const ref = secretRefOf(identity);
      const object = ref && secrets.get(keyOf(ref));
      const wrong = object && !told.has(object) ? wrongWith(identity, keysOf(object)) : undefined;
      if (!object || wrong === undefined) return [];
      told.add(object);
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
    return `the Secret ${has}, and NMI takes any one value of it for the password of ${of}. Leave one key, with the password`;
  }
  const missing = ['certificate', 'password'].filter((key) => !keys.includes(key));
  if (missing.length === 0) return undefined;
  return `the Secret has no ${missing.join(' and no ')}, which NMI needs for ${of}: pods get a 503. Add certificate (PKCS#12) and password, which may be empty`;
}
