import { indexed } from '../validate/indexed';
import { federationFactsOf } from './federation-facts';
import { accountKey, type Surroundings } from './surroundings';
import type { WorkloadAssignment } from './workload-assignment';

/** A workload whose ServiceAccount is known. */
export type Federated = WorkloadAssignment & { readonly account: NonNullable<WorkloadAssignment['account']> };

/** The workloads of one ServiceAccount. */
export interface AccountUsers {
  readonly name: string;
  readonly namespace: string | undefined;
  /** In the order of the tree. */
  readonly users: readonly [Federated, ...Federated[]];
}

/** The workloads at a stage, and those whose federated credentials are asked for, by their ServiceAccounts. */
export function accountsOf(
  workloads: readonly WorkloadAssignment[],
  { order }: Surroundings,
): ReadonlyMap<string, AccountUsers> {
  const federated = workloads
    .filter((workload): workload is Federated => workload.account !== undefined)
    .sort((a, b) => (order.get(a.object) ?? 0) - (order.get(b.object) ?? 0));
  const groups = indexed(federated, ({ namespace, account }) => accountKey(namespace, account.name));
  return new Map(
    [...groups].map(([key, group]) => {
      const users = group as [Federated, ...Federated[]];
      return [key, { name: users[0].account.name, namespace: users[0].namespace, users }];
    }),
  );
}

/**
 * Which Azure identities a workload has. Comparing client ids is not enough: a credential belongs to the resource id. Two
 * objects of one Azure identity are the same.
 */
export function setOf({ identities }: Pick<WorkloadAssignment, 'identities'>): string {
  const keys = identities.map(({ identity }) => {
    const { clientId = '', resourceId = '' } = federationFactsOf(identity);
    return `${clientId}=${resourceId}`.toLowerCase();
  });
  return keys.sort().join(',');
}
