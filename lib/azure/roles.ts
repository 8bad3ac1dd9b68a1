/** Built-in role that only lets MIC assign an identity to a machine. */
export const IDENTITY_OPERATOR = 'Managed Identity Operator';

/** Built-in role that lets MIC change machines and scale sets. */
export const VM_CONTRIBUTOR = 'Virtual Machine Contributor';

/** Where Managed Identity Operator is assigned: on each identity, or on its whole resource group. */
export enum RoleScope {
  IDENTITY = 'identity',
  RESOURCE_GROUP = 'resource-group',
}
