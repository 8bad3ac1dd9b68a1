/** Ids that have the right form; nothing in Azure has them. */
export const SUBSCRIPTION_ID = '3f0c4b52-6d0a-4d3c-9a53-0f5e5d7a9b10';
export const CLIENT_ID = '0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42';
export const TENANT_ID = '72f988bf-86f1-41af-91ab-2d7cd011db47';
export const RESOURCE_ID = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/orders`;

/** The form in which other tools write what they fill in later. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: that form
export const TOKEN = '${Token[7]}';
