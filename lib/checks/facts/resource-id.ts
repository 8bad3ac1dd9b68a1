import { isMap } from '../../manifests/manifest';
import type { Identity } from '../../simulation/custom-resources';
import { GUID } from '../../validate/azure-values';
import { canonicalFrom, MANAGED_IDENTITY_ID, wrongInResourceId } from '../../validate/resource-id';

const exact = new WeakMap<Identity, boolean>();

/** Whether Azure accepts the resource id. Several rules ask. */
export function isExact(identity: Identity): boolean {
  let known = exact.get(identity);
  if (known === undefined) {
    known = MANAGED_IDENTITY_ID.accepts(identity.resourceID);
    exact.set(identity, known);
  }
  return known;
}

/** Whether client id and resource id are swapped; reported once, at the client id. */
export const isSwapped = ({ clientID, resourceID }: Identity): boolean =>
  clientID.startsWith('/') && GUID.accepts(resourceID) && MANAGED_IDENTITY_ID.accepts(clientID);

/** The intended resource id: of a string, or of a map with the parts, as old versions had. */
export function meantResourceId({ manifest, resourceID }: Identity): string {
  const written = manifest.at(['spec', 'resourceID']);
  return canonicalFrom(isMap(written) ? Object.values(written).join('/') : resourceID.trim());
}

/** The mistake in a resource id, as a sentence without the full stop. */
export function wrongWith(resourceID: string): string {
  if (resourceID.trim() !== resourceID) return 'The resourceID has leading or trailing spaces';
  if (/\/systemAssignedIdentities\//i.test(resourceID)) {
    return 'The resourceID is that of a system-assigned identity, which cannot be assigned to pods';
  }
  const wrong = wrongInResourceId(resourceID);
  return `The resourceID is not valid${wrong ? `: ${wrong}` : ''}`;
}
