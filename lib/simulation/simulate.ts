import { expectManifests } from '../manifests/expect-manifests';
import type { Manifests } from '../manifests/manifests';
import { plainCopy } from '../validate/plain-copy';
import { Problems } from '../validate/problems';
import { checkProps } from '../validate/props';
import { boolean, optional } from '../validate/shape';
import type { Assignments } from './answer';
import type { SettingsOptions } from './settings';

/** Settings of MIC and NMI that are not in the manifests, or that replace those in the manifests. */
export interface SimulateOptions extends SettingsOptions {}

/**
 * Which workload may get a token for which Azure identity, as MIC and NMI 1.8.17 decide. The manifests are treated as the
 * whole cluster, and each workload as having a pod on a node.
 *
 * @example
 * simulate(Manifests.fromPaths(['dist'])).workloads.filter(({ identities }) => identities.length > 0);
 *
 * @throws Error with a line for each argument or option of the wrong kind
 * @throws ManifestError when there is no single answer: the API server would refuse an object, an identity, binding or
 * exception appears twice with different content, or controllers disagree or exit at startup
 */
export function simulate(manifests: Manifests, options: SimulateOptions = {}): Assignments {
  expectManifests('simulate', manifests);
  const problems = Problems.in('simulate');
  const given = plainCopy(options);
  if (checkProps(problems, given, ['mode', 'forceNamespaced'], 'options')) {
    optional(boolean)(problems, 'forceNamespaced', given.forceNamespaced);
  }
  problems.throwIfAny();
  // Loaded when needed: most programs that load the library only write manifests.
  const { simulationOf } = require('./simulation-of') as typeof import('./simulation-of');
  const { answerOf } = require('./answer') as typeof import('./answer');
  return answerOf(simulationOf(manifests, options));
}
