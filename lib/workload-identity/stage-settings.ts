import type { IConstruct } from 'constructs';
import { isInTree } from '../synth/object-registry';
import { Cloud } from '../upstream/clouds';
import { DEFAULT_PROXY_PORT, TOKEN_EXPIRATION } from '../upstream/workload-identity';
import { Injection } from './injection';
import type { MigrationStage } from './migration-stage';
import { TokenExchange } from './token-exchange';
import type { WorkloadIdentityProps } from './workload-identity-props';

/** The settings of a workload, with defaults. */
export interface StageSettings {
  readonly stage: MigrationStage;
  readonly injection: Injection;
  readonly tenantId: string | undefined;
  readonly azureEnvironment: string;
  readonly tokenExpiration: number;
  readonly proxyPort: number;
  readonly exchange: TokenExchange;
  readonly kubernetesVersion: string | undefined;
}

interface Entry {
  readonly construct: IConstruct;
  readonly props: WorkloadIdentityProps;
  /** Whether it has decided about a workload. */
  isUsed: boolean;
}

const byScope = new WeakMap<IConstruct, Entry>();

/** Fast path: whether any scope has settings. */
let some = false;

/** The construct that has made settings for a scope itself; undefined when there is none. */
export function settledBy(scope: IConstruct): IConstruct | undefined {
  const entry = byScope.get(scope);
  return entry && isInTree(entry.construct) ? entry.construct : undefined;
}

/** Sets how the workloads below a scope use Workload Identity. */
export function setSettings(scope: IConstruct, construct: IConstruct, props: WorkloadIdentityProps): void {
  byScope.set(scope, { construct, props, isUsed: false });
  some = true;
}

/** Whether the settings of a scope are those of some workload. */
export const areUsed = (scope: IConstruct): boolean => byScope.get(scope)?.isUsed === true;

/** The settings of a workload: those of the nearest scope above it; a stage of its own wins. Undefined without both. */
export function settingsOf(workload: IConstruct, stage: MigrationStage | undefined): StageSettings | undefined {
  const props = some ? nearestAbove(workload) : undefined;
  const wanted = stage ?? props?.stage;
  if (wanted === undefined) return undefined;
  return {
    stage: wanted,
    injection: props?.injection ?? Injection.WEBHOOK,
    tenantId: props?.tenantId,
    azureEnvironment: props?.azureEnvironment ?? Cloud.AZURE_PUBLIC_CLOUD,
    tokenExpiration: props?.tokenExpiration ?? TOKEN_EXPIRATION.default,
    proxyPort: props?.proxyPort ?? DEFAULT_PROXY_PORT,
    exchange: props?.exchange ?? TokenExchange.FEDERATED_CREDENTIAL,
    kubernetesVersion: props?.kubernetesVersion,
  };
}

function nearestAbove(workload: IConstruct): WorkloadIdentityProps | undefined {
  const entry = entryAbove(workload);
  if (entry) entry.isUsed = true;
  return entry?.props;
}

function entryAbove(workload: IConstruct): Entry | undefined {
  for (let scope: IConstruct | undefined = workload; scope; scope = scope.node.scope) {
    const entry = settledBy(scope) && byScope.get(scope);
    if (entry) return entry;
  }
  return undefined;
}

/** The stage of the other workloads around one that no identity is assigned to. Undefined when there are none. */
export function stageAround(workload: IConstruct): MigrationStage | undefined {
  const entry = some ? entryAbove(workload) : undefined;
  return entry?.isUsed ? entry.props.stage : undefined;
}

const withAccounts = new WeakSet<IConstruct>();

/** Asks for the ServiceAccounts of workloads at no stage, too: their federated credentials come before the stage. */
export function wantAccounts({ node: { root } }: IConstruct): void {
  withAccounts.add(root);
}

/** Whether the ServiceAccounts of all workloads of an app are asked for. */
export function areAccountsWanted({ node: { root } }: IConstruct): boolean {
  return withAccounts.has(root);
}
