import { MANAGED_KINDS } from '../upstream/api';
import type { ComponentNames, Distribution, Variant } from './distribution';
import { UpdateStrategyType } from './update-strategy-type';

const PREFIX = 'aad-pod-id';

/** The plain YAML of release 1.8.17 (upstream: deploy/infra). */
export function rawDistribution({ managed, rbac, azureJson }: Variant): Distribution {
  const k8sApp = rbac ? { 'k8s-app': PREFIX } : {};
  const component = (id: string, podLabels: { [key: string]: string }): ComponentNames => ({
    workload: id,
    serviceAccount: `${PREFIX}-${id}-service-account`,
    clusterRole: `${PREFIX}-${id}-role`,
    clusterRoleBinding: `${PREFIX}-${id}-binding`,
    podSecurityPolicy: `${PREFIX}-${id}-psp`,
    labels: undefined,
    clusterRoleBindingLabels: { 'k8s-app': `${PREFIX}-${id}-binding` },
    workloadLabels: { component: id, ...(id === 'nmi' && { tier: 'node' }), ...k8sApp },
    workloadAnnotations: undefined,
    podLabels,
    matchLabels: podLabels,
  });
  return {
    mic: component('mic', { component: 'mic', ...(rbac && azureJson && { app: 'mic' }) }),
    nmi: component('nmi', { component: 'nmi', tier: 'node' }),
    secret: 'aadpodidentity-admin-secret',
    userFacingRoles: PREFIX,
    labels: undefined,
    crdLabels: false,
    managedCrds: MANAGED_KINDS,
    micException: { name: 'mic-exception', podLabels: { app: 'mic', component: 'mic' } },
    imagePullPolicy: undefined,
    micAffinity: undefined,
    nmiUpdateStrategy: managed || azureJson ? { type: UpdateStrategyType.ROLLING_UPDATE } : undefined,
    checksum: false,
    namespacedByEnvironment: false,
    alwaysRoot: true,
    hostIp: true,
    explicitDefaults: false,
    nodeFiles: rbac ? {} : { 'kubelet-config': '/var/lib/kubelet', certificates: '/etc/kubernetes/certs' },
    kubeconfig: rbac ? undefined : '/var/lib/kubelet/kubeconfig',
    firstNmiFlags: [
      ...['--node', '--operation-mode', '--forceNamespaced', '--http-probe-port'],
      ...['--enableScaleFeatures', '--metadata-header-required'],
    ],
  };
}
