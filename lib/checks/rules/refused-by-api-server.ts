import { fieldOf } from '../../manifests/refusal';
import { BINDING, changed, documents, IDENTITY } from '../examples';
import type { Rule } from '../rule';

export const refusedByApiServer: Rule = {
  id: 'refused-by-api-server',
  title: 'The API server refuses the object',
  severity: 'error',
  why: 'Names of Azure may have letters in upper case and "_", names of Kubernetes may not; labels, selectors and names must be text, which 123, true and on are not without quotes.',
  symptom: 'kubectl apply ends with an error for this object; the others are applied.',
  bad: changed(IDENTITY, 'name: orders', 'name: Orders_EU'),
  good: documents(
    changed(IDENTITY, 'name: orders', 'name: orders-eu'),
    BINDING.replace('azureIdentity: orders', 'azureIdentity: orders-eu'),
  ),
  source: 'k8s.io/apimachinery/pkg/util/validation; charts/aad-pod-identity/crds/crd.yaml',
  check: ({ cluster }) =>
    cluster.refusals.map(({ manifest, path, reason }) => ({
      object: manifest,
      path,
      message: `${fieldOf(path)}: ${reason}. Nothing of the object will be in the cluster`,
    })),
};
