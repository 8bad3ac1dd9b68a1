import type { Via } from '../upstream/via';
import { fold } from './azure-identifiers';
import type { Identity } from './custom-resources';
import type { Federation } from './federation';
import type { GrantedIdentity } from './granted-identity';
import type { Assignment } from './mic';
import type { ObtainableIdentity } from './obtainable';
import type { Workload } from './workload';

/** The identities of a workload's pods by pod identity, and by its ServiceAccount: one for each identity and way. */
export function grantedIdentities(
  workload: Workload,
  assigned: readonly Assignment[],
  federation: Federation,
): readonly GrantedIdentity[] {
  // No pod is created.
  if (federation.refusalOf(workload) !== undefined) return [];
  const { isProxied, containers, isCalled } = federation.tokenUseOf(workload);
  const usesToken = isCalled || containers.length > 0;
  const obtainable = federation.obtainableBy(workload);
  const via: Via = isProxied ? 'proxy' : 'workload-identity';
  const federated = obtainable.map((one) => ({
    one,
    assignment: assigned.find(({ identity }) => isOf(one, identity)),
  }));
  const grants = federated
    // Other pods on a ServiceAccount could obtain its identities, too; that tells nothing about one that they have anyway.
    .filter(({ assignment }) => usesToken || assignment === undefined)
    .map(({ one, assignment }) => federatedGrant(workload, one, assignment, via, federation));
  // Their requests for tokens do not reach NMI.
  if (isProxied) return grants;
  return [...assigned.map((one) => ({ ...boundGrant(one), via: 'pod-identity' as const })), ...grants];
}

/** An identity that MIC assigns. */
export function boundGrant({ identity, binding, assignedIn }: Assignment): GrantedIdentity {
  return {
    namespace: identity.namespace,
    name: identity.name,
    binding: `${binding.namespace}/${binding.name}`,
    clientID: identity.clientID,
    ...(assignedIn !== undefined && { assignedIn }),
  };
}

function federatedGrant(
  workload: Workload,
  { clientId, resourceId, isFederated }: ObtainableIdentity,
  assignment: Assignment | undefined,
  via: Via,
  federation: Federation,
): GrantedIdentity {
  const { namespace } = workload;
  const objects = federation.identifiers.objectsOf(clientId, resourceId);
  const object = assignment?.identity ?? objects.find((one) => one.namespace === namespace) ?? objects[0];
  const isKnown = isFederated !== undefined && !federation.tokenUseOf(workload).hasIdentityBinding;
  return {
    ...(object && { namespace: object.namespace, name: object.name }),
    ...(assignment && { binding: `${assignment.binding.namespace}/${assignment.binding.name}` }),
    clientID: clientId || object?.clientID || '',
    ...(via === 'proxy' && assignment?.assignedIn !== undefined && { assignedIn: assignment.assignedIn }),
    via,
    subject: federation.subjectOf(workload),
    ...(resourceId !== undefined && { resourceID: resourceId }),
    ...(isKnown && { federated: isFederated }),
  };
}

/** Whether an AzureIdentity stands for an identity. */
function isOf({ clientId, resourceId }: ObtainableIdentity, { clientID, resourceID }: Identity): boolean {
  if (clientId !== '' && clientID !== '') return fold(clientId) === fold(clientID);
  return resourceId !== undefined && resourceID !== '' && fold(resourceId) === fold(resourceID);
}
