import { CLIENT_ID_ANNOTATION, subjectOf } from '../upstream/workload-identity';
import { indexed } from '../validate/indexed';
import { accountOf, admission } from './admission';
import { AzureIdentifiers, annotatedIdentities } from './azure-identifiers';
import type { Cluster } from './cluster';
import { credentialsAmong, isApplicationId, isForPods, type KnownCredential } from './known-credentials';
import { NamespacedMap } from './namespaced-map';
import { Obtainable, type ObtainableIdentity } from './obtainable';
import { type ServiceAccount, ServiceAccounts } from './service-accounts';
import { type TokenUse, tokenUseOf, usesToken } from './token-use';
import type { Workload } from './workload';

/** What is known about federated credentials besides the manifests. */
export interface FederationFacts {
  /** The cluster's OIDC issuer; undefined when it is not known. */
  readonly issuer?: string | undefined;
  /** The credentials that the user names; undefined when there are none named. */
  readonly credentials?: readonly KnownCredential[] | undefined;
  /** Which client id belongs to which identity, in other manifests about the same cluster. */
  readonly identifiers?: AzureIdentifiers | undefined;
}

/** A version with native sidecars, and nothing else that the webhook could refuse. */
const SETTINGS = { tenantId: '', kubernetesVersion: '1.35', authorityHost: '' };

/** What ServiceAccounts, the webhook of Workload Identity and federated credentials decide about the workloads of a cluster. */
export class Federation {
  public readonly identifiers: AzureIdentifiers;
  /** Those among the manifests, and those that the user names. */
  public readonly credentials: readonly KnownCredential[];
  /** Whether credentials of applications are among them. */
  private readonly hasApplications: boolean;
  private readonly bySubject: Map<string, KnownCredential[]>;
  private readonly uses = new Map<Workload, TokenUse>();
  private readonly refusals = new Map<Workload, string | undefined>();
  private readonly obtainable = new NamespacedMap<readonly ObtainableIdentity[]>();
  private users: NamespacedMap<Workload[]> | undefined;

  /** Undefined when the manifests do not use Workload Identity: no label, no token, no client id of an account. */
  public static of(cluster: Cluster, facts: FederationFacts): Federation | undefined {
    const accounts = new ServiceAccounts(cluster.manifests);
    const isUsed = cluster.workloads.some(usesToken) || accounts.all.some((account) => clientIdOf(account) !== '');
    return isUsed ? new Federation(cluster, accounts, facts) : undefined;
  }

  private constructor(
    private readonly cluster: Cluster,
    public readonly accounts: ServiceAccounts,
    private readonly facts: FederationFacts,
  ) {
    this.identifiers = new AzureIdentifiers(cluster, accounts, facts.identifiers);
    this.credentials = [...credentialsAmong(cluster.manifests), ...(facts.credentials ?? [])];
    this.hasApplications = this.credentials.some(({ identity }) => isApplicationId(identity));
    const counted = this.credentials.filter((one) => isForPods(one) && this.isOfCluster(one));
    this.bySubject = indexed(counted, ({ subject }) => subject);
  }

  /** The ServiceAccount of a workload's pods. */
  public accountOf(workload: Workload): string {
    return accountOf(workload);
  }

  /** The subject of its tokens. */
  public subjectOf(workload: Workload): string {
    return subjectOf(workload.namespace, accountOf(workload));
  }

  public tokenUseOf(workload: Workload): TokenUse {
    const known = this.uses.get(workload);
    if (known) return known;
    const use = tokenUseOf(workload);
    this.uses.set(workload, use);
    return use;
  }

  /** Why the webhook refuses its pods; undefined when it does not. */
  public refusalOf(workload: Workload): string | undefined {
    if (!this.refusals.has(workload)) {
      const decision = admission(workload, this.accounts, SETTINGS);
      this.refusals.set(workload, 'refused' in decision ? decision.refused : undefined);
    }
    return this.refusals.get(workload);
  }

  /** The client id of each container that gets a token; undefined where none is set, or it is not in the manifests. */
  public clientIdsOf(
    workload: Workload,
  ): readonly { readonly container: string; readonly clientId: string | undefined }[] {
    const { isCalled, containers } = this.tokenUseOf(workload);
    const account = isCalled ? this.accounts.find(workload.namespace, accountOf(workload)) : undefined;
    const fromAccount = (account && clientIdOf(account)) || undefined;
    return containers.map(({ name, clientId, isElsewhere }) => ({
      container: name,
      clientId: clientId ?? (isElsewhere ? undefined : fromAccount),
    }));
  }

  /**
   * The identities that a workload's ServiceAccount can obtain: that of its client id, those that its annotation lists, each
   * literal client id of a container with a token, and those of all known credentials. Entra ID trusts the account, so
   * they are the same for all of its workloads.
   */
  public obtainableBy(workload: Workload): readonly ObtainableIdentity[] {
    const account = accountOf(workload);
    return this.obtainable.getOrAdd(workload.namespace, account, () => this.obtainableAs(workload.namespace, account));
  }

  /** The client ids that the annotation of a workload's ServiceAccount lists. */
  public annotatedFor(workload: Workload): readonly string[] {
    const account = this.accounts.find(workload.namespace, accountOf(workload));
    return account ? annotatedIdentities(account.annotations).map(({ clientId }) => clientId) : [];
  }

  /** The known credentials for a workload's ServiceAccount, of the cluster's issuer when that is known. */
  public credentialsFor(workload: Workload): readonly KnownCredential[] {
    return this.bySubject.get(this.subjectOf(workload)) ?? [];
  }

  private obtainableAs(namespace: string, name: string): readonly ObtainableIdentity[] {
    const obtainable = new Obtainable(this.identifiers);
    const account = this.accounts.find(namespace, name);
    if (account) obtainable.addAccount(account);
    for (const workload of this.usersOf(namespace, name)) {
      if (this.refusalOf(workload) !== undefined) continue;
      for (const { clientId } of this.tokenUseOf(workload).containers) if (clientId) obtainable.addClientId(clientId);
    }
    const credentials = this.bySubject.get(subjectOf(namespace, name)) ?? [];
    return obtainable.with(credentials, (isApplication) => this.isKnown(isApplication));
  }

  private usersOf(namespace: string, account: string): readonly Workload[] {
    if (!this.users) {
      this.users = new NamespacedMap();
      for (const workload of this.cluster.workloads) {
        this.users.getOrAdd(workload.namespace, accountOf(workload), () => []).push(workload);
      }
    }
    return this.users.get(namespace, account) ?? [];
  }

  private isOfCluster({ issuer }: KnownCredential): boolean {
    return this.facts.issuer === undefined || issuer === undefined || issuer === this.facts.issuer;
  }

  /** Whether a credential that is not among the known ones does not exist. Only one that is known tells that applications are listed. */
  private isKnown(isApplication: boolean): boolean {
    if (this.facts.issuer === undefined) return false;
    if (isApplication) return this.hasApplications;
    return this.facts.credentials !== undefined || this.credentials.length > 0;
  }
}

const clientIdOf = ({ annotations }: ServiceAccount): string =>
  (Object.hasOwn(annotations, CLIENT_ID_ANNOTATION) && annotations[CLIENT_ID_ANNOTATION]) || '';
