import type { Cluster } from '../simulation/cluster';
import type { Binding } from '../simulation/custom-resources';
import { Explanations } from '../simulation/explain';
import type { Simulation } from '../simulation/simulation';
import type { Workload } from '../simulation/workload';
import { CLIENT_ID_ANNOTATION } from '../upstream/workload-identity';
import { listOf, quoted } from '../validate/format';
import { Problems } from '../validate/problems';
import { quote } from '../validate/shell-word';
import { MigrationStage, usesWorkloadIdentity } from '../workload-identity/migration-stage';
import type { WorkloadAccount } from '../workload-identity/workload-account';
import { type AccountUser, checkAccounts } from './account-blockers';
import { AssumedMode } from './assumed-mode';
import { type AzureIdentity, isSameId } from './azure-identity';
import { type Blocker, blockersIn } from './blocker';
import { ClusterFacts } from './cluster-facts';
import { defaultIdentity } from './default-identity';
import { IdentitiesInUse } from './identities-in-use';
import { identityBlockers, titleOf as titleOfIdentity } from './identity-blockers';
import { IncompleteBindings } from './incomplete-bindings';
import { nextStage } from './next-stage';
import { ownAccount, plannedAccount } from './planned-account';
import { unmovedOf } from './shared-accounts';
import { checkStage } from './stage-blockers';
import { stageOf } from './workload-stage';

/** What is decided for a plan. */
export interface PlanOptions {
  /** The stage to plan for all workloads. */
  readonly to?: MigrationStage | undefined;
  readonly kubernetesVersion?: string | undefined;
  /** The default identity of workloads with several, `namespace/name` of its AzureIdentity, by `Kind/namespace/name`. */
  readonly defaultIdentities?: ReadonlyMap<string, string> | undefined;
  /** The client ids of ServiceAccounts that are not among the manifests, as in components that are left out of them. */
  readonly writtenDefaults?: WrittenDefaults | undefined;
}

/** Knows the client id that was written for the ServiceAccount of a workload. */
export interface WrittenDefaults {
  clientIdFor(workload: Workload, account: string): string | undefined;
}

/** A workload on its way. */
export interface PlannedWorkload {
  readonly workload: Workload;
  /** `Deployment shop/web` */
  readonly title: string;
  /** Today; undefined for one without a label, which does not move. */
  readonly stage: MigrationStage | undefined;
  /** Undefined when there is nothing to do. */
  readonly next: MigrationStage | undefined;
  /** Why, as full sentences. */
  readonly why: string;
  /** Each once, in the order in which MIC processes the bindings, then those of its ServiceAccount. */
  readonly identities: readonly AzureIdentity[];
  /** The one that its ServiceAccount names; undefined when its containers name theirs, or nobody has decided. */
  readonly defaultIdentity: AzureIdentity | undefined;
  /** Undefined for a workload without an identity. */
  readonly account: WorkloadAccount | undefined;
  readonly blockers: readonly Blocker[];
  /** Whether Entra ID should not trust its ServiceAccount: azure federate leaves it out. */
  readonly isDoubtful: boolean;
  /** What does not block, but may not do what was meant: full sentences. */
  readonly remarks: readonly string[];
}

/** `Deployment/shop/web` */
export const keyOfWorkload = ({ kind, namespace, name }: Pick<Workload, 'kind' | 'namespace' | 'name'>): string =>
  `${kind}/${namespace}/${name}`;

/** `Deployment shop/web` */
export const titleOf = ({ kind, namespace, name }: Pick<Workload, 'kind' | 'namespace' | 'name'>): string =>
  `${kind} ${namespace}/${name}`;

/** What each workload of a cluster needs for its next stage, in the order read. */
export function plannedWorkloads(
  cluster: Cluster,
  simulation: Simulation,
  options: PlanOptions = {},
  facts = new ClusterFacts(cluster.manifests),
): readonly PlannedWorkload[] {
  const inUse = new IdentitiesInUse(simulation);
  const around = {
    ...{ simulation, inUse, facts },
    explanations: new Explanations(simulation),
    incomplete: new IncompleteBindings(simulation),
  };
  const planned = cluster.workloads.map((workload) => plan(workload, around, options));
  const users = planned.filter((one): one is typeof one & AccountUser => one.account !== undefined);
  checkAccounts(users, unmovedOf(planned), inUse.accounts, facts, new AssumedMode(simulation));
  return planned;
}

type Draft = PlannedWorkload & Pick<AccountUser, 'blockers' | 'isDoubtful' | 'remarks'>;

/** What a workload is planned from. */
interface Around {
  readonly simulation: Simulation;
  readonly inUse: IdentitiesInUse;
  readonly facts: ClusterFacts;
  readonly explanations: Explanations;
  readonly incomplete: IncompleteBindings;
}

function plan(
  workload: Workload,
  { simulation, inUse, facts, explanations, incomplete }: Around,
  { to, kubernetesVersion, defaultIdentities, writtenDefaults }: PlanOptions,
): Draft {
  const title = titleOf(workload);
  const stage = stageOf(workload);
  const bound = inUse.boundTo(workload);
  const identities = inUse.of(workload, bound, stage);
  const { next, why } = nextStage(stage, to);
  const blockers: Blocker[] = [];
  const remarks: string[] = [];
  if (workload.label !== undefined && bound.length === 0) {
    const isSelected = simulation.skippedOf(workload).length > 0;
    const near = isSelected ? undefined : explanations.nearBinding(workload);
    blockers.push(withoutIdentity(explanations.whyNothing(workload), isSelected, near));
  } else if (workload.label !== undefined) blockers.push(...incomplete.blockersOf(workload));
  const refusal = simulation.federation?.refusalOf(workload);
  if (refusal !== undefined) blockers.push(refused(refusal));
  if (identities.length === 0) {
    const nothing = { next: undefined, why: NOTHING, identities, defaultIdentity: undefined, account: undefined };
    return { workload, title, stage, ...nothing, blockers, isDoubtful: false, remarks };
  }
  const problems = Problems.in('');
  const account = usesWorkloadIdentity(stage) ? ownAccount(workload) : plannedAccount(problems, workload, identities);
  const annotated = inUse.accounts.find(workload.namespace, account?.name ?? '')?.annotations[CLIENT_ID_ANNOTATION];
  const written = account && writtenDefaults?.clientIdFor(workload, account.name);
  const chosen = defaultIdentities?.get(keyOfWorkload(workload));
  const { identity, isOpen } = defaultIdentity(workload, identities, chosen, written ?? annotated);
  if (next === MigrationStage.POD_IDENTITY && stage === MigrationStage.WORKLOAD_IDENTITY) blockers.push(NO_WAY_BACK);
  if (usesWorkloadIdentity(next) && next !== undefined) {
    if (!problems.areNone) blockers.push(...blockersIn(problems));
    blockers.push(...identityBlockers(identities, next));
    if (isOpen) blockers.push(openDefault(workload, identities, chosen, next));
    if (chosen !== undefined && written !== undefined && identity && !isSameId(identity.clientId, written))
      blockers.push(otherDefault(identities, written, chosen));
    const found = { blockers, remarks };
    checkStage(found, workload, identities, { stage: next, today: stage, kubernetesVersion }, facts);
    remarks.push(...tenantRemarks(identities, next));
    if (stage === MigrationStage.POD_IDENTITY && next === MigrationStage.WORKLOAD_IDENTITY) remarks.push(JUMP);
  }
  if (next !== undefined) remarks.push(...bypassRemarks(workload, simulation));
  if (identities.some(({ kind }) => kind === undefined)) remarks.push(unknownIdentities(identities));
  const decided = { workload, title, stage, next, why, identities, defaultIdentity: identity, account };
  return { ...decided, blockers, isDoubtful: false, remarks };
}

const NOTHING = 'It has no identity that could move.';

const NO_WAY_BACK: Blocker = {
  problem: 'Its label and its bindings are gone, and only the commit that removed them knows them.',
  advice: 'Run: git revert, with that commit.',
};

const JUMP = 'This skips dual: when its client does not know Workload Identity, it gets no token at all.';

function withoutIdentity(reasons: readonly string[], isSelected: boolean, near: Binding | undefined): Blocker {
  const why = reasons.length === 0 ? 'no binding selects it' : reasons.join('; ');
  return {
    problem: `It has the label of pod identity, and gets no identity: ${why}.`,
    advice: isSelected
      ? 'Fix that, add the paths with what is missing, or remove the label.'
      : near
        ? `Correct the label: write ${quoted(near.selector)}. If it is as meant, add the paths with its AzureIdentityBinding and AzureIdentity.`
        : 'Add the paths with its AzureIdentityBinding and AzureIdentity, or remove the label.',
  };
}

function refused(reason: string): Blocker {
  return {
    problem: `The webhook refuses its pods: ${reason}.`,
    advice: 'Fix that first; for an object that is elsewhere, add its path.',
  };
}

function openDefault(
  workload: Workload,
  identities: readonly AzureIdentity[],
  chosen: string | undefined,
  next: MigrationStage,
): Blocker {
  const names = identities.map(titleOfIdentity).join(', ');
  if (chosen !== undefined) {
    const problem = `Its default identity, ${chosen}, is none of its identities: ${names}.`;
    return { problem, advice: 'Choose one of them.' };
  }
  const problem = `It has several identities: ${names}. Workload Identity needs to know which one is the default.`;
  const first = identities.find(({ source }) => source)?.source;
  if (!first) return { problem, advice: 'Write AZURE_CLIENT_ID in its containers.' };
  const choice = quote(`${keyOfWorkload(workload)}=${first.namespace}/${first.name}`);
  return {
    problem,
    advice: 'Write AZURE_CLIENT_ID in its containers, or choose one, as in:',
    command: `aad-pod-identity migrate rewrite PATH --to ${next} --default-identity ${choice}`,
  };
}

function otherDefault(identities: readonly AzureIdentity[], written: string, chosen: string): Blocker {
  const before = identities.find(({ clientId }) => isSameId(clientId, written));
  const name = before ? titleOfIdentity(before) : `client id ${written}`;
  return {
    problem: `Its ServiceAccount has been written with another default identity, ${name}, and --default-identity names ${chosen}.`,
    advice: 'Leave the option out; to change it, go back with --to pod-identity first.',
  };
}

/** At proxy this blocks. An identity whose tenant is not known may be of the same. */
function tenantRemarks(identities: readonly AzureIdentity[], next: MigrationStage): string[] {
  if (identities.length < 2 || next === MigrationStage.PROXY) return [];
  const tenants = new Set(identities.flatMap(({ tenantId }) => tenantId?.toLowerCase() ?? []));
  if (tenants.size < 2) return [];
  return [
    'Its identities are of several tenants, and its pods get that of the default one: the program has to name the tenant of the others.',
  ];
}

function bypassRemarks(workload: Workload, simulation: Simulation): string[] {
  const decision = simulation.bypassOf(workload);
  if (!decision) return [];
  const { bypass, exception } = decision;
  const why = exception ? `AzurePodIdentityException ${exception.namespace}/${exception.name} matches it` : WHY[bypass];
  return [
    `Its requests bypass NMI, because ${why}: it may use other identities of its node. Find out which one it uses, and keep the metadata service open for it.`,
  ];
}

const WHY = {
  exception: 'an exception matches it',
  mic: 'NMI treats it as MIC',
  hostNetwork: 'it uses the host network',
} as const;

function unknownIdentities(identities: readonly AzureIdentity[]): string {
  const ids = listOf(identities.flatMap(({ kind, clientId }) => (kind === undefined ? [clientId] : [])));
  return `The paths do not say which identity has the client id ${ids}, so its federated credential is not counted.`;
}
