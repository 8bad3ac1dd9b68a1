import { GUID } from '../validate/azure-values';
import type { Format } from '../validate/format';
import { plainCopy } from '../validate/plain-copy';
import { Problems } from '../validate/problems';
import { canonical, IDENTITY_NAME, MANAGED_IDENTITY_ID, RESOURCE_GROUP } from '../validate/resource-id';
import { isUnresolved, isUnresolvedObject } from '../validate/unresolved';

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
   * @param resourceGroup the resource group of the identity
   * @param name the name of the identity in Azure
   * @throws when a part has characters that Azure does not allow, or is a Lazy; strings with tokens are not checked
   */
  public static of(subscriptionId: string, resourceGroup: string, name: string): ManagedIdentityId {
    const problems = Problems.in('ManagedIdentityId.of');
    const expect = (field: string, given: unknown, format: Format) => {
      const value = plainCopy(given);
      // A Lazy has no value before synth.
      if (isUnresolvedObject(value)) problems.add(field, value, format.allowed);
      else problems.expect(field, value, format);
    };
    expect('subscriptionId', subscriptionId, GUID);
    expect('resourceGroup', resourceGroup, RESOURCE_GROUP);
    expect('name', name, IDENTITY_NAME);
    problems.throwIfAny();
    return new ManagedIdentityId(subscriptionId, resourceGroup, name, canonical(subscriptionId, resourceGroup, name));
  }

  /**
   * From a string, whose case is kept: NMI compares resource ids case-sensitively.
   *
   * @throws when it is not the resource id of a user-assigned managed identity; the message names the wrong segment
   */
  public static parse(given: string): ManagedIdentityId {
    const text = plainCopy(given);
    const problems = Problems.in('ManagedIdentityId.parse');
    if (isUnresolved(text)) problems.add('text', text, 'a string that is known before synth');
    problems.expect('text', text, MANAGED_IDENTITY_ID);
    problems.throwIfAny();
    const [, , subscriptionId = '', , resourceGroup = '', , , , name = ''] = text.split('/');
    return new ManagedIdentityId(subscriptionId, resourceGroup, name, text);
  }

  private constructor(
    /** The subscription of the identity. */
    public readonly subscriptionId: string,
    /** The resource group of the identity. */
    public readonly resourceGroup: string,
    /** The name of the identity in Azure. */
    public readonly name: string,
    /** The resource id, for `spec.resourceID`. */
    public readonly resourceId: string,
  ) {}

  /** The resource id. */
  public toString(): string {
    return this.resourceId;
  }
}
