import type { Program } from '../../upstream/flag';
import { roleRules } from '../../upstream/roles';

const list = (words: readonly string[]) =>
  `[${words.map((word) => (/^\w/.test(word) ? word : `'${word}'`)).join(', ')}]`;

/** Upstream's ServiceAccount, ClusterRole and ClusterRoleBinding of a program. */
function role(program: Program): string {
  const account = `aad-pod-id-${program}-service-account`;
  const rules = roleRules(program, { managed: false, allowAccessToSecrets: true }).map(
    ({ apiGroups, resources, verbs }) =>
      `  - apiGroups: ${list(apiGroups)}\n    resources: ${list(resources)}\n    verbs: ${list(verbs)}\n`,
  );
  return `apiVersion: v1
kind: ServiceAccount
metadata:
  name: ${account}
  namespace: default
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: aad-pod-id-${program}-role
rules:
${rules.join('')}---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: aad-pod-id-${program}-binding
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: aad-pod-id-${program}-role
subjects:
  - kind: ServiceAccount
    name: ${account}
    namespace: default
`;
}

export const MIC_ROLE = role('mic');
export const NMI_ROLE = role('nmi');
