import { keyOf } from '../../simulation/custom-resources';
import { indexed } from '../../validate/indexed';
import { BINDING, changed, documents, IDENTITY } from '../examples/custom-resource-examples';
import { danglingBindings } from '../facts/bindings';
import { identitiesLeftOut, refusalsIn } from '../facts/faulty-objects';
import { isGuessed } from '../facts/namespaces';
import { plainYaml } from '../facts/plain-yaml';
import { type Rule, Severity } from '../rule';

export const identityInOtherNamespace: Rule = {
  id: 'identity-in-other-namespace',
  title: 'A binding refers to an AzureIdentity of another namespace',
  severity: Severity.ERROR,
  why: 'MIC and NMI look up the AzureIdentity in the namespace of the binding only, in every mode.',
  symptom: 'A line in the log of MIC, no event; token requests of the pods fail with 404.',
  bad: documents(IDENTITY, changed(BINDING, 'namespace: shop', 'namespace: default')),
  good: documents(IDENTITY, BINDING),
  source: 'pkg/mic/mic.go, createDesiredAssignedIdentityList',
  check: (checked) => {
    const { cluster } = checked;
    const unbound = danglingBindings(checked).filter(({ azureIdentity }) => azureIdentity !== '');
    if (unbound.length === 0) return [];
    const isLeftOut = identitiesLeftOut(checked);
    const isRefused = refusalsIn(checked);
    const byName = indexed(cluster.identities, ({ name }) => name);
    // A binding beside its pods is in the right namespace.
    const users = new Set(checked.workloads.map(({ workload: { namespace, label } }) => `${namespace}/${label}`));
    return unbound
      .filter((binding) => !isLeftOut(binding) && !isRefused(binding.manifest, ['metadata', 'namespace']))
      .flatMap(({ manifest, namespace, azureIdentity, selector }) => {
        const [first, second] = byName.get(azureIdentity) ?? [];
        if (!first) return [];
        const where = second ? `${keyOf(first)} and ${keyOf(second)} are` : `AzureIdentity ${keyOf(first)} is`;
        return [
          {
            object: manifest,
            path: manifest.hasNamespace ? ['metadata', 'namespace'] : ['metadata'],
            message: `The binding is in namespace ${namespace}, but ${where} in another one. No pod gets an identity from it. Move the binding, or create the identity in namespace ${namespace}.`,
            absence: { isNear: true },
            ...([manifest, first.manifest].some((one) => isGuessed(checked, one)) && { severity: Severity.WARNING }),
            ...(!second &&
              !users.has(`${namespace}/${selector}`) && { fix: `namespace: ${plainYaml(first.namespace)}` }),
          },
        ];
      });
  },
};
