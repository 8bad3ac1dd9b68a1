import { isMap } from '../../manifests/manifest';
import type { Identity } from '../../simulation/custom-resources';
import { GUID } from '../../validate/azure-values';
import { show } from '../../validate/format';
import { canonicalFrom, MANAGED_IDENTITY_ID, wrongInResourceId } from '../../validate/resource-id';

const exact = new WeakMap<Identity, boolean>();

/** Whether the resource id is one that Azure takes. Several rules ask. */
export function isExact(identity: Identity): boolean {
  let known = exact.get(identity);
  if (known === undefined) {
    known = MANAGED_IDENTITY_ID.accepts(identity.resourceID);
    exact.set(identity, known);
  }
  return known;
}

/** Whether client id and resource id stand in each other's field; said once, of the client id. */
export const isSwapped = ({ clientID, resourceID }: Identity): boolean =>
  clientID.startsWith('/') && GUID.accepts(resourceID) && MANAGED_IDENTITY_ID.accepts(clientID);

/** Of an object with the parts of an id, which old versions had, or of text: what it probably means. */
export function meantResourceId({ manifest, resourceID }: Identity): string {
  const written = manifest.at(['spec', 'resourceID']);
  return canonicalFrom(isMap(written) ? Object.values(written).join('/') : resourceID.trim());
}

/** What is wrong with a resource id, in words. */
export function wrongWith(resourceID: string): string {
  if (/[<>{}$]/.test(resourceID)) return `${show(resourceID)} has a place that is to be filled in`;
  if (resourceID.trim() !== resourceID) return `${show(resourceID)} has blanks around it`;
  if (/\/systemAssignedIdentities\//i.test(resourceID)) {
    return `${show(resourceID)} is of a system-assigned identity, which pods cannot be given`;
  }
  const wrong = wrongInResourceId(resourceID);
  return wrong ? `${show(resourceID)}: ${wrong}` : show(resourceID);
}
