/** Kinds whose pods end, and policies with which they do. */
const KINDS = ['Job', 'CronJob', 'ScaledJob'];
const POLICIES = ['Never', 'OnFailure'];

/** Whether pods of a kind, or with a restart policy, end by themselves, as those of a Job do. */
export const endByThemselves = (kind: string, restartPolicy: unknown): boolean =>
  KINDS.includes(kind) || POLICIES.includes(String(restartPolicy));
