import type { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { ObjectRegistry } from '../synth/object-registry';
import type { Problems } from '../validate/problems';
import { AssignedObjects } from './assigned-objects';
import type { AssignToOptions } from './assignment-options';
import { warnOfAssignments } from './assignment-warnings';
import type { IAzureIdentity } from './azure-identity-interface';
import { Bindings } from './bindings';
import type { Claim } from './claim';
import { refuseExcepted } from './excepted-pods';
import { type ExternalClaim, ExternalWorkloads } from './external-workloads';
import type { FederatedSubject } from './federated-subjects';
import { Federation } from './federation';
import { refuseSharedNames, refuseStrayIdentities } from './stray-identities';
import type { Assignment } from './workload-assignment';

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

  private readonly objects = new AssignedObjects();
  private readonly externals = new ExternalWorkloads();
  private readonly bindings = new Bindings();
  private readonly federation: Federation;
  private readonly lastSteps: ((problems: Problems) => void)[] = [];
  private readonly registry: ObjectRegistry;

  private constructor(private readonly root: IConstruct) {
    this.registry = ObjectRegistry.of(root);
    this.federation = new Federation(root, this.registry, this.objects, this.bindings);
    this.registry.complete((problems) => this.settle(problems));
  }

  public addObject(object: ApiObject, claim: Claim): void {
    this.objects.add(object, claim);
    this.registry.checkAgain();
  }

  public addGroup(scope: IConstruct, identity: IAzureIdentity, options: AssignToOptions): void {
    this.objects.addGroup(scope, identity, options);
    this.registry.checkAgain();
  }

  /** Returns the label. */
  public addExternal(id: string, namespace: string, identity: IAzureIdentity, claim: ExternalClaim): string {
    this.registry.checkAgain();
    return this.externals.add(id, namespace, identity, claim);
  }

  /** Runs a step after all bindings are made. */
  public beforeWriting(step: (problems: Problems) => void): void {
    this.lastSteps.push(step);
    this.registry.checkAgain();
  }

  /** Runs a step with the ServiceAccounts that are to obtain identities, at every stage. */
  public withSubjects(step: (problems: Problems, subjects: readonly FederatedSubject[]) => void): void {
    this.federation.addCluster();
    this.beforeWriting((problems) => step(problems, this.federation.subjects));
  }

  private settle(all: Problems): void {
    const workloads = this.objects.decide(all);
    const assignments: Assignment[] = [...workloads, ...this.externals.decide(all)];
    const kept = this.federation.settle(all, { workloads, assignments, externals: this.externals.users() });
    const bound = assignments.filter(({ isBound }) => isBound);
    const boundWorkloads = workloads.filter(({ isBound }) => isBound);
    this.bindings.update(assignments, this.registry, this.root, kept);
    for (const step of this.lastSteps) step(all);
    const objects = this.registry.objects();
    refuseExcepted(all, boundWorkloads, objects, this.root);
    refuseStrayIdentities(all, bound, objects, this.registry, this.root);
    refuseSharedNames(all, boundWorkloads);
    if (all.areNone) warnOfAssignments(workloads);
  }
}
