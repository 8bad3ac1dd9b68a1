import type { Identity } from '../simulation/custom-resources';

/** Where in Azure a managed identity is. */
export interface ManagedIdentityRef {
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly name: string;
}

/** `main.ts` has such ids until there are real ones: nothing in Azure has them, and az never gets them. */
const PLACEHOLDER = /^0{8}-0{4}-4000-8000-0{10}[0-9a-f]{2}$/i;

export const isPlaceholder = (id: string): boolean => PLACEHOLDER.test(id);

const WORDS = ['subscriptions', undefined, 'resourcegroups', undefined, 'providers', 'microsoft.managedidentity'];
const PATTERN = [...WORDS, 'userassignedidentities', undefined];

/**
 * The parts of a resource id; undefined when it has another form than Azure's. What characters may be in them Azure
 * knows.
 */
export function managedIdentityRef({ resourceID }: Pick<Identity, 'resourceID'>): ManagedIdentityRef | undefined {
  const [first, ...parts] = resourceID.split('/');
  const fits =
    first === '' &&
    parts.length === PATTERN.length &&
    parts.every((part, i) => (PATTERN[i] === undefined ? isName(part) : part.toLowerCase() === PATTERN[i]));
  const [, subscription = '', , resourceGroup = '', , , , name = ''] = parts;
  return fits ? { subscription, resourceGroup, name } : undefined;
}

/** Whether a text can be the name of something in Azure, and a line of a list. */
export function isName(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are meant
  return text.trim() !== '' && !/[\x00-\x1f\x7f]/.test(text);
}
