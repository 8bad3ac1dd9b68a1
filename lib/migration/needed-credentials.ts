import { compareBytes } from '../go/compare';
import { accountOf } from '../simulation/admission';
import type { Cluster } from '../simulation/cluster';
import type { Simulation } from '../simulation/simulation';
import type { Workload } from '../simulation/workload';
import { subjectOf } from '../upstream/workload-identity';
import { usesWorkloadIdentity } from '../workload-identity/migration-stage';
import { type AzureIdentity, type AzureIdentityKind, keyOfAzure } from './azure-identity';
import { IdentitiesInUse } from './identities-in-use';
import { accountFor } from './planned-account';
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
  readonly identities: readonly AzureIdentity[];
  readonly account: { readonly name: string } | undefined;
}

/**
 * The federated credentials that the workloads of a cluster need, those that use pod identity and those that use Workload
 * Identity, sorted by identity and subject. Identities of which only the client id is known are left out.
 */
export function neededCredentials({ workloads }: Cluster, simulation: Simulation): readonly NeededCredential[] {
  const inUse = new IdentitiesInUse(simulation);
  return credentialsFor(
    workloads.map((workload) => {
      const identities = inUse.of(workload);
      if (identities.length === 0) return { workload, identities, account: undefined };
      const isFederated = usesWorkloadIdentity(stageOf(workload));
      const account = isFederated ? { name: accountOf(workload) } : accountFor(workload, identities);
      return { workload, identities, account };
    }),
  );
}

/** The same for workloads whose accounts are decided. */
export function credentialsFor(all: readonly Needing[]): readonly NeededCredential[] {
  const byKey = new Map<string, NeededCredential & { workloads: string[] }>();
  for (const { workload, identities, account } of all) {
    if (account === undefined) continue;
    const { namespace, kind: ofWorkload, name } = workload;
    const subject = subjectOf(namespace, account.name);
    const title = `${ofWorkload} ${namespace}/${name}`;
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
  return [...byKey].sort(([a], [b]) => compareBytes(a, b)).map(([, needed]) => needed);
}
