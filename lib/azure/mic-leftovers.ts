import type { Simulation } from '../simulation/simulation';
import { controllerOf, flagOf } from './controller-of';
import { step } from './removal';
import type { Step } from './script';
import { call } from './shell';

/** What MIC makes itself, so that nothing else deletes it (cmd/mic/main.go has the names). */
export function micLeftovers(simulation: Simulation): Step[] {
  const mic = controllerOf(simulation, 'mic');
  if (!mic) return [];
  const namespace = mic.env.get('MIC_POD_NAMESPACE')?.value ?? mic.workload.namespace;
  const configMap = flagOf(mic, 'config-map-name') || 'aad-pod-identity-config';
  const lock = flagOf(mic, 'leader-election-name') || 'aad-pod-identity-mic';
  const lockNamespace = flagOf(mic, 'leader-election-namespace') || 'default';
  return [
    step(
      'MIC made these itself: the mark of its upgrade, and the lock of its leader.',
      call('remove', namespace, `configmaps/${configMap}`),
      call('remove', lockNamespace, `endpoints/${lock}`),
    ),
  ];
}
