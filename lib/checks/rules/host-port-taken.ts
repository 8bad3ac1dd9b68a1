import { type FieldPath, listFrom, mapOf } from '../../manifests/manifest';
import type { Controller } from '../../simulation/controller';
import type { CheckedCluster } from '../checked-cluster';
import { NMI } from '../examples/controller-examples';
import { documents } from '../examples/custom-resource-examples';
import { containersOf } from '../facts/containers';
import { controllersOf } from '../facts/controllers';
import { contradiction, nodeLabelsOf } from '../facts/placement';
import { type Rule, type RuleFinding, Severity } from '../rule';

const agent = (port: number) => `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: node-agent
  namespace: monitoring
spec:
  selector:
    matchLabels:
      app: node-agent
  template:
    metadata:
      labels:
        app: node-agent
    spec:
      containers:
        - name: agent
          image: registry.example/node-agent:1
          ports:
            - containerPort: 8080
              hostPort: ${port}
`;

/** The flags of NMI's ports, and their uses. */
const PORTS = [
  { flag: 'nmi-port', words: 'token requests', isFatal: true },
  { flag: 'http-probe-port', words: 'its probe', isFatal: true },
  { flag: 'prometheus-port', words: 'metrics', isFatal: false },
] as const;

export const hostPortTaken: Rule = {
  id: 'host-port-taken',
  title: 'A port of the node that NMI listens on is taken',
  severity: Severity.ERROR,
  why: 'NMI uses the host network. It exits when it cannot listen on its ports for token requests and for its probe; without its port for metrics it continues.',
  symptom: 'NMI or the other program restarts again and again: "address already in use".',
  bad: documents(NMI, agent(8085)),
  good: documents(NMI, agent(8086)),
  source: 'cmd/nmi/main.go; pkg/probes/probes.go',
  check: (checked) =>
    controllersOf(checked, 'nmi').flatMap((nmi) => [...ownClashes(nmi), ...foreignClashes(checked, nmi)]),
};

const portOf = (nmi: Controller, { flag }: (typeof PORTS)[number]) => nmi.flags.value(flag);

const portsOf = ({ release }: Controller) => PORTS.filter(({ flag }) => release.hasFlag(flag));

function ownClashes(nmi: Controller): RuleFinding[] {
  const ports = portsOf(nmi);
  return ports.flatMap((port, i) => {
    const other = ports.slice(0, i).find((before) => portOf(nmi, before) === portOf(nmi, port));
    if (!other) return [];
    return [
      {
        object: nmi.workload.manifest,
        path: nmi.placeOf(nmi.flags.find(port.flag) ? port.flag : other.flag),
        message: `NMI has port ${portOf(nmi, port)} for both ${other.words} and ${port.words}. ${port.isFatal ? 'NMI exits at startup' : 'NMI serves no metrics'}. Set --${port.flag} to another port.`,
        severity: port.isFatal ? Severity.ERROR : Severity.WARNING,
      },
    ];
  });
}

function foreignClashes({ workloads, settings }: CheckedCluster, nmi: Controller): RuleFinding[] {
  const nodes = nodeLabelsOf(nmi.podSpec);
  const ports = portsOf(nmi);
  return workloads.flatMap(({ workload }) => {
    if (workload === nmi.workload || workload.kind !== 'DaemonSet') return [];
    // two-nmi reports them.
    if (settings.controllers.some((other) => other.program === 'nmi' && other.workload === workload)) return [];
    const { manifest, template } = workload;
    const spec = mapOf(manifest.at([...template, 'spec']));
    if (contradiction(nodes, nodeLabelsOf(spec))) return [];
    return containersOf(workload).flatMap((container) =>
      listFrom(container.value.ports).flatMap((entry, i): RuleFinding[] => {
        const { hostPort, containerPort, protocol } = mapOf(entry);
        const field = hostPort === undefined && workload.hostNetwork ? 'containerPort' : 'hostPort';
        const number = field === 'hostPort' ? hostPort : containerPort;
        const port = ports.find((one) => portOf(nmi, one) === String(number));
        if (!port || (protocol !== undefined && protocol !== 'TCP')) return [];
        const path: FieldPath = [...container.path, 'ports', i, field];
        return [
          {
            object: manifest,
            path,
            message: `NMI, ${nmi.workload.manifest.title}, has port ${number} of every node for ${port.words}. ${port.isFatal ? 'One of the two fails to start' : 'NMI serves no metrics on nodes with both'}. Use another port here or in --${port.flag}.`,
            severity: port.isFatal ? Severity.ERROR : Severity.WARNING,
          },
        ];
      }),
    );
  });
}
