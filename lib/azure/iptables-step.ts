import { CLEANUP_NAME, iptablesCleanupSpec, NMI_NODES, NMI_PORT } from '../install/objects/iptables-cleanup-spec';
import { writeYaml } from '../manifests/yaml-writer';
import { controllersOf } from '../simulation/settings';
import type { Simulation } from '../simulation/simulation';
import { upstreamImage } from '../upstream/images';
import { IMAGE } from '../validate/image';
import { fieldProblem } from './kube-object';
import { described, type Step, step } from './script';
import { call } from './shell';

/**
 * Runs what `IptablesCleanup` renders, with the image and the port of the NMI in the manifests. Adds a problem for an
 * invalid one.
 */
export function iptablesStep(simulation: Simulation, problems: string[]): Step {
  const [nmi] = controllersOf(simulation, 'nmi');
  const image = nmi?.container.image;
  const port = nmi?.flags.value('nmi-port') ?? String(NMI_PORT);
  const wrong = (field: string, got: unknown, allowed: string) => {
    if (nmi) problems.push(fieldProblem(nmi.manifest, [...nmi.containerPath, field], got, allowed));
  };
  if (typeof image === 'string' && !IMAGE.accepts(image)) wrong('image', image, IMAGE.allowed);
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65535)
    wrong('args', `--nmi-port=${port}`, 'a port, 1 to 65535');
  const namespace = nmi?.workload.namespace ?? 'default';
  const manifest = {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: CLEANUP_NAME, namespace, labels: { app: CLEANUP_NAME } },
    spec: iptablesCleanupSpec({
      ...NMI_NODES,
      name: CLEANUP_NAME,
      image: typeof image === 'string' ? image : upstreamImage('nmi'),
      nmiPort: Number(port),
    }),
  };
  const clean = call('clean_iptables', namespace, `DaemonSet.v1.apps/${CLEANUP_NAME}`, `app=${CLEANUP_NAME}`);
  return step(
    'Rules left by a killed NMI redirect requests of pods to a port where nothing listens.',
    described(
      `run DaemonSet ${namespace}/${CLEANUP_NAME}, which removes them on each node, and delete it`,
      `${clean} << 'END_OF_MANIFEST'`,
    ),
    writeYaml(manifest).trimEnd(),
    'END_OF_MANIFEST',
  );
}
