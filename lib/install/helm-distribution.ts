import { MANAGED_KINDS } from '../upstream/api';
import { CHART_VERSION } from '../upstream/images';
import { COMPONENT_LABEL, MAX_UNAVAILABLE_NMI, MIC_AFFINITY, MIC_LABELS } from './defaults';
import type { ComponentNames, Distribution, Labels } from './distribution';
import { ImagePullPolicy } from './image-pull-policy';
import { UpdateStrategyType } from './update-strategy-type';

/** Name of the chart. */
export const CHART = 'aad-pod-identity';

/** The values of the chart that names depend on. */
export interface HelmNames {
  readonly releaseName: string;
  readonly nameOverride?: string | undefined;
  readonly fullnameOverride?: string | undefined;
}

/** The Helm chart (upstream: charts/aad-pod-identity, templates/_helper.tpl). */
export function helmDistribution({ releaseName, nameOverride, fullnameOverride }: HelmNames): Distribution {
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
    const ofComponent = { ...labels, [COMPONENT_LABEL]: id };
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
      matchLabels: { ...selectors, [COMPONENT_LABEL]: id },
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
    micException: { name: 'mic', podLabels: { app: 'mic', component: 'mic', ...MIC_LABELS } },
    imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT,
    micAffinity: MIC_AFFINITY,
    nmiUpdateStrategy: {
      type: UpdateStrategyType.ROLLING_UPDATE,
      rollingUpdate: { maxUnavailable: MAX_UNAVAILABLE_NMI },
    },
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

/** The chart's `trunc 59` and `trimSuffix "-"`. */
function trimmed(text: string): string {
  return text.slice(0, 59).replace(/-$/, '');
}
