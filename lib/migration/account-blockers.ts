import { isCalled } from '../simulation/admission';
import type { NamespacedMap } from '../simulation/namespaced-map';
import type { ServiceAccounts } from '../simulation/service-accounts';
import type { Workload } from '../simulation/workload';
import {
  type FederatedIdentity,
  IDENTITIES_ANNOTATION,
  identitiesAnnotation,
  identitiesIn,
} from '../upstream/federation';
import { CLIENT_ID_ANNOTATION, DEFAULT_ACCOUNT, TENANT_ID_ANNOTATION } from '../upstream/workload-identity';
import { show } from '../validate/format';
import { indexed } from '../validate/indexed';
import { quote } from '../validate/shell-word';
import { type MigrationStage, usesWorkloadIdentity } from '../workload-identity/migration-stage';
import { AccountOrigin, type WorkloadAccount } from '../workload-identity/workload-account';
import type { AssumedMode } from './assumed-mode';
import { type AzureIdentity, keyOfAzure } from './azure-identity';
import type { Blocker } from './blocker';
import type { ClusterFacts } from './cluster-facts';
import { titleOf } from './identity-blockers';
import {
  firstOf,
  nameOf,
  otherSets,
  ownerAmong,
  setOf,
  sharedAccounts,
  takenName,
  trustBlockers,
} from './shared-accounts';

/** A workload whose ServiceAccount is decided. */
export interface AccountUser {
  readonly workload: Workload;
  readonly stage: MigrationStage | undefined;
  readonly next: MigrationStage | undefined;
  readonly identities: readonly AzureIdentity[];
  readonly defaultIdentity: AzureIdentity | undefined;
  readonly account: WorkloadAccount;
  readonly blockers: Blocker[];
  isDoubtful: boolean;
  readonly remarks: string[];
}

/** The annotations of the ServiceAccount of a workload. */
export function accountAnnotations({
  identities,
  defaultIdentity,
}: Pick<AccountUser, 'identities' | 'defaultIdentity'>): { readonly [key: string]: string } {
  const named = identities.flatMap(({ kind, identity, clientId }): FederatedIdentity[] =>
    clientId === '' ? [] : [{ clientId, resourceId: kind === 'managedIdentity' ? identity : undefined }],
  );
  return {
    [IDENTITIES_ANNOTATION]: identitiesAnnotation(named),
    ...(defaultIdentity && defaultIdentity.clientId !== '' && { [CLIENT_ID_ANNOTATION]: defaultIdentity.clientId }),
    ...(defaultIdentity?.tenantId !== undefined && { [TENANT_ID_ANNOTATION]: defaultIdentity.tenantId }),
  };
}

/**
 * Checks the ServiceAccounts of workloads that go to Workload Identity, and adds what is found to them: Entra ID trusts the
 * account, so that each workload with it can obtain the identities of all.
 *
 * @param others workloads that do not move, by their accounts
 */
export function checkAccounts(
  users: readonly AccountUser[],
  others: NamespacedMap<Workload[]>,
  accounts: ServiceAccounts,
  facts: ClusterFacts,
  mode: AssumedMode,
): void {
  for (const shared of sharedAccounts(users, others)) {
    const group = shared.users;
    if (!group.some(isMoving)) continue;
    const trust = trustBlockers(shared, accounts, facts, mode);
    for (const user of group) {
      const reasons = isMoving(user) ? trust(user) : [];
      user.isDoubtful = reasons.length > 0;
      user.blockers.push(...reasons);
    }
    const staying = group.filter((user) => !isMoving(user));
    const sets = staying.length > 0 ? otherSets(group) : undefined;
    if (sets) for (const user of staying) user.blockers.push(sets(user));
    checkDefaults(group);
    const owner = ownerAmong(group);
    for (const user of group) if (isMoving(user)) checkAccount(user, owner, accounts, facts);
  }
}

const isMoving = ({ next }: AccountUser): boolean => usesWorkloadIdentity(next);

function checkDefaults(group: readonly AccountUser[]): void {
  const [first, ...rest] = group;
  if (!first || rest.length === 0 || indexed(group, setOf).size > 1) return;
  const idOf = ({ defaultIdentity }: AccountUser) => defaultIdentity && keyOfAzure(defaultIdentity);
  const other = rest.find((user) => idOf(user) !== idOf(first));
  if (!other) return;
  for (const user of group) {
    const differing = idOf(user) === idOf(first) ? other : first;
    const called = differing.defaultIdentity ? titleOf(differing.defaultIdentity) : 'none';
    user.blockers.push({
      problem: `${nameOf(differing)} has the same ServiceAccount, ${user.account.name}, and another default identity: ${called}.`,
      advice: `Choose one default identity for both${differing.defaultIdentity && user.defaultIdentity ? '' : ', with --default-identity for each of them'}, or give each a ServiceAccount of its own.`,
    });
  }
}

function checkAccount(
  user: AccountUser,
  owner: AccountUser | undefined,
  accounts: ServiceAccounts,
  facts: ClusterFacts,
): void {
  const { workload, account, blockers } = user;
  const { namespace } = workload;
  if (account.name === DEFAULT_ACCOUNT) return;
  const there = accounts.find(namespace, account.name);
  if (account.origin === AccountOrigin.MADE) {
    if (takenName(user, owner, accounts)) return;
    checkLeftDefault(user, facts);
  } else if (!there && !isCalled(workload) && !user.isDoubtful) {
    blockers.push({
      problem: `Its ServiceAccount ${namespace}/${account.name} is not among the paths.`,
      advice: 'Add its path, or run:',
      command: annotateCommand(user),
    });
  }
  if (!there) return;
  for (const [key, value] of Object.entries(accountAnnotations(user))) {
    const present = there.annotations[key];
    if (present === undefined || isSame(key, present, value)) continue;
    blockers.push({
      problem: `ServiceAccount ${namespace}/${account.name} has the annotation ${key}: ${show(present)}, and this workload needs ${show(value)}.`,
      advice: 'Remove the annotation, or give the workload a ServiceAccount of its own.',
    });
  }
}

function isSame(key: string, present: string, value: string): boolean {
  const sorted = (text: string) =>
    key === IDENTITIES_ANNOTATION
      ? identitiesAnnotation(identitiesIn(text) ?? [])
          .split(',')
          .sort()
          .join()
      : text;
  return sorted(present).toLowerCase() === sorted(value).toLowerCase();
}

/** The command that annotates an account which is elsewhere. */
export function annotateCommand({ workload, account, ...user }: AccountUser): string {
  const words = Object.entries(accountAnnotations(user)).map(([key, value]) => quote(`${key}=${value}`));
  const where = ['--namespace', quote(workload.namespace)];
  return ['kubectl annotate serviceaccount', quote(account.name), ...where, ...words].join(' ');
}

/** What pods had with `default`, and lose with another account. */
function checkLeftDefault({ workload, account, blockers, remarks }: AccountUser, facts: ClusterFacts): void {
  const { namespace } = workload;
  const roles = facts.rolesLost(namespace, account.name);
  if (roles.length > 0) {
    blockers.push({
      problem: `With ServiceAccount ${account.name}, its pods lose the permissions of ${DEFAULT_ACCOUNT}: ${firstOf(roles, ({ title }) => title)}.`,
      advice: `Name ServiceAccount ${account.name} there, too, or write serviceAccountName: with one that has them.`,
    });
  }
  const policies = facts.policiesLost(namespace, account.name);
  if (policies.length > 0) {
    remarks.push(
      `Policies name ServiceAccount ${DEFAULT_ACCOUNT}, which it leaves: ${firstOf(policies, ({ title }) => title)}. Name ${account.name} there, too.`,
    );
  }
}
