import type { ApiObject } from 'cdk8s';
import { Problems } from '../validate/problems';
import { AssignedWorkload, type Claim, type WorkloadAssignment } from './assigned-workload';
import type { Json } from './pod-template';

/**
 * An object whose pods use identities. What it renders is completed on the way out, on the instance: that works for
 * every way to make an object, keeps what the user adds and patches, before or after, and touches nothing else. A JSON
 * patch would need the parents to be there, and would be undone by a later one.
 */
export class AssignedObject {
  /** Nearly always one: an object with several pod templates has them in unusual places. */
  private readonly workloads: AssignedWorkload[] = [];
  private readonly renderOwn: () => Json;

  constructor(public readonly object: ApiObject) {
    const { toJson } = object;
    this.renderOwn = () => toJson.call(object);
    object.toJson = () => this.render();
  }

  public add(claim: Claim): void {
    const { podTemplate } = claim.options;
    let workload = this.workloads.find(({ pointer }) => pointer === podTemplate);
    if (!workload) {
      workload = new AssignedWorkload(this.object, podTemplate);
      this.workloads.push(workload);
    }
    workload.add(claim);
  }

  /** What each pod template of it gets, as things stand. */
  public assign(problems: Problems): WorkloadAssignment[] {
    return this.complete(problems).assignments;
  }

  private render(): Json {
    const problems = Problems.of(this.object);
    const { manifest } = this.complete(problems);
    problems.throwIfAny();
    return manifest;
  }

  private complete(problems: Problems): { assignments: WorkloadAssignment[]; manifest: Json } {
    let manifest = this.renderOwn();
    const assignments: WorkloadAssignment[] = [];
    for (const workload of this.workloads) {
      const assigned = workload.assign(manifest, problems);
      if (!assigned) continue;
      assignments.push(assigned.assignment);
      ({ manifest } = assigned);
    }
    return { assignments, manifest };
  }
}
