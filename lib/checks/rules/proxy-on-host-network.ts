import { changed, documents } from '../examples/custom-resource-examples';
import { ACCOUNT, PROXIED_WORKLOAD } from '../examples/workload-identity-examples';
import { proxiedWorkloads } from '../facts/called-workloads';
import { type Rule, Severity } from '../rule';

export const proxyOnHostNetwork: Rule = {
  id: 'proxy-on-host-network',
  title: 'Pods with the proxy of Workload Identity use the host network',
  severity: Severity.ERROR,
  why: 'The proxy redirects the requests of its pod. On the host network those would be the requests of the node, so the webhook refuses the pods.',
  symptom: 'The ReplicaSet has no pods; its events say "hostNetwork is set to true, cannot inject proxy sidecar".',
  bad: documents(ACCOUNT, changed(PROXIED_WORKLOAD, '    spec:\n', '    spec:\n      hostNetwork: true\n')),
  good: documents(ACCOUNT, PROXIED_WORKLOAD),
  source: 'Azure/azure-workload-identity, pkg/webhook/webhook.go, Handle',
  check: (checked) =>
    proxiedWorkloads(checked)
      .filter(({ workload }) => workload.hostNetwork)
      .map(({ workload, specPath }) => ({
        object: workload.manifest,
        path: [...specPath, 'hostNetwork'],
        message:
          'The pods use the host network, where the webhook injects no proxy. It refuses them. Remove the annotation inject-proxy-sidecar, and let the program exchange the token itself; or remove hostNetwork.',
      })),
};
