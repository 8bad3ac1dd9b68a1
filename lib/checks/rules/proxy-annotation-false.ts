import { INJECT_PROXY_ANNOTATION, PROXY_PORT_ANNOTATION } from '../../upstream/workload-identity';
import { show } from '../../validate/format';
import { documents } from '../examples/custom-resource-examples';
import { ACCOUNT, annotated, TOKEN_WORKLOAD } from '../examples/workload-identity-examples';
import { calledWorkloads, isMeantAsNo } from '../facts/called-workloads';
import { proxyPortOf, refuserOfPort } from '../facts/proxy-port';
import { type Rule, Severity } from '../rule';

export const proxyAnnotationFalse: Rule = {
  id: 'proxy-annotation-false',
  title: 'The annotation inject-proxy-sidecar is "false", which injects the proxy',
  severity: Severity.WARNING,
  why: 'The webhook of Workload Identity injects the proxy when the annotation is there, whatever its value is.',
  symptom: 'The pods have the containers azwi-proxy and azwi-proxy-init, the second one privileged.',
  bad: documents(ACCOUNT, annotated(`${INJECT_PROXY_ANNOTATION}: "false"`)),
  good: documents(ACCOUNT, TOKEN_WORKLOAD),
  source: 'Azure/azure-workload-identity, pkg/webhook/webhook.go, shouldInjectProxySidecar; issue 1210',
  check: (checked) =>
    calledWorkloads(checked).flatMap(({ workload, annotations, annotationsPath }) => {
      const value = annotations[INJECT_PROXY_ANNOTATION];
      if (value === undefined || !isMeantAsNo(value)) return [];
      // Without the annotation, the webhook reads no port, and takes the host network.
      const isRefused = workload.hostNetwork || proxyPortOf({ annotations }) === undefined;
      const refuser = workload.hostNetwork ? 'webhook' : refuserOfPort(annotations[PROXY_PORT_ANNOTATION] ?? '');
      const effect = isRefused
        ? `The pods would get the proxy, which their ${workload.hostNetwork ? 'host network' : 'proxy port'} does not allow. The ${refuser} refuses them`
        : 'The pods get the proxy, with a privileged init container';
      return [
        {
          object: workload.manifest,
          path: [...annotationsPath, INJECT_PROXY_ANNOTATION],
          isKey: true,
          message: `The annotation ${INJECT_PROXY_ANNOTATION} is ${show(value)}, and the webhook looks only whether it is there. ${effect}. Remove the annotation.`,
          ...(isRefused && { severity: Severity.ERROR }),
        },
      ];
    }),
};
