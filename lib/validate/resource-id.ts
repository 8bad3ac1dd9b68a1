import { GUID } from './azure-values';
import { type Format, show } from './format';
import { nearest } from './nearest';

/** Fixed words are compared case-insensitively: az itself prints `resourcegroups`. */
function fixed(word: string): Format {
  const lower = word.toLowerCase();
  return { allowed: `"${word}"`, accepts: (text) => text === word || text.toLowerCase() === lower };
}

/** What an unset variable leaves in a template string. */
const isForgotten = (text: string) => text === 'undefined' || text === 'null';

/** Names of resource groups. */
export const RESOURCE_GROUP: Format = {
  allowed: 'a resource group: at most 90 letters, digits, "-", "_", ".", "(" and ")", not ending with "."',
  accepts: (text) => !text.endsWith('.') && (/^[-\w.()]{1,90}$/.test(text) || /^[-\w.()\p{L}\p{N}]{1,90}$/u.test(text)),
};
/** Names of user-assigned managed identities in Azure. */
export const IDENTITY_NAME: Format = {
  allowed: 'an identity name: at most 128 letters, digits, "-" and "_", starting with a letter or digit',
  accepts: (text) => /^[a-z0-9][-\w]{0,127}$/i.test(text) && !isForgotten(text),
};

const SEGMENTS: readonly Format[] = [
  fixed('subscriptions'),
  GUID,
  fixed('resourceGroups'),
  RESOURCE_GROUP,
  fixed('providers'),
  fixed('Microsoft.ManagedIdentity'),
  fixed('userAssignedIdentities'),
  IDENTITY_NAME,
];

/** A resource id as `az` prints it. */
export const canonical = (subscriptionId: string, resourceGroup: string, name: string) =>
  `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;

const WORDS = ['subscriptions', 'resourcegroups', 'providers', 'microsoft.managedidentity', 'userassignedidentities'];

/** The canonical form, filled in with what follows its words, or misspelt ones, anywhere in a string. */
export function canonicalFrom(text: string): string {
  const parts = text.split('/').filter((part) => part !== '');
  const after = (word: string, format: Format, placeholder: string) => {
    const exact = parts.findIndex((part) => part.toLowerCase() === word);
    const at = exact >= 0 ? exact : parts.findIndex((part) => nearest(part, WORDS) === word);
    const value = at >= 0 ? parts[at + 1] : undefined;
    return value !== undefined && format.accepts(value) && !WORDS.includes(value.toLowerCase()) ? value : placeholder;
  };
  return canonical(
    after('subscriptions', GUID, '<subscription id>'),
    after('resourcegroups', RESOURCE_GROUP, '<resource group>'),
    after('userassignedidentities', IDENTITY_NAME, '<identity name>'),
  );
}

function isCanonical(text: string): boolean {
  const parts = text.split('/');
  return (
    parts.length === SEGMENTS.length + 1 &&
    parts[0] === '' &&
    SEGMENTS.every(({ accepts }, i) => accepts(parts[i + 1] ?? ''))
  );
}

/** The first thing that is wrong with the resource id of a managed identity; undefined when it is correct. */
export function wrongInResourceId(text: string): string | undefined {
  if (GUID.accepts(text)) return 'it looks like a client id, which belongs in clientId';
  if (!text.startsWith('/')) return 'it must start with "/"';
  const parts = text.slice(1).split('/');
  const at = SEGMENTS.findIndex((segment, i) => parts[i] === undefined || !segment.accepts(parts[i]));
  const segment = SEGMENTS[at];
  if (segment) return `segment ${at + 1} is ${show(parts[at])}, but must be ${segment.allowed}`;
  const rest = parts.slice(SEGMENTS.length);
  return rest.length > 0 ? `nothing may follow the name, but ${show(`/${rest.join('/')}`)} does` : undefined;
}

function hint(text: string): string | undefined {
  const wrong = wrongInResourceId(text);
  return wrong && `${wrong.charAt(0).toUpperCase()}${wrong.slice(1)}; write ${canonicalFrom(text)}`;
}

/**
 * `spec.resourceID`: stricter than MIC, whose pattern is not anchored and accepts placeholders, spaces, and anything before
 * or after (pkg/utils/utils.go, ValidateResourceID); Azure then refuses such an identity.
 */
export const MANAGED_IDENTITY_ID: Format = {
  allowed: `the resource id of a user-assigned managed identity, ${canonicalFrom('')}`,
  accepts: isCanonical,
  hint,
};
