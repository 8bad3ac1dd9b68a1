import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { CheckOptions } from '../checks/checked-cluster';
import type { Finding } from '../checks/finding';
import type { CheckReport } from '../checks/report-on';
import { manifestsOf } from './manifests-of';
import { optionsOf } from './options-of';

/** How charts are checked. */
export interface CheckChartOptions extends CheckOptions {
  /**
   * The namespace of objects without one.
   *
   * @default - `default`
   */
  readonly namespace?: string;

  /**
   * A config file with these options, such as the one of `check --config`; those that are given here override it. The place of
   * a suppression in it is its line. A relative path is one from the working directory.
   *
   * @default - none
   */
  readonly config?: string;
}

/**
 * Finds mistakes in a chart that fail silently, for tests of the chart. An app is treated as one cluster with all its
 * charts. `file` of a finding is the path of the chart, `line` a line of its YAML, and `construct` the path of the
 * object's construct.
 *
 * @example
 * expect(checkChart(chart)).toEqual([]);
 *
 * @param scope a chart or an app
 * @throws ManifestError when the output of a chart cannot be read back; Error when an option is wrong, or the file `config`
 */
export function checkChart(scope: IConstruct, options: CheckChartOptions = {}): Finding[] {
  return reportOnChart(scope, optionsOf('checkChart', scope, options)).findings.map(({ finding }) => finding);
}

/** Like `checkChart`, as a report, with options of `optionsOf`. */
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

/** The paths of the constructs, by the names of their objects in findings. */
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
