import type { Manifest } from '../manifests/manifest';

const MOST_NAMES = 10;
const KINDS_THAT_GO = ['AzureIdentity', 'AzureIdentityBinding', 'AzureAssignedIdentity', 'CustomResourceDefinition'];

/** What of the manifests an uninstall leaves, in a sentence; undefined when nothing is left. */
export function whatStays(objects: readonly Manifest[], gone: ReadonlySet<Manifest>): string | undefined {
  const staying = objects.filter((object) => !gone.has(object) && !KINDS_THAT_GO.includes(object.kind));
  if (staying.length === 0) return undefined;
  const more = staying.length - MOST_NAMES;
  const names = staying.slice(0, MOST_NAMES).map(({ title }) => title);
  return `Stays, because it is not of AAD Pod Identity: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`;
}
