import type { ManifestMap } from '../manifests/manifest';

/** Facts about the webhook of Workload Identity that manifests do not contain. */
export interface AdmitOptions {
  /** The tenant that the webhook is configured with, a GUID. */
  readonly tenantId: string;

  /**
   * Version of Kubernetes. From 1.32 on the webhook makes its proxy a native sidecar.
   *
   * @default '1.35'
   */
  readonly kubernetesVersion?: string;

  /**
   * The Azure cloud of the webhook: a name of `Cloud` except `AzureStackCloud`.
   *
   * @default 'AzurePublicCloud'
   */
  readonly azureEnvironment?: string;
}

/** What the webhook of Workload Identity does with the pods of a workload. */
export interface AdmittedWorkload {
  /** Kind of the workload: `Deployment`. */
  readonly kind: string;
  /** Namespace of the workload. */
  readonly namespace: string;
  /** Name of the workload. */
  readonly name: string;
  /** Whether the API server asks the webhook: the pods have the label `azure.workload.identity/use: "true"`. */
  readonly called: boolean;
  /** Why the webhook refuses the pods, so that none is created; absent when it does not. */
  readonly refused?: string;
  /**
   * The pod as the webhook returns it, `metadata` (labels and annotations) and `spec`; absent when it is not called, or
   * refuses. The volume that it adds is called `wi-token`, and its images `/proxy:` and `/proxy-init:`: the real names depend on
   * the pod's name, and on the registry and release that the webhook is built with.
   */
  readonly pod?: ManifestMap;
}
