import type { Injection } from './injection';
import type { MigrationStage } from './migration-stage';
import type { TokenExchange } from './token-exchange';

/** How workloads use Workload Identity. */
export interface WorkloadIdentityProps {
  /** The stage of the workloads. `assignTo(…, { stage })` overrides it for one. */
  readonly stage: MigrationStage;

  /**
   * Who adds token, variables and proxy to the pods.
   *
   * @default Injection.WEBHOOK
   */
  readonly injection?: Injection;

  /**
   * Tenant of the managed identities, a GUID. Required with `Injection.MANIFEST` and `TokenExchange.IDENTITY_BINDING`.
   * Service principals have one of their own.
   *
   * @default - the tenant that the webhook is configured with
   */
  readonly tenantId?: string;

  /**
   * The Azure cloud: a name of `Cloud` except `AzureStackCloud`.
   *
   * @default 'AzurePublicCloud'
   */
  readonly azureEnvironment?: string;

  /**
   * Seconds until the ServiceAccount's token expires: 3600 to 86400.
   *
   * @default 3600
   */
  readonly tokenExpiration?: number;

  /**
   * Port of the proxy in the pod, for `MigrationStage.PROXY`: 1 to 65535.
   *
   * @default 8000
   */
  readonly proxyPort?: number;

  /**
   * What lets the ServiceAccounts obtain the identities.
   *
   * @default TokenExchange.FEDERATED_CREDENTIAL
   */
  readonly exchange?: TokenExchange;

  /**
   * Version of Kubernetes, such as `1.32`, to refuse what it cannot run.
   *
   * @default - not known
   */
  readonly kubernetesVersion?: string;
}
