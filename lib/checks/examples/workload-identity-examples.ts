import { changed } from './custom-resource-examples';

// What the examples of rules about Workload Identity are made of.

/** A ServiceAccount with a client id. */
export const ACCOUNT = `apiVersion: v1
kind: ServiceAccount
metadata:
  name: orders
  namespace: shop
  annotations:
    azure.workload.identity/client-id: 0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42
`;

/** The same without one. */
export const BARE_ACCOUNT = `apiVersion: v1
kind: ServiceAccount
metadata:
  name: orders
  namespace: shop
`;

/** A workload whose pods use it. */
export const TOKEN_WORKLOAD = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: orders
  namespace: shop
spec:
  selector:
    matchLabels:
      app: orders
  template:
    metadata:
      labels:
        app: orders
        azure.workload.identity/use: "true"
    spec:
      serviceAccountName: orders
      containers:
        - name: orders
          image: registry.example/orders:1
`;

/** The workload with annotations of its pods. */
export const annotated = (annotations: string): string =>
  changed(TOKEN_WORKLOAD, '    spec:\n', `      annotations:\n        ${annotations}\n    spec:\n`);

const INJECT = 'azure.workload.identity/inject-proxy-sidecar: "true"';

/** The workload with the proxy. */
export const PROXIED_WORKLOAD = annotated(INJECT);

/** The same with one more annotation. */
export const proxiedWith = (annotation: string): string => annotated(`${INJECT}\n        ${annotation}`);

/** The workload with variables of its container. */
export const withEnv = (env: string, workload = TOKEN_WORKLOAD): string =>
  changed(
    workload,
    'image: registry.example/orders:1\n',
    `image: registry.example/orders:1\n          env:\n            ${env.replaceAll('\n', '\n            ')}\n`,
  );

/** A federated credential as an object of Azure Service Operator. */
export const CREDENTIAL = `apiVersion: managedidentity.azure.com/v1api20230131
kind: FederatedIdentityCredential
metadata:
  name: orders
  namespace: shop
spec:
  owner:
    armId: /subscriptions/3f0c4b52-6d0a-4d3c-9a53-0f5e5d7a9b10/resourceGroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/orders
  issuer: https://westeurope.oic.prod-aks.azure.com/72f988bf-86f1-41af-91ab-2d7cd011db47/0b9f5c3e/
  subject: system:serviceaccount:shop:orders
  audiences: [api://AzureADTokenExchange]
`;

/** The issuer of the credential. */
export const EXAMPLE_ISSUER =
  'https://westeurope.oic.prod-aks.azure.com/72f988bf-86f1-41af-91ab-2d7cd011db47/0b9f5c3e/';

/** A SecretProviderClass of Azure with one more parameter. */
export const vaultClass = (parameter: string): string => `apiVersion: secrets-store.csi.x-k8s.io/v1
kind: SecretProviderClass
metadata:
  name: orders-vault
  namespace: shop
spec:
  provider: azure
  parameters:
    ${parameter}
    keyvaultName: orders
    tenantId: 72f988bf-86f1-41af-91ab-2d7cd011db47
`;

/** A workload that mounts it. */
export const mountingVault = (workload: string): string =>
  changed(
    workload,
    'image: registry.example/orders:1\n',
    `image: registry.example/orders:1
          volumeMounts:
            - name: vault
              mountPath: /vault
      volumes:
        - name: vault
          csi:
            driver: secrets-store.csi.k8s.io
            readOnly: true
            volumeAttributes:
              secretProviderClass: orders-vault
`,
  );
