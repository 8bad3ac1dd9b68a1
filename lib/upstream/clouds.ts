/**
 * Names of the Azure clouds that MIC starts with, in any case (github.com/Azure/go-autorest, autorest/azure,
 * EnvironmentFromName).
 */
export enum Cloud {
  /** Another name of `AZURE_PUBLIC_CLOUD`. */
  AZURE_CLOUD = 'AzureCloud',
  AZURE_PUBLIC_CLOUD = 'AzurePublicCloud',
  AZURE_CHINA_CLOUD = 'AzureChinaCloud',
  AZURE_GERMAN_CLOUD = 'AzureGermanCloud',
  /** Another name of `AZURE_US_GOVERNMENT_CLOUD`. */
  AZURE_US_GOVERNMENT = 'AzureUSGovernment',
  AZURE_US_GOVERNMENT_CLOUD = 'AzureUSGovernmentCloud',
  /** Described by a file of the node, `customCloudConfig`. */
  AZURE_STACK_CLOUD = 'AzureStackCloud',
}

/** Whether MIC starts with this name of a cloud. */
export function isCloud(name: string): boolean {
  return Object.values(Cloud).some((cloud) => cloud.toLowerCase() === name.toLowerCase());
}
