import { listFrom, mapOf } from '../manifests/manifest';
import type { Identity } from '../simulation/custom-resources';
import { IDENTITY_TYPES } from '../upstream/api';

/** What Azure calls it: a user-assigned managed identity, or an application with a service principal. */
export type AzureIdentityKind = 'managedIdentity' | 'application';

/** An identity of Azure, as Workload Identity needs it. */
export interface AzureIdentity {
  /** Undefined when only its client id is known. */
  readonly kind: AzureIdentityKind | undefined;
  /** The resource id of a managed identity, the client id of an application; as given, empty when it is missing. */
  readonly identity: string;
  /** Empty when it is missing. */
  readonly clientId: string;
  /** Of an application. */
  readonly tenantId: string | undefined;
  readonly adEndpoint: string | undefined;
  readonly hasAuxiliaryTenants: boolean;
  /** The AzureIdentity that says so; undefined when only Workload Identity does. */
  readonly source: Identity | undefined;
}

/** The same for two objects of one Azure identity: Azure compares ids without case. */
export const keyOfAzure = ({ identity, clientId }: Pick<AzureIdentity, 'identity' | 'clientId'>): string =>
  (identity || clientId).toLowerCase();

/** Whether two ids of Azure are the same. */
export const isSameId = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** Equal for the same identities in any order. */
export const setOfAzure = (identities: readonly AzureIdentity[]): string =>
  JSON.stringify(identities.map(keyOfAzure).sort());

/** `identity orders of resource group shop`, `application 5f0c…`: shorter than a resource id, for people. */
export function nameOfAzure({ kind, identity }: Pick<AzureIdentity, 'kind' | 'identity'>): string {
  if (kind === 'application') return `application ${identity}`;
  const [, group, name] = /^\/subscriptions\/[^/]+\/resourceGroups\/([^/]+)\/.*\/([^/]+)$/i.exec(identity) ?? [];
  return name === undefined ? `identity ${identity}` : `identity ${name} of resource group ${group}`;
}

/** The identity of Azure behind an AzureIdentity. */
export function azureIdentityOf(source: Identity): AzureIdentity {
  const { type, resourceID, clientID, tenantID, manifest } = source;
  const spec = mapOf(manifest.value.spec);
  const isManaged = type === IDENTITY_TYPES.userAssigned;
  return {
    kind: isManaged ? 'managedIdentity' : 'application',
    identity: isManaged ? resourceID : clientID,
    clientId: clientID,
    tenantId: isManaged ? undefined : tenantID || undefined,
    adEndpoint: (typeof spec.adEndpoint === 'string' && spec.adEndpoint) || undefined,
    hasAuxiliaryTenants: listFrom(spec.auxiliaryTenantIDs).length > 0,
    source,
  };
}
