import { mapOf } from '../manifests/manifest';
import { placeholdersBelow } from '../manifests/placeholder-fields';
import type { Identity } from '../simulation/custom-resources';
import { controllersOf } from '../simulation/settings';
import type { Simulation } from '../simulation/simulation';
import { IDENTITY_TYPES } from '../upstream/api';
import { printable } from '../validate/printable';
import { fieldProblem } from './kube-object';
import { isPlaceholder, type ManagedIdentityRef, managedIdentityRef } from './managed-identity-ref';

/** A managed identity that the manifests use, once for each in Azure. */
export interface WantedIdentity {
  /** Where the manifests say it is; undefined for a placeholder: then it is looked up where the user says. */
  readonly at: ManagedIdentityRef | undefined;
  readonly name: string;
  /** Its client ids in the manifests: one, if they are correct. */
  readonly clientIds: readonly string[];
  /** The AzureIdentities that refer to it, `shop/orders`. */
  readonly usedBy: readonly string[];
}

/** A service principal that the manifests use. Nothing is created for it: the script never reads its secret. */
export interface WantedPrincipal {
  /** The AzureIdentity, `shop/orders`. */
  readonly usedBy: string;
  readonly clientId: string;
  readonly tenantId: string;
  /** `shop/orders-secret`; empty when there is none. */
  readonly secret: string;
  /** What its Secret must contain. */
  readonly content: string;
}

/** What the manifests need in Azure. */
export interface AzureSide {
  readonly identities: readonly WantedIdentity[];
  readonly principals: readonly WantedPrincipal[];
  readonly allowsKubenet: boolean;
}

const CONTENTS: { readonly [type: number]: string } = {
  [IDENTITY_TYPES.servicePrincipal]: 'the client secret as its only value',
  [IDENTITY_TYPES.servicePrincipalWithCertificate]: 'the keys "certificate" (PKCS#12) and "password"',
};

/** Fields of an identity that a script needs. */
const ID_FIELDS = ['clientID', 'tenantID', 'resourceID', 'clientPassword'];

/** Reads it from the manifests; adds a problem for what cannot exist in Azure. */
export function azureSideOf(simulation: Simulation, problems: string[]): AzureSide {
  const wanted = new Map<string, WantedIdentity>();
  const principals: WantedPrincipal[] = [];
  for (const identity of simulation.cluster.identities) {
    const { manifest, type, namespace, name } = identity;
    const unset = ID_FIELDS.flatMap((field) => placeholdersBelow(manifest, ['spec', field]));
    for (const { path, placeholder } of unset) {
      const problem = fieldProblem(manifest, path, manifest.at(path), 'the value itself');
      problems.push(`${problem}. ${placeholder.text} is a placeholder: substitute it first, with ${placeholder.tool}`);
    }
    if (unset.length > 0) continue;
    if (type === IDENTITY_TYPES.userAssigned) addManaged(wanted, identity, problems);
    else if (CONTENTS[type]) {
      const secret = mapOf(manifest.at(['spec', 'clientPassword']));
      principals.push({
        usedBy: `${namespace}/${name}`,
        clientId: printable(identity.clientID),
        tenantId: printable(identity.tenantID),
        secret: typeof secret.name === 'string' ? printable(`${secret.namespace ?? namespace}/${secret.name}`) : '',
        content: CONTENTS[type],
      });
    } else problems.push(fieldProblem(manifest, ['spec', 'type'], type, Object.values(IDENTITY_TYPES).join(', ')));
  }
  return {
    identities: [...wanted.values()],
    principals,
    allowsKubenet: controllersOf(simulation, 'nmi')[0]?.flags.isOn('allow-network-plugin-kubenet') === true,
  };
}

const RESOURCE_ID = 'the resource id of a user-assigned managed identity, as az identity show --query id prints it';

function addManaged(wanted: Map<string, WantedIdentity>, identity: Identity, problems: string[]): void {
  const { manifest, resourceID } = identity;
  // It is printed, and compared with that in Azure.
  const clientID = printable(identity.clientID);
  const ref = managedIdentityRef(identity);
  if (!ref) {
    problems.push(fieldProblem(manifest, ['spec', 'resourceID'], resourceID, RESOURCE_ID));
    return;
  }
  // Two placeholders with one name are one identity.
  const at = isPlaceholder(ref.subscription) ? undefined : ref;
  const key = at ? resourceID.toLowerCase() : `/${ref.name.toLowerCase()}`;
  const known = wanted.get(key);
  const ids = known?.clientIds ?? [];
  wanted.set(key, {
    at,
    name: ref.name,
    clientIds: ids.includes(clientID) ? ids : [...ids, clientID],
    usedBy: [...(known?.usedBy ?? []), `${identity.namespace}/${identity.name}`],
  });
}
