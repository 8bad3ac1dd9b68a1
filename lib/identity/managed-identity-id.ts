import { GUID } from '../values/azure-values';
import { type Format, show } from '../values/format';
import { isUnresolved } from '../values/unresolved';

/** Fixed words are compared without case: az itself prints `resourcegroups`. */
const fixed = (word: string): Format => ({
  allowed: `"${word}"`,
  accepts: (text) => text.toLowerCase() === word.toLowerCase(),
});

export const RESOURCE_GROUP: Format = {
  allowed: 'a resource group: at most 90 letters, digits, "-", "_", ".", "(" and ")", not ending with "."',
  accepts: (text) => !text.endsWith('.') && (/^[-\w.()]{1,90}$/.test(text) || /^[-\w.()\p{L}\p{N}]{1,90}$/u.test(text)),
};
const NAME: Format = {
  allowed: 'an identity name: at most 128 letters, digits, "-" and "_", beginning with a letter or digit',
  accepts: (text) => /^[a-z0-9][-\w]{0,127}$/i.test(text),
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

/** The canonical form, with what is right in `parts` filled in. */
function canonicalWith(parts: readonly string[]): string {
  const part = (at: number, placeholder: string) => {
    const text = parts[at];
    return text !== undefined && SEGMENTS[at]?.accepts(text) ? text : placeholder;
  };
  return canonical(part(1, '<subscription id>'), part(3, '<resource group>'), part(7, '<identity name>'));
}

function whatIsWrong(text: string): string | undefined {
  const form = (parts: readonly string[]) => `write ${canonicalWith(parts)}`;
  if (GUID.accepts(text)) return `It looks like a client id, which goes to clientID; here ${form([])}`;
  if (!text.startsWith('/')) return `It must begin with "/"; ${form(text.split('/'))}`;
  const parts = text.slice(1).split('/');
  const at = SEGMENTS.findIndex((segment, i) => parts[i] === undefined || !segment.accepts(parts[i]));
  const segment = SEGMENTS[at];
  if (segment) return `Segment ${at + 1} is ${show(parts[at])}, but must be ${segment.allowed}; ${form(parts)}`;
  if (parts.length > SEGMENTS.length) {
    return `Nothing may follow the name, but ${show(`/${parts.slice(SEGMENTS.length).join('/')}`)} does; ${form(parts)}`;
  }
  return undefined;
}

/**
 * `spec.resourceID`: stricter than MIC, whose pattern is not anchored and takes placeholders, blanks and whatever comes
 * before or after (pkg/utils/utils.go, ValidateResourceID); such an identity is accepted and then fails at Azure.
 */
export const MANAGED_IDENTITY_ID: Format = {
  allowed: `the resource id of a user-assigned managed identity, ${canonicalWith([])}`,
  accepts: (text) => whatIsWrong(text) === undefined,
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
    const parts: [string, Format, string][] = [
      ['subscriptionId', GUID, subscriptionId],
      ['resourceGroup', RESOURCE_GROUP, resourceGroup],
      ['name', NAME, name],
    ];
    for (const [parameter, segment, value] of parts) {
      if (typeof value === 'string' && (isUnresolved(value) || segment.accepts(value))) continue;
      throw new Error(`ManagedIdentityId.of: ${parameter}: got ${show(value)}; allowed: ${segment.allowed}`);
    }
    return new ManagedIdentityId(subscriptionId, resourceGroup, name, canonical(subscriptionId, resourceGroup, name));
  }

  /**
   * From text, which is kept as it is: the case of a resource id matters to NMI.
   *
   * @throws when it is not the resource id of a user-assigned managed identity; the message names the wrong segment
   */
  public static parse(text: string): ManagedIdentityId {
    if (typeof text !== 'string' || !MANAGED_IDENTITY_ID.accepts(text)) {
      const hint = typeof text === 'string' ? `. ${whatIsWrong(text)}` : '';
      throw new Error(`ManagedIdentityId.parse: got ${show(text)}; allowed: ${MANAGED_IDENTITY_ID.allowed}${hint}`);
    }
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
