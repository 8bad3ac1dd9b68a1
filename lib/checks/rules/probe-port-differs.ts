import { isMap, listFrom, type ManifestMap, mapOf } from '../../manifests/manifest';
import type { Controller } from '../../simulation/controller';
import { NMI } from '../examples/controller-examples';
import { changed } from '../examples/custom-resource-examples';
import { readableIn } from '../facts/controllers';
import type { Rule, RuleFinding } from '../rule';

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const DEFAULT = '8080';

/** A probe of another port than the one that answers. */
export const probePortDiffers: Rule = {
  id: 'probe-port-differs',
  title: 'A probe of MIC or NMI asks another port than --http-probe-port',
  severity: 'error',
  why: 'Both answer probes at the port that --http-probe-port says, 8080 without it. A liveness probe of another port kills the pod again and again.',
  symptom: '"Liveness probe failed: connection refused" in the events of the pod; restarts.',
  bad: changed(NMI, 'port: 8085', 'port: 8080'),
  good: NMI,
  source: 'pkg/probes/probes.go, cmd/mic/main.go, cmd/nmi/main.go',
  check: (checked) => readableIn(checked).flatMap((started) => PROBES.flatMap((probe) => findingsOf(started, probe))),
};

function findingsOf(started: Controller, probe: string): RuleFinding[] {
  const { container, containerPath, manifest: object, name } = started;
  const { httpGet } = mapOf(container[probe]);
  if (!isMap(httpGet) || httpGet.port == null) return [];
  const flag = started.flags.find('http-probe-port');
  // Misspelt, it is another rule's.
  if (!flag && started.flags.mentions('http-probe-port')) return [];
  const port = numberOf(httpGet.port, container);
  const answers = flag?.value ?? DEFAULT;
  // Metrics answer requests as well.
  const others = [started.flags.value('prometheus-port')];
  if (port === answers || others.includes(port) || /\$\(/.test(answers)) return [];
  const said = flag ? `--http-probe-port is ${answers}` : `without --http-probe-port it is ${answers}`;
  return [
    {
      object,
      path: [...containerPath, probe, 'httpGet', 'port'],
      message: `The ${probe} asks port ${port}, but ${name} answers at another: ${said}. Make them the same`,
      fix: `port: ${answers}`,
    },
  ];
}

/** A port may be the name of one of the container's. */
function numberOf(port: ManifestMap[string], { ports }: ManifestMap): string {
  const named = listFrom(ports)
    .map(mapOf)
    .find(({ name }) => name === port);
  return String(named ? named.containerPort : port);
}
