import { compareBytes } from '../go/compare';
import type { Cluster } from '../simulation/cluster';
import type { Simulation } from '../simulation/simulation';
import type { Workload } from '../simulation/workload';
import { subjectOf } from '../upstream/workload-identity';
import { MigrationStage, usesWorkloadIdentity } from '../workload-identity/migration-stage';
import type { WorkloadAccount } from '../workload-identity/workload-account';
import { AssumedMode } from './assumed-mode';
import { type AzureIdentity, type AzureIdentityKind, keyOfAzure } from './azure-identity';
import type { Blocker } from './blocker';
import { ClusterFacts } from './cluster-facts';
import { IdentitiesInUse } from './identities-in-use';
import { accountFor, ownAccount } from './planned-account';
import { type Sharer, sharedAccounts, trustBlockers, unmovedOf } from './shared-accounts';
import { stageOf } from './workload-stage';

/** A federated credential that a ServiceAccount needs at an identity, before its workloads use Workload Identity. */
export interface NeededCredential {
  /** The resource id of a managed identity, the client id of an application, as given. */
  readonly identity: string;
  readonly kind: AzureIdentityKind;
  /** Empty when it is not known. */
  readonly clientId: string;
  readonly namespace: string;
  readonly account: string;
  readonly subject: string;
  /** `Deployment shop/web`, in byte order. */
  readonly workloads: readonly string[];
}

/** A workload with its account and its identities, where they are known. */
export interface Needing {
  readonly workload: Workload;
  /** `Deployment shop/web` */
  readonly title: string;
  readonly identities: readonly AzureIdentity[];
  readonly account: { readonly name: string } | undefined;
}

/**
 * The federated credentials that the workloads of a cluster need, those that use pod identity and those that use Workload
 * Identity, sorted by identity and subject. Identities of which only the client id is known are left out.
 */
export function neededCredentials({ workloads }: Cluster, simulation: Simulation): readonly NeededCredential[] {
  return credentialsFor(needingsOf(workloads, new IdentitiesInUse(simulation)));
}

/** A workload whose ServiceAccount Entra ID should not trust. */
export interface Doubtful {
  readonly workload: Workload;
  readonly account: string;
  /** At least one. */
  readonly reasons: readonly Blocker[];
  /** Whether its pods may have tokens by the credential already: without it, they would fail. */
  readonly isInUse: boolean;
}

/**
 * The credentials that may be created: those of neededCredentials, without those that `migrate rewrite` would not use,
 * because the ServiceAccount would give an identity to others.
 */
export function credentialsToCreate({ workloads }: Cluster, simulation: Simulation) {
  const inUse = new IdentitiesInUse(simulation);
  const all = needingsOf(workloads, inUse);
  const users = all.filter((one): one is typeof one & Sharer => one.account !== undefined);
  const facts = new ClusterFacts(simulation.cluster.manifests);
  const mode = new AssumedMode(simulation);
  const doubtful = new Map<Needing, Doubtful>();
  for (const shared of sharedAccounts(users, unmovedOf(all))) {
    const blockersOf = trustBlockers(shared, inUse.accounts, facts, mode);
    for (const user of shared.users) {
      const { workload, account, stage } = user;
      const reasons = stage === MigrationStage.WORKLOAD_IDENTITY ? [] : blockersOf(user);
      const isInUse = usesWorkloadIdentity(stage);
      if (reasons.length > 0) doubtful.set(user, { workload, account: account.name, reasons, isInUse });
    }
  }
  const needed = credentialsFor(all.filter((one) => doubtful.get(one)?.isInUse !== false));
  return { needed, doubtful: [...doubtful.values()] };
}

interface StagedNeeding extends Needing {
  readonly stage: MigrationStage | undefined;
  readonly account: WorkloadAccount | undefined;
}

function needingsOf(workloads: readonly Workload[], inUse: IdentitiesInUse): StagedNeeding[] {
  return workloads.map((workload) => {
    const { kind, namespace, name } = workload;
    const title = `${kind} ${namespace}/${name}`;
    const stage = stageOf(workload);
    const identities = inUse.of(workload, undefined, stage);
    if (identities.length === 0) return { workload, title, stage, identities, account: undefined };
    const account = usesWorkloadIdentity(stage) ? ownAccount(workload) : accountFor(workload, identities);
    return { workload, title, stage, identities, account };
  });
}

/** The same for workloads whose accounts are decided. */
export function credentialsFor(all: readonly Needing[]): readonly NeededCredential[] {
  const byKey = new Map<string, NeededCredential & { workloads: string[] }>();
  for (const { workload, title, identities, account } of all) {
    if (account === undefined) continue;
    const { namespace } = workload;
    const subject = subjectOf(namespace, account.name);
    for (const azure of identities) {
      const { identity, kind, clientId } = azure;
      if (kind === undefined || identity === '') continue;
      const key = `${keyOfAzure(azure)} ${subject}`;
      const needed = byKey.get(key);
      if (needed) needed.workloads.push(title);
      else byKey.set(key, { identity, kind, clientId, namespace, account: account.name, subject, workloads: [title] });
    }
  }
  for (const needed of byKey.values()) {
    if (needed.workloads.length > 1) needed.workloads = [...new Set(needed.workloads)].sort(compareBytes);
  }
  // The order of compareBytes: without a function to call, it takes a third of the time.
  const keys = [...byKey.keys()].sort();
  return keys.flatMap((key) => byKey.get(key) ?? []);
}
