import type { Manifest } from '../../manifests/manifest';
import { keyOf } from '../../simulation/custom-resources';
import { BINDING, changed, documents } from '../examples/custom-resource-examples';
import { SECRET, SERVICE_PRINCIPAL } from '../examples/identity-examples';
import { nearMiss } from '../facts/near-miss';
import { objectsOfKinds } from '../facts/objects';
import { type SecretRef, secretRefOf, secretsOf } from '../facts/secrets';
import { unusualIdentities } from '../facts/unusual-identities';
import { type Rule, Severity } from '../rule';

/** Kinds of other tools, which create a Secret of the same name. */
const MAKERS = ['ExternalSecret', 'SealedSecret', 'AzureKeyVaultSecret', 'SopsSecret', 'VaultStaticSecret'];

export const secretMissing: Rule = {
  id: 'secret-missing',
  title: 'The Secret of a service principal is missing',
  severity: Severity.WARNING,
  why: 'NMI reads the Secret of clientPassword at each token request.',
  symptom: 'Token requests fail with 503.',
  bad: documents(SERVICE_PRINCIPAL, changed(SECRET, 'name: orders-sp', 'name: order-sp'), BINDING),
  good: documents(SERVICE_PRINCIPAL, SECRET, BINDING),
  source: 'pkg/nmi/standard.go, GetTokens',
  check: (checked) => {
    const secrets = secretsOf(checked);
    const made = new Set(objectsOfKinds(checked, MAKERS).map(({ namespace, name }) => `${namespace}/${name}`));
    return unusualIdentities(checked).flatMap((identity) => {
      const ref = secretRefOf(identity);
      const key = ref && `${ref.namespace}/${ref.name}`;
      if (!ref || key === undefined || secrets.has(key) || made.has(key)) return [];
      const meant = meantBy(ref, [...secrets.values()]);
      return [
        {
          object: identity.manifest,
          path: ['spec', 'clientPassword', 'name'],
          message: `There is no Secret ${key}${meant ? `; there is ${keyOf(meant)}` : ''}. Token requests fail with 503, unless something else creates it. Add it, or write the name of another.`,
          ...(meant && { severity: Severity.ERROR }),
          // Not counted: Secrets are rarely kept with other manifests.
          absence: { isNear: meant !== undefined },
        },
      ];
    });
  },
};

/** A Secret of that name in another namespace, or of a similar name. */
function meantBy({ namespace, name }: SecretRef, secrets: readonly Manifest[]): Manifest | undefined {
  const own = secrets.filter((secret) => secret.namespace === namespace);
  return nearMiss(name, own, (secret) => secret.name)?.candidate ?? secrets.find((secret) => secret.name === name);
}
