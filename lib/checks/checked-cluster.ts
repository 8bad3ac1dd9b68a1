import type { Manifest } from '../manifests/manifest';
import type { Manifests } from '../manifests/manifests';
import { Cluster } from '../simulation/cluster';
import type { Federation } from '../simulation/federation';
import { type FederationOptions, federationFacts } from '../simulation/federation-options';
import { type SettingsOptions, type SettledSettings, settle } from '../simulation/settings';
import { Simulation } from '../simulation/simulation';
import type { Workload } from '../simulation/workload';
import type { Absence } from './absence';
import { asMeant } from './as-meant';
import { type UnknownField, unknownFieldsOf } from './known-fields';
import { Severity } from './severity';
import type { Suppression } from './suppressions/suppression';

/** Facts that manifests do not contain. */
export interface CheckOptions extends SettingsOptions, FederationOptions {
  /**
   * Whether the manifests are the whole cluster. Then anything referenced but absent is missing. Otherwise it may be
   * elsewhere: if something similar is here, the finding is one level lower (an error is a warning, a warning an info);
   * if not, there is no finding.
   *
   * @default false
   */
  readonly wholeCluster?: boolean;

  /**
   * Network plugin of the cluster: `azure`, `kubenet`, `cilium` (also for Azure CNI Powered by Cilium) or another.
   *
   * @default - not known; Cilium when its policies are among the manifests
   */
  readonly networkPlugin?: string;

  /**
   * Version of Kubernetes, such as `1.29`.
   *
   * @default - not known
   */
  readonly kubernetesVersion?: string;

  /**
   * Client id of the kubelet's identity, which MIC acts as unless it has credentials of its own.
   *
   * @default - not known
   */
  readonly kubeletClientId?: string;

  /**
   * Resource group of the nodes.
   *
   * @default - not known
   */
  readonly nodeResourceGroup?: string;

  /**
   * Whether the pod identity add-on of AKS is on.
   *
   * @default false
   */
  readonly aksAddon?: boolean;

  /**
   * Accepted findings, each with the reason. An annotation `aad-pod-identity.checks/RULE: reason` on the object
   * does the same.
   *
   * @default - none
   */
  readonly suppressions?: readonly Suppression[];
}

/** A workload with what MIC and NMI decide about it. */
export interface CheckedWorkload {
  readonly workload: Workload;
  /** What MIC assigns, or NMI finds in managed mode. */
  readonly assigned: ReturnType<Simulation['assignmentsOf']>;
  /** Of that, what NMI hands out. */
  readonly handedOut: ReturnType<Simulation['handedOut']>;
  /** Bindings with its label as selector that have no effect, with the reason. */
  readonly skipped: ReturnType<Simulation['skippedOf']>;
  readonly bypass: ReturnType<Simulation['bypassOf']>;
}

/** The simulated cluster that rules check. */
export class CheckedCluster {
  public readonly cluster: Cluster;
  public readonly settings: SettledSettings;
  public readonly workloads: readonly CheckedWorkload[];
  /** The objects, as they are written, with fields that the API server does not know, and these fields. */
  public readonly misspelt: ReadonlyMap<Manifest, readonly UnknownField[]>;
  private readonly simulation: Simulation;

  /** @throws ManifestError when a file with federated credentials cannot be read */
  constructor(
    /** In the order read. */
    public readonly manifests: Manifests,
    public readonly options: CheckOptions = {},
  ) {
    const misspelt = new Map<Manifest, readonly UnknownField[]>();
    this.misspelt = misspelt;
    const read = (manifest: Manifest) => {
      const unknown = unknownFieldsOf(manifest);
      if (unknown.length === 0) return manifest;
      misspelt.set(manifest, unknown);
      return asMeant(manifest, unknown);
    };
    // Sorted, so that findings do not depend on the order of the files.
    this.cluster = new Cluster(manifests.sorted(read), true);
    this.settings = settle(this.cluster, options);
    this.simulation = new Simulation(this.cluster, this.settings, federationFacts(options));
    this.workloads = this.cluster.workloads.map((workload) => new SimulatedWorkload(workload, this.simulation));
  }

  /** What Workload Identity decides; undefined when the manifests do not use it. */
  public get federation(): Federation | undefined {
    return this.simulation.federation;
  }

  /**
   * The severity of a finding, given that of a whole cluster. If it misses something, and the manifests are not the whole
   * cluster: one level lower with something similar here, and otherwise undefined, because what it misses is elsewhere.
   */
  public severityOf(severity: Severity, absence: Absence | undefined): Severity | undefined {
    if (!absence || this.options.wholeCluster) return severity;
    if (!absence.isNear) return undefined;
    return severity === Severity.ERROR ? Severity.WARNING : Severity.INFO;
  }
}

/** Simulates on demand: rules ask only about a few workloads. */
class SimulatedWorkload implements CheckedWorkload {
  public readonly assigned: CheckedWorkload['assigned'];
  public readonly bypass: CheckedWorkload['bypass'];
  private handed: CheckedWorkload['handedOut'] | undefined;
  private left: CheckedWorkload['skipped'] | undefined;

  constructor(
    public readonly workload: Workload,
    private readonly simulation: Simulation,
  ) {
    this.assigned = simulation.assignmentsOf(workload);
    this.bypass = simulation.bypassOf(workload);
  }

  public get handedOut(): CheckedWorkload['handedOut'] {
    this.handed ??= this.simulation.handedOut(this.workload, this.assigned);
    return this.handed;
  }

  public get skipped(): CheckedWorkload['skipped'] {
    this.left ??= this.simulation.skippedOf(this.workload, this.assigned);
    return this.left;
  }
}
