/** How far a workload has moved from AAD Pod Identity to Azure Workload Identity. */
export enum MigrationStage {
  /** As without Workload Identity: NMI answers token requests. The way back from `DUAL` and `PROXY`. */
  POD_IDENTITY = 'pod-identity',
  /** Both: clients that know Workload Identity use it, NMI answers the others. */
  DUAL = 'dual',
  /** The proxy of Workload Identity answers token requests in the pod; label and objects of pod identity stay for the way back. */
  PROXY = 'proxy',
  /** Nothing of pod identity is left on the workload. */
  WORKLOAD_IDENTITY = 'workload-identity',
}

/** Whether MIC and NMI still know the workload: at all stages but the last one. */
export function keepsPodIdentity(stage: MigrationStage | undefined): boolean {
  return stage !== MigrationStage.WORKLOAD_IDENTITY;
}

/** Whether the pods get a token of Workload Identity. */
export function usesWorkloadIdentity(stage: MigrationStage | undefined): boolean {
  return stage !== undefined && stage !== MigrationStage.POD_IDENTITY;
}
