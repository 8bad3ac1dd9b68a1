/** How an identity is assigned to a workload. */
export interface AssignToOptions {
  /**
   * The value of the label `aadpodidbinding`, for this workload: 1 to 63 letters, digits, "-", "_" and ".". Needed to
   * meet a binding that is there already.
   *
   * @default - the name of the identity when the workload has one identity, else one of the workload's own
   */
  readonly selector?: string;

  /**
   * Name of an environment variable that gets the client id of the identity, such as `AZURE_CLIENT_ID`, which the Azure
   * SDKs read. An application with several identities must name the one it wants: NMI takes any otherwise (upstream:
   * pkg/nmi/standard.go). The client id must be known; a variable that is there with another value is an error.
   *
   * @default - no variable
   */
  readonly clientIdEnv?: string;

  /**
   * Names of the containers, init containers included, that get `clientIdEnv`.
   *
   * @default - all of them
   */
  readonly containers?: string[];

  /**
   * Where the pod template is, as a JSON pointer into the manifest: `/spec/podTemplate`. A pointer that ends with
   * `/labels` leads to the labels of the pods themselves: `/spec/driver/labels`.
   *
   * @default - found by its shape, as in the workloads of Kubernetes, Argo Rollouts, Knative Services, KEDA ScaledJobs
   */
  readonly podTemplate?: string;
}

/** A workload that is rendered elsewhere. */
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
