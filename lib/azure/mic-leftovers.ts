import type { Manifest } from '../manifests/manifest';
import { controllersOf } from '../simulation/settings';
import type { Simulation } from '../simulation/simulation';
import { DEFAULT_NAMESPACE } from '../upstream/api';
import { DNS_LABEL } from '../validate/kubernetes-names';
import { printable } from '../validate/printable';
import { titleOf } from './kube-object';
import { References } from './references';
import { step } from './removal';
import type { Step } from './script';
import { call } from './shell';

/** What MIC makes itself, under a name that nothing else has unless a flag says another one (cmd/mic/main.go). */
const MADE = [
  { kind: 'ConfigMap', type: 'configmaps', flag: 'config-map-name', name: 'aad-pod-identity-config' },
  { kind: 'Endpoints', type: 'endpoints', flag: 'leader-election-name', name: 'aad-pod-identity-mic' },
] as const;

/** Deletes what nothing else does. Adds to `left` what may be of others, with the reason. */
export function micLeftovers(simulation: Simulation, left: string[]): Step[] {
  const [mic] = controllersOf(simulation, 'mic');
  if (!mic) return [];
  const { objects } = simulation.cluster.manifests;
  const namespaces = {
    ConfigMap: mic.env.get('MIC_POD_NAMESPACE')?.value ?? mic.workload.namespace,
    Endpoints: mic.flags.value('leader-election-namespace') || DEFAULT_NAMESPACE,
  };
  const references = new References(objects, new Set(MADE.map(({ name }) => name)));
  const lines = MADE.flatMap(({ kind, type, flag, name }) => {
    const namespace = namespaces[kind];
    const named = mic.flags.value(flag) || name;
    const title = printable(`${kind} ${namespace}/${named}`);
    const leave = (why: string) => {
      left.push(`${title} (${mic.manifest.placeOf(mic.containerPath)}): ${why}`);
      return [];
    };
    if (named !== name) return leave(`MIC makes it under a name of its own flags, so it may be of others`);
    if (!DNS_LABEL.accepts(namespace)) return leave('MIC has no namespace that Kubernetes takes');
    const isIt = (object: Manifest) =>
      object.name === name && object.namespace === namespace && [kind, 'Service'].includes(object.kind);
    const user = objects.find(isIt) ?? references.to(kind, namespace, name)[0];
    if (user) return leave(`it is of ${titleOf(user)} too (${user.placeOf()})`);
    return [call('remove', namespace, `${type}/${name}`)];
  });
  const why = 'MIC made these itself: the mark of its upgrade, and the lock of its leader.';
  return lines.length > 0 ? [step(why, ...lines)] : [];
}
