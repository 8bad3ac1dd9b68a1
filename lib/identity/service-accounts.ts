import type { ApiObject } from 'cdk8s';
import { Chart } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { refuseLoss } from '../synth/completed-json';
import { isInTree } from '../synth/object-registry';
import { Problems } from '../validate/problems';
import { usesWorkloadIdentity } from '../workload-identity/migration-stage';
import {
  type AccountContent,
  type Annotations,
  annotateAccount,
  ServiceAccount,
} from '../workload-identity/service-account';
import { AccountOrigin } from '../workload-identity/workload-account';
import { accountAnnotations } from './account-annotations';
import { checkNewAccount, checkOwnAccount, usersOf, warnOfOtherUsers } from './account-refusals';
import { type AccountUsers, accountsOf } from './account-users';
import { rolesOfDefault } from './default-account';
import { type FederatedSubject, subjectsOf } from './federated-subjects';
import { contentOfDefault, type Surroundings } from './surroundings';
import type { WorkloadAssignment } from './workload-assignment';

interface Made {
  readonly object: ServiceAccount;
  readonly scope: IConstruct;
  /** What it was made from. */
  readonly source: string;
}

/** The ServiceAccounts of the workloads at a stage: makes those that are missing, and annotates the others. */
export class ServiceAccounts {
  private readonly made = new Map<string, Made>();
  private readonly ours = new WeakSet<ApiObject>();
  private annotated: readonly ApiObject[] = [];

  public isMade(object: ApiObject): boolean {
    return this.ours.has(object);
  }

  /** The ServiceAccounts that are to obtain identities. */
  public subjects: readonly FederatedSubject[] = [];

  /** Takes back the annotations of the last time. */
  public release(): void {
    for (const object of this.annotated) annotateAccount(object, undefined);
    this.annotated = [];
  }

  /** Returns what is written before which workload. */
  public update(
    all: Problems,
    workloads: readonly WorkloadAssignment[],
    around: Surroundings,
  ): Map<IConstruct, IConstruct[]> {
    const annotated: ApiObject[] = [];
    const roles = rolesOfDefault(around);
    const usersByAccount = usersOf(workloads, around);
    const hasDependencies = dependentCharts();
    const wanted = new Map<string, () => void>();
    const ahead = new Map<IConstruct, IConstruct[]>();
    const nextId = freeIds();
    const subjects: FederatedSubject[] = [];
    for (const [key, account] of accountsOf(workloads, around)) {
      const { namespace, users } = account;
      const problems = Problems.of(users[0].object);
      const annotations = accountAnnotations(problems, account);
      subjects.push(...subjectsOf(account));
      const there = around.accounts.get(key);
      const isMade = !there && users.some(({ account: { origin } }) => origin === AccountOrigin.MADE);
      if (isMade) checkNewAccount(problems, account, roles);
      else checkOwnAccount(problems, account, there, annotations);
      warnOfOtherUsers(account, usersByAccount.get(key) ?? []);
      all.include(problems);
      const isStaged = users.some(({ federation }) => federation);
      if (!problems.areNone || !isStaged) continue;
      if (there) {
        annotateAccount(there.object, annotations);
        annotated.push(there.object);
        const lost = Problems.of(there.object);
        refuseLoss(lost, there.object);
        all.include(lost);
      } else if (isMade) {
        wanted.set(key, () => {
          const object = this.make(key, account, annotations, contentOfDefault(around, namespace), nextId);
          const first = firstMade(users);
          ahead.set(first, [...(ahead.get(first) ?? []), object]);
          if (hasDependencies(Chart.of(object))) orderBehind(users, object);
        });
      }
    }
    this.annotated = annotated;
    for (const key of this.made.keys()) if (!wanted.has(key)) this.remove(key);
    for (const make of wanted.values()) make();
    this.subjects = subjects;
    return ahead;
  }

  private make(
    key: string,
    { name, namespace, users }: AccountUsers,
    annotations: Annotations,
    content: AccountContent,
    nextId: (scope: IConstruct) => string,
  ): ServiceAccount {
    const scope = firstMade(users).node.scope as Construct;
    const source = JSON.stringify([annotations, content]);
    const known = this.made.get(key);
    if (known && known.scope === scope && known.source === source && isInTree(known.object)) return known.object;
    this.remove(key);
    const object = new ServiceAccount(scope, nextId(scope), { name, namespace }, annotations, content);
    this.made.set(key, { object, scope, source });
    this.ours.add(object);
    return object;
  }

  private remove(key: string): void {
    const known = this.made.get(key);
    known?.scope.node.tryRemoveChild(known.object.node.id);
    this.made.delete(key);
  }
}

/** The first workload that the account is made for. */
function firstMade(users: AccountUsers['users']): ApiObject {
  return (users.find(({ account }) => account.origin === AccountOrigin.MADE) ?? users[0]).object;
}

/**
 * Makes the workloads depend on their account where the order of a chart follows from dependencies. Elsewhere their
 * thousands would only be slow.
 */
function orderBehind(users: AccountUsers['users'], account: ServiceAccount): void {
  const chart = Chart.of(account);
  for (const { object, federation } of users) {
    if (!usesWorkloadIdentity(federation?.settings.stage) || Chart.of(object) !== chart) continue;
    if (!object.node.dependencies.includes(account)) object.node.addDependency(account);
  }
}

/** Whether a chart has dependencies, asked once for each. */
function dependentCharts(): (chart: Chart) => boolean {
  const answers = new Map<Chart, boolean>();
  return (chart) => {
    const answer = answers.get(chart) ?? chart.node.findAll().some(({ node }) => node.dependencies.length > 0);
    answers.set(chart, answer);
    return answer;
  };
}

/** Ids that are the same in every scope: V8 slows down with thousands of different ones. */
function freeIds(): (scope: IConstruct) => string {
  const next = new Map<IConstruct, number>();
  return (scope) => {
    let i = next.get(scope) ?? 0;
    while (scope.node.tryFindChild(`ServiceAccount${i}`)) i++;
    next.set(scope, i + 1);
    return `ServiceAccount${i}`;
  };
}
