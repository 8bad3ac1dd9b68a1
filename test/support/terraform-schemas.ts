/** The arguments of a block of Terraform. */
interface Schema {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/** What every block of resources and data takes. */
const META = ['provider', 'depends_on', 'count', 'for_each'];

const CREDENTIAL = ['name', 'audience', 'issuer', 'subject'];

/**
 * As the providers' schemas have them, by the bindings that are generated from these: on PyPI,
 * cdktf-cdktf-provider-azurerm 14.23.1 (azurerm 4.55.0), cdktn-provider-azurerm 18.9.0 (azurerm 5.10.0),
 * cdktf-cdktf-provider-azuread 14.3.1 and cdktn-provider-azuread 17.1.0 (azuread 3.7.0 and 3.10.0, which agree).
 */
const AZURERM = {
  '4': { required: [...CREDENTIAL, 'parent_id', 'resource_group_name'], optional: META },
  '5': { required: [...CREDENTIAL, 'user_assigned_identity_id'], optional: META },
} as const;
const AZUREAD = {
  'resource azuread_application_federated_identity_credential': {
    required: ['application_id', 'audiences', 'display_name', 'issuer', 'subject'],
    optional: ['description', ...META],
  },
  'data azuread_application': {
    required: [],
    optional: ['client_id', 'display_name', 'identifier_uri', 'object_id', ...META],
  },
} as const;

/** The schemas by type and first label, for a major version of azurerm. */
export const terraformSchemas = (azurerm: '4' | '5'): { readonly [block: string]: Schema } => ({
  ...AZUREAD,
  'resource azurerm_federated_identity_credential': AZURERM[azurerm],
});
