import { USE_LABEL, USED } from '../upstream/workload-identity';
import type { WorkloadIdentities } from './answer';
import { keyOf } from './custom-resources';
import type { Simulation } from './simulation';
import type { Workload } from './workload';

const NO_TOKEN = `its proxy has no token: the pods lack the label ${USE_LABEL}: "${USED}"`;

/** Why pods that use Workload Identity get nothing, or less than pod identity assigns to them, in words. */
export function withoutIdentity(
  workload: Workload,
  { identities, refused, serviceAccount }: WorkloadIdentities,
  simulation: Simulation,
): readonly string[] {
  if (refused !== undefined) return [`the webhook refuses its pods: ${refused}`];
  const use = simulation.federation?.tokenUseOf(workload);
  if (!use || (!use.isCalled && use.containers.length === 0)) return use?.isProxied ? [NO_TOKEN] : [];
  const account = `ServiceAccount ${workload.namespace}/${serviceAccount}`;
  if (use.isProxied) {
    const names = new Set(identities.map(({ namespace, name }) => `${namespace}/${name}`));
    const left = simulation.assignmentsOf(workload).filter(({ identity }) => !names.has(keyOf(identity)));
    if (left.length > 0) {
      return left.map(
        ({ identity }) => `${keyOf(identity)}: its requests go to the proxy, and ${account} does not name it`,
      );
    }
  }
  const isFederated = identities.some(({ via }) => via !== 'pod-identity');
  return isFederated ? [] : [`${account} has no client id, and no container has a literal AZURE_CLIENT_ID`];
}
