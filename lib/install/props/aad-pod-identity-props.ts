import type { SecretReference } from '../../identity/azure-identity-props';
import type { Mode } from '../../upstream/mode';
import type { ImagePullPolicy } from '../image-pull-policy';
import type { Names } from '../names';
import type { MicProps } from './mic-props';
import type { NmiProps } from './nmi-props';

/** What the controllers and people may do in the cluster. */
export interface RbacProps {
  /**
   * Whether MIC and NMI have ServiceAccounts and roles of their own. Without, their pods are the default account of the
   * namespace; with `Names.raw()`, MIC then takes the access of the node.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * Whether NMI may read every Secret of the cluster, as service principals need it. See also `secrets`.
   *
   * @default - true, unless `secrets` is given
   */
  readonly allowAccessToSecrets?: boolean;

  /**
   * The Secrets that NMI may read, instead of all: those of the service principals. A Role and a RoleBinding for each
   * namespace. The namespace of a Secret is the install's unless it is given.
   *
   * @default - as `allowAccessToSecrets` says
   */
  readonly secrets?: SecretReference[];

  /**
   * Whether PodSecurityPolicies are rendered. Kubernetes 1.25 has removed them: its API server refuses them.
   *
   * @default false
   */
  readonly pspEnabled?: boolean;

  /**
   * Whether Kubernetes' roles view, edit and admin get rights on the custom resources.
   *
   * @default false
   */
  readonly createUserFacingClusterRoles?: boolean;
}

/** How AAD Pod Identity is installed. */
export interface AadPodIdentityProps {
  /**
   * Namespace of MIC and NMI, which must exist unless `createNamespace` is true. MIC's exception, the leader lock, NMI's
   * `--MICNamespace` and the subjects of the roles follow it.
   *
   * @default - the namespace of the chart, else `default`
   */
  readonly namespace?: string;

  /**
   * Whether the leader lock and NMI's `--MICNamespace` follow the namespace, where the Helm chart leaves both in
   * `default`. Two MICs with locks in two namespaces are two leaders: when you take over an install that runs, say
   * `false`, or scale MIC to 0 before you apply.
   *
   * @default true
   */
  readonly followNamespace?: boolean;

  /**
   * Whether a Namespace object is rendered, with the Pod Security labels that NMI needs (`privileged`, for its access to
   * the network of the node).
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
   * Whether pods may use identities of their own namespace only, whatever these say. Always so in managed mode.
   *
   * @default - false in standard mode
   */
  readonly forceNamespaced?: boolean;

  /**
   * Names, labels and selectors of the objects.
   *
   * @default Names.helm({ releaseName: 'aad-pod-identity' })
   */
  readonly names?: Names;

  /**
   * Whether the definitions of the custom resources are among the objects. A chart of their own that is applied first
   * is better: see `AadPodIdentityCrds`.
   *
   * @default false
   */
  readonly crds?: boolean;

  /**
   * Whether the exceptions for MIC and for the add-ons of AKS are among the objects. Without them, their token requests
   * go to NMI and fail.
   *
   * @default true
   */
  readonly installMicException?: boolean;

  /**
   * When images are pulled.
   *
   * @default - ImagePullPolicy.IF_NOT_PRESENT; with `Names.raw()`, what Kubernetes decides
   */
  readonly imagePullPolicy?: ImagePullPolicy;

  /**
   * Names of the Secrets with the access to the registry of the images, in the namespace of the install.
   *
   * @default - none
   */
  readonly imagePullSecrets?: string[];

  /**
   * Goes into the user agent of the controllers, `--custom-user-agent`.
   *
   * @default - nothing
   */
  readonly customUserAgent?: string;

  /**
   * What the controllers and people may do.
   *
   * @default - as the chart: roles of their own, all Secrets
   */
  readonly rbac?: RbacProps;

  /**
   * MIC. Not in managed mode.
   *
   * @default - as the chart
   */
  readonly mic?: MicProps;

  /**
   * NMI.
   *
   * @default - as the chart
   */
  readonly nmi?: NmiProps;
}
