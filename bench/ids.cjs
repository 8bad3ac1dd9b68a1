/** Ids of the i-th managed identity, as Azure has them. */
const SUBSCRIPTION = '00000000-0000-4000-9000-000000000001';
exports.resourceId = (name) =>
  `/subscriptions/${SUBSCRIPTION}/resourceGroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
exports.clientId = (i) => `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`;
