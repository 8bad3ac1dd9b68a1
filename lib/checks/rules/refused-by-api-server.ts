import { fieldAt } from '../../validate/path';
import { type Rule, Severity } from '../rule';

/** The reason says what to write. */
const HINT = /\. (?:Put it in quotes|Remove the quotes|Write .+)$/;

/** Refusals that no other rule explains better. */
export const refusedByApiServer: Rule = {
  id: 'refused-by-api-server',
  title: 'The API server refuses the object',
  severity: Severity.ERROR,
  why: 'The schema of its kind, or the rules for names, labels and annotations, do not allow one of its values. kubectl apply continues with the other objects, which then refer to an object that does not exist.',
  symptom: 'kubectl apply, Argo CD or Flux reports the object as invalid; the others are applied.',
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
      message: `The API server refuses ${fieldAt(path)}: ${reason}. The object is not applied.${HINT.test(reason) ? '' : ' Write an allowed value.'}`,
    })),
};
