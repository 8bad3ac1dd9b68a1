const READ = '[get, list, watch]';

/** What MIC may do, as upstream has it, and its account. */
export const MIC_ROLE = `apiVersion: v1
kind: ServiceAccount
metadata:
  name: aad-pod-id-mic-service-account
  namespace: default
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: aad-pod-id-mic-role
rules:
  - apiGroups: [apiextensions.k8s.io]
    resources: [customresourcedefinitions]
    verbs: ['*']
  - apiGroups: ['']
    resources: [pods, nodes]
    verbs: [list, watch]
  - apiGroups: ['']
    resources: [events]
    verbs: [create, patch]
  - apiGroups: ['']
    resources: [configmaps, endpoints]
    verbs: [get, create, update]
  - apiGroups: [aadpodidentity.k8s.io]
    resources: [azureidentities, azureidentitybindings]
    verbs: [get, list, watch, post, update]
  - apiGroups: [aadpodidentity.k8s.io]
    resources: [azurepodidentityexceptions]
    verbs: [list, update]
  - apiGroups: [aadpodidentity.k8s.io]
    resources: [azureassignedidentities]
    verbs: ['*']
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: aad-pod-id-mic-binding
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: aad-pod-id-mic-role
subjects:
  - kind: ServiceAccount
    name: aad-pod-id-mic-service-account
    namespace: default
`;

/** What NMI may do, likewise. */
export const NMI_ROLE = `apiVersion: v1
kind: ServiceAccount
metadata:
  name: aad-pod-id-nmi-service-account
  namespace: default
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: aad-pod-id-nmi-role
rules:
  - apiGroups: ['']
    resources: [pods]
    verbs: ${READ}
  - apiGroups: ['']
    resources: [secrets]
    verbs: [get]
  - apiGroups: [aadpodidentity.k8s.io]
    resources: [azureidentities, azureidentitybindings, azurepodidentityexceptions, azureassignedidentities]
    verbs: ${READ}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: aad-pod-id-nmi-binding
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: aad-pod-id-nmi-role
subjects:
  - kind: ServiceAccount
    name: aad-pod-id-nmi-service-account
    namespace: default
`;
