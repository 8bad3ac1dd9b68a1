import { NMI } from '../examples/controller-examples';
import { changed, documents } from '../examples/custom-resource-examples';
import { AKS_EXCEPTION, OTHER_EXCEPTION } from '../examples/exception-examples';
import { isForAks } from '../facts/aks-exception';
import { controllersOf } from '../facts/controllers';
import { type Rule, Severity } from '../rule';

const IN_KUBE_SYSTEM = changed(OTHER_EXCEPTION, 'namespace: monitoring', 'namespace: kube-system');

export const aksExceptionMissing: Rule = {
  id: 'aks-exception-missing',
  title: 'There is no exception for AKS add-ons',
  severity: Severity.WARNING,
  why: 'AKS add-ons in kube-system ask the metadata service for tokens of the node. Without an exception, NMI handles these requests as if they came from pods with the label.',
  symptom: 'Add-ons such as the monitoring agent wait about 80 seconds for each token and get 404.',
  bad: documents(NMI, IN_KUBE_SYSTEM),
  good: documents(NMI, IN_KUBE_SYSTEM, AKS_EXCEPTION),
  source: 'pkg/nmi/server/server.go, msiHandler; deploy/infra/mic-exception.yaml',
  check: (checked) => {
    const { exceptions } = checked.cluster;
    // With no exceptions at all, they are probably in other files, as in upstream's deployment.
    if (exceptions.length === 0 || exceptions.some(isForAks)) return [];
    return controllersOf(checked, 'nmi')
      .filter(({ release }) => release.has('exceptsAksAddons') !== false)
      .slice(0, 1)
      .map(({ workload: { manifest } }) => ({
        object: manifest,
        path: [],
        message:
          'There is no AzurePodIdentityException for the AKS add-ons in kube-system. Their token requests fail with 404. Add one with podLabels kubernetes.azure.com/managedby: aks.',
        // Exceptions of other namespaces say nothing about it.
        absence: { isNear: exceptions.some(({ namespace }) => namespace === 'kube-system') },
      }));
  },
};
