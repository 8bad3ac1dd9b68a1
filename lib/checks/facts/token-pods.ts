import type { Workload } from '../../simulation/workload';
import type { CheckedCluster } from '../checked-cluster';

/** Whether requests of a workload's pods to the metadata service go to the proxy of Workload Identity, and not to NMI. */
export const isProxied = ({ federation }: CheckedCluster, workload: Workload): boolean =>
  federation?.tokenUseOf(workload).isProxied ?? false;

/** Whether a workload's pods get an identity by Workload Identity. */
export function obtainsIdentity({ federation }: CheckedCluster, workload: Workload): boolean {
  if (!federation || federation.tokenUseOf(workload).containers.length === 0) return false;
  return federation.refusalOf(workload) === undefined && federation.obtainableBy(workload).length > 0;
}

/** Whether each container of a workload's pods has a client id by Workload Identity, which the SDKs use for NMI, too. */
export function hasClientIds({ federation }: CheckedCluster, workload: Workload): boolean {
  const ids = federation?.clientIdsOf(workload) ?? [];
  return ids.length > 0 && ids.every(({ clientId }) => clientId !== undefined);
}
