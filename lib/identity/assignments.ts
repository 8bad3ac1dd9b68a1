import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { Arrangement } from '../synth/arrangement';
import { isInTree, ObjectRegistry } from '../synth/object-registry';
import { BINDING_LABEL } from '../upstream/api';
import { isKindWithoutPods } from '../upstream/pod-templates';
import { show } from '../validate/format';
import { groupOf } from '../validate/kubernetes-names';
import { Problems } from '../validate/problems';
import { selectorOfIdentity } from '../validate/selectors';
import { keepsPodIdentity, type MigrationStage, usesWorkloadIdentity } from '../workload-identity/migration-stage';
import { wantAccounts } from '../workload-identity/stage-settings';
import { TokenExchange } from '../workload-identity/token-exchange';
import { identitiesOf } from './assigned-identity';
import { AssignedObject } from './assigned-object';
import type { Assignment, Claim, WorkloadAssignment } from './assigned-workload';
import type { AssignToOptions } from './assignment-options';
import { checkReach, refuseNamesakes } from './assignment-refusals';
import { warnOfAssignments } from './assignment-warnings';
import type { IAzureIdentity } from './azure-identity-interface';
import { Bindings } from './bindings';
import { refuseExcepted } from './excepted-pods';
import { checkCredentials, type FederatedSubject, federatedSubject, sortedSubjects } from './federated-subjects';
import { IdentityBindingRoles } from './identity-binding-roles';
import { type Retired, retiredOf } from './retired-identities';
import { ServiceAccounts } from './service-accounts';
import { checkStages, warnOfStages } from './stage-checks';
import { refuseSharedNames, refuseStrayIdentities } from './stray-identities';
import { surroundingsOf } from './surroundings';

/** A call of `assignTo` for all workloads in a construct. */
interface Group {
  readonly scope: IConstruct;
  readonly identity: IAzureIdentity;
  readonly options: AssignToOptions;
  readonly seen: Set<ApiObject>;
  hasWorkload: boolean;
}

/** What a call of `assignToExternal` says. */
interface ExternalClaim {
  readonly selector: string | undefined;
  readonly stage: MigrationStage | undefined;
  /** Its ServiceAccount; undefined without a stage. */
  readonly account: string | undefined;
}

/** A workload that this app does not render, and the identities that are assigned to it. */
interface External {
  readonly id: string;
  readonly namespace: string;
  readonly claims: (Omit<ExternalClaim, 'selector'> & { readonly identity: IAzureIdentity; readonly label: string })[];
}

const perApp = new WeakMap<IConstruct, Assignments>();

/**
 * All assignments of one app. Calls are only recorded. Labels and bindings are decided at synth, from all calls, so their
 * order does not matter. An object that is rendered earlier uses the calls so far.
 */
export class Assignments {
  public static of(scope: IConstruct): Assignments {
    const { root } = scope.node;
    const assignments = perApp.get(root) ?? new Assignments(root);
    perApp.set(root, assignments);
    return assignments;
  }

  private readonly objects = new Map<ApiObject, AssignedObject>();
  private readonly groups: Group[] = [];
  private readonly externals = new Map<string, External>();
  private readonly bindings = new Bindings();
  private readonly accounts = new ServiceAccounts();
  private readonly roles = new IdentityBindingRoles();
  private wasAsked = false;
  private readonly lastSteps: ((problems: Problems) => void)[] = [];
  /** For how many clusters federated credentials are made. */
  private clusters = 0;
  private subjects: readonly FederatedSubject[] = [];
  private readonly registry: ObjectRegistry;

  private constructor(private readonly root: IConstruct) {
    this.registry = ObjectRegistry.of(root);
    this.registry.complete((problems) => this.settle(problems));
  }

  public addObject(object: ApiObject, claim: Claim): void {
    const assigned = this.objects.get(object) ?? new AssignedObject(object);
    this.objects.set(object, assigned);
    assigned.add(claim);
    this.registry.checkAgain();
  }

  public addGroup(scope: IConstruct, identity: IAzureIdentity, options: AssignToOptions): void {
    const group = { scope, identity, options, seen: new Set<ApiObject>(), hasWorkload: false };
    this.groups.push(group);
    this.expand(group);
    this.registry.checkAgain();
  }

  /** Returns the label. */
  public addExternal(id: string, namespace: string, identity: IAzureIdentity, claim: ExternalClaim): string {
    // From the name as given: the rendered name is not known yet, and is compared with this label later.
    const { name, namespaced } = identity;
    const { selector, ...stage } = claim;
    const label = selector ?? selectorOfIdentity({ name, namespace: identity.namespace, namespaced });
    const key = `${namespace}/${id}`;
    const external = this.externals.get(key) ?? { id, namespace, claims: [] };
    this.externals.set(key, external);
    external.claims.push({ identity, label, ...stage });
    this.registry.checkAgain();
    return label;
  }

  /** Runs a step after all bindings are made. */
  public beforeWriting(step: (problems: Problems) => void): void {
    this.lastSteps.push(step);
    this.registry.checkAgain();
  }

  /** Runs a step with the ServiceAccounts that are to obtain identities, at every stage. */
  public withSubjects(step: (problems: Problems, subjects: readonly FederatedSubject[]) => void): void {
    wantAccounts(this.root);
    this.clusters++;
    this.beforeWriting((problems) => step(problems, this.subjects));
  }

  /** Adds the objects that were added to the construct since the last time. */
  private expand(group: Group): void {
    const { scope, identity, options, seen } = group;
    for (const object of scope.node.findAll()) {
      if (!ApiObject.isApiObject(object) || seen.has(object)) continue;
      seen.add(object);
      if (options.podTemplate === undefined && isKindWithoutPods(groupOf(object.apiVersion), object.kind)) continue;
      this.addObject(object, { identity, options, group });
    }
  }

  private settle(all: Problems): void {
    const workloads = this.decide(all);
    const assignments: Assignment[] = [...workloads, ...this.decideExternals(all)];
    const kept = this.settleStages(all, workloads, assignments);
    const bound = workloads.filter(({ isBound }) => isBound);
    this.bindings.update(assignments, this.registry, this.root, kept);
    for (const step of this.lastSteps) step(all);
    const objects = this.registry.objects();
    refuseExcepted(all, bound, objects, this.root);
    refuseStrayIdentities(
      all,
      assignments.filter(({ isBound }) => isBound),
      objects,
      this.registry,
      this.root,
    );
    refuseSharedNames(all, bound);
    if (all.areNone) warnOfAssignments(workloads);
  }

  /** Workload Identity: accounts, and what is not rendered any more. Returns selectors that stay bound, by identity. */
  private settleStages(
    all: Problems,
    workloads: readonly WorkloadAssignment[],
    assignments: readonly Assignment[],
  ): Retired['kept'] {
    const isAsked = workloads.some(({ account }) => account) || this.externalSubjects().length > 0;
    // Without it nothing is read, and nothing has to be taken back.
    if (!isAsked && !this.wasAsked) return new Map();
    this.wasAsked = isAsked;
    const around = surroundingsOf(this.root, (object) => this.objects.has(object) || this.accounts.isMade(object));
    const arrangement = Arrangement.of(this.root);
    const ahead = this.accounts.update(all, workloads, around);
    checkStages(all, workloads, around);
    if (all.areNone) warnOfStages(workloads, around);
    this.roles.update(all, this.accounts.subjects, ahead);
    arrangement.putAhead(ahead);
    this.subjects = sortedSubjects([...this.accounts.subjects, ...this.externalSubjects()]);
    checkCredentials(all, this.subjects, Math.max(1, this.clusters));
    const retired = retiredOf(assignments, around.workloads, this.bindings.objectsBeside(this.registry), this.registry);
    arrangement.hide(retired.objects);
    return retired.kept;
  }

  private externalSubjects(): FederatedSubject[] {
    return [...this.externals.values()].flatMap(({ id, namespace, claims }) =>
      claims.flatMap(({ identity, account }) => {
        if (account === undefined) return [];
        const exchange = TokenExchange.FEDERATED_CREDENTIAL;
        const workloads = [`assignToExternal ${id}`];
        return [federatedSubject(identity, namespace, account, { exchange, workloads, first: undefined })];
      }),
    );
  }

  private decide(all: Problems): WorkloadAssignment[] {
    for (const group of this.groups) {
      group.hasWorkload = false;
      this.expand(group);
    }
    const workloads: WorkloadAssignment[] = [];
    for (const assigned of this.objects.values()) {
      if (!isInTree(assigned.object)) continue;
      const problems = Problems.of(assigned.object);
      workloads.push(...assigned.assign(problems));
      all.include(problems);
    }
    for (const { scope, options, hasWorkload } of this.groups) {
      if (hasWorkload || !isInTree(scope)) continue;
      const problems = Problems.of(scope);
      problems.add(
        options.podTemplate === undefined ? 'workload' : 'podTemplate',
        options.podTemplate ?? scope.constructor.name,
        'a construct that contains an object with a pod template',
      );
      all.include(problems);
    }
    return workloads;
  }

  private decideExternals(all: Problems): Assignment[] {
    return [...this.externals.values()].flatMap(({ id, namespace, claims }) => {
      const problems = Problems.in(`assignToExternal ${id}`);
      const identities = identitiesOf(claims);
      const labels = [...new Set(claims.map(({ label }) => label))].sort();
      const [label] = labels;
      refuseNamesakes(problems, identities);
      if (claims.some(({ stage }) => keepsPodIdentity(stage)))
        for (const { facts, identity } of identities) checkReach(problems, facts, namespace, identity);
      if (identities.length > 1 && claims.some(({ stage }) => usesWorkloadIdentity(stage))) {
        const allowed = 'one identity for a workload outside of the app: its ServiceAccount has one client id';
        problems.add('stage', identities.map(({ facts }) => facts.name).join(', '), allowed);
      }
      if (labels.length > 1) {
        const allowed = `the same selector for all identities of the workload ${show(id)}`;
        problems.add(BINDING_LABEL, labels.join(', '), allowed);
      }
      all.include(problems);
      if (!problems.areNone || label === undefined) return [];
      return [{ path: () => `assignToExternal ${id}`, namespace, label, isOwn: false, identities, isBound: true }];
    });
  }
}
