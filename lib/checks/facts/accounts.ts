import type { ServiceAccount } from '../../simulation/service-accounts';
import { CLIENT_ID_ANNOTATION, DEFAULT_ACCOUNT } from '../../upstream/workload-identity';
import { indexed } from '../../validate/indexed';
import type { CheckedCluster } from '../checked-cluster';

/** The client id of a ServiceAccount; undefined when it has none, or an empty one. */
export const clientIdOf = ({ annotations }: ServiceAccount): string | undefined =>
  (Object.hasOwn(annotations, CLIENT_ID_ANNOTATION) && annotations[CLIENT_ID_ANNOTATION]) || undefined;

const BY_NAMESPACE = new WeakMap<CheckedCluster, ReadonlyMap<string, readonly ServiceAccount[]>>();

/** The ServiceAccounts of a namespace among the manifests. */
export function accountsIn(checked: CheckedCluster, namespace: string): readonly ServiceAccount[] {
  let all = BY_NAMESPACE.get(checked);
  if (!all) {
    all = indexed(checked.federation?.accounts.all ?? [], (account) => account.namespace);
    BY_NAMESPACE.set(checked, all);
  }
  return all.get(namespace) ?? [];
}

/** Those with a client id, besides `default`. */
export const federatedAccountsIn = (checked: CheckedCluster, namespace: string): readonly ServiceAccount[] =>
  accountsIn(checked, namespace).filter((account) => account.name !== DEFAULT_ACCOUNT && clientIdOf(account));
