import type { Identity } from '../simulation/custom-resources';
import { printable } from '../values/printable';
import { MANAGED_IDENTITY_ID } from '../values/resource-id';

/** Where in Azure a managed identity is. */
export interface ManagedIdentityRef {
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly name: string;
}

/** `main.ts` has such ids until there are real ones: nothing in Azure has them, and az never gets them. */
const PLACEHOLDER = /^0{8}-0{4}-4000-8000-0{10}[0-9a-f]{2}$/i;

export const isPlaceholder = (id: string): boolean => PLACEHOLDER.test(id);

/**
 * The parts of a resource id; undefined when Azure has none like it. az reads a value that begins with "@" from a file, so
 * nothing else than a name may get there.
 */
export function managedIdentityRef({ resourceID }: Pick<Identity, 'resourceID'>): ManagedIdentityRef | undefined {
  if (!MANAGED_IDENTITY_ID.accepts(resourceID) || printable(resourceID) !== resourceID) return undefined;
  const [, , subscription = '', , resourceGroup = '', , , , name = ''] = resourceID.split('/');
  return { subscription, resourceGroup, name };
}

/** Whether a text of the user's can be the name of something in Azure, and a line of a list. */
export function isName(text: string): boolean {
  return text.trim() !== '' && printable(text) === text;
}
