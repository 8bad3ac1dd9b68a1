import type { Texts } from '../manifests/fields';
import { IDENTITY_TYPES } from '../upstream/api';
import { type FederatedIdentity, IDENTITIES_ANNOTATION, identitiesIn } from '../upstream/federation';
import { indexed } from '../validate/indexed';
import type { Cluster } from './cluster';
import type { Identity } from './custom-resources';
import type { ServiceAccounts } from './service-accounts';

/** Both are compared without case, as Azure does. */
export const fold = (id: string): string => id.toLowerCase();

/** Which client id belongs to which managed identity, as far as manifests tell. */
export class AzureIdentifiers {
  private readonly clients = new Map<string, string>();
  private readonly resources = new Map<string, string>();
  private readonly applications = new Set<string>();
  private readonly byClient: Map<string, Identity[]>;
  private readonly byResource: Map<string, Identity[]>;

  constructor(
    { identities }: Pick<Cluster, 'identities'>,
    accounts: ServiceAccounts,
    /** Those of other manifests about the same identities, such as the ones that these are compared with. */
    private readonly others?: AzureIdentifiers,
  ) {
    this.byClient = indexed(identities, ({ clientID }) => fold(clientID));
    const managed = identities.filter(({ type }) => type === IDENTITY_TYPES.userAssigned);
    this.byResource = indexed(managed, ({ resourceID }) => fold(resourceID));
    for (const { clientID, resourceID } of managed) this.add(clientID, resourceID);
    for (const { type, clientID } of identities) {
      if (type !== IDENTITY_TYPES.userAssigned) this.applications.add(fold(clientID));
    }
    for (const { annotations } of accounts.all) {
      for (const { clientId, resourceId } of annotatedIdentities(annotations)) {
        if (resourceId !== undefined) this.add(clientId, resourceId);
        else this.applications.add(fold(clientId));
      }
    }
  }

  /** The client id of a managed identity; undefined when it is not known. */
  public clientIdOf(resourceId: string): string | undefined {
    return this.clients.get(fold(resourceId)) ?? this.others?.clients.get(fold(resourceId));
  }

  /** The resource id of the managed identity with a client id; undefined when it is not known. */
  public resourceIdOf(clientId: string): string | undefined {
    return this.resources.get(fold(clientId)) ?? this.others?.resources.get(fold(clientId));
  }

  /** Whether a client id is that of an application, or of an identity whose resource id its author did not know. */
  public isApplication(clientId: string): boolean {
    return this.applications.has(fold(clientId)) && this.resourceIdOf(clientId) === undefined;
  }

  /** The AzureIdentities of an identity of Azure. */
  public objectsOf(clientId: string, resourceId: string | undefined): readonly Identity[] {
    if (clientId !== '') return this.byClient.get(fold(clientId)) ?? [];
    return (resourceId !== undefined && this.byResource.get(fold(resourceId))) || [];
  }

  private add(clientId: string, resourceId: string): void {
    if (clientId === '' || resourceId === '') return;
    if (!this.clients.has(fold(resourceId))) this.clients.set(fold(resourceId), clientId);
    if (!this.resources.has(fold(clientId))) this.resources.set(fold(clientId), resourceId);
  }
}

/** The identities that a ServiceAccount of ours is meant to obtain. */
export function annotatedIdentities(annotations: Texts): readonly FederatedIdentity[] {
  const given = Object.hasOwn(annotations, IDENTITIES_ANNOTATION) ? annotations[IDENTITIES_ANNOTATION] : undefined;
  return (given && identitiesIn(given)) || [];
}
