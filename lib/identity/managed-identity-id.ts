import { GUID } from '../validate/azure-values';
import { Problems } from '../validate/problems';
import { canonical, IDENTITY_NAME, MANAGED_IDENTITY_ID, RESOURCE_GROUP } from '../validate/resource-id';
import { isUnresolved } from '../validate/unresolved';

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
    problems.expect('name', name, IDENTITY_NAME);
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
    /** The subscription of the identity. */
    public readonly subscriptionId: string,
    /** The resource group of the identity. */
    public readonly resourceGroup: string,
    /** The name of the identity in Azure. */
    public readonly name: string,
    /** The resource id as text, for `spec.resourceID`. */
    public readonly resourceId: string,
  ) {}

  /** The resource id as text. */
  public toString(): string {
    return this.resourceId;
  }
}
