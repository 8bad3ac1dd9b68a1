import { fold } from './azure-identifiers';
import type { Identity } from './custom-resources';
import type { Federation } from './federation';
import type { GrantedIdentity } from './granted-identity';
import type { Assignment } from './mic';
import { NamespacedMap } from './namespaced-map';
import type { ObtainableIdentity } from './obtainable';
import type { Via } from './via';
import type { Workload } from './workload';

/** The identities of workloads' pods by pod identity, and by their ServiceAccounts. */
export class GrantedIdentities {
  /** Of workloads without an assigned identity, which share them: there may be thousands on one ServiceAccount. */
  private readonly shared = new NamespacedMap<readonly GrantedIdentity[]>();

  constructor(private readonly federation: Federation) {}

  /** Those of a workload: one for each identity and way. */
  public of(workload: Workload, assigned: readonly Assignment[]): readonly GrantedIdentity[] {
    const { federation } = this;
    // No pod is created.
    if (federation.refusalOf(workload) !== undefined) return [];
    if (assigned.length > 0) return this.grantsOf(workload, assigned);
    const { isProxied, hasIdentityBinding } = federation.tokenUseOf(workload);
    const key = `${isProxied} ${hasIdentityBinding} ${federation.accountOf(workload)}`;
    return this.shared.getOrAdd(workload.namespace, key, () => this.grantsOf(workload, assigned));
  }

  private grantsOf(workload: Workload, assigned: readonly Assignment[]): readonly GrantedIdentity[] {
    const { federation } = this;
    const { isProxied, containers, isCalled } = federation.tokenUseOf(workload);
    const usesToken = isCalled || containers.length > 0;
    // Without a token the proxy exits, and nothing answers.
    if (isProxied && !usesToken) return [];
    const via: Via = isProxied ? 'proxy' : 'workload-identity';
    const grants = federation.obtainableBy(workload).flatMap((one) => {
      const assignment = assigned.find(({ identity }) => isOf(one, identity));
      // Other pods on a ServiceAccount could obtain its identities, too; that tells nothing about one that they have anyway.
      return assignment && !usesToken ? [] : [federatedGrant(workload, one, assignment, via, federation)];
    });
    // Their requests for tokens do not reach NMI.
    if (isProxied) return grants;
    return [...assigned.map((one) => ({ ...boundGrant(one), via: 'pod-identity' as const })), ...grants];
  }
}

/** An identity that MIC assigns. */
export function boundGrant({ identity, binding, assignedIn }: Assignment): GrantedIdentity {
  const { namespace, name, clientID } = identity;
  const grant = { namespace, name, binding: `${binding.namespace}/${binding.name}`, clientID };
  return assignedIn === undefined ? grant : { ...grant, assignedIn };
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
