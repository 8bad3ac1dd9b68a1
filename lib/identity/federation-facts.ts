import { ObjectRegistry } from '../synth/object-registry';
import type { Json } from '../synth/pod-template';
import { IDENTITY_TYPES } from '../upstream/api';
import { valueAt } from '../validate/path';
import { isUnresolved } from '../validate/unresolved';
import type { IAzureIdentity } from './azure-identity-interface';
import { factsOf } from './identity-facts';

/** What Workload Identity needs to know about an identity. */
export interface FederationFacts {
  readonly clientId: string | undefined;
  /** Undefined for an application, and when it is not known. */
  readonly resourceId: string | undefined;
  /** Undefined for a managed identity whose tenant was not given. */
  readonly tenantId: string | undefined;
  readonly isServicePrincipal: boolean;
  /** Further tenants of a service principal. */
  readonly auxiliaryTenants: readonly unknown[];
  readonly adEndpoint: string | undefined;
}

/** Of identities without late values: they are asked for once for each workload. */
const known = new WeakMap<IAzureIdentity, FederationFacts>();

export function federationFactsOf(identity: IAzureIdentity): FederationFacts {
  const kept = known.get(identity);
  if (kept) return kept;
  const { toJson } = identity as { toJson?: () => Json };
  const facts = toJson ? factsInSpec(toJson.call(identity)) : importedFacts(identity);
  if (!ObjectRegistry.of(identity).isLate(identity)) known.set(identity, facts);
  return facts;
}

function factsInSpec(manifest: Json): FederationFacts {
  const text = (key: string) => {
    const value = valueAt(manifest, ['spec', key]);
    return typeof value === 'string' && value !== '' && !isUnresolved(value) ? value : undefined;
  };
  const type = valueAt(manifest, ['spec', 'type']) ?? IDENTITY_TYPES.userAssigned;
  const isServicePrincipal = type !== IDENTITY_TYPES.userAssigned;
  const auxiliary = valueAt(manifest, ['spec', 'auxiliaryTenantIDs']);
  return {
    clientId: text('clientID'),
    resourceId: isServicePrincipal ? undefined : text('resourceID'),
    tenantId: isServicePrincipal ? text('tenantID') : undefined,
    isServicePrincipal,
    auxiliaryTenants: Array.isArray(auxiliary) ? auxiliary : [],
    adEndpoint: text('adEndpoint'),
  };
}

/** Of an identity that this app does not render: it is an application when it has a tenant and no resource id. */
function importedFacts(identity: IAzureIdentity): FederationFacts {
  const { resourceId, tenantId } = identity as { resourceId?: string; tenantId?: string };
  return {
    clientId: factsOf(identity).clientId,
    resourceId,
    tenantId,
    isServicePrincipal: resourceId === undefined && tenantId !== undefined,
    auxiliaryTenants: [],
    adEndpoint: undefined,
  };
}
