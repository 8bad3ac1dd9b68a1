import { type FieldPath, mapOf } from '../../manifests/manifest';
import { PROXY_CONTAINER, PROXY_INIT_CONTAINER } from '../../upstream/webhook-pod';
import { PROXY_USER } from '../../upstream/workload-identity';
import { changed, documents } from '../examples/custom-resource-examples';
import { ACCOUNT, PROXIED_WORKLOAD } from '../examples/workload-identity-examples';
import { type CalledWorkload, proxiedWorkloads } from '../facts/called-workloads';
import { containersOf } from '../facts/containers';
import { type Rule, type RuleFinding, Severity } from '../rule';

const SECURITY = ['securityContext', 'runAsUser'];
const CONTEXT = 'securityContext:\n';

export const proxyWithOtherUser: Rule = {
  id: 'proxy-with-other-user',
  title: 'The proxy of Workload Identity runs as another user than its redirect expects',
  severity: Severity.WARNING,
  why: 'The redirect lets requests of user 1501 pass, which is that of the image of the proxy. runAsUser of the pod is that of the proxy too: as root it does not start, and as another user what it forwards is redirected to itself. Requests of a container that runs as 1501 are not redirected.',
  symptom:
    '"container has runAsNonRoot and image will run as root"; or requests that the proxy forwards to the metadata service time out.',
  bad: documents(
    ACCOUNT,
    changed(PROXIED_WORKLOAD, '    spec:\n', `    spec:\n      ${CONTEXT}        runAsUser: 1000\n`),
  ),
  good: documents(
    ACCOUNT,
    changed(
      PROXIED_WORKLOAD,
      'image: registry.example/orders:1\n',
      `image: registry.example/orders:1\n          ${CONTEXT}            runAsUser: 1000\n`,
    ),
  ),
  source: 'Azure/azure-workload-identity, init/init-iptables.sh; docker/proxy.Dockerfile; issue 1009',
  check: (checked) => proxiedWorkloads(checked).flatMap(findingsOf),
};

function findingsOf({ workload, spec, specPath }: CalledWorkload): RuleFinding[] {
  const { manifest: object } = workload;
  const ofPod = mapOf(spec.securityContext).runAsUser;
  const path: FieldPath = [...specPath, ...SECURITY];
  if (ofPod === 0) {
    return [
      {
        ...{ object, path, severity: Severity.ERROR },
        message:
          'The pods run as root, and so would the proxy, which refuses that. The pods do not start. Write runAsUser in the containers instead.',
      },
    ];
  }
  const bypassing = containersOf(workload).find(({ value }) => {
    if ([PROXY_CONTAINER, PROXY_INIT_CONTAINER].includes(String(value.name))) return false;
    return (mapOf(value.securityContext).runAsUser ?? ofPod) === PROXY_USER;
  });
  if (bypassing) {
    const isOwn = mapOf(bypassing.value.securityContext).runAsUser !== undefined;
    return [
      {
        ...{ object, path: isOwn ? [...bypassing.path, ...SECURITY] : path, severity: Severity.ERROR },
        message: `The container ${bypassing.value.name} runs as user ${PROXY_USER}, whose requests are not redirected to the proxy. It gets no token from the metadata service. Write another user.`,
      },
    ];
  }
  if (typeof ofPod !== 'number' || ofPod === PROXY_USER) return [];
  return [
    {
      ...{ object, path },
      message: `The pods run as user ${ofPod}, and so does the proxy. What it forwards to the metadata service is redirected to itself. Write runAsUser in the containers instead.`,
    },
  ];
}
