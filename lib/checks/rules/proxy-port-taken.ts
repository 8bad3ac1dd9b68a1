import { type FieldPath, listFrom, mapOf } from '../../manifests/manifest';
import { isProxyImage, PROXY_CONTAINER } from '../../upstream/webhook-pod';
import { INJECT_PROXY_ANNOTATION, PROXY_PORT_ANNOTATION } from '../../upstream/workload-identity';
import { changed, documents } from '../examples/custom-resource-examples';
import { ACCOUNT, PROXIED_WORKLOAD } from '../examples/workload-identity-examples';
import { type CalledWorkload, proxiedWorkloads } from '../facts/called-workloads';
import { containersOf, probesOf } from '../facts/containers';
import { proxyPortOf } from '../facts/proxy-port';
import { type Rule, type RuleFinding, Severity } from '../rule';

const listening = (port: number) =>
  changed(
    PROXIED_WORKLOAD,
    'image: registry.example/orders:1\n',
    `image: registry.example/orders:1\n          ports:\n            - containerPort: ${port}\n`,
  );

export const proxyPortTaken: Rule = {
  id: 'proxy-port-taken',
  title: 'A container listens on the port of the proxy of Workload Identity',
  severity: Severity.ERROR,
  why: 'All containers of a pod share its ports. The proxy listens on port 8000, unless the annotation azure.workload.identity/proxy-sidecar-port names another one.',
  symptom: 'azwi-proxy or the container restarts again and again: "address already in use".',
  bad: documents(ACCOUNT, listening(8000)),
  good: documents(ACCOUNT, listening(8080)),
  source: 'Azure/azure-workload-identity, pkg/webhook/webhook.go, injectProxySidecarContainer; pkg/proxy/proxy.go',
  check: (checked) => proxiedWorkloads(checked).flatMap(findingsOf),
};

function findingsOf(called: CalledWorkload): RuleFinding[] {
  const port = proxyPortOf(called);
  const taken = portsOf(called);
  const [first] = taken.filter(({ number }) => number === port);
  if (!first || port === undefined) return [];
  const numbers = new Set(taken.map(({ number }) => number));
  let free = port + 1;
  while (numbers.has(free)) free++;
  const { workload, annotations, annotationsPath } = called;
  const isNamed = annotations[PROXY_PORT_ANNOTATION] !== undefined;
  if (first.isProxy) {
    return [
      {
        object: workload.manifest,
        path: [...annotationsPath, INJECT_PROXY_ANNOTATION],
        isKey: true,
        message: `The container ${first.container} is a proxy already, and the annotation adds a second one on port ${port}. One of the two fails to start. Remove the annotation, or the container.`,
      },
    ];
  }
  return [
    {
      object: workload.manifest,
      path: isNamed ? [...annotationsPath, PROXY_PORT_ANNOTATION] : first.path,
      message: `The container ${first.container} listens on port ${port}, and so does the proxy. One of the two fails to start. Write another port for the proxy, such as ${free}.`,
      fix: `${PROXY_PORT_ANNOTATION}: "${free}"`,
      ...(!isNamed && { fixIn: annotationsPath }),
    },
  ];
}

interface TakenPort {
  readonly number: number;
  readonly container: string;
  /** Whether it is the proxy, by another name than the webhook looks for. */
  readonly isProxy: boolean;
  readonly path: FieldPath;
}

/** The ports that containers name, and those that their probes ask. */
function portsOf({ workload }: CalledWorkload): TakenPort[] {
  return containersOf(workload).flatMap((container) => {
    const name = String(container.value.name);
    if (name === PROXY_CONTAINER) return [];
    const isProxy = isProxyImage(String(container.value.image));
    const named = listFrom(container.value.ports).flatMap((port, i) => {
      const { containerPort, protocol } = mapOf(port);
      const path = [...container.path, 'ports', i, 'containerPort'];
      return (protocol ?? 'TCP') === 'TCP' ? [{ number: Number(containerPort), container: name, isProxy, path }] : [];
    });
    const probed = probesOf(container).flatMap(({ value, path }) =>
      ['httpGet', 'tcpSocket', 'grpc'].flatMap((kind) => {
        const { port, host } = mapOf(value[kind]);
        const isOwn = typeof port === 'number' && host === undefined;
        return isOwn ? [{ number: port, container: name, isProxy, path: [...path, kind, 'port'] }] : [];
      }),
    );
    return [...named, ...probed];
  });
}
