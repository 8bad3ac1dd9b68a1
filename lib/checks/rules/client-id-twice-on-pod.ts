import { byNamespaceAndName } from '../../go/compare';
import type { FieldPath } from '../../manifests/manifest';
import { type Identity, keyOf } from '../../simulation/custom-resources';
import { isImmutable } from '../../simulation/immutable-identities';
import { Mode } from '../../upstream/mode';
import { indexed } from '../../validate/indexed';
import type { CheckedCluster, CheckedWorkload } from '../checked-cluster';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { isTrueFor } from '../facts/controllers';
import { unservedWorkloads } from '../facts/unserved-workloads';
import { type Rule, Severity } from '../rule';

const SECOND = changed(IDENTITY, 'name: orders', 'name: orders-2');
const SECOND_BINDING = changed(
  changed(BINDING, 'name: orders-binding', 'name: orders-2-binding'),
  'azureIdentity: orders',
  'azureIdentity: orders-2',
);

/** Chooses one of its identities. */
const NAMING = `${WORKLOAD}          env:
            - name: AZURE_CLIENT_ID
              value: 0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42
`;

/** The same identity in Azure twice on a pod. */
export const clientIdTwiceOnPod: Rule = {
  id: 'client-id-twice-on-pod',
  title: 'A pod is bound to two AzureIdentity objects with the same client id',
  severity: Severity.WARNING,
  why: 'When one of the two is unbound, MIC removes the identity from the node though the pod still needs it: MIC identifies the users of an identity by pod name, and here both are the same pod.',
  symptom: 'Token requests fail with 403 for up to 3 minutes after one of the two bindings is deleted.',
  bad: documents(IDENTITY, BINDING, SECOND, SECOND_BINDING, NAMING),
  good: documents(IDENTITY, BINDING, NAMING),
  source: 'pkg/mic/mic.go (checkIfInUse)',
  check: (checked) => {
    if (checked.settings.mode === Mode.MANAGED || !isTrueFor(checked, 'mic', 'reconcilesNodes')) return [];
    const duplicates = new Map<Identity, { readonly first: Identity; readonly workload: CheckedWorkload }>();
    for (const workload of unservedWorkloads(checked)) {
      if (workload.assigned.length < 2) continue;
      for (const { identity, same } of sameClient(workload)) {
        if (!duplicates.has(identity)) duplicates.set(identity, { first: same, workload });
      }
    }
    return [...duplicates].flatMap(([identity, { first, workload }]) => findingOf(checked, identity, first, workload));
  },
};

/** Identities of a workload that are the same one in Azure as an earlier one. With different resource ids, an id is wrong. */
function sameClient({ assigned }: CheckedWorkload): { readonly identity: Identity; readonly same: Identity }[] {
  const identities = assigned
    .map(({ identity }) => identity)
    .filter(({ type, clientID }) => type === 0 && clientID !== '')
    .sort(byNamespaceAndName);
  return [
    ...indexed(identities, ({ clientID, resourceID }) => `${clientID} ${resourceID.toLowerCase()}`).values(),
  ].flatMap(([same, ...others]) => (same ? others.map((identity) => ({ identity, same })) : []));
}

function findingOf(checked: CheckedCluster, identity: Identity, first: Identity, { workload }: CheckedWorkload) {
  if (isImmutable(checked.settings.controllers, identity.clientID)) return [];
  return [
    {
      object: identity.manifest,
      path: ['spec', 'clientID'] as FieldPath,
      message: `AzureIdentity ${keyOf(first)} has the same client id, and pods of ${workload.manifest.title} have both. When one is unbound, MIC removes the identity from the node. Delete one, with its bindings.`,
    },
  ];
}
