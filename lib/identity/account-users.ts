import { indexed } from '../validate/indexed';
import { keyOf } from './identity-facts';
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

/** Which identities a workload has. Comparing client ids is not enough: each would get a credential for the other's. */
export const setOf = ({ identities }: WorkloadAssignment) =>
  JSON.stringify(identities.map(({ facts }) => keyOf(facts)));
