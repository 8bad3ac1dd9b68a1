import { keyOf } from '../../simulation/custom-resources';
import { BINDING, changed, documents } from '../examples/custom-resource-examples';
import { SERVICE_PRINCIPAL } from '../examples/identity-examples';
import { danglingBindings } from '../facts/bindings';
import { refusalsIn } from '../facts/faulty-objects';
import { plainYaml } from '../facts/plain-yaml';
import { secretRefOf, secretsOf } from '../facts/secrets';
import { unusualIdentities } from '../facts/unusual-identities';
import { type Rule, Severity } from '../rule';

export const secretInOtherNamespace: Rule = {
  id: 'secret-in-other-namespace',
  title: 'The Secret of a service principal is in another namespace than its identity',
  severity: Severity.WARNING,
  why: 'NMI can read the Secrets of all namespaces, and does not compare the namespace with that of the AzureIdentity. Anyone who can create an AzureIdentity can use the Secrets of others, namespaced or not.',
  symptom: 'None: pods get tokens with a Secret that their namespace is not allowed to read.',
  bad: documents(changed(SERVICE_PRINCIPAL, '    namespace: shop\n', '    namespace: vault\n'), BINDING),
  good: documents(SERVICE_PRINCIPAL, BINDING),
  source: 'pkg/nmi/standard.go, GetTokens',
  check: (checked) => {
    const { settings } = checked;
    const secrets = secretsOf(checked);
    const isRefused = refusalsIn(checked);
    const wanted = new Set(
      danglingBindings(checked).map(({ namespace, azureIdentity }) => `${namespace}/${azureIdentity}`),
    );
    return unusualIdentities(checked).flatMap((identity) => {
      const secret = secretRefOf(identity);
      if (!secret || secret.namespace === identity.namespace) return [];
      // The namespace of the identity is the wrong one, which other rules report.
      if (isRefused(identity.manifest, ['metadata', 'namespace']) || wanted.has(`${secret.namespace}/${identity.name}`))
        return [];
      // It is in the right namespace, and secret-missing reports the reference.
      if (secrets.has(keyOf({ ...identity, name: secret.name })) && !secrets.has(keyOf(secret))) return [];
      const isNamespaced = identity.isNamespaced || settings.nmiForceNamespaced;
      return [
        {
          object: identity.manifest,
          path: ['spec', 'clientPassword', 'namespace'],
          message: `The identity is in namespace ${identity.namespace}, and its Secret in ${secret.namespace}. Who can create identities in ${identity.namespace} can use all Secrets of ${secret.namespace}. Move the Secret to ${identity.namespace}.`,
          ...(secrets.has(`${identity.namespace}/${secret.name}`) && {
            fix: `namespace: ${plainYaml(identity.namespace)}`,
          }),
          ...(isNamespaced && { severity: Severity.ERROR }),
        },
      ];
    });
  },
};
