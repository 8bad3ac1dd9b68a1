/**
 * How pods get tokens for an identity: NMI hands them out, the proxy of Workload Identity answers their requests to the
 * metadata service, or they exchange the token of their ServiceAccount themselves.
 */
export type Via = 'pod-identity' | 'proxy' | 'workload-identity';
