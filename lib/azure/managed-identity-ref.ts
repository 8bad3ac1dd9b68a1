import type { Identity } from '../simulation/custom-resources';
import { printable } from '../validate/printable';
import { MANAGED_IDENTITY_ID } from '../validate/resource-id';

export interface ManagedIdentityRef {
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly name: string;
}

/** Ids of `main.ts` until there are real ones. They exist nowhere in Azure and are never passed to az. */
const PLACEHOLDER = /^0{8}-0{4}-4000-8000-0{10}[0-9a-f]{2}$/i;

export const isPlaceholder = (id: string): boolean => PLACEHOLDER.test(id);

/**
 * The parts of a resource id; undefined when it is invalid. az reads a value that begins with "@" from a file, so only
 * names are accepted.
 */
export function managedIdentityRef({ resourceID }: Pick<Identity, 'resourceID'>): ManagedIdentityRef | undefined {
  if (!MANAGED_IDENTITY_ID.accepts(resourceID) || printable(resourceID) !== resourceID) return undefined;
  const [, , subscription = '', , resourceGroup = '', , , , name = ''] = resourceID.split('/');
  return { subscription, resourceGroup, name };
}

/** Whether a string from the user can be the name of something in Azure, on one line. */
export function isName(text: string): boolean {
  return text.trim() !== '' && printable(text) === text;
}
