import type { FieldPath } from '../../manifests/manifest';
import { isAtLeast } from '../facts/kubernetes-version';
import type { Rule } from '../rule';

interface Removal {
  readonly apiVersion: string;
  readonly kinds: readonly string[];
  /** The minor version of Kubernetes 1 that does not have it any more. */
  readonly minor: number;
  /** What has taken its place; undefined when nothing has. */
  readonly now: string | undefined;
}

const RBAC = ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'];
const WORKLOADS = ['Deployment', 'DaemonSet', 'ReplicaSet', 'StatefulSet'];

/** Those that manifests of pod identity and of its users have had. */
const REMOVALS: readonly Removal[] = [
  { apiVersion: 'extensions/v1beta1', kinds: WORKLOADS, minor: 16, now: 'apps/v1' },
  { apiVersion: 'apps/v1beta1', kinds: WORKLOADS, minor: 16, now: 'apps/v1' },
  { apiVersion: 'apps/v1beta2', kinds: WORKLOADS, minor: 16, now: 'apps/v1' },
  { apiVersion: 'extensions/v1beta1', kinds: ['PodSecurityPolicy'], minor: 16, now: undefined },
  { apiVersion: 'rbac.authorization.k8s.io/v1beta1', kinds: RBAC, minor: 22, now: 'rbac.authorization.k8s.io/v1' },
  { apiVersion: 'policy/v1beta1', kinds: ['PodDisruptionBudget'], minor: 25, now: 'policy/v1' },
  { apiVersion: 'policy/v1beta1', kinds: ['PodSecurityPolicy'], minor: 25, now: undefined },
  { apiVersion: 'batch/v1beta1', kinds: ['CronJob'], minor: 25, now: 'batch/v1' },
];

const BUDGET = (apiVersion: string) => `apiVersion: ${apiVersion}
kind: PodDisruptionBudget
metadata:
  name: mic-pdb
  namespace: default
spec:
  minAvailable: 1
  selector:
    matchLabels:
      app: mic
`;

/** An object of a kind that the cluster does not have any more. */
export const removedApi: Rule = {
  id: 'removed-api',
  title: 'The version of Kubernetes does not have the kind of an object any more',
  severity: 'error',
  why: 'Manifests of old versions, and the chart with rbac.pspEnabled or an old kubeVersion, have kinds that Kubernetes has removed: PodSecurityPolicy and PodDisruptionBudget of policy/v1beta1 in 1.25.',
  symptom: 'kubectl apply and helm install end with "no matches for kind".',
  bad: BUDGET('policy/v1beta1'),
  good: BUDGET('policy/v1'),
  options: { kubernetesVersion: '1.29' },
  source:
    'charts/aad-pod-identity/templates/psp.yaml, mic-pod-disruption-budget.yaml; kubernetes.io, deprecation guide',
  check: ({ cluster, options: { kubernetesVersion } }) => {
    if (kubernetesVersion === undefined) return [];
    const removed = REMOVALS.filter(({ minor }) => isAtLeast(kubernetesVersion, 1, minor));
    if (removed.length === 0) return [];
    return cluster.manifests.objects.flatMap((object) => {
      const removal = removed.find(
        ({ apiVersion, kinds }) => apiVersion === object.apiVersion && kinds.includes(object.kind),
      );
      if (!removal) return [];
      const { apiVersion, minor, now } = removal;
      const instead = now
        ? `Write apiVersion: ${now}`
        : 'Leave it out, and label the namespace pod-security.kubernetes.io/enforce: privileged';
      return [
        {
          object,
          path: ['apiVersion'] as FieldPath,
          message: `Kubernetes has no ${object.kind} of ${apiVersion} from 1.${minor} on. ${instead}`,
          ...(now && { fix: `apiVersion: ${now}` }),
        },
      ];
    });
  },
};
