// Nodes that NMI does not run on (charts/aad-pod-identity/values.yaml, nmi.nodeSelector; the site, Limitations).

/** Labels with the operating system of a node. */
export const OS_LABELS = ['kubernetes.io/os', 'beta.kubernetes.io/os'];

/** Label `type` of the virtual nodes of AKS. */
export const VIRTUAL_NODE_TYPE = 'virtual-kubelet';

/** Taints of virtual nodes. */
export const VIRTUAL_NODE_TAINTS = ['azure.com/aci', 'virtual-kubelet.io/provider'];
