import type { Manifests } from '../manifests/manifests';
import type { Assignments } from './answer';
import type { SettingsOptions } from './settings';

/** How MIC and NMI are run, where the manifests do not say it or another answer is wanted. */
export interface SimulateOptions extends SettingsOptions {}

/**
 * Which workload may get a token of which Azure identity, as MIC and NMI 1.8.17 would decide with these manifests as
 * the whole cluster, and each workload with a pod that is on a node.
 *
 * @example
 * simulate(Manifests.fromPaths(['dist'])).workloads.filter(({ identities }) => identities.length > 0);
 *
 * @throws ManifestError when there is no one answer: the API server would refuse an object, an identity, binding or
 * exception is there twice with different content, controllers disagree or would not start
 */
export function simulate(manifests: Manifests, options: SimulateOptions = {}): Assignments {
  // Loaded when they are needed: most programs that load the library only write manifests.
  const { simulationOf } = require('./simulation-of') as typeof import('./simulation-of');
  const { answerOf } = require('./answer') as typeof import('./answer');
  return answerOf(simulationOf(manifests, options));
}
