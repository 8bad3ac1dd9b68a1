import { RESOURCE_ID } from './ids';

/** Manifests for tests of Workload Identity. */
export const ISSUER = 'https://westeurope.oic.prod-aks.azure.com/72f988bf-86f1-41af-91ab-2d7cd011db47/0b9f5c3e/';
export const OTHER_ISSUER = 'https://northeurope.oic.prod-aks.azure.com/72f988bf-86f1-41af-91ab-2d7cd011db47/7d1f2a60/';
export const AUDIENCE = 'api://AzureADTokenExchange';
export const USE = { 'azure.workload.identity/use': 'true' };

/** The resource id of another managed identity than that of `identity`. */
export const resourceId = (name: string) => RESOURCE_ID.replace(/orders$/, name);

/** A client id that is easy to read. */
export const client = (number: number) => `00000000-0000-4000-8000-00000000000${number}`;

export const account = (namespace: string, name: string, annotations: { [key: string]: string } = {}) => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace, annotations },
});

export const withClientId = (namespace: string, name: string, clientId: string) =>
  account(namespace, name, { 'azure.workload.identity/client-id': clientId });

/** A Deployment with annotations of its pods. */
export const workload = (
  namespace: string,
  name: string,
  pod: { labels?: object; annotations?: object; account?: string; spec?: object } = {},
) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace },
  spec: {
    template: {
      metadata: { labels: pod.labels ?? {}, annotations: pod.annotations ?? {} },
      spec: {
        containers: [{ name: 'main', image: 'registry.example/main:1' }],
        ...(pod.account !== undefined && { serviceAccountName: pod.account }),
        ...pod.spec,
      },
    },
  },
});

/** A federated credential as an object of Azure Service Operator. */
export const credential = (namespace: string, subject: string, owner: string, spec: object = {}) => ({
  apiVersion: 'managedidentity.azure.com/v1api20230131',
  kind: 'FederatedIdentityCredential',
  metadata: { name: `c-${subject.replaceAll(':', '-').toLowerCase()}-${owner.split('/').at(-1)}`, namespace },
  spec: { owner: { armId: owner }, issuer: ISSUER, subject, audiences: [AUDIENCE], ...spec },
});

/** The same as `az identity federated-credential list` prints it. */
export const listed = (subject: string, owner: string, rest: object = {}) => ({
  audiences: [AUDIENCE],
  id: `${owner.replace('/resourceGroups/', '/resourcegroups/')}/federatedIdentityCredentials/prod`,
  issuer: ISSUER,
  name: 'prod',
  resourceGroup: 'shop',
  subject,
  systemData: null,
  type: 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials',
  ...rest,
});

/** A volume with a token for Entra ID, and a mount of it. */
export const TOKEN_VOLUME = {
  name: 'token',
  projected: { sources: [{ serviceAccountToken: { audience: AUDIENCE, path: 'token' } }] },
};
export const TOKEN_MOUNT = { name: 'token', mountPath: '/var/run/secrets/azure' };
