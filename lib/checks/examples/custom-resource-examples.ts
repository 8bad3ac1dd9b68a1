// What the examples of rules are made of: one right set of objects, of which each changes what it shows.

/** Documents of one text. */
export const documents = (...texts: readonly string[]): string => texts.join('---\n');

export const IDENTITY = `apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentity
metadata:
  name: orders
  namespace: shop
  annotations:
    aadpodidentity.k8s.io/Behavior: namespaced
spec:
  type: 0
  resourceID: /subscriptions/3f0c4b52-6d0a-4d3c-9a53-0f5e5d7a9b10/resourceGroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/orders
  clientID: 0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42
`;

/** One that pods of every namespace may use. */
export const SHARED_IDENTITY = IDENTITY.replace(/ {2}annotations:\n.*\n/, '');

export const BINDING = `apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentityBinding
metadata:
  name: orders-binding
  namespace: shop
spec:
  azureIdentity: orders
  selector: orders
`;

export const WORKLOAD = `apiVersion: apps/v1
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
        aadpodidbinding: orders
    spec:
      containers:
        - name: orders
          image: registry.example/orders:1
`;

/** A text in which one part is another. */
export function changed(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`no ${JSON.stringify(from)} in the example`);
  return text.replace(from, to);
}
