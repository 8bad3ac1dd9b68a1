/** Group of the four custom resources (pkg/apis/aadpodidentity/v1/types.go). */
export const API_GROUP = 'aadpodidentity.k8s.io';
export const API_VERSION = `${API_GROUP}/v1`;

/** Pod label that MIC and NMI compare with the selectors of bindings (pkg/apis/aadpodidentity/types.go). */
export const BINDING_LABEL = 'aadpodidbinding';

/** Annotation of an AzureIdentity. Key and value are compared byte by byte (pkg/apis/aadpodidentity/utils.go, IsNamespacedIdentity). */
export const BEHAVIOR_ANNOTATION = `${API_GROUP}/Behavior`;
export const NAMESPACED = 'namespaced';

/** Plural names of the custom resources, by kind (charts/aad-pod-identity/crds/crd.yaml). */
export const RESOURCES = {
  AzureIdentity: 'azureidentities',
  AzureIdentityBinding: 'azureidentitybindings',
  AzurePodIdentityException: 'azurepodidentityexceptions',
  AzureAssignedIdentity: 'azureassignedidentities',
} as const;

/** A kind of custom resource. */
export type CustomResourceKind = keyof typeof RESOURCES;

/** Kinds that users write. MIC writes AzureAssignedIdentity, so managed mode has none. */
export const MANAGED_KINDS: readonly CustomResourceKind[] = [
  'AzureIdentity',
  'AzureIdentityBinding',
  'AzurePodIdentityException',
];

/** Values of `type` of an AzureIdentity (pkg/apis/aadpodidentity/types.go). */
export const IDENTITY_TYPES = { userAssigned: 0, servicePrincipal: 1, servicePrincipalWithCertificate: 2 } as const;

/** Namespace that MIC and NMI use when none is given. */
export const DEFAULT_NAMESPACE = 'default';

/** Exception for the add-ons of AKS (deploy/infra/deployment-rbac.yaml, charts/aad-pod-identity/templates/mic-exception.yaml). */
export const AKS_EXCEPTION = {
  name: 'aks-addon-exception',
  namespace: 'kube-system',
  podLabels: { 'kubernetes.azure.com/managedby': 'aks' },
} as const;
