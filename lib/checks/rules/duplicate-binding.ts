import type { Binding } from '../../simulation/custom-resources';
import { type Rule, Severity } from '../rule';

export const duplicateBinding: Rule = {
  id: 'duplicate-binding',
  title: 'Two bindings of a namespace have the same identity and selector',
  severity: Severity.WARNING,
  why: 'MIC uses only one of them. Deleting the other does not end the access.',
  symptom: 'None; the AzureAssignedIdentity names one of the two bindings.',
  bad: `apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentity
metadata:
  name: orders
  namespace: shop
  annotations:
    aadpodidentity.k8s.io/Behavior: namespaced
spec:
  type: 0
  resourceID: /subscriptions/6e0a1d0c-7b0e-4c1b-9a53-0f5a2f1d3c11/resourceGroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/orders
  clientID: 0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42
---
apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentityBinding
metadata:
  name: orders-binding
  namespace: shop
spec:
  azureIdentity: orders
  selector: orders
---
apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentityBinding
metadata:
  name: orders-binding-2
  namespace: shop
spec:
  azureIdentity: orders
  selector: orders
`,
  good: `apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentity
metadata:
  name: orders
  namespace: shop
  annotations:
    aadpodidentity.k8s.io/Behavior: namespaced
spec:
  type: 0
  resourceID: /subscriptions/6e0a1d0c-7b0e-4c1b-9a53-0f5a2f1d3c11/resourceGroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/orders
  clientID: 0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42
---
apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentityBinding
metadata:
  name: orders-binding
  namespace: shop
spec:
  azureIdentity: orders
  selector: orders
`,
  source: 'pkg/mic/mic.go',
  check: ({ cluster }) => {
    const seen = new Map<string, Binding>();
    return cluster.bindings.flatMap((binding) => {
      const { namespace, azureIdentity, selector, manifest } = binding;
      // Other rules report empty fields.
      if (azureIdentity === '' || selector === '') return [];
      const key = `${namespace}\n${azureIdentity}\n${selector}`;
      const first = seen.get(key);
      if (!first) {
        seen.set(key, binding);
        return [];
      }
      const message = `AzureIdentityBinding ${namespace}/${first.name} has the same selector and the same azureIdentity. MIC uses only one of them. Delete one.`;
      return [{ object: manifest, path: ['spec'], message }];
    });
  },
};
