import type { k8s } from 'cdk8s-plus-27';
import { MANAGED_KINDS } from '../upstream/api';
import type { Wire } from './wire';

/** Chart whose output the constructs reproduce. */
const CHART = 'aad-pod-identity';
const CHART_VERSION = '4.1.18';

type Labels = { readonly [key: string]: string };

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
export interface FlavourOptions {
  readonly managed: boolean;
  readonly rbac: boolean;
  /** Whether MIC takes its credentials from a file of the node. */
  readonly azureJson: boolean;
}

/** Names of an install, and what its source does otherwise than others. */
export interface Flavour {
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
  readonly imagePullPolicy: string | undefined;
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

/** The values of the chart that names depend on. */
export interface HelmNames {
  readonly releaseName: string;
  readonly nameOverride?: string | undefined;
  readonly fullnameOverride?: string | undefined;
}

/** As the chart has it (upstream: charts/aad-pod-identity, templates/_helper.tpl). */
export function helmFlavour({ releaseName, nameOverride, fullnameOverride }: HelmNames): Flavour {
  const base = nameOverride || CHART;
  const name = trimmed(base);
  const fullname = fullnameOverride || (releaseName.includes(base) ? releaseName : `${releaseName}-${base}`);
  const selectors = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': releaseName };
  const labels = {
    ...selectors,
    'app.kubernetes.io/managed-by': 'Helm',
    'helm.sh/chart': `${CHART}-${CHART_VERSION}`,
  };
  const component = (id: string, extraLabels: Labels): ComponentNames => {
    const ofComponent = { ...labels, 'app.kubernetes.io/component': id };
    return {
      workload: `${name}-${id}`,
      serviceAccount: `${name}-${id}`,
      clusterRole: `${name}-${id}`,
      clusterRoleBinding: `${name}-${id}`,
      podSecurityPolicy: `${name}-psp-${id}`,
      labels: ofComponent,
      clusterRoleBindingLabels: ofComponent,
      workloadLabels: { ...ofComponent, ...extraLabels },
      workloadAnnotations: { description: 'Deploy components for aad-pod-identity' },
      podLabels: { ...ofComponent, ...extraLabels },
      matchLabels: { ...selectors, 'app.kubernetes.io/component': id },
    };
  };
  return {
    mic: component('mic', {}),
    nmi: component('nmi', { tier: 'node' }),
    secret: `${name}-mic`,
    userFacingRoles: trimmed(fullname),
    labels,
    crdLabels: true,
    managedCrds: [...MANAGED_KINDS, 'AzureAssignedIdentity'],
    micException: { name: 'mic', podLabels: { app: 'mic', component: 'mic', 'app.kubernetes.io/component': 'mic' } },
    imagePullPolicy: 'IfNotPresent',
    micAffinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          {
            weight: 1,
            podAffinityTerm: {
              labelSelector: { matchLabels: { 'app.kubernetes.io/component': 'mic' } },
              topologyKey: 'kubernetes.io/hostname',
            },
          },
        ],
      },
    },
    nmiUpdateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
    checksum: true,
    namespacedByEnvironment: true,
    alwaysRoot: false,
    hostIp: false,
    explicitDefaults: true,
    nodeFiles: {},
    kubeconfig: undefined,
    firstNmiFlags: [],
  };
}

/** `trunc 59` and `trimSuffix "-"`, as the chart has them. */
function trimmed(text: string): string {
  return text.slice(0, 59).replace(/-$/, '');
}
