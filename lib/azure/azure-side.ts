import { mapOf } from '../manifests/manifest';
import type { Identity } from '../simulation/custom-resources';
import { controllersOf } from '../simulation/settings';
import type { Simulation } from '../simulation/simulation';
import { show } from '../validate/format';
import { printable } from '../validate/printable';
import { titleOf } from './kube-object';
import { isPlaceholder, type ManagedIdentityRef, managedIdentityRef } from './managed-identity-ref';

/** A managed identity that the manifests name, once for each in Azure. */
export interface WantedIdentity {
  /** Where the manifests say it is; undefined when that is a placeholder, so that it is looked for where the user says. */
  readonly at: ManagedIdentityRef | undefined;
  readonly name: string;
  /** The client ids that the manifests have for it: one, when they are right. */
  readonly clientIds: readonly string[];
  /** The AzureIdentities, `shop/orders`. */
  readonly namedBy: readonly string[];
}

/** A service principal that the manifests name. Nothing is made for it: its secret is not ours to know. */
export interface WantedPrincipal {
  readonly namedBy: string;
  readonly clientId: string;
  readonly tenantId: string;
  /** `shop/orders-secret`; empty when none is named. */
  readonly secret: string;
  readonly holds: string;
}

/** What the manifests want of Azure. */
export interface AzureSide {
  readonly identities: readonly WantedIdentity[];
  readonly principals: readonly WantedPrincipal[];
  readonly allowsKubenet: boolean;
}

const HOLDS: { readonly [type: number]: string } = {
  1: 'the client secret as its only value',
  2: 'the keys "certificate" (PKCS#12) and "password"',
};

/** Reads it from the manifests; adds to `problems` what Azure could not know. */
export function azureSideOf(simulation: Simulation, problems: string[]): AzureSide {
  const wanted = new Map<string, WantedIdentity>();
  const principals: WantedPrincipal[] = [];
  for (const identity of simulation.cluster.identities) {
    const { manifest, type, namespace, name } = identity;
    if (type === 0) addManaged(wanted, identity, problems);
    else if (HOLDS[type]) {
      const secret = mapOf(manifest.at(['spec', 'clientPassword']));
      principals.push({
        namedBy: `${namespace}/${name}`,
        clientId: printable(identity.clientID),
        tenantId: printable(identity.tenantID),
        secret: typeof secret.name === 'string' ? printable(`${secret.namespace ?? namespace}/${secret.name}`) : '',
        holds: HOLDS[type],
      });
    } else
      problems.push(
        `${manifest.placeOf(['spec', 'type'])}: ${titleOf(manifest)}: spec.type: got ${type}; allowed: 0, 1, 2`,
      );
  }
  return {
    identities: [...wanted.values()],
    principals,
    allowsKubenet: controllersOf(simulation, 'nmi')[0]?.flags.isOn('allow-network-plugin-kubenet') === true,
  };
}

function addManaged(wanted: Map<string, WantedIdentity>, identity: Identity, problems: string[]): void {
  const { manifest, resourceID } = identity;
  // It is shown, and compared with what Azure has.
  const clientID = printable(identity.clientID);
  const ref = managedIdentityRef(identity);
  if (!ref) {
    const path = ['spec', 'resourceID'];
    problems.push(
      `${manifest.placeOf(path)}: ${titleOf(manifest)}: spec.resourceID: got ${show(resourceID)}; allowed: the resource id of a user-assigned managed identity, as az identity show --query id prints it`,
    );
    return;
  }
  // A placeholder is told by its name: two of one name are one identity.
  const at = isPlaceholder(ref.subscription) ? undefined : ref;
  const key = at ? resourceID.toLowerCase() : `/${ref.name.toLowerCase()}`;
  const known = wanted.get(key);
  const ids = known?.clientIds ?? [];
  wanted.set(key, {
    at,
    name: ref.name,
    clientIds: ids.includes(clientID) ? ids : [...ids, clientID],
    namedBy: [...(known?.namedBy ?? []), `${identity.namespace}/${identity.name}`],
  });
}
