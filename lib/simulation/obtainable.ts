import { CLIENT_ID_ANNOTATION } from '../upstream/workload-identity';
import { type AzureIdentifiers, annotatedIdentities, fold } from './azure-identifiers';
import { isApplicationId, isResourceId, type KnownCredential } from './known-credentials';
import type { ServiceAccount } from './service-accounts';

/** An identity that a ServiceAccount can obtain. */
export interface ObtainableIdentity {
  /** Empty when it is not known. */
  readonly clientId: string;
  /** Undefined for an application, and when it is not known. */
  readonly resourceId: string | undefined;
  /** Whether there is a credential for it; undefined when that is not known. */
  readonly isFederated: boolean | undefined;
}

interface Entry {
  clientId: string;
  resourceId: string | undefined;
  isFederated: boolean | undefined;
}

/** Collects the identities of one ServiceAccount, each once. */
export class Obtainable {
  private readonly entries: Entry[] = [];
  private readonly byClientId = new Map<string, Entry>();
  private readonly byResourceId = new Map<string, Entry>();

  constructor(private readonly identifiers: AzureIdentifiers) {}

  /** What its annotations say. */
  public addAccount({ annotations }: ServiceAccount): void {
    const clientId = Object.hasOwn(annotations, CLIENT_ID_ANNOTATION) ? annotations[CLIENT_ID_ANNOTATION] : '';
    if (clientId) this.addClientId(clientId);
    for (const identity of annotatedIdentities(annotations)) this.add(identity.clientId, identity.resourceId);
  }

  public addClientId(clientId: string): void {
    this.add(clientId, undefined);
  }

  /**
   * All of them, with those of its credentials.
   *
   * @param isKnown whether a credential that is not there does not exist
   */
  public with(
    credentials: readonly KnownCredential[],
    isKnown: (isApplication: boolean) => boolean,
  ): readonly ObtainableIdentity[] {
    const unmatched = [...new Map(credentials.map((one) => [fold(one.identity), one])).values()].filter(
      ({ identity }) => !this.match(identity),
    );
    const candidates = this.entries.filter((entry) => this.mayBeAnother(entry));
    const guessed = unmatched.length > 0 ? new Set(candidates) : undefined;
    this.guess(unmatched, candidates);
    for (const entry of this.entries) {
      const { clientId, isFederated } = entry;
      if (!isKnown(this.identifiers.isApplication(clientId))) entry.isFederated = undefined;
      else if (isFederated === undefined && !guessed?.has(entry)) entry.isFederated = false;
    }
    return this.entries;
  }

  /** Finds the identity of a credential among those that the account names, or adds it; false when its client id is not known. */
  private match(identity: string): boolean {
    const resourceId = isApplicationId(identity) ? undefined : identity;
    const clientId = resourceId === undefined ? identity : this.identifiers.clientIdOf(resourceId);
    const entry = this.find(clientId ?? '', resourceId);
    if (entry) entry.isFederated = true;
    else if (clientId === undefined) return false;
    else this.push({ clientId, resourceId, isFederated: true });
    return true;
  }

  /** Whether an identity may be one of those that credentials name by an unknown resource id. */
  private mayBeAnother({ clientId, resourceId, isFederated }: Entry): boolean {
    return resourceId === undefined && !isFederated && !this.identifiers.isApplication(clientId);
  }

  /**
   * Credentials name resource ids, and accounts client ids. As many of the one as of the other are taken for the same; what
   * is left over is another identity.
   */
  private guess(credentials: readonly KnownCredential[], candidates: readonly Entry[]): void {
    if (credentials.length === candidates.length) {
      for (const entry of candidates) entry.isFederated = true;
      const [credential, entry] = [credentials[0], candidates[0]];
      if (credential && entry && candidates.length === 1 && isResourceId(credential.identity)) {
        entry.resourceId = credential.identity;
      }
      return;
    }
    if (credentials.length < candidates.length) return;
    for (const { identity } of credentials)
      this.entries.push({ clientId: '', resourceId: identity, isFederated: true });
  }

  private add(clientId: string, given: string | undefined): void {
    const resourceId = given ?? this.identifiers.resourceIdOf(clientId);
    if (!this.find(clientId, resourceId)) this.push({ clientId, resourceId, isFederated: undefined });
  }

  private push(entry: Entry): void {
    this.entries.push(entry);
    if (entry.clientId !== '') this.byClientId.set(fold(entry.clientId), entry);
    if (entry.resourceId !== undefined) this.byResourceId.set(fold(entry.resourceId), entry);
  }

  private find(clientId: string, resourceId: string | undefined): Entry | undefined {
    return (
      this.byClientId.get(fold(clientId)) ??
      (resourceId === undefined ? undefined : this.byResourceId.get(fold(resourceId)))
    );
  }
}
