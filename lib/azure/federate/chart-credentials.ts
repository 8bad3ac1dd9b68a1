import { accountOfChart, identitiesOfChart, NAME_BY_CHART, subjectOfChart } from '../../migration/chart-accounts';
import type { Simulation } from '../../simulation/simulation';
import { credentialName } from '../../upstream/federated-credential';
import { AUDIENCE } from '../../upstream/workload-identity';
import { printable } from '../../validate/printable';
import { quote } from '../../validate/shell-word';
import { managedIdentityRef } from '../managed-identity-ref';

/** A line for each credential that the pods of a chart need, whose ServiceAccount only the chart knows. */
export function chartCredentials(simulation: Simulation, clusterName: string, issuer = 'ISSUER'): string[] {
  return simulation.cluster.chartValues.flatMap((chart) => {
    const { manifest, labels, namespace, fieldOf } = chart;
    const [label] = labels;
    if (!label) return [];
    const account = accountOfChart(chart);
    const name = account === undefined ? NAME_BY_CHART : credentialName(clusterName, namespace, account);
    const place = `${manifest.placeOf(fieldOf(label.path))}: ${manifest.title}`;
    const hints = [
      ...(account === undefined ? [`${NAME_BY_CHART} is the name that the chart gives their ServiceAccount`] : []),
      ...(issuer === 'ISSUER' ? ['ISSUER is the issuer of the cluster'] : []),
    ];
    const where = hints.length > 0 ? `, where ${hints.join(', and ')}` : '';
    return identitiesOfChart(chart, simulation).map(({ identity, kind }) => {
      const at = kind === 'managedIdentity' ? managedIdentityRef({ resourceID: identity }) : undefined;
      const how = at
        ? commandOf([
            ['subscription', at.subscription],
            ['resource-group', at.resourceGroup],
            ['identity-name', at.name],
            ['name', name],
            ['issuer', issuer],
            ['subject', subjectOfChart(chart)],
            ['audiences', AUDIENCE],
          ])
        : `az ad app federated-credential create, with the subject ${subjectOfChart(chart)}`;
      return printable(
        `${place}: the federated credential of its pods is left out, because a chart makes them. Create it${where}: ${how}`,
      );
    });
  });
}

const commandOf = (options: readonly (readonly [name: string, value: string])[]) =>
  ['az identity federated-credential create', ...options.map(([name, value]) => `--${name} ${quote(value)}`)].join(' ');
