import { MigrationStage } from '../workload-identity/migration-stage';

/** The stage that a workload goes to. */
export interface NextStage {
  /** Undefined when there is nothing to do. */
  readonly next: MigrationStage | undefined;
  /** Why, as full sentences. */
  readonly why: string;
}

const { POD_IDENTITY, DUAL, PROXY, WORKLOAD_IDENTITY } = MigrationStage;

/** What follows each stage, unless a stage is asked for. */
const STEPS: { readonly [stage in MigrationStage]: NextStage } = {
  [POD_IDENTITY]: {
    next: DUAL,
    why: 'At dual, clients that know Workload Identity use it, and NMI answers the others. A client that is too old for Workload Identity, and shall leave NMI all the same, needs --to proxy.',
  },
  [DUAL]: {
    next: WORKLOAD_IDENTITY,
    why: 'Its pods have a token of Workload Identity already. Take this step when they use it, and none asks NMI.',
  },
  [PROXY]: {
    next: WORKLOAD_IDENTITY,
    why: 'The proxy uses Workload Identity already. Take this step when its clients know Workload Identity themselves.',
  },
  [WORKLOAD_IDENTITY]: { next: undefined, why: 'Nothing of pod identity is left on it.' },
};

const TO: { readonly [stage in MigrationStage]: string } = {
  [POD_IDENTITY]: 'The way back: NMI answers again. Its ServiceAccount stays until the change has been rolled out.',
  [DUAL]: 'At dual, clients that know Workload Identity use it, and NMI answers the others.',
  [PROXY]: 'At proxy, a proxy in the pod answers token requests in place of NMI, whatever the client knows.',
  [WORKLOAD_IDENTITY]: 'Nothing of pod identity is left on it afterwards.',
};

/** @param to the stage that is asked for */
export function nextStage(stage: MigrationStage | undefined, to: MigrationStage | undefined): NextStage {
  if (stage === undefined) return { next: undefined, why: 'It has no label of pod identity.' };
  if (to === undefined) return STEPS[stage];
  if (to === stage) return { next: undefined, why: `It is at ${stage} already.` };
  return { next: to, why: TO[to] };
}
