/** Who adds token, variables and proxy to the pods. */
export enum Injection {
  /** The webhook of Workload Identity, when a pod is created. */
  WEBHOOK = 'webhook',
  /** Nobody: they are written into the pod template. For clusters without the webhook, and for namespace kube-system. */
  MANIFEST = 'manifest',
}
