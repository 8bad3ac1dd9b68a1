import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { CheckOptions } from '../checks/checked-cluster';
import type { Finding } from '../checks/finding';
import type { CheckReport } from '../checks/report-on';
import { manifestsOf } from './manifests-of';

/** How charts are checked. */
export interface CheckChartOptions extends CheckOptions {
  /**
   * The namespace of objects that state none.
   *
   * @default - `default`
   */
  readonly namespace?: string;
}

/**
 * What would silently not work in a chart, for a test of it; in an app, with all its charts as one cluster. `file` of a
 * finding is the path of the chart, `line` a line of its YAML, and `construct` the path of the object's construct.
 *
 * @example
 * expect(checkChart(chart)).toEqual([]);
 *
 * @param scope a chart or an app
 * @throws ManifestError when what a chart renders cannot be read back
 */
export function checkChart(scope: IConstruct, options: CheckChartOptions = {}): Finding[] {
  return reportOnChart(scope, options).findings.map(({ finding }) => finding);
}

/** As `checkChart`, for a report. */
export function reportOnChart(
  scope: IConstruct,
  options: CheckChartOptions,
): Pick<CheckReport, 'findings' | 'suppressed'> {
  const { reportOn } = require('../checks/report-on') as typeof import('../checks/report-on');
  const report = reportOn(manifestsOf(scope, options.namespace), options);
  if (report.findings.length === 0) return report;
  const constructs = constructsIn(scope, options.namespace ?? 'default');
  const findings = report.findings.map(({ finding, ...rest }) => {
    const construct = constructs.get(finding.object);
    return { finding: { ...finding, ...(construct !== undefined && { construct }) }, ...rest };
  });
  return { ...report, findings };
}

/** The paths of the constructs by what findings call their objects. */
function constructsIn(scope: IConstruct, namespace: string): Map<string, string> {
  const objects = scope.node.findAll().filter((construct): construct is ApiObject => ApiObject.isApiObject(construct));
  return new Map(
    objects.flatMap((object) => {
      const { kind, name, metadata, node } = object;
      return [`${kind} ${metadata.namespace ?? namespace}/${name}`, `${kind} ${name}`].map((title) => [
        title,
        node.path,
      ]);
    }),
  );
}
