import { keyOf } from '../../simulation/custom-resources';
import { indexed } from '../../validate/indexed';
import { BINDING, changed, documents, IDENTITY } from '../examples/custom-resource-examples';
import { identitiesLeftOut } from '../facts/faulty-objects';
import type { Rule } from '../rule';

export const identityInOtherNamespace: Rule = {
  id: 'identity-in-other-namespace',
  title: 'A binding refers to an AzureIdentity of another namespace',
  severity: 'error',
  why: 'MIC and NMI look for the AzureIdentity in the namespace of the binding only, whatever the mode.',
  symptom: 'A line in the log of MIC and no event; token requests of the pods end with a 404.',
  bad: documents(IDENTITY, changed(BINDING, 'namespace: shop', 'namespace: default')),
  good: documents(IDENTITY, BINDING),
  source: 'pkg/mic/mic.go, createDesiredAssignedIdentityList',
  check: (checked) => {
    const { cluster } = checked;
    const unbound = cluster.bindings.filter((binding) => binding.azureIdentity !== '' && !cluster.identityOf(binding));
    if (unbound.length === 0) return [];
    const leftOut = identitiesLeftOut(checked);
    const byName = indexed(cluster.identities, ({ name }) => name);
    // Where its pods are, the binding is right.
    const users = new Set(checked.workloads.map(({ workload: { namespace, label } }) => `${namespace}/${label}`));
    return unbound
      .filter(({ namespace, azureIdentity }) => !leftOut.has(`${namespace}/${azureIdentity}`))
      .flatMap(({ manifest, namespace, azureIdentity, selector }) => {
        const [first, second] = byName.get(azureIdentity) ?? [];
        if (!first) return [];
        const where = second ? `${keyOf(first)} and ${keyOf(second)} are` : `AzureIdentity ${keyOf(first)} is`;
        return [
          {
            object: manifest,
            path: manifest.hasNamespace ? ['metadata', 'namespace'] : ['metadata'],
            message: `the binding is in namespace ${namespace}, but ${where} in another one. The binding gives nothing to any pod: both must be in one namespace. Move the binding, or make an AzureIdentity ${azureIdentity} in namespace ${namespace}`,
            severity: checked.ifClosed('error'),
            ...(!second && !users.has(`${namespace}/${selector}`) && { fix: `namespace: ${first.namespace}` }),
          },
        ];
      });
  },
};
