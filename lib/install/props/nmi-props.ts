import type { Duration } from 'cdk8s';
import type { UpdateStrategyType } from '../update-strategy-type';
import type { ComponentProps } from './component-props';

/** Update strategy of NMI's DaemonSet. */
export interface UpdateStrategyProps {
  /**
   * How pods are replaced.
   *
   * @default UpdateStrategyType.ROLLING_UPDATE
   */
  readonly type?: UpdateStrategyType;

  /**
   * Number of nodes that may be without NMI during a rolling update, or a percentage such as `10%`.
   *
   * @default 1
   */
  readonly maxUnavailable?: number | string;
}

/**
 * Props of NMI, which answers token requests. Flags are those of cmd/nmi/main.go of 1.8.17; a flag that is not set is not
 * rendered unless its default says so.
 */
export interface NmiProps extends ComponentProps {
  /**
   * Version of NMI in the image. Its arguments depend on it: those of versions before 1.7.0 differ.
   *
   * @default - the tag of the image, if it is a version; else 1.8.17
   */
  readonly version?: string;

  /**
   * Update strategy.
   *
   * @default - a rolling update, one node at a time
   */
  readonly updateStrategy?: UpdateStrategyProps;

  /**
   * Interval of checking the iptables rules, `--ipt-update-interval-sec`. Whole seconds, at least 1.
   *
   * @default Duration.seconds(60)
   */
  readonly ipTableUpdateTimeInterval?: Duration;

  /**
   * Namespace of MIC, `--MICNamespace`: NMI treats its pods of ReplicaSets named `mic…` as MIC.
   *
   * @default - the namespace of the install; `default` if `followNamespace` is false
   */
  readonly micNamespace?: string;

  /**
   * Number of attempts to find an identity that is not assigned yet, `--retry-attempts-for-created`. 0 or more; not both
   * this and `retryAttemptsForAssigned` 0.
   *
   * @default 16
   */
  readonly retryAttemptsForCreated?: number;

  /**
   * Number of attempts to find an assigned identity after that, `--retry-attempts-for-assigned`. 0 or more.
   *
   * @default 4
   */
  readonly retryAttemptsForAssigned?: number;

  /**
   * Delay between attempts, `--find-identity-retry-interval`. Whole seconds.
   *
   * @default Duration.seconds(5)
   */
  readonly findIdentityRetryInterval?: Duration;

  /**
   * Whether NMI watches only the AzureAssignedIdentities of its own node, `--enableScaleFeatures`.
   *
   * @default true
   */
  readonly enableScaleFeatures?: boolean;

  /**
   * Whether to block the instance metadata of the node for pods, `--block-instance-metadata`.
   *
   * @default false
   */
  readonly blockInstanceMetadata?: boolean;

  /**
   * Whether requests need the header `Metadata: true`, `--metadata-header-required`.
   *
   * @default true
   */
  readonly metadataHeaderRequired?: boolean;

  /**
   * Whether NMI starts on kubenet, where a pod can spoof the address of another, `--allow-network-plugin-kubenet`.
   *
   * @default false
   */
  readonly allowNetworkPluginKubenet?: boolean;

  /**
   * File on the node that names the network plugin, `--kubelet-config`.
   *
   * @default /etc/default/kubelet
   */
  readonly kubeletConfig?: string;

  /**
   * Whether NMI asks a pod without an identity to retry later, `--set-retry-after-header`. Use it with 1 attempt of each
   * kind and a delay of `Duration.seconds(1)`.
   *
   * @default false
   */
  readonly setRetryAfterHeader?: boolean;

  /**
   * Whether to close connections to the metadata service that are older than NMI, `--enable-conntrack-deletion`.
   *
   * @default false
   */
  readonly enableConntrackDeletion?: boolean;

  /**
   * Address that NMI listens on, `--nmi-listen-address`.
   *
   * @default 127.0.0.1
   */
  readonly listenAddress?: string;

  /**
   * Port that NMI listens on, `--nmi-port`.
   *
   * @default 2579
   */
  readonly port?: number;

  /**
   * Address of the metadata service, `--metadata-ip`.
   *
   * @default 169.254.169.254
   */
  readonly metadataIp?: string;

  /**
   * Port of the metadata service, `--metadata-port`.
   *
   * @default 80
   */
  readonly metadataPort?: number;
}
