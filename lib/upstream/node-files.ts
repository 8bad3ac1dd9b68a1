// Files of the nodes that MIC and NMI read (charts/aad-pod-identity/values.yaml and templates).

/** Credentials of the cluster, which MIC signs in to Azure with. */
export const AZURE_JSON = '/etc/kubernetes/azure.json';

/** Says which network plugin the kubelet uses. */
export const KUBELET_CONFIG = '/etc/default/kubelet';

/** Lock that programs share when they change iptables. */
export const XTABLES_LOCK = '/run/xtables.lock';
