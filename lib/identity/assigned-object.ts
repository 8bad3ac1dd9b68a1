import type { ApiObject } from 'cdk8s';
import type { Json } from '../synth/pod-template';
import { Problems } from '../validate/problems';
import { AssignedWorkload } from './assigned-workload';
import type { Claim } from './claim';
import type { WorkloadAssignment } from './workload-assignment';

/**
 * An object whose pods use identities. Its `toJson` is overridden on the instance, and adds to the result. This works for
 * every kind of construct, and keeps what the user adds and patches, before or after. A JSON patch would fail without the
 * parent fields, and a later patch could undo it.
 */
export class AssignedObject {
  /** Nearly always one: only custom resources have several pod templates. */
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

  /** The assignments of each of its pod templates, by the calls so far. */
  public assign(problems: Problems): WorkloadAssignment[] {
    return this.complete(problems, true).assignments;
  }

  private render(): Json {
    const problems = Problems.of(this.object);
    const { manifest } = this.complete(problems, false);
    problems.throwIfAny();
    return manifest;
  }

  private complete(problems: Problems, isDeciding: boolean): { assignments: WorkloadAssignment[]; manifest: Json } {
    let manifest = this.renderOwn();
    const assignments: WorkloadAssignment[] = [];
    for (const workload of this.workloads) {
      const assigned = workload.assign(manifest, problems, isDeciding);
      if (!assigned) continue;
      assignments.push(assigned.assignment);
      ({ manifest } = assigned);
    }
    return { assignments, manifest };
  }
}
