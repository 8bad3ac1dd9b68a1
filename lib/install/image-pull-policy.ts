/** When the kubelet pulls an image. */
export enum ImagePullPolicy {
  /** At each start of a container. */
  ALWAYS = 'Always',
  /** Only if the node does not have it. */
  IF_NOT_PRESENT = 'IfNotPresent',
  /** Never: the node must have it. */
  NEVER = 'Never',
}
