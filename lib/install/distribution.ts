import type { k8s } from 'cdk8s-plus-27';
import type { ImagePullPolicy } from './image-pull-policy';
import type { Wire } from './wire';

export type Labels = { readonly [key: string]: string };

/** Names, labels and selectors of MIC's or NMI's objects. */
export interface ComponentNames {
  /** Name of the Deployment or DaemonSet. */
  readonly workload: string;
  readonly serviceAccount: string;
  readonly clusterRole: string;
  readonly clusterRoleBinding: string;
  readonly podSecurityPolicy: string;
  /** Labels of the ServiceAccount, the ClusterRole and the Secret. */
  readonly labels: Labels | undefined;
  readonly clusterRoleBindingLabels: Labels | undefined;
  /** Labels of the Deployment or DaemonSet. */
  readonly workloadLabels: Labels;
  readonly workloadAnnotations: Labels | undefined;
  /** Labels of its pods. */
  readonly podLabels: Labels;
  /** Labels of its selector, which is immutable. */
  readonly matchLabels: Labels;
}

/** The variant of the install; names depend on it. */
export interface Variant {
  readonly managed: boolean;
  readonly rbac: boolean;
  /** Whether MIC reads its credentials from a file of the node. */
  readonly azureJson: boolean;
}

/** What differs between the Helm chart and the plain YAML: names, labels, and some fields. */
export interface Distribution {
  readonly mic: ComponentNames;
  readonly nmi: ComponentNames;
  /** Name of the Secret with MIC's credentials. */
  readonly secret: string;
  /** Prefix of the names of the user-facing roles. */
  readonly userFacingRoles: string;
  /** Labels of objects that belong neither to MIC nor to NMI. */
  readonly labels: Labels | undefined;
  /** Whether the CRDs have labels. */
  readonly crdLabels: boolean;
  /** Kinds whose CRDs are installed in managed mode. */
  readonly managedCrds: readonly string[];
  readonly micException: { readonly name: string; readonly podLabels: Labels };
  readonly imagePullPolicy: ImagePullPolicy | undefined;
  readonly micAffinity: Wire<k8s.Affinity> | undefined;
  readonly nmiUpdateStrategy: Wire<k8s.DaemonSetUpdateStrategy> | undefined;
  /** Whether MIC's pods have the annotation with the checksum of its Secret. */
  readonly checksum: boolean;
  /** Whether forced namespaced mode is set by an environment variable instead of a flag. */
  readonly namespacedByEnvironment: boolean;
  /** Whether MIC runs as root even if it reads no file of the node. */
  readonly alwaysRoot: boolean;
  /** Whether NMI gets `HOST_IP`, which 1.8.17 ignores. */
  readonly hostIp: boolean;
  /** Whether NMI's `--operation-mode` and `--kubelet-config` are rendered even with their defaults. */
  readonly explicitDefaults: boolean;
  /** Directories of the node that MIC reads because it has no ServiceAccount. */
  readonly nodeFiles: { readonly [volume: string]: string };
  readonly kubeconfig: string | undefined;
  /** Flags of NMI that come first; the others follow in the order of the chart. */
  readonly firstNmiFlags: readonly string[];
}
