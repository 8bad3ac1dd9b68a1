import { mapOf } from '../../manifests/manifest';
import { BINDING, documents, IDENTITY } from '../examples/custom-resource-examples';
import { customResourcesOf } from '../facts/custom-fields';
import type { Rule } from '../rule';

const AUTHORED = `apiVersion: aadpodidentity.k8s.io/v1
kind: AzureAssignedIdentity
metadata:
  name: orders-0-shop-orders
  namespace: shop
spec:
  pod: orders-0
  podNamespace: shop
`;

export const assignedIdentityAuthored: Rule = {
  id: 'assigned-identity-authored',
  title: 'An AzureAssignedIdentity is written by hand',
  severity: 'error',
  why: 'MIC makes an AzureAssignedIdentity for each pod and identity, and deletes all that it would not make.',
  symptom: 'The object is gone after the next cycle of MIC; a GitOps tool makes it again and again.',
  bad: documents(IDENTITY, BINDING, AUTHORED),
  good: documents(IDENTITY, BINDING),
  source: 'pkg/mic/mic.go, getAzureAssignedIDsToDelete',
  check: (checked) =>
    customResourcesOf(checked, 'AzureAssignedIdentity')
      // Read from a cluster it is what MIC has made.
      .filter(({ metadata }) => metadata.uid === undefined && metadata.resourceVersion === undefined)
      .map((object) => ({
        object,
        path: [],
        message: `MIC makes AzureAssignedIdentities, and deletes this one${mapOf(object.value.spec).pod === undefined ? '' : ' unless it would make the same'}. Leave it out: an AzureIdentity and an AzureIdentityBinding are enough`,
      })),
};
