import type { Manifest } from '../manifests/manifest';
import { controllersOf } from '../simulation/settings';
import type { Simulation } from '../simulation/simulation';
import { DEFAULT_NAMESPACE } from '../upstream/api';
import { defaultOf } from '../upstream/flags';
import { MIC_NAMESPACE_VARIABLE } from '../upstream/variables';
import { DNS_LABEL } from '../validate/kubernetes-names';
import { References } from './references';
import { described, type Step, step } from './script';
import { call } from './shell';

/** What MIC creates itself, under the default of a flag unless that is set (cmd/mic/main.go). */
const CREATED = [
  { kind: 'ConfigMap', type: 'configmaps', flag: 'config-map-name' },
  { kind: 'Endpoints', type: 'endpoints', flag: 'leader-election-name' },
] as const;

const defaultName = (flag: string) => defaultOf('mic', flag) as string;

/** Deletes what MIC leaves behind. Adds to `left` what something else may use, with the reason. */
export function micLeftovers(simulation: Simulation, left: string[]): Step[] {
  const [mic] = controllersOf(simulation, 'mic');
  if (!mic) return [];
  const { objects } = simulation.cluster.manifests;
  const namespaces = {
    ConfigMap: mic.env.get(MIC_NAMESPACE_VARIABLE)?.value ?? mic.workload.namespace,
    Endpoints: mic.flags.value('leader-election-namespace') || DEFAULT_NAMESPACE,
  };
  const references = new References(objects, new Set(CREATED.map(({ flag }) => defaultName(flag))));
  const lines = CREATED.flatMap(({ kind, type, flag }) => {
    const name = defaultName(flag);
    const namespace = namespaces[kind];
    const named = mic.flags.value(flag) || name;
    const title = `${kind} ${namespace}/${named}`;
    const leave = (why: string) => {
      left.push(`${title} (${mic.manifest.placeOf(mic.containerPath)}): ${why}`);
      return [];
    };
    if (named !== name) return leave('a flag of MIC sets its name, so something else may use it');
    if (!DNS_LABEL.accepts(namespace)) return leave('the namespace of MIC is not valid');
    const isSame = (object: Manifest) =>
      object.name === name && object.namespace === namespace && [kind, 'Service'].includes(object.kind);
    const user = objects.find(isSame) ?? references.to(kind, namespace, name)[0];
    if (user) return leave(`it belongs to ${user.title} (${user.placeOf()})`);
    return [described(`delete ${title}`, call('remove', namespace, `${type}/${name}`))];
  });
  const why = 'MIC created these itself: its upgrade marker and its leader lock.';
  return lines.length > 0 ? [step(why, ...lines)] : [];
}
