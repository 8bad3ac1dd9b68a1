import { INJECT_PROXY_ANNOTATION } from '../../upstream/workload-identity';
import { listOf } from '../../validate/format';
import { changed, documents } from '../examples/custom-resource-examples';
import { ACCOUNT, PROXIED_WORKLOAD } from '../examples/workload-identity-examples';
import { type CalledWorkload, proxiedWorkloads, tokenContainersOf } from '../facts/called-workloads';
import { type Container, runsAnything } from '../facts/containers';
import { inFrontOfProxy, runsTokenRequest } from '../facts/token-requests';
import { type Rule, type RuleFinding, Severity } from '../rule';

const withInit = (command: string) =>
  changed(
    PROXIED_WORKLOAD,
    '      containers:\n',
    `      initContainers:
        - name: settings
          image: registry.example/settings:1
          command: ${command}
      containers:
`,
  );

export const initContainerBeforeProxy: Rule = {
  id: 'init-container-before-proxy',
  title: 'An init container runs before requests are redirected to the proxy of Workload Identity',
  severity: Severity.WARNING,
  why: 'The webhook adds the redirect after the init containers of the pod. Their requests to the metadata service do not reach the proxy.',
  symptom: 'The init container gets no token, or that of another identity of the node; the other containers do.',
  bad: documents(ACCOUNT, withInit('[az, login, --identity]')),
  good: documents(ACCOUNT, withInit('[sh, -c, "until nc -z orders-db 5432; do sleep 1; done"]')),
  source: 'Azure/azure-workload-identity, pkg/webhook/webhook.go, injectProxyInitContainer',
  // NMI answers them where pods have an identity by pod identity.
  check: (checked) => proxiedWorkloads(checked).flatMap((one) => (one.assigned.length > 0 ? [] : findingsOf(one))),
};

function findingsOf(called: CalledWorkload): RuleFinding[] {
  const before = inFrontOfProxy(tokenContainersOf(called));
  const asking = before.find(runsTokenRequest);
  const unknown = before.filter((container) => !runsAnything(container) && !isWaiting(container));
  const [first] = asking ? [asking] : unknown;
  if (!first) return [];
  const names = listOf(unknown.map(({ value }) => String(value.name)));
  const who = asking
    ? `The init container "${asking.value.name}" requests a token`
    : `The init ${unknown.length > 1 ? `containers ${names} run` : `container ${names} runs`}`;
  const { manifest } = called.workload;
  return [
    {
      object: manifest,
      path: asking ? asking.path : [...called.annotationsPath, INJECT_PROXY_ANNOTATION],
      ...(!asking && { severity: Severity.INFO }),
      message: `${who} before requests are redirected to the proxy. ${asking ? 'It gets' : 'Requests to the metadata service from there get'} no token of Workload Identity. Exchange the token there, or request it in the containers.`,
    },
  ];
}

/** Sidecars keep running after the redirect is there, and images of shells do nothing with tokens. */
const isWaiting = ({ value }: Container) =>
  value.restartPolicy === 'Always' || /(?:^|\/)(?:busybox|alpine|istio|proxyv2|linkerd)/.test(String(value.image));
