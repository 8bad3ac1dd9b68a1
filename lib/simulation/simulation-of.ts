import { ManifestError } from '../manifests/manifest-error';
import type { Manifests } from '../manifests/manifests';
import { describeRefusal } from '../manifests/refusal';
import { Cluster } from './cluster';
import { readsAnyCase } from './old-fields';
import { lineOf, type SettingsOptions, settle } from './settings';
import { Simulation } from './simulation';

/**
 * What MIC and NMI decide when these manifests are the whole cluster.
 *
 * @throws ManifestError when there is no single answer
 */
export function simulationOf(manifests: Manifests, options: SettingsOptions = {}): Simulation {
  let cluster = new Cluster(manifests);
  let settings = settle(cluster, options);
  if (readsAnyCase(manifests, settings.controllers)) {
    cluster = new Cluster(manifests, false, true);
    settings = settle(cluster, options);
  }
  const problems = [
    ...cluster.refusals.map(describeRefusal),
    ...cluster.conflicts.map(
      ({ first, second }) =>
        `${second.placeOf()}: ${second.title} is also at ${first.placeOf()}, with different content: a cluster can have only one of them`,
    ),
    ...settings.problems.map(lineOf),
  ];
  if (problems.length > 0) throw new ManifestError(problems);
  return new Simulation(cluster, settings);
}
