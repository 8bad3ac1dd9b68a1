import { CLIENT_ID_ANNOTATION } from '../upstream/workload-identity';
import { type AzureIdentifiers, annotatedIdentities, fold } from './azure-identifiers';
import { isResourceId, type KnownCredential } from './known-credentials';
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
    this.guess(unmatched, candidates);
    for (const entry of this.entries) {
      const { clientId, isFederated } = entry;
      if (!isKnown(this.identifiers.isApplication(clientId))) entry.isFederated = undefined;
      else if (isFederated === undefined && !(unmatched.length > 0 && candidates.includes(entry))) {
        entry.isFederated = false;
      }
    }
    return this.entries;
  }

  /** Finds the identity of a credential among those that the account names. */
  private match(identity: string): boolean {
    const clientId = isResourceId(identity) ? this.identifiers.clientIdOf(identity) : identity;
    const entry = this.find(clientId ?? '', isResourceId(identity) ? identity : undefined);
    if (entry) entry.isFederated = true;
    else if (clientId === undefined || (!isResourceId(identity) && identity.includes(' '))) return false;
    else this.entries.push({ clientId, resourceId: isResourceId(identity) ? identity : undefined, isFederated: true });
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
    const known = this.find(clientId, resourceId);
    if (!known) this.entries.push({ clientId, resourceId, isFederated: undefined });
    else known.resourceId ??= resourceId;
  }

  private find(clientId: string, resourceId: string | undefined): Entry | undefined {
    return this.entries.find(
      (entry) =>
        (clientId !== '' && fold(entry.clientId) === fold(clientId)) ||
        (resourceId !== undefined && entry.resourceId !== undefined && fold(entry.resourceId) === fold(resourceId)),
    );
  }
}
