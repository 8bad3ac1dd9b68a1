import { ManifestError } from '../manifests/manifest-error';
import type { Manifests } from '../manifests/manifests';
import { environmentsRemark } from '../manifests/overlays';
import { placeholderAt } from '../manifests/placeholder-fields';
import { describeRefusal } from '../manifests/refusal';
import { Cluster } from './cluster';
import type { FederationFacts } from './federation';
import { readsAnyCase } from './old-fields';
import { decides, describePlaceholders, placeholdersIn } from './placeholders';
import { lineOf, type SettingsOptions, settle } from './settings';
import { Simulation } from './simulation';

/**
 * What MIC, NMI and Workload Identity decide when these manifests are the whole cluster.
 *
 * @throws ManifestError when there is no single answer
 */
export function simulationOf(
  manifests: Manifests,
  options: SettingsOptions = {},
  facts: FederationFacts = {},
): Simulation {
  let cluster = new Cluster(manifests);
  let settings = settle(cluster, options);
  if (readsAnyCase(manifests, settings.controllers)) {
    cluster = new Cluster(manifests, false, true);
    settings = settle(cluster, options);
  }
  const deciding = placeholdersIn(cluster, settings).filter((field) => decides(field, cluster));
  const problems = [
    ...describePlaceholders(deciding, 'Which workload gets which identity depends on it'),
    ...cluster.refusals.filter(({ manifest, path }) => !placeholderAt(manifest, path)).map(describeRefusal),
    ...cluster.conflicts.map(
      ({ first, second }) =>
        `${second.placeOf()}: ${second.title} is also at ${first.placeOf()}, with different content: a cluster can have only one of them`,
    ),
    ...(cluster.conflicts.length > 0 ? environmentsIn(manifests) : []),
    ...settings.problems.map(lineOf),
  ];
  if (problems.length > 0) throw new ManifestError(problems);
  return new Simulation(cluster, settings, facts);
}

function environmentsIn({ overlaid }: Manifests): string[] {
  const remark = overlaid && environmentsRemark(overlaid);
  return remark === undefined ? [] : [remark];
}
