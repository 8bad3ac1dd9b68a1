import type { Duration } from 'cdk8s';
import type { UpdateStrategyType } from '../update-strategy-type';
import type { ComponentProps } from './component-props';

/** How new pods of NMI take the place of old ones. */
export interface UpdateStrategyProps {
  /**
   * A rolling update, or a pod is replaced when it is deleted.
   *
   * @default UpdateStrategyType.ROLLING_UPDATE
   */
  readonly type?: UpdateStrategyType;

  /**
   * How many nodes may be without NMI during a rolling update: a number or a percentage such as `10%`.
   *
   * @default 1
   */
  readonly maxUnavailable?: number | string;
}

/**
 * NMI, which answers token requests. Flags are those of cmd/nmi/main.go of 1.8.17; one that is not given is not rendered
 * unless a default says so.
 */
export interface NmiProps extends ComponentProps {
  /**
   * The version that is in the image. It decides which arguments NMI gets: those of versions before 1.7.0 differ.
   *
   * @default - the tag of the image, when it is a version; else 1.8.17
   */
  readonly version?: string;

  /**
   * How new pods take the place of old ones.
   *
   * @default - a rolling update, one node at a time
   */
  readonly updateStrategy?: UpdateStrategyProps;

  /**
   * How often the rules of iptables are looked at, `--ipt-update-interval-sec`. Whole seconds, at least 1.
   *
   * @default Duration.seconds(60)
   */
  readonly ipTableUpdateTimeInterval?: Duration;

  /**
   * Namespace whose pods of ReplicaSets named `mic…` are taken for MIC, `--MICNamespace`.
   *
   * @default - the namespace of the install, unless `followNamespace` is false; then `default`
   */
  readonly micNamespace?: string;

  /**
   * How often to look for an identity that is not assigned yet, `--retry-attempts-for-created`. 0 or more; not both this
   * and `retryAttemptsForAssigned` 0.
   *
   * @default 16
   */
  readonly retryAttemptsForCreated?: number;

  /**
   * How often to look for an assigned identity after that, `--retry-attempts-for-assigned`. 0 or more.
   *
   * @default 4
   */
  readonly retryAttemptsForAssigned?: number;

  /**
   * How long to wait in between, `--find-identity-retry-interval`. Whole seconds.
   *
   * @default Duration.seconds(5)
   */
  readonly findIdentityRetryInterval?: Duration;

  /**
   * Whether NMI watches the AzureAssignedIdentities of its own node only, `--enableScaleFeatures`.
   *
   * @default true
   */
  readonly enableScaleFeatures?: boolean;

  /**
   * Whether pods are refused the instance metadata of their node, `--block-instance-metadata`.
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
   * Whether NMI starts on kubenet, where a pod can fake the address of another one, `--allow-network-plugin-kubenet`.
   *
   * @default false
   */
  readonly allowNetworkPluginKubenet?: boolean;

  /**
   * File on the node that tells the network plugin, `--kubelet-config`.
   *
   * @default /etc/default/kubelet
   */
  readonly kubeletConfig?: string;

  /**
   * Whether a pod without an identity is told to come back, `--set-retry-after-header`. Use it with 1 for both retries
   * and `Duration.seconds(1)` in between.
   *
   * @default false
   */
  readonly setRetryAfterHeader?: boolean;

  /**
   * Whether connections to the metadata service that were there before NMI are cut, `--enable-conntrack-deletion`.
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
