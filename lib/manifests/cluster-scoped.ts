const KINDS: { readonly [group: string]: readonly string[] } = {
  '': ['ComponentStatus', 'Namespace', 'Node', 'PersistentVolume'],
  'admissionregistration.k8s.io': [
    'MutatingAdmissionPolicy',
    'MutatingAdmissionPolicyBinding',
    'MutatingWebhookConfiguration',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
    'ValidatingWebhookConfiguration',
  ],
  'apiextensions.k8s.io': ['CustomResourceDefinition'],
  'apiregistration.k8s.io': ['APIService'],
  'cilium.io': ['CiliumClusterwideNetworkPolicy'],
  'crd.projectcalico.org': ['GlobalNetworkPolicy', 'GlobalNetworkSet'],
  'projectcalico.org': ['GlobalNetworkPolicy', 'GlobalNetworkSet'],
  'kyverno.io': ['ClusterPolicy'],
  'certificates.k8s.io': ['CertificateSigningRequest', 'ClusterTrustBundle'],
  'flowcontrol.apiserver.k8s.io': ['FlowSchema', 'PriorityLevelConfiguration'],
  'networking.k8s.io': ['IngressClass', 'IPAddress', 'ServiceCIDR'],
  'node.k8s.io': ['RuntimeClass'],
  policy: ['PodSecurityPolicy'],
  'policy.networking.k8s.io': ['AdminNetworkPolicy', 'BaselineAdminNetworkPolicy', 'ClusterNetworkPolicy'],
  extensions: ['PodSecurityPolicy'],
  'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding'],
  'scheduling.k8s.io': ['PriorityClass'],
  'storage.k8s.io': ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment', 'VolumeAttributesClass'],
};

/** No key is built of both: this is asked for each title. */
const SCOPED = new Map(Object.entries(KINDS));

/** Groups of which all kinds are cluster-scoped. */
const GROUPS = ['constraints.gatekeeper.sh'];

/** Whether a kind is cluster-scoped. Other custom resources are treated as namespaced. */
export function isClusterScoped(group: string, kind: string): boolean {
  return GROUPS.includes(group) || SCOPED.get(group)?.includes(kind) === true;
}
