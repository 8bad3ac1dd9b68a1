// Files of the nodes that MIC and NMI read (charts/aad-pod-identity/values.yaml and templates).

/** Credentials of the cluster. MIC signs in to Azure with them. */
export const AZURE_JSON = '/etc/kubernetes/azure.json';

/** Names the network plugin of the kubelet. */
export const KUBELET_CONFIG = '/etc/default/kubelet';

/** Lock that programs share when they change iptables. */
export const XTABLES_LOCK = '/run/xtables.lock';
