import type { Mode } from '../upstream/mode';
import { boundGrant, GrantedIdentities } from './granted-identities';
import type { GrantedIdentity } from './granted-identity';
import type { Assignment } from './mic';
import type { Bypass } from './nmi';
import type { Simulation } from './simulation';

/** Which workload may get a token for which identity. The form of `aad-pod-identity assignments --format json`. */
export interface Assignments {
  /** The operation mode that the answer is for. */
  readonly mode: Mode;
  /** Whether both MIC and NMI are forced namespaced: pods can use only identities in their own namespace. Always true in managed mode. */
  readonly forceNamespaced: boolean;
  /** Every workload with a pod template, in the order read. */
  readonly workloads: readonly WorkloadIdentities[];
  /**
   * Folders of charts and kustomizations, and files, that were skipped because they must be rendered first, and files with
   * patches; absent when there are none.
   */
  readonly incomplete?: readonly string[];
}

/** The answer for one workload. */
export interface WorkloadIdentities {
  /** Kind of the workload: `Deployment`. */
  readonly kind: string;
  /** Namespace of the workload; without one, that of the options, else `default`. */
  readonly namespace: string;
  /** Name of the workload. */
  readonly name: string;
  /** The file that it is in. */
  readonly file: string;
  /** The line that it begins at, from 1. */
  readonly line: number;
  /** The value of the pod label `aadpodidbinding`; absent when the pods have no such label. */
  readonly label?: string;
  /** Whether NMI passes its requests to the metadata service: it can get a token for any identity on its node. */
  readonly excepted: boolean;
  /**
   * Why its requests bypass pod identity: an AzurePodIdentityException matches it, NMI treats it as MIC, or it uses the
   * host network, where NMI does not see its requests. Absent when they do not.
   */
  readonly bypass?: Bypass;
  /** The ServiceAccount of its pods; absent when the manifests do not use Workload Identity. */
  readonly serviceAccount?: string;
  /** Why the webhook of Workload Identity refuses its pods, so that none is created; absent when it does not. */
  readonly refused?: string;
  /**
   * The identities, in the order in which MIC processes the bindings; after them, those that its ServiceAccount can obtain.
   * One that pods can get in two ways is there twice. A workload that bypasses pod identity keeps those that MIC assigns.
   */
  readonly identities: readonly GrantedIdentity[];
}

export function answerOf(simulation: Simulation): Assignments {
  const { cluster, settings, federation } = simulation;
  const { incomplete: skipped, overlaid } = cluster.manifests;
  const incomplete = [...new Set([...skipped, ...(overlaid?.patches ?? []).map(({ file }) => file)])];
  const granted = federation && new GrantedIdentities(federation);
  const identitiesOf = identitiesByAssignments();
  return {
    mode: settings.mode,
    forceNamespaced: settings.micForceNamespaced && settings.nmiForceNamespaced,
    workloads: cluster.workloads.map((workload) => {
      const bypass = simulation.bypassOf(workload)?.bypass;
      const assigned = simulation.assignmentsOf(workload);
      const identities = bypass ? assigned : simulation.handedOut(workload, assigned);
      const { manifest, kind, namespace, name, label } = workload;
      const refused = federation?.refusalOf(workload);
      const one: { -readonly [key in keyof WorkloadIdentities]?: WorkloadIdentities[key] } = {
        kind,
        namespace,
        name,
        file: manifest.file,
        line: manifest.line,
      };
      // Assigned one by one: there may be many workloads. The order is that of the output.
      if (label !== undefined) one.label = label;
      one.excepted = bypass === 'exception' || bypass === 'mic';
      if (bypass) one.bypass = bypass;
      if (federation) one.serviceAccount = federation.accountOf(workload);
      if (refused !== undefined) one.refused = refused;
      one.identities = granted ? granted.of(workload, identities) : identitiesOf(identities);
      return one as WorkloadIdentities;
    }),
    ...(incomplete.length > 0 && { incomplete }),
  };
}

/** Workloads with the same assignments share one list: there may be thousands of them, with thousands of identities. */
function identitiesByAssignments(): (assignments: readonly Assignment[]) => readonly GrantedIdentity[] {
  const known = new Map<readonly Assignment[], readonly GrantedIdentity[]>();
  return (assignments) => {
    let identities = known.get(assignments);
    if (!identities) {
      identities = assignments.map(boundGrant);
      known.set(assignments, identities);
    }
    return identities;
  };
}
