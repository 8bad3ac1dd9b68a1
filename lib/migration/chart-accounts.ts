import { type FieldPath, isMap } from '../manifests/manifest';
import type { YamlValue } from '../manifests/yaml-value';
import type { ChartValues } from '../simulation/chart-values';
import type { Simulation } from '../simulation/simulation';
import { BINDING_LABEL } from '../upstream/api';
import { subjectOf } from '../upstream/workload-identity';
import { DNS_SUBDOMAIN } from '../validate/kubernetes-names';
import { valueAt } from '../validate/path';
import { type AzureIdentity, azureIdentityOf, keyOfAzure } from './azure-identity';

/** What the pods of a chart get by the labels in its values, each once. */
export function identitiesOfChart({ namespace, labels }: ChartValues, simulation: Simulation): AzureIdentity[] {
  const found = labels
    .flatMap(({ value }) => {
      const pod = { namespace, labels: { [BINDING_LABEL]: value }, isScheduled: true };
      return simulation.assignmentsOf(pod).map(({ identity }) => azureIdentityOf(identity));
    })
    .map((identity) => [keyOfAzure(identity), identity] as const);
  return [...new Map(found).values()];
}

/** The values around those of the ServiceAccount: as near to the labels as there are some. */
export function accountParent({ labels: [label], values }: ChartValues): FieldPath {
  const parent = label?.path.slice(0, -2) ?? [];
  for (let length = parent.length; length > 0; length--) {
    const around = parent.slice(0, length);
    if (isMap(valueAt(values, [...around, 'serviceAccount']) as YamlValue | undefined)) return around;
  }
  return [];
}

/** Stands for the name that a chart gives its ServiceAccount. */
export const NAME_BY_CHART = 'NAME';

/** The ServiceAccount of the pods of a chart, where its values name it. */
export function accountOfChart(chart: ChartValues): string | undefined {
  const name = valueAt(chart.values, [...accountParent(chart), 'serviceAccount', 'name']);
  return typeof name === 'string' && DNS_SUBDOMAIN.accepts(name) ? name : undefined;
}

/** The subject that its identity has to trust; it ends with `NAME` where only the chart knows it. */
export const subjectOfChart = (chart: ChartValues): string =>
  subjectOf(chart.namespace, accountOfChart(chart) ?? NAME_BY_CHART);
