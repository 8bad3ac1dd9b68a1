import type { Duration } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-27';
import type { CloudCredentials } from '../cloud-credentials';
import type { ComponentProps } from './component-props';

/** The lock that makes one replica of MIC the leader (upstream: pkg/mic/mic.go, NewLeaderElector). */
export interface LeaderElectionProps {
  /**
   * Name of this candidate, `--leader-election-instance`. One name for all replicas makes each of them think that it
   * holds the lock, so that a warning says so unless `replicas` is 1.
   *
   * @default - the name of the pod
   */
  readonly instance?: string;

  /**
   * Namespace of the lock, `--leader-election-namespace`. Two MICs with locks in two namespaces are two leaders, so
   * scale MIC to 0 before you change it.
   *
   * @default - the namespace of the install, unless `followNamespace` is false; then `default`
   */
  readonly namespace?: string;

  /**
   * Name of the lock, `--leader-election-name`.
   *
   * @default aad-pod-identity-mic
   */
  readonly name?: string;

  /**
   * How long a lock is valid, `--leader-election-duration`. More than 0.
   *
   * @default Duration.seconds(15)
   */
  readonly duration?: Duration;
}

/** How many pods of MIC a voluntary disruption leaves. One of the two, a number or a percentage such as `50%`. */
export interface PodDisruptionBudgetProps {
  /**
   * How many pods stay.
   *
   * @default - not said
   */
  readonly minAvailable?: number | string;

  /**
   * How many pods may be missing.
   *
   * @default - not said
   */
  readonly maxUnavailable?: number | string;
}

/**
 * MIC, which assigns identities to nodes. Flags are those of cmd/mic/main.go of 1.8.17; one that is not given is not
 * rendered unless a default says so.
 */
export interface MicProps extends ComponentProps {
  /**
   * Replicas. One of them is the leader, the others wait. With 0 nobody assigns identities, so that a warning says so.
   *
   * @default 2
   */
  readonly replicas?: number;

  /**
   * How pods spread over nodes and zones.
   *
   * @default - not said
   */
  readonly topologySpreadConstraints?: k8s.TopologySpreadConstraint[];

  /**
   * Pods that a drained node leaves.
   *
   * @default - none
   */
  readonly podDisruptionBudget?: PodDisruptionBudgetProps;

  /**
   * The lock of the leader.
   *
   * @default - see there
   */
  readonly leaderElection?: LeaderElectionProps;

  /**
   * Credentials for Azure that take the place of those of the node: then no `--cloudconfig`.
   *
   * @default - those in `cloudConfig`
   */
  readonly cloudCredentials?: CloudCredentials;

  /**
   * File on the node with the credentials and the place of the cluster, `--cloudconfig`.
   *
   * @default /etc/kubernetes/azure.json
   */
  readonly cloudConfig?: string;

  /**
   * File on the node that describes a cloud of its own (Azure Stack), `AZURE_ENVIRONMENT_FILEPATH`.
   *
   * @default - none
   */
  readonly customCloudConfig?: string;

  /**
   * File with the access to the API server, `--kubeconfig`.
   *
   * @default - that of the ServiceAccount; with `Names.raw()` and without RBAC that of the node
   */
  readonly kubeconfig?: string;

  /**
   * How often everything is looked at again, `--syncRetryDuration`. More than 0.
   *
   * @default Duration.hours(1)
   */
  readonly syncRetryDuration?: Duration;

  /**
   * Client ids, GUIDs, of identities that are never taken off a node, `--immutable-user-msis`.
   *
   * @default - none
   */
  readonly immutableUserMsis?: string[];

  /**
   * How many AzureAssignedIdentities are made or deleted at once, `--createDeleteBatch`. At least 1.
   *
   * @default 20
   */
  readonly createDeleteBatch?: number;

  /**
   * Requests to the API server per second, `--clientQps`. At least 1: its whole part is the burst, without which MIC does
   * not start.
   *
   * @default 5
   */
  readonly clientQps?: number;

  /**
   * How often an update of a node is tried again without identities that Azure refuses, `--update-user-msi-max-retry`.
   * 0 or more.
   *
   * @default 2
   */
  readonly updateUserMsiMaxRetry?: number;

  /**
   * How long to wait before that, `--update-user-msi-retry-interval`. 0 or more.
   *
   * @default Duration.seconds(1)
   */
  readonly updateUserMsiRetryInterval?: Duration;

  /**
   * How often nodes are compared with what is assigned, `--identity-assignment-reconcile-interval`. More than 0.
   *
   * @default Duration.minutes(3)
   */
  readonly identityAssignmentReconcileInterval?: Duration;

  /**
   * Whether objects of versions before 1.6 are rewritten once, `--enable-type-upgrade`.
   *
   * @default true
   */
  readonly enableTypeUpgrade?: boolean;

  /**
   * Name of the ConfigMap that remembers that, `--config-map-name`.
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
   * Has no effect any more, `--enableScaleFeatures`.
   *
   * @default - not rendered
   */
  readonly enableScaleFeatures?: boolean;
}
