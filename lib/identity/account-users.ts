import { indexed } from '../validate/indexed';
import type { WorkloadAssignment } from './assigned-workload';
import type { Surroundings } from './surroundings';

/** A workload whose ServiceAccount is known. */
export type Federated = WorkloadAssignment & { readonly account: NonNullable<WorkloadAssignment['account']> };

/** The workloads of one ServiceAccount. */
export interface AccountUsers {
  readonly name: string;
  readonly namespace: string | undefined;
  /** In the order of the tree. */
  readonly users: readonly [Federated, ...Federated[]];
}

/** Of a ServiceAccount, in maps. */
export const accountKey = (namespace: string | undefined, name: string): string => `${namespace ?? ''}/${name}`;

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
