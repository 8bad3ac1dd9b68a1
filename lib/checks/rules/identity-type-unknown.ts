import { show } from '../../validate/format';
import type { Rule } from '../rule';

const TYPES = '0 (user-assigned managed identity), 1 (service principal) or 2 (service principal with certificate)';

export const identityTypeUnknown: Rule = {
  id: 'identity-type-unknown',
  title: 'The type of an AzureIdentity is none of 0, 1 and 2',
  severity: 'error',
  why: 'NMI knows how to get a token for three types. MIC assigns an identity of any other type as if nothing were wrong. The API server refuses a type in quotes.',
  symptom:
    'The AzureAssignedIdentity is in state Assigned, and every request for a token gets a 503; a type in quotes: "Invalid value" when it is applied.',
  bad: `apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentity
metadata:
  name: orders
  namespace: shop
  annotations:
    aadpodidentity.k8s.io/Behavior: namespaced
spec:
  type: 3
  resourceID: /subscriptions/6e0a1d0c-7b0e-4c1b-9a53-0f5a2f1d3c11/resourceGroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/orders
  clientID: 0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42
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
`,
  source: 'pkg/nmi/standard.go, pkg/nmi/managed.go; charts/aad-pod-identity/crds/crd.yaml',
  check: ({ cluster }) => {
    const path = ['spec', 'type'];
    const refused = new Set(
      cluster.refusals.filter((refusal) => refusal.path.join() === path.join()).map(({ manifest }) => manifest),
    );
    return cluster.identities.flatMap(({ manifest, type }) => {
      if ([0, 1, 2].includes(type) && !refused.has(manifest)) return [];
      const given = manifest.at(path);
      const isText = typeof given === 'string';
      const meant = isText ? [0, 1, 2].find((known) => String(known) === given.trim()) : undefined;
      const happens = isText ? 'The API server refuses the object' : 'NMI answers every request for a token with 503';
      return [
        {
          object: manifest,
          path,
          message: `spec.type: got ${show(given)}; allowed: ${TYPES}${isText ? ', without quotes' : ''}. ${happens}.`,
          ...(meant !== undefined && { fix: `type: ${meant}` }),
        },
      ];
    });
  },
};
