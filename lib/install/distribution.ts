import type { k8s } from 'cdk8s-plus-27';
import type { ImagePullPolicy } from './image-pull-policy';
import type { Wire } from './wire';

export type Labels = { readonly [key: string]: string };

/** How the objects of MIC or of NMI are called, labelled and selected. */
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
  /** Labels that it selects its pods by; they cannot be changed later. */
  readonly matchLabels: Labels;
}

/** What names depend on beside the kind of install. */
export interface Variant {
  readonly managed: boolean;
  readonly rbac: boolean;
  /** Whether MIC takes its credentials from a file of the node. */
  readonly azureJson: boolean;
}

/** Names of an install, and what its source does otherwise than others. */
export interface Distribution {
  readonly mic: ComponentNames;
  readonly nmi: ComponentNames;
  /** Name of the Secret with MIC's credentials. */
  readonly secret: string;
  /** What the names of the user-facing roles begin with. */
  readonly userFacingRoles: string;
  /** Labels of what belongs neither to MIC nor to NMI. */
  readonly labels: Labels | undefined;
  /** Whether the definitions of the custom resources carry labels. */
  readonly crdLabels: boolean;
  /** Kinds of the custom resources that managed mode has definitions of. */
  readonly managedCrds: readonly string[];
  readonly micException: { readonly name: string; readonly podLabels: Labels };
  readonly imagePullPolicy: ImagePullPolicy | undefined;
  readonly micAffinity: Wire<k8s.Affinity> | undefined;
  readonly nmiUpdateStrategy: Wire<k8s.DaemonSetUpdateStrategy> | undefined;
  /** Whether MIC's pods carry the checksum of its Secret. */
  readonly checksum: boolean;
  /** Whether forced namespaced mode is an environment variable; a flag otherwise. */
  readonly namespacedByEnvironment: boolean;
  /** Whether MIC runs as root when it reads no file of the node, too. */
  readonly alwaysRoot: boolean;
  /** Whether NMI is told its host's address, which 1.8.17 does not look at. */
  readonly hostIp: boolean;
  /** Whether NMI's `--operation-mode` and `--kubelet-config` are given when they say nothing new. */
  readonly explicitDefaults: boolean;
  /** Directories of the node that MIC reads for want of a ServiceAccount. */
  readonly nodeFiles: { readonly [volume: string]: string };
  readonly kubeconfig: string | undefined;
  /** Flags of NMI that come first, in this order; the others follow in the order of the chart. */
  readonly firstNmiFlags: readonly string[];
}
