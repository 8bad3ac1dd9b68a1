import { changed } from '../examples/custom-resource-examples';
import { AKS_EXCEPTION } from '../facts/aks-exception';
import { isMiscased } from '../facts/custom-fields';
import type { Rule } from '../rule';

export const exceptionWithoutLabels: Rule = {
  id: 'exception-without-labels',
  title: 'An exception has no labels',
  severity: 'warning',
  why: 'An exception catches pods by its podLabels. Without any it catches none; it does not mean all.',
  symptom: 'Token requests of the pods that it is for end with a 404.',
  bad: changed(AKS_EXCEPTION, '  podLabels:\n    kubernetes.azure.com/managedby: aks\n', '  podLabels: {}\n'),
  good: AKS_EXCEPTION,
  source: 'pkg/pod/pod.go, labelInExceptionList',
  check: ({ cluster }) =>
    cluster.exceptions
      .filter(
        ({ podLabels, manifest }) =>
          Object.keys(podLabels).length === 0 && !isMiscased(manifest, ['spec'], 'podLabels'),
      )
      .map(({ manifest }) => ({
        object: manifest,
        path: ['spec', 'podLabels'],
        message:
          'the exception has no podLabels, and catches no pod. Write a label of the pods that are to be excepted',
      })),
};
