/** How the pods of a DaemonSet are replaced. */
export enum UpdateStrategyType {
  /** A few nodes at a time. */
  ROLLING_UPDATE = 'RollingUpdate',
  /** A pod is replaced when it is deleted. */
  ON_DELETE = 'OnDelete',
}
