import { warn } from '../synth/warnings';
import { DEFAULT_ACCOUNT, TOKEN_EXPIRATION_ANNOTATION } from '../upstream/workload-identity';
import { listOf, show } from '../validate/format';
import { indexed } from '../validate/indexed';
import { fieldAt, valueAt } from '../validate/path';
import type { Problems } from '../validate/problems';
import { quote } from '../validate/shell-word';
import { usesWorkloadIdentity } from '../workload-identity/migration-stage';
import { checkTokenExpiration } from '../workload-identity/pod-annotations';
import type { Annotations } from '../workload-identity/service-account';
import { AccountOrigin } from '../workload-identity/workload-account';
import { type AccountUsers, type Federated, setOf } from './account-users';
import { isBoundTo } from './default-account';
import { describeNamespace } from './identity-facts';
import { type AccountUser, type AppAccount, accountKey, type RenderedObject, type Surroundings } from './surroundings';
import type { WorkloadAssignment } from './workload-assignment';

const fieldOf = ({ account: { path }, template }: Federated) => fieldAt(path ?? template.labels);

/** Refuses a new ServiceAccount that somebody may have already, and what a workload would lose with `default`. */
export function checkNewAccount(
  problems: Problems,
  { name, namespace, users }: AccountUsers,
  rolesOf: ReadonlyMap<string, readonly RenderedObject[]>,
): void {
  const elsewhere = users.find(({ account }) => account.origin === AccountOrigin.OWN);
  const made = users.find(({ account }) => account.origin === AccountOrigin.MADE);
  if (elsewhere && made) {
    const allowed = `another name than the ServiceAccount of ${elsewhere.path()}, which is outside of the app`;
    problems.add('serviceAccountName', name, allowed, `Set serviceAccountName for ${made.path()}`);
  }
  const isMoved = users.some(({ federation }) => usesWorkloadIdentity(federation?.settings.stage));
  const roles = (isMoved && rolesOf.get(namespace ?? '')) || [];
  const lost = roles.filter((binding) => !isBoundTo(binding, namespace, name));
  if (lost.length === 0 || !made) return;
  const paths = lost.map(({ object }) => object.node.path).join(', ');
  problems.add(
    fieldOf(made),
    DEFAULT_ACCOUNT,
    `a ServiceAccount of its own: with ${show(name)} the pods lose the permissions of ${DEFAULT_ACCOUNT}, which ${paths} binds`,
    'Make a ServiceAccount, name it in the workload, and bind the role to it',
  );
}

/** Refuses a ServiceAccount that is not in the app, unless the options say so, and one with other annotations. */
export function checkOwnAccount(
  problems: Problems,
  { name, namespace, users }: AccountUsers,
  there: AppAccount | undefined,
  annotations: Annotations,
): void {
  if (there) {
    for (const [key, value] of Object.entries(annotations)) {
      const present = valueAt(there.manifest, ['metadata', 'annotations', key]);
      if (present === undefined || String(present).toLowerCase() === value.toLowerCase()) continue;
      const allowed = `${show(value)}, for ${users[0].path()}`;
      problems.add(
        `ServiceAccount ${name}: ${fieldAt(['metadata', 'annotations', key])}`,
        present,
        allowed,
        'Remove the annotation',
      );
    }
    const expiration = ['metadata', 'annotations', TOKEN_EXPIRATION_ANNOTATION];
    if (users.some(({ federation }) => usesWorkloadIdentity(federation?.settings.stage)))
      checkTokenExpiration(
        problems,
        `ServiceAccount ${name}: ${fieldAt(expiration)}`,
        valueAt(there.manifest, expiration),
      );
    const unwanted = users.find(({ account }) => account.origin === AccountOrigin.MADE && !account.isDeclared);
    if (!unwanted) return;
    const allowed = `a name that no other ServiceAccount of ${describeNamespace(namespace)} has; ${there.object.node.path} has it`;
    problems.add(
      'serviceAccountName',
      name,
      allowed,
      `Set serviceAccountName: ${show(name)} to use that one, or another name`,
    );
    return;
  }
  const unknown = users.find(({ account, federation }) => federation && !account.isDeclared);
  if (!unknown) return;
  const words = Object.entries(annotations).map(([key, value]) => quote(`${key}=${value}`));
  const where = namespace === undefined ? [] : ['--namespace', quote(namespace)];
  const command = ['kubectl annotate serviceaccount', quote(name), ...where, ...words].join(' ');
  problems.add(
    fieldOf(unknown),
    name,
    'a ServiceAccount of this app, which is then annotated',
    `If it is elsewhere, set serviceAccountName: ${show(name)} in assignTo, and run: ${command}`,
  );
}

/** Entra ID trusts the ServiceAccount: whoever runs with it can obtain its identities. */
export function warnOfOtherUsers({ name, users }: AccountUsers, others: readonly OtherUser[]): void {
  const staged = users.find(({ federation }) => usesWorkloadIdentity(federation?.settings.stage));
  if (!staged) return;
  const known = new Set(users.map(({ object }) => object));
  const gain = others.filter(({ object, set }) => !known.has(object) && set !== setOf(staged));
  if (gain.length === 0) return;
  const paths = [...new Set(gain.map(({ object }) => object.node.path))].sort().join(', ');
  const names = listOf(staged.identities.map(({ facts }) => facts.name));
  warn(
    staged.object,
    `its ServiceAccount ${show(name)} is also that of ${paths}, which could then obtain ${names}. Give it a ServiceAccount of its own.`,
  );
}

/** A workload with a ServiceAccount, and the identities that are assigned to it anyway. */
export interface OtherUser extends AccountUser {
  readonly set?: string;
}

/** All workloads of the app, by their ServiceAccounts. */
export function usersOf(
  workloads: readonly WorkloadAssignment[],
  around: Surroundings,
): ReadonlyMap<string, readonly OtherUser[]> {
  const assigned = workloads.map((one) => ({
    object: one.object,
    namespace: one.namespace,
    account: one.account?.name ?? one.ownAccount,
    set: setOf(one),
  }));
  return indexed<OtherUser>([...around.workloads, ...assigned], ({ namespace, account }) =>
    accountKey(namespace, account),
  );
}
