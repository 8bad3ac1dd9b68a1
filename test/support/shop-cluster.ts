/** A small cluster with each way to a token but the proxy, and a workload that gets none. */
export const RESOURCE_ID =
  '/subscriptions/00000000-0000-4000-8000-000000000000/resourceGroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities';

const identity = `apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentity
metadata:
  name: orders
  namespace: shop
spec:
  type: 0
  resourceID: ${RESOURCE_ID}/orders
  clientID: 00000000-0000-4000-8000-000000000001
---
apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentityBinding
metadata:
  name: orders
  namespace: shop
spec:
  azureIdentity: orders
  selector: orders
`;

export const workload = (kind: string, namespace: string, name: string, labels: string, spec = '') => `---
apiVersion: apps/v1
kind: ${kind}
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
        ${labels}
    spec:
${spec}      containers:
        - name: main
          image: registry.example/${name}:1
`;

const account = `---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: reports
  namespace: shop
  annotations:
    azure.workload.identity/client-id: 00000000-0000-4000-8000-000000000002
`;

export const SHOP = [
  identity,
  workload('Deployment', 'shop', 'web', 'aadpodidbinding: orders'),
  workload('StatefulSet', 'shop', 'worker', 'aadpodidbinding: orders'),
  workload('Deployment', 'shop', 'lost', 'aadpodidbinding: Orders'),
  account,
  workload(
    'Deployment',
    'shop',
    'reports',
    'azure.workload.identity/use: "true"',
    '      serviceAccountName: reports\n',
  ),
  workload('Deployment', 'kube', 'agent', 'tier: node', '      hostNetwork: true\n'),
].join('');

const web = workload('Deployment', 'shop', 'web', 'aadpodidbinding: orders');
export const OLD = [identity, web, workload('StatefulSet', 'shop', 'worker', 'aadpodidbinding: orders')].join('');
export const NEW = [
  identity,
  workload('Deployment', 'shop', 'api', 'aadpodidbinding: orders'),
  web,
  workload('StatefulSet', 'shop', 'worker', 'aadpodidbinding: other'),
].join('');
