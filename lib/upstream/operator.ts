// Azure Service Operator (github.com/Azure/azure-service-operator, v2/api/managedidentity).

/** Group of its objects for managed identities. */
export const OPERATOR_GROUP = 'managedidentity.azure.com';

/** Its object of a federated credential. */
export const CREDENTIAL_KIND = 'FederatedIdentityCredential';

/** Its object of a managed identity. */
export const IDENTITY_KIND = 'UserAssignedIdentity';
