import type { Bypass } from './nmi';
import type { Mode } from './settings';
import type { Simulation } from './simulation';

/** Which workload may get a token of which identity. The form of `aad-pod-identity assignments --format json`. */
export interface Assignments {
  /** The mode of operation that the answer is for. */
  readonly mode: Mode;
  /** Whether both MIC and NMI only look at identities in the namespace of the pod; always in managed mode. */
  readonly forceNamespaced: boolean;
  /** Every workload with a pod template, in the order read. */
  readonly workloads: readonly WorkloadIdentities[];
  /** The files that were left out because they must be rendered first; absent when there are none. */
  readonly incomplete?: readonly string[];
}

/** The answer for one workload. */
export interface WorkloadIdentities {
  /** Kind of the workload: `Deployment`. */
  readonly kind: string;
  /** Namespace of the workload; `default` unless it or the options say otherwise. */
  readonly namespace: string;
  /** Name of the workload. */
  readonly name: string;
  /** The file that it is in. */
  readonly file: string;
  /** The line that it begins at, from 1. */
  readonly line: number;
  /** The value of the pod label `aadpodidbinding`; absent when the pods do not have it. */
  readonly label?: string;
  /** Whether NMI sends its requests straight to the metadata service: it can get a token of any identity of its node. */
  readonly excepted: boolean;
  /**
   * Why its requests are not answered by its identities: an AzurePodIdentityException, taken for MIC itself, or in the
   * network of its node, where NMI does not see them. Absent when they are.
   */
  readonly bypass?: Bypass;
  /**
   * The identities, in the order in which MIC goes through the bindings. Of a workload that bypasses pod identity those
   * that MIC assigns all the same.
   */
  readonly identities: readonly WorkloadIdentity[];
}

/** An identity that a workload may get a token of when it names the client id. */
export interface WorkloadIdentity {
  /** Namespace of the AzureIdentity. */
  readonly namespace: string;
  /** Name of the AzureIdentity. */
  readonly name: string;
  /** `namespace/name` of the binding that MIC records. */
  readonly binding: string;
  /** As the AzureIdentity has it; empty when it has none. */
  readonly clientID: string;
  /** The namespace of the AzureAssignedIdentity; absent in managed mode, which has none. */
  readonly assignedIn?: string;
}

/** A simulation as data. */
export function answerOf(simulation: Simulation): Assignments {
  const { cluster, settings } = simulation;
  const { incomplete } = cluster.manifests;
  return {
    mode: settings.mode,
    forceNamespaced: settings.micForceNamespaced && settings.nmiForceNamespaced,
    workloads: cluster.workloads.map((workload) => {
      const bypass = simulation.bypassOf(workload)?.bypass;
      const assigned = simulation.assignmentsOf(workload);
      const identities = bypass ? assigned : simulation.handedOut(workload, assigned);
      const { manifest, kind, namespace, name, label } = workload;
      return {
        kind,
        namespace,
        name,
        file: manifest.file,
        line: manifest.line,
        ...(label !== undefined && { label }),
        excepted: bypass === 'exception' || bypass === 'mic',
        ...(bypass && { bypass }),
        identities: identities.map(({ identity, binding, assignedIn }) => ({
          namespace: identity.namespace,
          name: identity.name,
          binding: `${binding.namespace}/${binding.name}`,
          clientID: identity.clientID,
          ...(assignedIn !== undefined && { assignedIn }),
        })),
      };
    }),
    ...(incomplete.length > 0 && { incomplete }),
  };
}
