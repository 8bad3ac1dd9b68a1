import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { isInTree } from '../synth/object-registry';
import { isKindWithoutPods } from '../upstream/pod-templates';
import { groupOf } from '../validate/kubernetes-names';
import { Problems } from '../validate/problems';
import { AssignedObject } from './assigned-object';
import type { AssignToOptions } from './assignment-options';
import type { IAzureIdentity } from './azure-identity-interface';
import type { Claim } from './claim';
import type { WorkloadAssignment } from './workload-assignment';

/** A call of `assignTo` for all workloads in a construct. */
interface Group {
  readonly scope: IConstruct;
  readonly identity: IAzureIdentity;
  readonly options: AssignToOptions;
  readonly seen: Set<ApiObject>;
  hasWorkload: boolean;
}

/** The objects of an app that identities are assigned to. */
export class AssignedObjects {
  private readonly objects = new Map<ApiObject, AssignedObject>();
  private readonly groups: Group[] = [];

  public has(object: ApiObject): boolean {
    return this.objects.has(object);
  }

  public add(object: ApiObject, claim: Claim): void {
    const assigned = this.objects.get(object) ?? new AssignedObject(object);
    this.objects.set(object, assigned);
    assigned.add(claim);
  }

  /** Adds all workloads in a construct. */
  public addGroup(scope: IConstruct, identity: IAzureIdentity, options: AssignToOptions): void {
    const group = { scope, identity, options, seen: new Set<ApiObject>(), hasWorkload: false };
    this.groups.push(group);
    this.expand(group);
  }

  /** Adds the objects that were added to the construct since the last time. */
  private expand(group: Group): void {
    const { scope, identity, options, seen } = group;
    for (const object of scope.node.findAll()) {
      if (!ApiObject.isApiObject(object) || seen.has(object)) continue;
      seen.add(object);
      if (options.podTemplate === undefined && isKindWithoutPods(groupOf(object.apiVersion), object.kind)) continue;
      this.add(object, { identity, options, group });
    }
  }

  /** The assignments of all objects, by the calls so far. */
  public decide(all: Problems): WorkloadAssignment[] {
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
}
