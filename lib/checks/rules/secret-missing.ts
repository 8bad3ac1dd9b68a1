import type { Manifest } from '../../manifests/manifest';
import { keyOf } from '../../simulation/custom-resources';
import { BINDING, changed, documents } from '../examples/custom-resource-examples';
import { SECRET, SERVICE_PRINCIPAL } from '../examples/identity-examples';
import { nearMiss } from '../facts/near-miss';
import { type SecretRef, secretRefOf, secretsOf } from '../facts/secrets';
import type { Rule } from '../rule';

/** Of other tools, which make a Secret of the same name. */
const MAKERS = ['ExternalSecret', 'SealedSecret', 'AzureKeyVaultSecret', 'SopsSecret', 'VaultStaticSecret'];

export const secretMissing: Rule = {
  id: 'secret-missing',
  title: 'The secret of a service principal is not there',
  severity: 'warning',
  why: 'NMI reads the Secret that clientPassword refers to at each token request.',
  symptom: 'Token requests end with a 503.',
  bad: documents(SERVICE_PRINCIPAL, changed(SECRET, 'name: orders-sp', 'name: order-sp'), BINDING),
  good: documents(SERVICE_PRINCIPAL, SECRET, BINDING),
  source: 'pkg/nmi/standard.go, GetTokens',
  check: (checked) => {
    const secrets = secretsOf(checked);
    const made = new Set(
      checked.cluster.manifests.objects
        .filter(({ kind }) => MAKERS.includes(kind))
        .map(({ namespace, name }) => `${namespace}/${name}`),
    );
    return checked.cluster.identities.flatMap((identity) => {
      const ref = secretRefOf(identity);
      const key = ref && `${ref.namespace}/${ref.name}`;
      if (!ref || key === undefined || secrets.has(key) || made.has(key)) return [];
      const meant = meantBy(ref, [...secrets.values()]);
      // Secrets are not kept with other manifests, unless these are said to be all or there is one that may be meant.
      if (!meant && !checked.options.wholeCluster) return [];
      return [
        {
          object: identity.manifest,
          path: ['spec', 'clientPassword', 'name'],
          message: `there is no Secret ${key}${meant ? `; there is ${keyOf(meant)}` : ''}: pods get a 503 unless something else makes it. Add it, or write the name of another`,
        },
      ];
    });
  },
};

/** One of that name in another namespace, or of a like name. */
function meantBy({ namespace, name }: SecretRef, secrets: readonly Manifest[]): Manifest | undefined {
  const own = secrets.filter((secret) => secret.namespace === namespace);
  return nearMiss(name, own, (secret) => secret.name)?.candidate ?? secrets.find((secret) => secret.name === name);
}
