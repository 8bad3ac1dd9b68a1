import { PROXY_PORT_ANNOTATION } from '../../upstream/workload-identity';
import { show } from '../../validate/format';
import { documents } from '../examples/custom-resource-examples';
import { ACCOUNT, proxiedWith } from '../examples/workload-identity-examples';
import { proxiedWorkloads } from '../facts/called-workloads';
import { proxyPortOf, refuserOfPort } from '../facts/proxy-port';
import { type Rule, Severity } from '../rule';

export const proxyPortInvalid: Rule = {
  id: 'proxy-port-invalid',
  title: 'The port of the proxy of Workload Identity is no port',
  severity: Severity.ERROR,
  why: 'The webhook refuses pods with a port that is no number, an empty one too; and the API server refuses a container with a port outside of 1 to 65535.',
  symptom:
    'The ReplicaSet has no pods; its events say "failed to parse proxy sidecar port", or "must be between 1 and 65535".',
  bad: documents(ACCOUNT, proxiedWith(`${PROXY_PORT_ANNOTATION}: http`)),
  good: documents(ACCOUNT, proxiedWith(`${PROXY_PORT_ANNOTATION}: "8001"`)),
  source: 'Azure/azure-workload-identity, pkg/webhook/webhook.go, getProxyPort',
  check: (checked) =>
    proxiedWorkloads(checked)
      .filter((called) => proxyPortOf(called) === undefined)
      .map(({ workload, annotations, annotationsPath }) => {
        const given = annotations[PROXY_PORT_ANNOTATION] ?? '';
        const meant = proxyPortOf({ annotations: { [PROXY_PORT_ANNOTATION]: given.trim() } });
        return {
          object: workload.manifest,
          path: [...annotationsPath, PROXY_PORT_ANNOTATION],
          message: `The annotation ${PROXY_PORT_ANNOTATION} is ${show(given)}, which is no port. The ${refuserOfPort(given)} refuses the pods. Write ${meant ?? 'a port from 1 to 65535'}.`,
          ...(meant !== undefined && { fix: `${PROXY_PORT_ANNOTATION}: "${meant}"` }),
        };
      }),
};
