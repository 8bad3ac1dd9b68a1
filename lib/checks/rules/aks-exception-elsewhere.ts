import { changed } from '../examples/custom-resource-examples';
import { AKS_EXCEPTION } from '../examples/exception-examples';
import { isForAks } from '../facts/aks-exception';
import { type Rule, Severity } from '../rule';

export const aksExceptionElsewhere: Rule = {
  id: 'aks-exception-elsewhere',
  title: 'The exception for AKS add-ons is not in kube-system',
  severity: Severity.WARNING,
  why: 'An exception covers pods of its own namespace only, and AKS add-ons run in kube-system. Tools that move all objects to one namespace, such as kustomize, move the exception away from them.',
  symptom: 'Add-ons such as the monitoring agent wait about 80 seconds for each token and get 404.',
  bad: changed(AKS_EXCEPTION, 'namespace: kube-system', 'namespace: identity'),
  good: AKS_EXCEPTION,
  source: 'pkg/crd/crd.go, ListPodIdentityExceptions; deploy/infra/mic-exception.yaml',
  check: ({ cluster }) =>
    cluster.exceptions
      .filter((exception) => isForAks(exception) && exception.namespace !== 'kube-system')
      .map(({ manifest, namespace }) => ({
        object: manifest,
        path: manifest.hasNamespace ? ['metadata', 'namespace'] : ['metadata'],
        message: `The exception is for AKS add-ons, which run in kube-system, but it is in namespace ${namespace}. The add-ons get no tokens. Move it to kube-system.`,
        fix: 'namespace: kube-system',
      })),
};
