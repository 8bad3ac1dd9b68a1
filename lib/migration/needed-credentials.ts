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
import { byAccount, type Sharer, sharedAccounts, trustBlockers, unmovedOf } from './shared-accounts';
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
export function credentialsToCreate(
  { workloads }: Cluster,
  simulation: Simulation,
  inUse = new IdentitiesInUse(simulation),
) {
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
export const credentialsFor = (all: readonly Needing[]): readonly NeededCredential[] =>
  credentialsByIdentity(all).flat();

type Growing = NeededCredential & { readonly workloads: string[] };

/** The same, in a list for each identity. */
export function credentialsByIdentity(all: readonly Needing[]): readonly (readonly NeededCredential[])[] {
  const byIdentity = new Map<string, Growing[]>();
  for (const users of byAccount(all.filter(hasAccount))) {
    // Those of one workload differ.
    const ofAccount = users.length > 1 ? new Map<string, Growing>() : undefined;
    for (const user of users) {
      for (const azure of user.identities) {
        if (azure.kind === undefined || azure.identity === '') continue;
        const key = keyOfAzure(azure);
        const known = ofAccount?.get(key);
        if (known) {
          known.workloads.push(user.title);
          continue;
        }
        const needed = neededBy(user, azure, azure.kind);
        ofAccount?.set(key, needed);
        const others = byIdentity.get(key);
        if (others) others.push(needed);
        else byIdentity.set(key, [needed]);
      }
    }
  }
  // The order of compareBytes: without a function to call, it takes a third of the time.
  const keys = [...byIdentity.keys()].sort();
  return keys.map((key) => sorted(byIdentity.get(key) ?? []));
}

const hasAccount = (one: Needing): one is WithAccount => one.account !== undefined;
type WithAccount = Needing & { readonly account: { readonly name: string } };

function neededBy({ workload, title, account }: WithAccount, azure: AzureIdentity, kind: AzureIdentityKind): Growing {
  const { namespace } = workload;
  const { identity, clientId } = azure;
  const subject = subjectOf(namespace, account.name);
  return { identity, kind, clientId, namespace, account: account.name, subject, workloads: [title] };
}

/** By subject, each with its workloads in byte order. */
function sorted(needed: readonly Growing[]): readonly NeededCredential[] {
  const all = needed.map((one) => {
    if (one.workloads.length < 2) return one;
    return { ...one, workloads: [...new Set(one.workloads)].sort(compareBytes) };
  });
  return all.length < 2 ? all : all.sort((a, b) => compareBytes(a.subject, b.subject));
}
