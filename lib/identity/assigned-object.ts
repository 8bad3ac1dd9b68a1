import type { ApiObject } from 'cdk8s';
import { completeJson, refuseLoss } from '../synth/completed-json';
import type { Json } from '../synth/pod-template';
import { Problems } from '../validate/problems';
import { AssignedWorkload } from './assigned-workload';
import type { Claim } from './claim';
import type { WorkloadAssignment } from './workload-assignment';

/** An object whose pods use identities: what it renders is completed. */
export class AssignedObject {
  /** Nearly always one: only custom resources have several pod templates. */
  private readonly workloads: AssignedWorkload[] = [];
  private readonly renderOwn: () => Json;

  constructor(public readonly object: ApiObject) {
    this.renderOwn = completeJson(object, (own) => this.render(own));
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
    const { assignments } = this.complete(this.renderOwn, problems, true);
    if (problems.areNone) refuseLoss(problems, this.object);
    return assignments;
  }

  private render(own: () => Json): Json {
    const problems = Problems.of(this.object);
    const { manifest } = this.complete(own, problems, false);
    problems.throwIfAny();
    return manifest;
  }

  private complete(
    own: () => Json,
    problems: Problems,
    isDeciding: boolean,
  ): { assignments: WorkloadAssignment[]; manifest: Json } {
    let manifest = own();
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
