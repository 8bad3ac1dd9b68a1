import type { FieldPath } from '../../manifests/manifest';
import type { Identity } from '../../simulation/custom-resources';
import { indexed } from '../../validate/indexed';
import type { CheckedCluster } from '../checked-cluster';
import { BINDING, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { boundIdentities, danglingBindings } from '../facts/bindings';
import { leftOutOf } from '../facts/faulty-objects';
import { type Rule, Severity } from '../rule';
import { meantBy } from './binding-without-identity';

/** An identity without a binding. */
export const identityWithoutBinding: Rule = {
  id: 'identity-without-binding',
  title: 'No binding refers to an AzureIdentity',
  severity: Severity.WARNING,
  why: 'Pods get an AzureIdentity through an AzureIdentityBinding in its namespace. Without one, no pod gets it.',
  symptom: 'None, or pods that should have the identity get 404.',
  bad: IDENTITY,
  good: documents(IDENTITY, BINDING, WORKLOAD),
  options: { wholeCluster: true },
  source: 'pkg/mic/mic.go (createDesiredAssignedIdentityList)',
  check: (checked) => {
    const bound = boundIdentities(checked);
    const unbound = checked.cluster.identities.filter((identity) => !bound.has(identity));
    if (unbound.length === 0) return [];
    const isMeant = meantIn(checked, unbound);
    return unbound
      .filter((identity) => !isMeant(identity))
      .map(({ manifest, name, namespace }) => ({
        object: manifest,
        path: ['metadata', 'name'] as FieldPath,
        message: `No AzureIdentityBinding of namespace ${namespace} refers to this AzureIdentity. No pod gets it. Add one with azureIdentity: ${name}, or delete the AzureIdentity.`,
        absence: { isNear: false, counted: ['identity has no binding', 'identities have no binding'] },
      }));
  },
};

/**
 * Whether an identity is probably that of a binding that other rules report: one that refers to nothing, is in another
 * namespace, or is left out itself.
 */
function meantIn(checked: CheckedCluster, unbound: readonly Identity[]): (identity: Identity) => boolean {
  const dangling = danglingBindings(checked);
  const names = new Set(dangling.map(({ azureIdentity }) => azureIdentity));
  for (const manifest of leftOutOf(checked)) names.add(String(manifest.at(['spec', 'azureIdentity'])));
  const byNamespace = indexed(dangling, ({ namespace }) => namespace);
  const identities = indexed(unbound, ({ namespace }) => namespace);
  return (identity) => {
    if (names.has(identity.name)) return true;
    const near = byNamespace.get(identity.namespace) ?? [];
    // The only two that have no counterpart belong together.
    const isOnly = near.length === 1 && identities.get(identity.namespace)?.length === 1;
    return isOnly || near.some((binding) => binding.azureIdentity === '' || meantBy(binding, [identity]) !== undefined);
  };
}
