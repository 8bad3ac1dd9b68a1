import type { FieldPath } from '../../manifests/manifest';
import { isAtLeast } from '../facts/kubernetes-version';
import { type Rule, Severity } from '../rule';

interface Removal {
  readonly apiVersion: string;
  readonly kinds: readonly string[];
  /** First minor version of Kubernetes 1 without it. */
  readonly minor: number;
  /** Its replacement; undefined when there is none. */
  readonly now: string | undefined;
}

const RBAC = ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'];
const WORKLOADS = ['Deployment', 'DaemonSet', 'ReplicaSet', 'StatefulSet'];

/** Those in manifests of pod identity and of its users. */
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

/** An object of an API that the cluster no longer has. */
export const removedApi: Rule = {
  id: 'removed-api',
  title: 'The Kubernetes version no longer has the API of an object',
  severity: Severity.ERROR,
  why: 'Manifests of old versions, and the chart with rbac.pspEnabled or an old kubeVersion, use APIs that Kubernetes has removed, such as PodSecurityPolicy and policy/v1beta1 PodDisruptionBudget in 1.25.',
  symptom: 'kubectl apply and helm install fail with "no matches for kind".',
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
        : 'Remove it, and label the namespace pod-security.kubernetes.io/enforce: privileged';
      return [
        {
          object,
          path: ['apiVersion'] as FieldPath,
          message: `Kubernetes 1.${minor} and newer do not have ${object.kind} in ${apiVersion}. The object is not applied. ${instead}.`,
          ...(now && { fix: `apiVersion: ${now}` }),
        },
      ];
    });
  },
};
