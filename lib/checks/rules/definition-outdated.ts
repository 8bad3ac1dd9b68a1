import { definition, definitionAdvice, definitionsOf } from '../facts/definitions';
import { isAtLeast } from '../facts/kubernetes-version';
import { type Rule, Severity } from '../rule';

const FIELDS = ['azureIdentity', 'selector', 'weight', 'metadata'];

export const definitionOutdated: Rule = {
  id: 'definition-outdated',
  title: 'A CRD uses an API version that Kubernetes has removed',
  severity: Severity.ERROR,
  why: 'Kubernetes 1.22 and newer have CustomResourceDefinition in apiextensions.k8s.io/v1 only. Helm does not upgrade the CRDs of a chart.',
  symptom: 'no matches for kind "CustomResourceDefinition" in version "apiextensions.k8s.io/v1beta1"',
  options: { kubernetesVersion: '1.29' },
  bad: definition('v1beta1', FIELDS),
  good: definition('v1', FIELDS),
  source: 'charts/aad-pod-identity/crds/crd.yaml',
  check: (checked) => {
    const { kubernetesVersion } = checked.options;
    if (kubernetesVersion !== undefined && !isAtLeast(kubernetesVersion, 1, 22)) return [];
    return [...definitionsOf(checked).values()]
      .filter(({ apiVersion }) => apiVersion === 'apiextensions.k8s.io/v1beta1')
      .map((object) => ({
        object,
        path: ['apiVersion'],
        message: `Kubernetes 1.22 and newer do not have apiextensions.k8s.io/v1beta1. The API server refuses the CRD. ${definitionAdvice(checked)}`,
        ...(kubernetesVersion === undefined && { severity: Severity.WARNING }),
      }));
  },
};
