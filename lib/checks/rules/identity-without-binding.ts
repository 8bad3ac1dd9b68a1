import { type FieldPath, type Manifest, mapOf } from '../../manifests/manifest';
import { type Binding, type Identity, keyOf } from '../../simulation/custom-resources';
import { nearest } from '../../validate/nearest';
import type { CheckedCluster } from '../checked-cluster';
import { BINDING, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { type Rule, Severity } from '../rule';

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
    const { cluster } = checked;
    const bound = new Set(cluster.bindings.map(({ namespace, azureIdentity }) => `${namespace}/${azureIdentity}`));
    const broken = brokenReferences(checked);
    return cluster.identities
      .filter((identity) => !bound.has(keyOf(identity)) && !broken.some((name) => isMeant(name, identity)))
      .map(({ manifest, name, namespace }) => ({
        object: manifest,
        path: ['metadata', 'name'] as FieldPath,
        message: `No AzureIdentityBinding of namespace ${namespace} refers to this AzureIdentity. No pod gets it. Add one with azureIdentity: ${name}, or delete the AzureIdentity.`,
        absence: { isNear: false, counted: ['identity has no binding', 'identities have no binding'] },
      }));
  },
};

/** The references of bindings that are refused or refer to nothing, which other rules report. */
function brokenReferences({ cluster }: CheckedCluster): string[] {
  const refused = [...cluster.refusals, ...cluster.conflicts.map(({ second }) => ({ manifest: second }))]
    .map(({ manifest }) => manifest)
    .filter(({ kind }) => kind === 'AzureIdentityBinding')
    .map(referenceOf);
  const dangling = cluster.bindings.filter((binding: Binding) => !cluster.identityOf(binding));
  return [...refused, ...dangling.map(({ manifest }) => referenceOf(manifest))];
}

/** Also of a field in the wrong case. */
function referenceOf(manifest: Manifest): string {
  const entry = Object.entries(mapOf(manifest.value.spec)).find(([key]) => key.toLowerCase() === 'azureidentity');
  return String(entry?.[1] ?? '');
}

const isMeant = (name: string, { name: identity, resourceID }: Identity) =>
  nearest(name, [identity]) !== undefined || name === resourceID.split('/').at(-1);
