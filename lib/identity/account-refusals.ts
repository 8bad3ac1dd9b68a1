import { warn } from '../synth/warnings';
import { DEFAULT_ACCOUNT } from '../upstream/workload-identity';
import { listOf, show } from '../validate/format';
import { indexed } from '../validate/indexed';
import { fieldAt, valueAt } from '../validate/path';
import type { Problems } from '../validate/problems';
import { quote } from '../validate/shell-word';
import { usesWorkloadIdentity } from '../workload-identity/migration-stage';
import type { Annotations } from '../workload-identity/service-account';
import { AccountOrigin } from '../workload-identity/workload-account';
import { type AccountUsers, accountKey, type Federated } from './account-users';
import type { WorkloadAssignment } from './assigned-workload';
import { describeNamespace } from './identity-facts';
import type { AppAccount, OtherWorkload, Surroundings } from './surroundings';

const fieldOf = ({ account: { path }, template }: Federated) => fieldAt(path ?? template.labels);

/** Refuses a new ServiceAccount that somebody may have already, and what a workload would lose with `default`. */
export function checkNewAccount(
  problems: Problems,
  { name, namespace, users }: AccountUsers,
  around: Surroundings,
): void {
  const elsewhere = users.find(({ account }) => account.origin === AccountOrigin.OWN);
  const made = users.find(({ account }) => account.origin === AccountOrigin.MADE);
  if (elsewhere && made) {
    const allowed = `another name than the ServiceAccount of ${elsewhere.path()}, which is outside of the app`;
    problems.add('serviceAccountName', name, allowed, `Set serviceAccountName for ${made.path()}`);
  }
  const isMoved = users.some(({ federation }) => usesWorkloadIdentity(federation?.settings.stage));
  const lost = isMoved ? around.others.filter(({ manifest }) => bindsDefault(manifest, namespace)) : [];
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
      if (present === undefined || present === value) continue;
      const allowed = `${show(value)}, for ${users[0].path()}`;
      problems.add(
        `ServiceAccount ${name}: ${fieldAt(['metadata', 'annotations', key])}`,
        present,
        allowed,
        'Remove the annotation',
      );
    }
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
    `If it is elsewhere, run: ${command}, and set serviceAccountName: ${show(name)} in assignTo`,
  );
}

/** A workload, and the ServiceAccount that it has in the end. */
type User = Pick<OtherWorkload, 'object' | 'namespace' | 'account'>;

/** All workloads of the app, by their ServiceAccounts. */
export function usersByAccount(
  workloads: readonly WorkloadAssignment[],
  around: Surroundings,
): ReadonlyMap<string, readonly User[]> {
  return indexed([...around.workloads, ...workloads.map(asUser)], ({ namespace, account }) =>
    accountKey(namespace, account),
  );
}

/** Entra ID trusts the ServiceAccount: whoever runs with it can obtain its identities. */
export function warnOfOtherUsers({ name, users }: AccountUsers, all: readonly User[]): void {
  const staged = users.find(({ federation }) => usesWorkloadIdentity(federation?.settings.stage));
  if (!staged) return;
  const known = new Set(users.map(({ object }) => object));
  const others = all.filter(({ object }) => !known.has(object));
  if (others.length === 0) return;
  const paths = listOf([...new Set(others.map(({ object }) => object.node.path))].sort());
  const names = listOf(staged.identities.map(({ facts }) => facts.name));
  warn(
    staged.object,
    `its ServiceAccount ${show(name)} is also that of ${paths}, which could then obtain ${names}. Give it a ServiceAccount of its own.`,
  );
}

const asUser = ({ object, namespace, account, ownAccount }: WorkloadAssignment): User => ({
  object,
  namespace,
  account: account?.name ?? ownAccount,
});

/** Whether a RoleBinding or ClusterRoleBinding is for the ServiceAccount `default` of a namespace. */
function bindsDefault(manifest: unknown, namespace: string | undefined): boolean {
  const kind = valueAt(manifest, ['kind']);
  if (kind !== 'RoleBinding' && kind !== 'ClusterRoleBinding') return false;
  const subjects = valueAt(manifest, ['subjects']);
  const own = valueAt(manifest, ['metadata', 'namespace']);
  return (
    Array.isArray(subjects) &&
    subjects.some(
      (subject) =>
        subject?.kind === 'ServiceAccount' &&
        subject.name === DEFAULT_ACCOUNT &&
        (subject.namespace ?? own) === namespace,
    )
  );
}
