/** A setting that MIC signs in to Azure with, when it reads no file of the node. */
export interface MicCredential {
  /** Environment variable of MIC (pkg/cloudprovider/cloudprovider.go, Init). */
  readonly variable: string;
  /** Key in the Secret (charts/aad-pod-identity/templates/mic-secret.yaml). */
  readonly key: string;
  /** Key of the Helm value `adminsecret`. */
  readonly value: string;
  /** Whether it is for a managed identity only. */
  readonly msi?: boolean;
  /** Whether MIC reads it for a service principal, or for every identity; undefined when neither. */
  readonly needed?: 'principal' | 'always';
}

/** Environment variable of MIC: whether it signs in as a managed identity. */
export const USE_MSI = 'USE_MSI';

export const MIC_CREDENTIALS: readonly MicCredential[] = [
  { variable: 'CLOUD', key: 'Cloud', value: 'cloud', needed: 'always' },
  { variable: 'SUBSCRIPTION_ID', key: 'SubscriptionID', value: 'subscriptionID', needed: 'always' },
  { variable: 'RESOURCE_GROUP', key: 'ResourceGroup', value: 'resourceGroup', needed: 'always' },
  { variable: 'VM_TYPE', key: 'VMType', value: 'vmType' },
  { variable: 'TENANT_ID', key: 'TenantID', value: 'tenantID', needed: 'principal' },
  { variable: 'CLIENT_ID', key: 'ClientID', value: 'clientID', needed: 'principal' },
  { variable: 'CLIENT_SECRET', key: 'ClientSecret', value: 'clientSecret', needed: 'principal' },
  { variable: USE_MSI, key: 'UseMSI', value: 'useMSI', msi: true },
  {
    variable: 'USER_ASSIGNED_MSI_CLIENT_ID',
    key: 'UserAssignedMSIClientID',
    value: 'userAssignedMSIClientID',
    msi: true,
  },
];
