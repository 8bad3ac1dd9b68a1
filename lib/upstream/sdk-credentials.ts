// What the SDKs of Azure read besides the variables of the webhook (azidentity, DefaultAzureCredential).

/** Variables that make the SDKs use a service principal instead, before Workload Identity. */
export const OTHER_CREDENTIALS = ['AZURE_CLIENT_SECRET', 'AZURE_CLIENT_CERTIFICATE_PATH'];

/** The token's place in this and earlier releases of the webhook, and the names of its volume. */
export const WRITTEN_TOKEN_PATH =
  /\/var\/run\/secrets\/azure\/(?:tokens|wi)\b|\bazure-identity-token\b|azure-workload-identity-reserved-/;
