import type { ApiObject } from 'cdk8s';
import type { Json, PodTemplate } from '../synth/pod-template';
import type { WorkloadAccount } from '../workload-identity/workload-account';
import type { AssignedIdentity } from './assigned-identity';
import type { WorkloadFederation } from './workload-federation';

/** The decision for one workload: it gets exactly these identities. */
export interface Assignment {
  /** Which workload, for messages. */
  readonly path: () => string;
  readonly namespace: string | undefined;
  readonly label: string;
  /** Whether the label was made for this workload alone. */
  readonly isOwn: boolean;
  readonly identities: readonly AssignedIdentity[];
  /** Whether MIC and NMI give it its identities: at the last stage of Workload Identity they do not. */
  readonly isBound: boolean;
  /** Whether its identities and bindings are rendered: at the last stage those of workloads outside of the app only. */
  readonly isRendered: boolean;
}

/** The same for a workload of this app. */
export interface WorkloadAssignment extends Assignment {
  readonly object: ApiObject;
  readonly kind: string;
  readonly name: string;
  readonly template: PodTemplate;
  readonly podLabels: Json;
  /** Whether its containers seem to name an identity: then several identities are no problem. */
  readonly namesIdentity: boolean;
  /** Its ServiceAccount at its stage; undefined when nobody asks for it. */
  readonly account: WorkloadAccount | undefined;
  /** The one that its pods have without Workload Identity. */
  readonly ownAccount: string;
  /** How it uses Workload Identity; undefined when nothing says so. */
  readonly federation: WorkloadFederation | undefined;
}
