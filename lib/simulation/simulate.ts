import { ManifestError } from '../manifests/manifest-error';
import type { Manifests } from '../manifests/manifests';
import { describeRefusal } from '../manifests/refusal';
import { type Assignments, answerOf } from './answer';
import { Cluster } from './cluster';
import { type SettingsOptions, settle } from './settings';
import { Simulation } from './simulation';

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
  return answerOf(simulationOf(manifests, options));
}

/** The same, with all that the answer follows from. */
export function simulationOf(manifests: Manifests, options: SimulateOptions = {}): Simulation {
  const cluster = new Cluster(manifests);
  const settings = settle(cluster, options);
  const problems = [
    ...cluster.refusals.map(describeRefusal),
    ...cluster.conflicts.map(
      ({ first, second }) =>
        `${second.placeOf()}: ${second.title} is at ${first.placeOf()} too, with other content: one cluster has one of them`,
    ),
    ...settings.problems,
  ];
  if (problems.length > 0) throw new ManifestError(problems);
  return new Simulation(cluster, settings);
}
