import { dump } from 'js-yaml';
import { CLEANUP_NAME, iptablesCleanupSpec, NMI_NODES, NMI_PORT } from '../install/objects/iptables-cleanup-spec';
import { mapOf } from '../manifests/manifest';
import type { Simulation } from '../simulation/simulation';
import { upstreamImage } from '../upstream/images';
import { controllerOf } from './controller-of';
import { step } from './removal';
import type { Step } from './script';
import { call } from './shell';

/** Runs what `IptablesCleanup` renders, with the image and the port of the NMI in the manifests. */
export function iptablesStep(simulation: Simulation): Step {
  const nmi = controllerOf(simulation, 'nmi');
  const image = nmi?.container.image;
  const namespace = nmi?.workload.namespace ?? 'default';
  const manifest = {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: CLEANUP_NAME, namespace, labels: { app: CLEANUP_NAME } },
    spec: iptablesCleanupSpec({
      ...NMI_NODES,
      name: CLEANUP_NAME,
      image: typeof image === 'string' ? image : upstreamImage('nmi'),
      nmiPort: Number(nmi?.flags.value('nmi-port') ?? NMI_PORT),
    }),
  };
  return step(
    'Rules of an NMI that was killed send requests of pods to nobody.',
    'iptables_manifest() {',
    "  cat << 'END_OF_MANIFEST'",
    dump(manifest, { lineWidth: -1, noRefs: true }).trimEnd(),
    'END_OF_MANIFEST',
    '}',
    call('clean_iptables', namespace, `DaemonSet.v1.apps/${CLEANUP_NAME}`, `app=${CLEANUP_NAME}`),
  );
}
