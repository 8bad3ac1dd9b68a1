import type { MigrationStage } from '../workload-identity/migration-stage';

/** How an identity is assigned to a workload. */
export interface AssignToOptions {
  /**
   * The value of the label `aadpodidbinding`, for this workload: 1 to 63 letters, digits, "-", "_" and ".". Set it to
   * use an existing binding.
   *
   * @default - the name of the identity, if the workload has only one; else a selector of its own
   */
  readonly selector?: string;

  /**
   * Name of an environment variable to set to the client id of the identity, such as `AZURE_CLIENT_ID`, which the Azure
   * SDKs read. An application with several identities must request tokens by client id: otherwise NMI uses any of them
   * (upstream: pkg/nmi/standard.go). The client id must be known. An existing variable with another value is an error.
   *
   * @default - no variable
   */
  readonly clientIdEnv?: string;

  /**
   * Names of the containers, including init containers, that get `clientIdEnv`.
   *
   * @default - all of them
   */
  readonly containers?: string[];

  /**
   * Where the pod template is, as a JSON pointer into the manifest: `/spec/podTemplate`. A pointer that ends with
   * `/labels` points to the labels of the pods: `/spec/driver/labels`.
   *
   * @default - found by kind or shape: in workloads of Kubernetes, Argo Rollouts, Knative Services, KEDA ScaledJobs
   */
  readonly podTemplate?: string;

  /**
   * How far this workload has moved to Workload Identity. The same for all identities of a workload.
   *
   * @default - the stage of the nearest `WorkloadIdentity` above the workload; without one, AAD Pod Identity alone
   */
  readonly stage?: MigrationStage;

  /**
   * Name of the workload's ServiceAccount, for Workload Identity. Where the workload names one, the same name says that it
   * is outside of this app, and annotated there.
   *
   * @default - the one that the workload names, unless that is `default`; else one is made
   */
  readonly serviceAccountName?: string;

  /**
   * Where a custom resource names the ServiceAccount of its pods, as a JSON pointer: `/spec/driver/serviceAccount`.
   *
   * @default - serviceAccountName in the spec of the pod template
   */
  readonly serviceAccountPath?: string;
}

/** A workload that this app does not render. */
export interface AssignToExternalOptions {
  /** Namespace of its pods. */
  readonly namespace: string;

  /**
   * The value of the label `aadpodidbinding` of its pods.
   *
   * @default - as with `assignTo`, for a workload with one identity
   */
  readonly selector?: string;
}

/** A workload that this app does not render, at a stage of Workload Identity. */
export interface AssignToExternalStage extends AssignToExternalOptions {
  /** How far the workload has moved to Workload Identity. `PROXY` is refused: this app cannot check the pods. */
  readonly stage: MigrationStage;

  /**
   * Name of its ServiceAccount, which its own manifests make.
   *
   * @default - named after the identity, as with `assignTo`
   */
  readonly serviceAccountName?: string;
}

/** What the pods of a workload that this app does not render need at a stage of Workload Identity. */
export interface ExternalAssignment {
  /** Labels of the pods. */
  readonly labels: { [key: string]: string };

  /** Annotations of the pods. */
  readonly annotations: { [key: string]: string };

  /** Name of the ServiceAccount of the pods. */
  readonly serviceAccountName: string;

  /** Annotations of the ServiceAccount. */
  readonly serviceAccountAnnotations: { [key: string]: string };
}
