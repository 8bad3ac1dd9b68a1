import { Cloud } from './clouds';

/** Where tokens are requested, by cloud (github.com/Azure/go-autorest, autorest/azure/environments.go). */
const HOSTS: { readonly [cloud in Exclude<Cloud, Cloud.AZURE_STACK_CLOUD>]: string } = {
  [Cloud.AZURE_CLOUD]: 'https://login.microsoftonline.com/',
  [Cloud.AZURE_PUBLIC_CLOUD]: 'https://login.microsoftonline.com/',
  [Cloud.AZURE_CHINA_CLOUD]: 'https://login.chinacloudapi.cn/',
  [Cloud.AZURE_GERMAN_CLOUD]: 'https://login.microsoftonline.de/',
  [Cloud.AZURE_US_GOVERNMENT]: 'https://login.microsoftonline.us/',
  [Cloud.AZURE_US_GOVERNMENT_CLOUD]: 'https://login.microsoftonline.us/',
};

/** Names of the clouds whose host is known: that of Azure Stack is in a file of the webhook. */
export const CLOUDS_WITH_HOST: readonly string[] = Object.keys(HOSTS);

/** The host of a cloud, by its name in any case; undefined when it is not known. */
export function authorityHostOf(cloud: string): string | undefined {
  const name = CLOUDS_WITH_HOST.find((known) => known.toLowerCase() === cloud.toLowerCase());
  return name === undefined ? undefined : HOSTS[name as keyof typeof HOSTS];
}
