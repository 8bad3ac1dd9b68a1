import type { Simulation } from '../simulation/simulation';
import { defaultOf } from '../upstream/flags';
import { controllerOf } from './controller-of';
import { step } from './removal';
import type { Step } from './script';
import { call } from './shell';

/** What MIC makes itself, so that nothing else deletes it (cmd/mic/main.go has the names). */
export function micLeftovers(simulation: Simulation): Step[] {
  const mic = controllerOf(simulation, 'mic');
  if (!mic) return [];
  const namespace = mic.env.get('MIC_POD_NAMESPACE')?.value ?? mic.workload.namespace;
  const flag = (name: string) => mic.flags.value(name) || (defaultOf('mic', name) ?? '');
  const configMap = flag('config-map-name');
  const lock = flag('leader-election-name');
  const lockNamespace = flag('leader-election-namespace');
  return [
    step(
      'MIC made these itself: the mark of its upgrade, and the lock of its leader.',
      call('remove', namespace, `configmaps/${configMap}`),
      call('remove', lockNamespace, `endpoints/${lock}`),
    ),
  ];
}
