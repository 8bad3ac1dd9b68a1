import { GUID } from '../values/azure-values';
import { type Format, show } from '../values/format';
import { Problems } from '../values/problems';
import { isUnresolved } from '../values/unresolved';

/** Fixed words are compared without case: az itself prints `resourcegroups`. */
const fixed = (word: string): Format => ({
  allowed: `"${word}"`,
  accepts: (text) => text.toLowerCase() === word.toLowerCase(),
});

/** What a variable without a value leaves in a template string. */
const isForgotten = (text: string) => text === 'undefined' || text === 'null';

export const RESOURCE_GROUP: Format = {
  allowed: 'a resource group: at most 90 letters, digits, "-", "_", ".", "(" and ")", not ending with "."',
  accepts: (text) => !text.endsWith('.') && (/^[-\w.()]{1,90}$/.test(text) || /^[-\w.()\p{L}\p{N}]{1,90}$/u.test(text)),
};
const NAME: Format = {
  allowed: 'an identity name: at most 128 letters, digits, "-" and "_", beginning with a letter or digit',
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
  NAME,
];

const canonical = (subscriptionId: string, resourceGroup: string, name: string) =>
  `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;

const WORDS = ['subscriptions', 'resourcegroups', 'providers', 'microsoft.managedidentity', 'userassignedidentities'];

/** The canonical form, filled in with what stands behind its words somewhere in a text. */
function canonicalFrom(text: string): string {
  const parts = text.split('/').filter((part) => part !== '');
  const behind = (word: string, format: Format, placeholder: string) => {
    const value = parts[parts.findIndex((part) => part.toLowerCase() === word) + 1];
    const usable = value !== undefined && parts.some((part) => part.toLowerCase() === word) && format.accepts(value);
    return usable && !WORDS.includes(value.toLowerCase()) ? value : placeholder;
  };
  return canonical(
    behind('subscriptions', GUID, '<subscription id>'),
    behind('resourcegroups', RESOURCE_GROUP, '<resource group>'),
    behind('userassignedidentities', NAME, '<identity name>'),
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

function whatIsWrong(text: string): string | undefined {
  const form = () => `write ${canonicalFrom(text)}`;
  if (GUID.accepts(text)) return `It looks like a client id, which goes to clientId; here ${form()}`;
  if (!text.startsWith('/')) return `It must begin with "/"; ${form()}`;
  const parts = text.slice(1).split('/');
  const at = SEGMENTS.findIndex((segment, i) => parts[i] === undefined || !segment.accepts(parts[i]));
  const segment = SEGMENTS[at];
  if (segment) return `Segment ${at + 1} is ${show(parts[at])}, but must be ${segment.allowed}; ${form()}`;
  if (parts.length > SEGMENTS.length) {
    return `Nothing may follow the name, but ${show(`/${parts.slice(SEGMENTS.length).join('/')}`)} does; ${form()}`;
  }
  return undefined;
}

/**
 * `spec.resourceID`: stricter than MIC, whose pattern is not anchored and takes placeholders, blanks and whatever comes
 * before or after (pkg/utils/utils.go, ValidateResourceID); such an identity is accepted and then fails at Azure.
 */
export const MANAGED_IDENTITY_ID: Format = {
  allowed: `the resource id of a user-assigned managed identity, ${canonicalFrom('')}`,
  accepts: isCanonical,
  hint: whatIsWrong,
};

/**
 * The resource id of a user-assigned managed identity, as `az identity show --query id` prints it.
 *
 * @example
 * ManagedIdentityId.of('6e0a1d0c-7b0e-4c1b-9a53-0f5a2f1d3c11', 'shop', 'orders').toString();
 */
export class ManagedIdentityId {
  /**
   * From its parts.
   *
   * @param subscriptionId a GUID
   * @param resourceGroup the group that the identity is in
   * @param name the name of the identity in Azure
   * @throws when a part has characters that Azure does not allow; tokens pass unchecked
   */
  public static of(subscriptionId: string, resourceGroup: string, name: string): ManagedIdentityId {
    const problems = Problems.in('ManagedIdentityId.of');
    problems.expect('subscriptionId', subscriptionId, GUID);
    problems.expect('resourceGroup', resourceGroup, RESOURCE_GROUP);
    problems.expect('name', name, NAME);
    problems.throwIfAny();
    return new ManagedIdentityId(subscriptionId, resourceGroup, name, canonical(subscriptionId, resourceGroup, name));
  }

  /**
   * From text, which is kept as it is: the case of a resource id matters to NMI.
   *
   * @throws when it is not the resource id of a user-assigned managed identity; the message names the wrong segment
   */
  public static parse(text: string): ManagedIdentityId {
    const problems = Problems.in('ManagedIdentityId.parse');
    if (isUnresolved(text)) problems.add('text', text, 'text that is known before synth');
    problems.expect('text', text, MANAGED_IDENTITY_ID);
    problems.throwIfAny();
    const [, , subscriptionId = '', , resourceGroup = '', , , , name = ''] = text.split('/');
    return new ManagedIdentityId(subscriptionId, resourceGroup, name, text);
  }

  private constructor(
    public readonly subscriptionId: string,
    public readonly resourceGroup: string,
    public readonly name: string,
    /** The resource id as text, for `spec.resourceID`. */
    public readonly resourceId: string,
  ) {}

  /** The resource id as text. */
  public toString(): string {
    return this.resourceId;
  }
}
