import type { Via } from './via';

/** An identity that a workload may get a token for, when it asks with the client id. */
export interface GrantedIdentity {
  /** Namespace of the AzureIdentity; absent when there is none, which only Workload Identity allows. */
  readonly namespace?: string;
  /** Name of the AzureIdentity; absent as `namespace`. */
  readonly name?: string;
  /** `namespace/name` of the binding that MIC records; absent when no binding gives the identity to the workload. */
  readonly binding?: string;
  /** The client id of the identity; empty when it has none, or when only its resource id is known. */
  readonly clientID: string;
  /** Namespace of the AzureAssignedIdentity; absent in managed mode, and for `workload-identity`. */
  readonly assignedIn?: string;
  /** How pods get tokens for it; absent when the manifests do not use Workload Identity. */
  readonly via?: Via;
  /** The subject of the ServiceAccount's tokens, which a federated credential must have; absent for `pod-identity`. */
  readonly subject?: string;
  /** The resource id of the identity; absent for `pod-identity`, for applications, and when it is not known. */
  readonly resourceID?: string;
  /**
   * Whether a federated credential for the subject is known; absent without `issuer`, when no credentials are known, and for
   * `pod-identity`.
   */
  readonly federated?: boolean;
}
