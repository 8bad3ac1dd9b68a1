import { isMap, listFrom, type ManifestMap, mapOf } from '../../manifests/manifest';
import type { Controller } from '../../simulation/controller';
import { NMI } from '../examples/controller-examples';
import { changed } from '../examples/custom-resource-examples';
import { readableIn } from '../facts/controllers';
import { type Rule, type RuleFinding, Severity } from '../rule';

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const DEFAULT = '8080';

/** A probe of a port that does not answer. */
export const probePortDiffers: Rule = {
  id: 'probe-port-differs',
  title: 'A probe of MIC or NMI uses another port than --http-probe-port',
  severity: Severity.ERROR,
  why: 'Both answer probes on the port of --http-probe-port, by default 8080. A liveness probe on another port restarts the container again and again.',
  symptom: '"Liveness probe failed: connection refused" in the events of the pod; restarts.',
  bad: changed(NMI, 'port: 8085', 'port: 8080'),
  good: NMI,
  source: 'pkg/probes/probes.go, cmd/mic/main.go, cmd/nmi/main.go',
  check: (checked) => readableIn(checked).flatMap((started) => PROBES.flatMap((probe) => findingsOf(started, probe))),
};

function findingsOf(started: Controller, probe: string): RuleFinding[] {
  const { container, containerPath, manifest: object, name, release } = started;
  if (!release.hasFlag('http-probe-port')) return [];
  const { httpGet } = mapOf(container[probe]);
  if (!isMap(httpGet) || httpGet.port == null) return [];
  const flag = started.flags.find('http-probe-port');
  // flag-unknown reports a misspelt flag.
  if (!flag && started.flags.mentions('http-probe-port')) return [];
  const port = numberOf(httpGet.port, container);
  const answers = flag?.value ?? DEFAULT;
  // The port for metrics answers requests, too.
  const metrics = release.hasFlag('prometheus-port') === false ? undefined : started.flags.value('prometheus-port');
  if (port === answers || port === metrics || /\$\(/.test(answers)) return [];
  const reason = flag ? 'the value of --http-probe-port' : 'the default of --http-probe-port';
  return [
    {
      object,
      path: [...containerPath, probe, 'httpGet', 'port'],
      message: `The ${probe} uses port ${port}, but ${name} answers on ${answers}, ${reason}. The probe fails. Use the same port.`,
      ...(/^\d+$/.test(answers) && { fix: `port: ${Number(answers)}` }),
    },
  ];
}

/** A probe can refer to a port of the container by name. */
function numberOf(port: ManifestMap[string], { ports }: ManifestMap): string {
  const named = listFrom(ports)
    .map(mapOf)
    .find(({ name }) => name === port);
  return String(named ? named.containerPort : port);
}
