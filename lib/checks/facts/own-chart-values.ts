import { compareCore } from '../../go/semver';
import { exactVersion, includesRelease } from '../../go/version-range';
import { type FieldPath, isMap, type ManifestMap } from '../../manifests/manifest';
import type { ChartValues } from '../../simulation/chart-values';
import { CHART_NAME, CHART_VERSION } from '../../upstream/images';
import type { CheckedCluster } from '../checked-cluster';

/** Values of the chart of AAD Pod Identity that are judged as those of its last version. */
export interface OwnValues {
  readonly source: ChartValues;
  readonly values: ManifestMap;
  /** Where they are among the values of `source`: below the name of the chart in an umbrella chart. */
  readonly below: FieldPath;
}

/** Since then, charts have only got more keys (charts/aad-pod-identity/values.yaml). */
const SAME_KEYS = [4, 0, 0];
const LAST = CHART_VERSION.split('.').map(Number);

/** The values of the chart in HelmReleases and the like, unless they are for a version with other keys. */
export function ownChartValuesIn({ cluster }: CheckedCluster): OwnValues[] {
  return cluster.chartValues.flatMap((source): OwnValues[] => {
    const { values, version } = source;
    if (isOwn(source)) return isJudged(version) ? [{ source, values, below: [] }] : [];
    const part = values[CHART_NAME];
    // Of an umbrella chart. The version is in its Chart.yaml.
    return isMap(part) ? [{ source, values: part, below: [CHART_NAME] }] : [];
  });
}

/** k3s writes the name of the repository before that of the chart. */
const isOwn = ({ chart, manifest }: ChartValues) =>
  (manifest.kind === 'HelmChart' ? chart?.split('/').at(-1) : chart) === CHART_NAME;

/** A range that includes the last version installs it. */
function isJudged(version: string | undefined): boolean {
  if (version === undefined || version === 'latest') return true;
  const exact = exactVersion(version);
  return exact ? compareCore(exact, SAME_KEYS) >= 0 : includesRelease(version, LAST) === true;
}
