import { changed } from '../examples/custom-resource-examples';
import { AKS_EXCEPTION, isForAks } from '../facts/aks-exception';
import type { Rule } from '../rule';

export const aksExceptionElsewhere: Rule = {
  id: 'aks-exception-elsewhere',
  title: 'The exception for the add-ons of AKS is in another namespace than theirs',
  severity: 'warning',
  why: 'Exceptions count for pods of their own namespace. The add-ons of AKS run in kube-system; what moves all objects to one namespace, as kustomize can, moves the exception away from them.',
  symptom: 'Add-ons such as the monitoring agent wait about 80 seconds for each token and get a 404.',
  bad: changed(AKS_EXCEPTION, 'namespace: kube-system', 'namespace: identity'),
  good: AKS_EXCEPTION,
  source: 'pkg/crd/crd.go, ListPodIdentityExceptions; deploy/infra/mic-exception.yaml',
  check: ({ cluster }) =>
    cluster.exceptions
      .filter((exception) => isForAks(exception) && exception.namespace !== 'kube-system')
      .map(({ manifest, namespace }) => ({
        object: manifest,
        path: manifest.hasNamespace ? ['metadata', 'namespace'] : ['metadata'],
        message: `the exception is for the add-ons of AKS, which are in kube-system, but is in namespace ${namespace}, where it excepts nothing of theirs: they get no tokens. Write namespace: kube-system`,
        fix: 'namespace: kube-system',
      })),
};
