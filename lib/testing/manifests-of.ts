import { Chart, Yaml } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { Manifests } from '../manifests/manifests';

/**
 * The manifests of a chart, or of all charts of an app, read back from the YAML that cdk8s would write, as a cluster gets
 * them. Their file is the path of the chart.
 */
export function manifestsOf(scope: IConstruct, namespace?: string): Manifests {
  const charts = scope.node.findAll().filter((construct): construct is Chart => Chart.isChart(construct));
  const sources = charts.map((chart) => ({
    file: chart.node.path,
    read: () => new TextEncoder().encode(Yaml.stringify(...chart.toJson())),
  }));
  return Manifests.fromSources(sources, namespace === undefined ? {} : { namespace });
}
