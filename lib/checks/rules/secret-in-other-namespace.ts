import { BINDING, changed, documents } from '../examples/custom-resource-examples';
import { SERVICE_PRINCIPAL } from '../examples/identity-examples';
import { secretRefOf } from '../facts/secrets';
import type { Rule } from '../rule';

export const secretInOtherNamespace: Rule = {
  id: 'secret-in-other-namespace',
  title: 'The secret of a service principal is in another namespace than its identity',
  severity: 'warning',
  why: 'NMI may read the Secrets of all namespaces, and does not compare the namespace with that of the AzureIdentity: who may make an AzureIdentity uses the secrets of others, namespaced or not.',
  symptom: 'None: pods get tokens with a secret that their namespace has no right to read.',
  bad: documents(changed(SERVICE_PRINCIPAL, '    namespace: shop\n', '    namespace: vault\n'), BINDING),
  good: documents(SERVICE_PRINCIPAL, BINDING),
  source: 'pkg/nmi/standard.go, GetTokens',
  check: ({ cluster, settings }) =>
    cluster.identities.flatMap((identity) => {
      const secret = secretRefOf(identity);
      if (!secret || secret.namespace === identity.namespace) return [];
      const isNamespaced = identity.isNamespaced || settings.nmiForceNamespaced;
      return [
        {
          object: identity.manifest,
          path: ['spec', 'clientPassword', 'namespace'],
          message: `the identity is in namespace ${identity.namespace} and its Secret in ${secret.namespace}: NMI reads it all the same, so who may write identities in ${identity.namespace} uses the secrets of ${secret.namespace}. Have the Secret in namespace ${identity.namespace}`,
          fix: `namespace: ${identity.namespace}`,
          ...(isNamespaced && { severity: 'error' as const }),
        },
      ];
    }),
};
