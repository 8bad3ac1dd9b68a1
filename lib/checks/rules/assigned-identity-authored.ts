import { mapOf } from '../../manifests/manifest';
import { BINDING, documents, IDENTITY } from '../examples/custom-resource-examples';
import { customResourcesOf } from '../facts/custom-fields';
import { type Rule, Severity } from '../rule';

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
  title: 'A manifest contains an AzureAssignedIdentity',
  severity: Severity.ERROR,
  why: 'MIC creates an AzureAssignedIdentity for each pod and identity, and deletes every other.',
  symptom: 'MIC deletes the object in its next cycle; a GitOps tool creates it again and again.',
  bad: documents(IDENTITY, BINDING, AUTHORED),
  good: documents(IDENTITY, BINDING),
  source: 'pkg/mic/mic.go, getAzureAssignedIDsToDelete',
  check: (checked) =>
    customResourcesOf(checked, 'AzureAssignedIdentity')
      // An object exported from a cluster was created by MIC.
      .filter(({ metadata }) => metadata.uid === undefined && metadata.resourceVersion === undefined)
      .map((object) => ({
        object,
        path: [],
        message: `Only MIC should create AzureAssignedIdentity objects. MIC deletes this one${mapOf(object.value.spec).pod === undefined ? '' : ', unless it would create the same'}. Remove it; an AzureIdentity and an AzureIdentityBinding are enough.`,
      })),
};
