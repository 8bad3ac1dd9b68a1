import type { Manifest } from '../manifests/manifest';

const MOST_NAMES = 10;

/** Kinds of AAD Pod Identity itself: the script deletes them, or prints that they remain. */
const OWN_KINDS = ['AzureIdentity', 'AzureIdentityBinding', 'AzureAssignedIdentity', 'CustomResourceDefinition'];

/** A sentence with the objects that an uninstall does not touch, except those in `handled`; undefined when there are none. */
export function objectsNotDeleted(objects: readonly Manifest[], handled: ReadonlySet<Manifest>): string | undefined {
  const remaining = objects.filter((object) => !handled.has(object) && !OWN_KINDS.includes(object.kind));
  if (remaining.length === 0) return undefined;
  const more = remaining.length - MOST_NAMES;
  const names = remaining.slice(0, MOST_NAMES).map(({ title }) => title);
  return `Not part of AAD Pod Identity, not deleted: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
}
