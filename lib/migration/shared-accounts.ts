import { accountOf } from '../simulation/admission';
import { NamespacedMap } from '../simulation/namespaced-map';
import type { ServiceAccounts } from '../simulation/service-accounts';
import type { Workload } from '../simulation/workload';
import { IDENTITIES_ANNOTATION } from '../upstream/federation';
import { DEFAULT_ACCOUNT } from '../upstream/workload-identity';
import { indexed } from '../validate/indexed';
import { AccountOrigin, type WorkloadAccount } from '../workload-identity/workload-account';
import type { AssumedMode } from './assumed-mode';
import { type AzureIdentity, setOfAzure } from './azure-identity';
import type { Blocker } from './blocker';
import type { ClusterFacts } from './cluster-facts';
import { titlesOf } from './identity-blockers';

/** A workload whose ServiceAccount is decided, with the identities that the account is to obtain. */
export interface Sharer {
  readonly workload: Workload;
  readonly identities: readonly AzureIdentity[];
  readonly account: WorkloadAccount;
}

/** How many names a sentence has. */
const MOST_NAMES = 5;

/** The first ones, and how many more. */
export function firstOf<T>(all: readonly T[], name: (one: T) => string): string {
  const shown = all.slice(0, MOST_NAMES).map(name).join(', ');
  return all.length > MOST_NAMES ? `${shown} and ${all.length - MOST_NAMES} more` : shown;
}

/** `Deployment shop/web` */
export const nameOf = ({ workload: { kind, namespace, name } }: Pick<Sharer, 'workload'>): string =>
  `${kind} ${namespace}/${name}`;
/** Equal for the same identities in any order. */
export const setOf = ({ identities }: Sharer): string => setOfAzure(identities);

/** The workloads without an identity, or without a known account for it, by their accounts. */
export function unmovedOf(
  all: readonly { readonly workload: Workload; readonly account: WorkloadAccount | undefined }[],
): NamespacedMap<Workload[]> {
  const unmoved = new NamespacedMap<Workload[]>();
  for (const { workload, account } of all) {
    if (account === undefined) unmoved.getOrAdd(workload.namespace, accountOf(workload), () => []).push(workload);
  }
  return unmoved;
}

/** Workloads with one ServiceAccount. */
export interface SharedAccount<User extends Sharer> {
  /** Those that have identities. */
  readonly users: readonly User[];
  /** Those that have none. */
  readonly others: readonly Workload[];
}

/**
 * The workloads by their ServiceAccounts.
 *
 * @param unmoved those of unmovedOf
 */
export function sharedAccounts<User extends Sharer>(
  users: readonly User[],
  unmoved: NamespacedMap<Workload[]>,
): SharedAccount<User>[] {
  return byAccount(users).map((group) => {
    const [{ workload, account }] = group as [User];
    return { users: group, others: unmoved.get(workload.namespace, account.name) ?? NOBODY };
  });
}

const NOBODY: readonly Workload[] = [];

/** In a list for each account, in the order of the first ones. */
export function byAccount<
  User extends { readonly workload: Workload; readonly account: Pick<WorkloadAccount, 'name'> },
>(users: readonly User[]): User[][] {
  const groups: User[][] = [];
  const known = new NamespacedMap<User[]>();
  for (const user of users) {
    const group = known.getOrAdd(user.workload.namespace, user.account.name, () => []);
    if (group.length === 0) groups.push(group);
    group.push(user);
  }
  return groups;
}

/**
 * Why Entra ID must not trust the ServiceAccount of a workload, as whoever runs with it can obtain the identities of all.
 * Plan, rewrite and federate ask this.
 */
export function trustBlockers<User extends Sharer>(
  shared: SharedAccount<User>,
  accounts: ServiceAccounts,
  facts: ClusterFacts,
  mode: AssumedMode,
): (user: User) => Blocker[] {
  const sets = otherSets(shared.users);
  const owner = ownerAmong(shared.users);
  return (user) => {
    const isThere = owner !== undefined || accounts.find(user.workload.namespace, user.account.name) !== undefined;
    const found = [
      mode.blockerOf(user.workload, user.identities),
      sets?.(user),
      isThere ? takenName(user, owner, accounts) : gainedRoles(user, facts),
      shared.others.length > 0 ? withoutIdentity(user, shared.others) : undefined,
    ];
    return found.filter((one) => one !== undefined);
  };
}

/** The first workload that names the ServiceAccount. */
export const ownerAmong = <User extends Sharer>(users: readonly User[]): User | undefined =>
  users.find(({ account }) => account.origin === AccountOrigin.OWN);

/** The same for those alone that have other identities; undefined when all have the same. */
export function otherSets<User extends Sharer>(users: readonly User[]): ((user: User) => Blocker) | undefined {
  if (users.length < 2) return undefined;
  const [[first] = [], [second] = []] = [...indexed(users, setOf).values()];
  if (!first || !second) return undefined;
  return (user) => otherSet(user, setOf(user) === setOf(first) ? second : first);
}

function otherSet({ account }: Sharer, other: Sharer): Blocker {
  return {
    problem: `${nameOf(other)} has the same ServiceAccount, ${account.name}, and other identities: ${titlesOf(other.identities)}. Each could obtain those of both.`,
    advice: 'Give each a ServiceAccount of its own: set serviceAccountName.',
  };
}

/** A new account whose name another one has. */
export function takenName(
  { workload: { namespace }, account }: Sharer,
  owner: Sharer | undefined,
  accounts: ServiceAccounts,
): Blocker | undefined {
  if (account.origin !== AccountOrigin.MADE || account.name === DEFAULT_ACCOUNT) return undefined;
  const there = accounts.find(namespace, account.name);
  const isOurs = there && there.annotations[IDENTITIES_ANNOTATION] !== undefined;
  if (there ? isOurs : !owner) return undefined;
  const whose = owner && !there ? nameOf(owner) : 'other workloads';
  return {
    problem: `ServiceAccount ${namespace}/${account.name} is that of ${whose} already, and its permissions would be those of this workload.`,
    advice: `Set serviceAccountName: ${account.name} to use it, or another name.`,
  };
}

/** What others have granted to the name of a new account. */
function gainedRoles({ workload: { namespace }, account }: Sharer, facts: ClusterFacts): Blocker | undefined {
  const { name, origin } = account;
  const roles = origin === AccountOrigin.MADE && name !== DEFAULT_ACCOUNT ? facts.rolesGained(namespace, name) : [];
  if (roles.length === 0) return undefined;
  return {
    problem: `A new ServiceAccount ${namespace}/${name} would give its pods the permissions that the name has already: ${firstOf(roles, ({ title }) => title)}.`,
    advice: `Set serviceAccountName: ${name} if they may have them, and add that ServiceAccount; else set another name.`,
  };
}

function withoutIdentity(user: Sharer, others: readonly Workload[]): Blocker {
  const names = firstOf(others, (workload) => nameOf({ workload }));
  return {
    problem: `Its ServiceAccount ${user.account.name} is also that of ${names}, which could then obtain ${titlesOf(user.identities)}.`,
    advice: 'Give it a ServiceAccount of its own.',
  };
}
