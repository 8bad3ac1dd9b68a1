/** How identities get to pods. */
export enum Mode {
  /** MIC assigns them to the nodes. */
  STANDARD = 'standard',
  /** NMI looks them up itself; there is no MIC. */
  MANAGED = 'managed',
}
