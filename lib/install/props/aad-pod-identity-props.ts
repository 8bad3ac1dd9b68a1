import type { SecretReference } from '../../identity/azure-identity-props';
import type { Mode } from '../../upstream/mode';
import type { ImagePullPolicy } from '../image-pull-policy';
import type { InstallNames } from '../names';
import type { MicProps } from './mic-props';
import type { NmiProps } from './nmi-props';

/** Permissions of the controllers and of users. */
export interface RbacProps {
  /**
   * Whether MIC and NMI get their own ServiceAccounts and roles. If false, their pods use the default ServiceAccount of the
   * namespace; with `InstallNames.raw()`, MIC then uses the node's kubeconfig.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * Whether NMI may read every Secret of the cluster. Service principals need their Secrets. See also `secrets`.
   *
   * @default - true, unless `secrets` is set
   */
  readonly allowAccessToSecrets?: boolean;

  /**
   * The Secrets that NMI may read, instead of all: those of the service principals. Renders a Role and a RoleBinding for
   * each namespace. The namespace of a Secret defaults to that of the install.
   *
   * @default - see `allowAccessToSecrets`
   */
  readonly secrets?: SecretReference[];

  /**
   * Whether to render PodSecurityPolicies. Kubernetes 1.25 and later refuse them.
   *
   * @default false
   */
  readonly pspEnabled?: boolean;

  /**
   * Whether the ClusterRoles view, edit and admin include the custom resources.
   *
   * @default false
   */
  readonly createUserFacingClusterRoles?: boolean;
}

/** Props of AadPodIdentity. */
export interface AadPodIdentityProps {
  /**
   * Namespace of MIC and NMI. It must exist unless `createNamespace` is true. MIC's exception, the leader lock, NMI's
   * `--MICNamespace` and the subjects of the roles use it too.
   *
   * @default - the namespace of the chart, else `default`
   */
  readonly namespace?: string;

  /**
   * Whether the leader lock and NMI's `--MICNamespace` use the namespace of the install; the Helm chart leaves both in
   * `default`. MICs with locks in two namespaces have two leaders: to take over a running install, set `false`, or scale
   * MIC to 0 before you apply.
   *
   * @default true
   */
  readonly followNamespace?: boolean;

  /**
   * Whether to render the Namespace, with the Pod Security labels that NMI needs (`privileged`, for the host network).
   *
   * @default false
   */
  readonly createNamespace?: boolean;

  /**
   * In standard mode MIC assigns identities to nodes. In managed mode there is no MIC: you assign them, and pods can use
   * only identities in their own namespace.
   *
   * @default Mode.STANDARD
   */
  readonly mode?: Mode;

  /**
   * Whether pods can use only identities in their own namespace. Always true in managed mode.
   *
   * @default - false in standard mode
   */
  readonly forceNamespaced?: boolean;

  /**
   * Names, labels and selectors of the objects.
   *
   * @default InstallNames.helm({ releaseName: 'aad-pod-identity' })
   */
  readonly names?: InstallNames;

  /**
   * Whether to render the CRDs with the install. A separate chart that is applied first is safer: see
   * `AadPodIdentityCrds`.
   *
   * @default false
   */
  readonly crds?: boolean;

  /**
   * Whether to render the exceptions for MIC and for the AKS add-ons. Without them, their token requests go to NMI and
   * fail.
   *
   * @default true
   */
  readonly installMicException?: boolean;

  /**
   * When images are pulled.
   *
   * @default - ImagePullPolicy.IF_NOT_PRESENT; with `InstallNames.raw()`, the Kubernetes default
   */
  readonly imagePullPolicy?: ImagePullPolicy;

  /**
   * Names of the Secrets to pull the images with, in the namespace of the install.
   *
   * @default - none
   */
  readonly imagePullSecrets?: string[];

  /**
   * Added to the user agent of the controllers, `--custom-user-agent`.
   *
   * @default - none
   */
  readonly customUserAgent?: string;

  /**
   * Permissions of the controllers and of users.
   *
   * @default - as in the chart: their own roles, all Secrets
   */
  readonly rbac?: RbacProps;

  /**
   * MIC. Not allowed in managed mode.
   *
   * @default - as in the chart
   */
  readonly mic?: MicProps;

  /**
   * NMI.
   *
   * @default - as in the chart
   */
  readonly nmi?: NmiProps;
}
