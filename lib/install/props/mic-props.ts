import type { Duration } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-27';
import type { CloudCredentials } from '../cloud-credentials';
import type { ComponentProps } from './component-props';

/** Leader election of MIC's replicas (upstream: pkg/mic/mic.go, NewLeaderElector). */
export interface LeaderElectionProps {
  /**
   * Name of this candidate, `--leader-election-instance`. With one name for several replicas, each of them acts as the
   * leader: a warning unless `replicas` is 1.
   *
   * @default - the name of the pod
   */
  readonly instance?: string;

  /**
   * Namespace of the lock, `--leader-election-namespace`. MICs with locks in two namespaces have two leaders: scale MIC to
   * 0 before you change it.
   *
   * @default - the namespace of the install; `default` if `followNamespace` is false
   */
  readonly namespace?: string;

  /**
   * Name of the lock, `--leader-election-name`.
   *
   * @default aad-pod-identity-mic
   */
  readonly name?: string;

  /**
   * Lease duration of the lock, `--leader-election-duration`. More than 0.
   *
   * @default Duration.seconds(15)
   */
  readonly duration?: Duration;
}

/** Limits voluntary disruptions of MIC. Set one of the two: a number, or a percentage such as `50%`. */
export interface PodDisruptionBudgetProps {
  /**
   * Number of pods that must stay available.
   *
   * @default - none
   */
  readonly minAvailable?: number | string;

  /**
   * Number of pods that may be unavailable.
   *
   * @default - none
   */
  readonly maxUnavailable?: number | string;
}

/**
 * Props of MIC, which assigns identities to nodes. Flags are those of cmd/mic/main.go of 1.8.17; a flag that is not set is
 * not rendered unless its default says so.
 */
export interface MicProps extends ComponentProps {
  /**
   * Number of replicas. One of them is the leader, the others stand by. With 0 no identities are assigned: a warning.
   *
   * @default 2
   */
  readonly replicas?: number;

  /**
   * How pods spread over nodes and zones.
   *
   * @default - none
   */
  readonly topologySpreadConstraints?: k8s.TopologySpreadConstraint[];

  /**
   * PodDisruptionBudget of the pods.
   *
   * @default - none
   */
  readonly podDisruptionBudget?: PodDisruptionBudgetProps;

  /**
   * Leader election.
   *
   * @default - see its props
   */
  readonly leaderElection?: LeaderElectionProps;

  /**
   * Credentials for Azure, instead of those of the node: `--cloudconfig` is not rendered then.
   *
   * @default - those in `cloudConfig`
   */
  readonly cloudCredentials?: CloudCredentials;

  /**
   * File on the node with credentials, subscription and resource group, `--cloudconfig`.
   *
   * @default /etc/kubernetes/azure.json
   */
  readonly cloudConfig?: string;

  /**
   * File on the node that describes a custom cloud (Azure Stack), `AZURE_ENVIRONMENT_FILEPATH`.
   *
   * @default - none
   */
  readonly customCloudConfig?: string;

  /**
   * Kubeconfig file, `--kubeconfig`.
   *
   * @default - none: the ServiceAccount; with `InstallNames.raw()` and without RBAC the node's kubeconfig
   */
  readonly kubeconfig?: string;

  /**
   * Interval of full syncs, `--syncRetryDuration`. More than 0.
   *
   * @default Duration.hours(1)
   */
  readonly syncRetryDuration?: Duration;

  /**
   * Client ids, GUIDs, of identities that are never removed from a node, `--immutable-user-msis`.
   *
   * @default - none
   */
  readonly immutableUserMsis?: string[];

  /**
   * Number of AzureAssignedIdentities that are created or deleted in parallel, `--createDeleteBatch`. At least 1.
   *
   * @default 20
   */
  readonly createDeleteBatch?: number;

  /**
   * Requests to the API server per second, `--clientQps`. At least 1: its whole part is the burst, and MIC does not start
   * with a burst of 0.
   *
   * @default 5
   */
  readonly clientQps?: number;

  /**
   * Number of retries of a node's update, without the identities that Azure refuses, `--update-user-msi-max-retry`. 0 or
   * more.
   *
   * @default 2
   */
  readonly updateUserMsiMaxRetry?: number;

  /**
   * Delay before each of these retries, `--update-user-msi-retry-interval`. 0 or more.
   *
   * @default Duration.seconds(1)
   */
  readonly updateUserMsiRetryInterval?: Duration;

  /**
   * Interval of reconciling the nodes with the assigned identities, `--identity-assignment-reconcile-interval`. More
   * than 0.
   *
   * @default Duration.minutes(3)
   */
  readonly identityAssignmentReconcileInterval?: Duration;

  /**
   * Whether to upgrade objects of versions before 1.6 once, `--enable-type-upgrade`.
   *
   * @default true
   */
  readonly enableTypeUpgrade?: boolean;

  /**
   * Name of the ConfigMap that records the upgrade, `--config-map-name`.
   *
   * @default aad-pod-identity-config
   */
  readonly configMapName?: string;

  /**
   * Key in that ConfigMap, `--type-upgrade-status-key`.
   *
   * @default type-upgrade-status
   */
  readonly typeUpgradeStatusKey?: string;

  /**
   * No longer has any effect, `--enableScaleFeatures`.
   *
   * @default - not rendered
   */
  readonly enableScaleFeatures?: boolean;
}
