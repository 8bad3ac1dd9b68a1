import type { ApiObject } from 'cdk8s';
import { Problems } from '../values/problems';
import { AssignedWorkload, type Claim, type WorkloadAssignment } from './assigned-workload';
import type { Json } from './pod-template';

/**
 * An object whose pods use identities. What it renders is completed on the way out, on the instance: that works for
 * every way to make an object, keeps what the user adds and patches, before or after, and touches nothing else. A JSON
 * patch would need the parents to be there, and would be undone by a later one.
 */
export class AssignedObject {
  private readonly workloads = new Map<string, AssignedWorkload>();
  private readonly renderOwn: () => Json;

  constructor(public readonly object: ApiObject) {
    const { toJson } = object;
    this.renderOwn = () => toJson.call(object);
    object.toJson = () => this.render();
  }

  public add(claim: Claim): void {
    const { podTemplate } = claim.options;
    const key = podTemplate ?? '';
    const workload = this.workloads.get(key) ?? new AssignedWorkload(this.object, podTemplate);
    this.workloads.set(key, workload);
    workload.add(claim);
  }

  /** What each pod template of it gets, as things stand. */
  public assign(problems: Problems): WorkloadAssignment[] {
    let manifest = this.renderOwn();
    const assignments: WorkloadAssignment[] = [];
    for (const workload of this.workloads.values()) {
      const assignment = workload.assign(manifest, problems);
      if (!assignment) continue;
      assignments.push(assignment);
      ({ manifest } = assignment);
    }
    return assignments;
  }

  private render(): Json {
    const problems = Problems.of(this.object);
    const assignments = this.assign(problems);
    problems.throwIfAny();
    return assignments.at(-1)?.manifest ?? this.renderOwn();
  }
}
