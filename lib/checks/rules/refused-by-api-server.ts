import { fieldOf } from '../../manifests/refusal';
import type { Rule } from '../rule';

/** What no other rule knows more about. */
export const refusedByApiServer: Rule = {
  id: 'refused-by-api-server',
  title: 'The API server refuses the object',
  severity: 'error',
  why: 'The schema of its kind, or the rules for names, labels and annotations, do not allow a value of it. An apply of several objects goes on without it, so that the others refer to something that is not there.',
  symptom: 'kubectl apply, Argo CD or Flux says that the object is invalid; the others are applied.',
  bad: `apiVersion: aadpodidentity.k8s.io/v1
kind: AzurePodIdentityException
metadata:
  name: node-agent
  namespace: shop
spec:
  podLabels:
    node-agent: true
`,
  good: `apiVersion: aadpodidentity.k8s.io/v1
kind: AzurePodIdentityException
metadata:
  name: node-agent
  namespace: shop
spec:
  podLabels:
    node-agent: "true"
`,
  source: 'charts/aad-pod-identity/crds/crd.yaml; k8s.io/apimachinery/pkg/util/validation',
  check: ({ cluster }) =>
    cluster.refusals.map(({ manifest, path, reason }) => ({
      object: manifest,
      path,
      message: `${fieldOf(path)}: ${reason}. The API server refuses the object.`,
    })),
};
