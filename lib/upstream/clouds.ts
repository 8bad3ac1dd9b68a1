/**
 * Names of the Azure clouds that MIC starts with, in any case (github.com/Azure/go-autorest, autorest/azure,
 * EnvironmentFromName).
 */
export enum Cloud {
  /** Another name of `AZURE_PUBLIC_CLOUD`. */
  AZURE_CLOUD = 'AzureCloud',
  /** Azure. */
  AZURE_PUBLIC_CLOUD = 'AzurePublicCloud',
  /** Azure in China, operated by 21Vianet. */
  AZURE_CHINA_CLOUD = 'AzureChinaCloud',
  /** Azure Germany, closed in 2021. */
  AZURE_GERMAN_CLOUD = 'AzureGermanCloud',
  /** Another name of `AZURE_US_GOVERNMENT_CLOUD`. */
  AZURE_US_GOVERNMENT = 'AzureUSGovernment',
  /** Azure Government of the United States. */
  AZURE_US_GOVERNMENT_CLOUD = 'AzureUSGovernmentCloud',
  /** Azure Stack, described by a file of the node: `customCloudConfig`. */
  AZURE_STACK_CLOUD = 'AzureStackCloud',
}

export const CLOUDS: readonly Cloud[] = Object.values(Cloud);

/** Whether MIC starts with this name of a cloud. */
export function isCloud(name: string): boolean {
  return CLOUDS.some((cloud) => cloud.toLowerCase() === name.toLowerCase());
}
