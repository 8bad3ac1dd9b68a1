import { changed } from '../examples/custom-resource-examples';
import { AKS_EXCEPTION } from '../examples/exception-examples';
import { type Rule, Severity } from '../rule';

export const exceptionWithoutLabels: Rule = {
  id: 'exception-without-labels',
  title: 'An exception has no labels',
  severity: Severity.WARNING,
  why: 'An exception covers pods with one of its podLabels. Without labels it covers no pod, not all.',
  symptom: 'Token requests of the pods that it is for fail with 404.',
  bad: changed(AKS_EXCEPTION, '  podLabels:\n    kubernetes.azure.com/managedby: aks\n', '  podLabels: {}\n'),
  good: AKS_EXCEPTION,
  source: 'pkg/pod/pod.go, labelInExceptionList',
  check: ({ cluster }) =>
    cluster.exceptions
      .filter(({ podLabels }) => Object.keys(podLabels).length === 0)
      .map(({ manifest }) => ({
        object: manifest,
        path: ['spec', 'podLabels'],
        message: 'The exception has no podLabels. It covers no pod. Write a label of the pods to except.',
      })),
};
