import { CLIENT_ID, RESOURCE_ID } from './ids';

/** An identity with its binding. */
export const IDENTITY = `apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentity
metadata:
  name: orders
  namespace: shop
  annotations:
    aadpodidentity.k8s.io/Behavior: namespaced
spec:
  type: 0
  resourceID: ${RESOURCE_ID}
  clientID: ${CLIENT_ID}
---
apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentityBinding
metadata:
  name: orders-binding
  namespace: shop
spec:
  azureIdentity: orders
  selector: orders
`;

/** A Deployment with it. */
export const deploymentOf = (name: string, spec = '') => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: shop
spec:
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
        aadpodidbinding: orders
    spec:
${spec}      containers:
        - name: main
          image: example.com/main:1
`;
