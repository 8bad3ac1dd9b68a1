import { describe, expect, test } from '@jest/globals';
import { App, Chart } from 'cdk8s';
import { AadPodIdentity, AzureIdentity, AzureIdentityBinding, AzurePodIdentityException } from '../../lib';
import { SUBSCRIPTION_ID } from '../support/ids';
import { NOT_WRITTEN } from '../support/manifests';
import { catchWarnings, clientIdOf, deployment, messageOf, otherChart } from '../support/shop';
import { DUAL, LAST, list, managed, move, object, POD_IDENTITY, PROXY, render, shopChart } from '../support/stages';

catchWarnings();

/** What of pod identity an app writes. */
const left = (chart: Chart): string[] => list(render(chart)).filter((one) => one.startsWith('AzureIdentity'));
const KEPT = ['AzureIdentity orders', 'AzureIdentityBinding orders-binding'];

/** A chart whose workload is at the last stage. */
function moved(change: (chart: Chart, orders: AzureIdentity) => void = () => undefined): Chart {
  const chart = shopChart();
  const orders = managed(chart);
  orders.assignTo(deployment(chart, 'web'), { stage: LAST });
  change(chart, orders);
  return chart;
}

describe('an identity is not rendered, nor are its bindings,', () => {
  test('when all its workloads are at the last stage', () => {
    const chart = moved((inner, orders) => orders.assignTo(deployment(inner, 'worker'), { stage: LAST }));
    expect(left(chart)).toEqual([]);
    expect((chart.node.root as App).synthYaml()).not.toMatch(/aadpodid/);
  });

  test('with a binding for the selector that assignTo uses', () => {
    const chart = shopChart();
    const orders = managed(chart);
    new AzureIdentityBinding(chart, 'explicit', { identity: orders, selector: 'web' });
    orders.assignTo(deployment(chart, 'web'), { selector: 'web', stage: LAST });
    expect(left(chart)).toEqual([]);
  });

  test('with objects of others for it, such as those of an Include', () => {
    const chart = shopChart();
    const group = 'aadpodidentity.k8s.io/v1';
    const spec = { type: 0, clientID: clientIdOf('orders'), resourceID: `/subscriptions/${SUBSCRIPTION_ID}` };
    object(chart, group, 'AzureIdentity', 'orders', { spec });
    object(chart, group, 'AzureIdentityBinding', 'orders', { spec: { azureIdentity: 'orders', selector: 'orders' } });
    const orders = AzureIdentity.fromName(chart, 'imported', 'orders', { clientId: clientIdOf('orders') });
    orders.assignTo(deployment(chart, 'web'), { stage: LAST });
    expect(left(chart)).toEqual([]);
    // Again, after a change that has nothing to do with it.
    managed(chart, 'other');
    expect(left(chart)).toEqual(['AzureIdentity other']);
  });

  test('in each namespace for itself', () => {
    const chart = moved();
    const other = otherChart(chart, 'billing');
    (chart.node.findChild('shop-orders') as AzureIdentity).inNamespace('billing').assignTo(deployment(other, 'web'));
    expect(
      render(chart)
        .filter(({ kind }) => kind.startsWith('AzureIdentity'))
        .map(({ metadata }) => metadata),
    ).toEqual([
      { name: 'orders', namespace: 'billing', annotations: { 'aadpodidentity.k8s.io/Behavior': 'namespaced' } },
      { name: 'orders-binding', namespace: 'billing' },
    ]);
  });

  test('and the name stays taken', () => {
    const chart = moved();
    expect(
      messageOf(() =>
        AzureIdentity.userAssigned(chart, 'again', { resourceId: '', clientId: '', metadata: { name: 'orders' } }),
      ),
    ).toMatch(/shop\/again: metadata\.name: got "orders".*shop\/shop-orders has it/);
  });
});

describe('an identity stays', () => {
  test.each([POD_IDENTITY, DUAL, PROXY, undefined])('with a workload at stage %s', (stage) => {
    const chart = moved((inner, orders) => orders.assignTo(deployment(inner, 'worker'), { ...(stage && { stage }) }));
    expect(left(chart)).toEqual(KEPT);
  });

  test.each([undefined, DUAL, LAST])('with a use outside of the app, at stage %s', (stage) => {
    const chart = moved((_, orders) =>
      stage
        ? orders.assignToExternal('helm', { namespace: 'shop', stage })
        : orders.assignToExternal('helm', { namespace: 'shop' }),
    );
    expect(left(chart)).toEqual(KEPT);
  });

  test('that nobody is assigned to', () => {
    const chart = moved((inner) => managed(inner, 'unassigned'));
    expect(left(chart)).toEqual(['AzureIdentity unassigned']);
  });

  test('with a binding for other labels, which stays, too', () => {
    const chart = moved(
      (inner, identity) => new AzureIdentityBinding(inner, 'legacy', { identity, selector: 'legacy' }),
    );
    expect(left(chart)).toEqual(KEPT);
    expect(render(chart).find(({ kind }) => kind === 'AzureIdentityBinding')?.spec.selector).toBe('legacy');
  });

  test.each([
    ['a Deployment', (chart: Chart) => deployment(chart, 'legacy', { labels: { aadpodidbinding: 'orders' } })],
    [
      'a Pod',
      (chart: Chart) => {
        const pod = object(chart, 'v1', 'Pod', 'legacy', { spec: { containers: [] } });
        pod.metadata.addLabel('aadpodidbinding', 'orders');
      },
    ],
    [
      'a custom resource with labels of pods',
      (chart: Chart) =>
        object(chart, 'sparkoperator.k8s.io/v1beta2', 'SparkApplication', 'legacy', {
          spec: { driver: { labels: { aadpodidbinding: 'orders' } } },
        }),
    ],
    [
      'values of a Helm release',
      (chart: Chart) =>
        object(chart, 'helm.toolkit.fluxcd.io/v2', 'HelmRelease', 'legacy', {
          spec: { values: { podLabels: { aadpodidbinding: 'orders' } } },
        }),
    ],
  ])('with a user that was labelled by hand: %s', (_, make) => {
    const chart = moved((inner) => {
      make(inner);
    });
    expect(left(chart)).toEqual(KEPT);
  });

  test.each([
    ['another value', (chart: Chart) => deployment(chart, 'legacy', { labels: { aadpodidbinding: 'Orders' } })],
    [
      'another namespace, which the identity cannot be used in',
      (chart: Chart) => deployment(otherChart(chart, 'billing'), 'legacy', { labels: { aadpodidbinding: 'orders' } }),
    ],
    [
      'the labels of an object that is no pod',
      (chart: Chart) => deployment(chart, 'legacy').metadata.addLabel('aadpodidbinding', 'orders'),
    ],
    [
      'a selector',
      (chart: Chart) =>
        object(chart, 'monitoring.coreos.com/v1', 'PodMonitor', 'legacy', {
          spec: { selector: { matchLabels: { aadpodidbinding: 'orders' } } },
        }),
    ],
  ])('but not with %s', (_, make) => {
    const chart = moved((inner) => {
      make(inner);
    });
    expect(left(chart)).toEqual([]);
  });

  test('with a user labelled by hand in any namespace, when it is for all', () => {
    const chart = shopChart();
    const orders = managed(chart, 'orders', { namespaced: false });
    orders.assignTo(deployment(chart, 'web'), { stage: LAST, selector: 'orders' });
    deployment(otherChart(chart, 'billing'), 'legacy', { labels: { aadpodidbinding: 'orders' } });
    expect(left(chart)).toEqual(['AzureIdentity orders', expect.stringMatching(/^AzureIdentityBinding orders-/)]);
  });

  test('of Helm values, with its bindings, and what AadPodIdentity renders', () => {
    const chart = shopChart();
    const values = {
      azureIdentities: {
        orders: {
          type: 0,
          resourceID: `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/orders`,
          clientID: clientIdOf('orders'),
          binding: { name: 'orders-binding', selector: 'orders' },
        },
      },
    };
    const install = AadPodIdentity.fromHelmValues(chart, 'install', { values, releaseName: 'r', namespace: 'shop' });
    const before = list(render(chart)).filter((one) => one.startsWith('Azure'));
    const [orders] = install.azureIdentities;
    if (orders) orders.assignTo(deployment(chart, 'web'), { selector: 'orders', stage: LAST });
    expect(orders).toBeDefined();
    expect(list(render(chart)).filter((one) => one.startsWith('Azure'))).toEqual(before);
  });

  test('exceptions stay', () => {
    const chart = moved((inner) => AzurePodIdentityException.forAksAddons(inner, 'aks'));
    expect(list(render(chart)).filter((one) => one.startsWith('AzurePodIdentityException'))).toHaveLength(1);
  });
});

describe('a hand-written label at the last stage', () => {
  test.each(['orders', 'other'])('is an error: %s', (value) => {
    const chart = shopChart();
    managed(chart).assignTo(deployment(chart, 'web', { labels: { aadpodidbinding: value } }));
    move(chart, LAST);
    expect(messageOf(() => render(chart))).toBe(
      `shop/deployment-web: spec.template.metadata.labels.aadpodidbinding: got "${value}"; allowed: no label at stage workload-identity: MIC and NMI would still give the pods what it selects. Remove the label`,
    );
  });

  test('is none at dual', () => {
    const chart = shopChart();
    managed(chart).assignTo(deployment(chart, 'web', { labels: { aadpodidbinding: 'orders' } }));
    move(chart, DUAL);
    expect(left(chart)).toEqual(KEPT);
  });
});

describe('an object that is not rendered', () => {
  test('keeps its place for what depends on it, in the chart and in others', () => {
    const build = (stage: typeof DUAL | typeof LAST) => {
      const app = new App({ outdir: NOT_WRITTEN });
      const [first, second] = ['a-shop', 'b-shop'].map((id) => new Chart(app, id, { namespace: 'shop' }));
      const web = deployment(first as Chart, 'web');
      const orders = managed(second as Chart);
      web.addDependency(orders);
      const other = deployment(second as Chart, 'other');
      const last = object(second as Chart, 'v1', 'ConfigMap', 'last');
      other.addDependency(orders);
      orders.addDependency(last);
      orders.assignTo(web, { stage });
      return list(render(app));
    };
    const at = build(LAST);
    expect(at).toEqual(build(DUAL).filter((one) => !one.startsWith('AzureIdentity')));
    expect(at).toEqual(['ConfigMap last', 'Deployment other', 'ServiceAccount orders', 'Deployment web']);
  });

  test('comes back when a workload does', () => {
    const chart = moved();
    const before = left(chart);
    (chart.node.findChild('shop-orders') as AzureIdentity).assignTo(deployment(chart, 'late'), { stage: DUAL });
    expect(before).toEqual([]);
    expect(left(chart)).toEqual(KEPT);
  });
});
