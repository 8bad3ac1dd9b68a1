import type { Cluster } from '../simulation/cluster';
import type { Simulation } from '../simulation/simulation';
import type { Workload } from '../simulation/workload';
import type { MigrationStage } from '../workload-identity/migration-stage';
import type { WorkloadAccount } from '../workload-identity/workload-account';
import type { AzureIdentity } from './azure-identity';

/** What is decided for a plan. */
export interface PlanOptions {
  /** The stage to plan for all workloads. */
  readonly to?: MigrationStage | undefined;
  readonly kubernetesVersion?: string | undefined;
  /** The default identity of workloads with several, `namespace/name` of its AzureIdentity, by `Kind/namespace/name`. */
  readonly defaultIdentities?: ReadonlyMap<string, string> | undefined;
}

/** What has to be decided or changed before a workload can be at its next stage. */
export interface Blocker {
  /** The field of the workload, as YAML spells it; undefined when it is about something else. */
  readonly field: string | undefined;
  /** What is wrong, as a full sentence. */
  readonly problem: string;
  /** What to do, as a full sentence. */
  readonly advice: string;
}

/** A workload on its way. */
export interface PlannedWorkload {
  readonly workload: Workload;
  /** Today; undefined for one without a label, which does not move. */
  readonly stage: MigrationStage | undefined;
  /** Undefined when there is nothing to do. */
  readonly next: MigrationStage | undefined;
  /** Why it is the next one, as a full sentence. */
  readonly why: string;
  /** Each once, in the order in which MIC processes the bindings. */
  readonly identities: readonly AzureIdentity[];
  /** The client id of its ServiceAccount; undefined when its containers name theirs, or nobody has decided. */
  readonly defaultIdentity: AzureIdentity | undefined;
  readonly account: WorkloadAccount | undefined;
  readonly blockers: readonly Blocker[];
  /** What does not block, but may not do what was meant: full sentences. */
  readonly remarks: readonly string[];
}

export type PlanWorkloads = (
  cluster: Cluster,
  simulation: Simulation,
  options: PlanOptions,
) => readonly PlannedWorkload[];
