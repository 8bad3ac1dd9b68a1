import { listFrom, mapOf } from '../manifests/manifest';
import { accountOf } from '../simulation/admission';
import type { Identity } from '../simulation/custom-resources';
import { ServiceAccounts } from '../simulation/service-accounts';
import type { Simulation } from '../simulation/simulation';
import type { Workload } from '../simulation/workload';
import { IDENTITIES_ANNOTATION, identitiesIn } from '../upstream/federation';
import { INJECTED_VARIABLES } from '../upstream/webhook-pod';
import { CLIENT_ID_ANNOTATION } from '../upstream/workload-identity';
import { usesWorkloadIdentity } from '../workload-identity/migration-stage';
import { type AzureIdentity, azureIdentityOf, isSameId, keyOfAzure } from './azure-identity';
import { stageOf } from './workload-stage';

/** The identities of Azure that workloads use today: those of pod identity, then those of their ServiceAccount. */
export class IdentitiesInUse {
  public readonly accounts: ServiceAccounts;
  private byClientId: Map<string, Identity> | undefined;
  // No WeakMap: with thousands of entries, it slows down the garbage collector.
  private readonly known = new Map<Identity, readonly [AzureIdentity]>();
  private readonly lists = new Map<unknown, readonly AzureIdentity[]>();

  constructor(private readonly simulation: Simulation) {
    this.accounts = new ServiceAccounts(simulation.cluster.manifests);
  }

  /** Each once. */
  public of(workload: Workload, bound = this.boundTo(workload), stage = stageOf(workload)): readonly AzureIdentity[] {
    if (!usesWorkloadIdentity(stage)) return bound;
    return distinct([...bound, ...this.federatedWith(workload)]);
  }

  /** Those that MIC assigns, also to pods that bypass NMI: they find them on their node. Workloads with the same share a list. */
  public boundTo(workload: Workload): readonly AzureIdentity[] {
    const { simulation, lists } = this;
    const assigned = simulation.assignmentsOf(workload);
    const assignments = simulation.bypassOf(workload) ? assigned : simulation.handedOut(workload, assigned);
    const [first] = assignments;
    if (!first) return NONE;
    if (assignments.length === 1) return this.onlyOf(this.ownOf(first.identity, workload));
    // All workloads of a namespace and a label share the assignments.
    const known = lists.get(assignments);
    if (known) return known;
    const list = distinct(assignments.map(({ identity }) => this.azureOf(this.ownOf(identity, workload))));
    lists.set(assignments, list);
    return list;
  }

  /**
   * The AzureIdentity of the same name in a workload's namespace, if it is the same identity of Azure: MIC uses the first of
   * both, and an overlay alone has only this one. The ServiceAccount is named after it, so both must give the same.
   */
  private ownOf(identity: Identity, { namespace }: Workload): Identity {
    if (identity.namespace === namespace) return identity;
    const own = this.simulation.cluster.identityNamed(namespace, identity.name);
    if (!own) return identity;
    const [near, used] = [this.azureOf(own), this.azureOf(identity)];
    // MIC looks at the client id, and another one there would be another answer.
    return keyOfAzure(near) === keyOfAzure(used) && isSameId(near.clientId, used.clientId) ? own : identity;
  }

  /** Those that the ServiceAccount is meant for: as our annotation says, else by the client ids in use. */
  private federatedWith(workload: Workload): AzureIdentity[] {
    const annotations = this.accounts.find(workload.namespace, accountOf(workload))?.annotations ?? {};
    const named = identitiesIn(annotations[IDENTITIES_ANNOTATION] ?? '');
    if (named) {
      return named.map(({ clientId, resourceId }) => {
        const source = this.withClientId(clientId);
        if (source && (resourceId === undefined || isSameId(this.azureOf(source).identity, resourceId))) {
          return this.azureOf(source);
        }
        const kind = resourceId === undefined ? 'application' : 'managedIdentity';
        return { ...UNKNOWN, kind, identity: resourceId ?? clientId, clientId };
      });
    }
    const ids = [annotations[CLIENT_ID_ANNOTATION] ?? '', ...clientIdsIn(workload)].filter((id) => id !== '');
    return ids.map((clientId) => {
      const source = this.withClientId(clientId);
      return source ? this.azureOf(source) : { ...UNKNOWN, kind: undefined, identity: '', clientId };
    });
  }

  private azureOf(source: Identity): AzureIdentity {
    return this.onlyOf(source)[0];
  }

  /** A list of one, for all workloads that have only this identity. */
  private onlyOf(source: Identity): readonly [AzureIdentity] {
    const kept = this.known.get(source);
    if (kept) return kept;
    const list = [azureIdentityOf(source)] as const;
    this.known.set(source, list);
    return list;
  }

  private withClientId(clientId: string): Identity | undefined {
    this.byClientId ??= new Map(
      [...this.simulation.cluster.identities].reverse().map((identity) => [identity.clientID.toLowerCase(), identity]),
    );
    return this.byClientId.get(clientId.toLowerCase());
  }
}

const NONE: readonly AzureIdentity[] = [];

const UNKNOWN = { tenantId: undefined, adEndpoint: undefined, hasAuxiliaryTenants: false, source: undefined } as const;

function distinct(identities: readonly AzureIdentity[]): AzureIdentity[] {
  if (identities.length < 2) return [...identities];
  const byKey = new Map<string, AzureIdentity>();
  for (const identity of identities) {
    const key = keyOfAzure(identity);
    if (!byKey.has(key)) byKey.set(key, identity);
  }
  return [...byKey.values()];
}

/** The client ids that containers write out for the SDKs. */
export function clientIdsIn({ manifest, template }: Workload): string[] {
  const spec = mapOf(manifest.at([...template, 'spec']));
  return [...listFrom(spec.initContainers), ...listFrom(spec.containers)].flatMap((container) =>
    listFrom(mapOf(container).env).flatMap((variable) => {
      const { name, value } = mapOf(variable);
      return name === INJECTED_VARIABLES.clientId && typeof value === 'string' && !value.includes('$(') ? [value] : [];
    }),
  );
}
