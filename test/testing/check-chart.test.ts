import { describe, expect, test } from '@jest/globals';
import { ApiObject, App, Chart } from 'cdk8s';
import { AzureIdentity, AzureIdentityBinding, check, checkChart, IptablesCleanup, Manifests } from '../../lib';
import { CLIENT_ID, RESOURCE_ID } from '../support/ids';
import { NOT_WRITTEN, newChart } from '../support/manifests';

const wrong = (chart: Chart, id = 'identity') =>
  new ApiObject(chart, id, {
    apiVersion: 'aadpodidentity.k8s.io/v1',
    kind: 'AzureIdentity',
    metadata: { name: 'orders' },
    spec: { type: 7, resourceID: RESOURCE_ID, clientID: CLIENT_ID },
  });
const types = (findings: { rule: string }[]) => findings.filter(({ rule }) => rule === 'identity-type-unknown');

describe('checkChart', () => {
  test('takes our own IptablesCleanup for no NMI', () => {
    const chart = newChart();
    new IptablesCleanup(chart, 'cleanup');
    expect(checkChart(chart)).toEqual([]);
  });

  test.each([
    [[null], 'checkChart: suppressions[0]: got null; allowed: a map with rule, object, reason'],
    [5, 'checkChart: suppressions: got 5; allowed: a list'],
    [[{ rule: 1, object: 'a/b' }], 'checkChart: suppressions[0].rule: got 1; allowed: a string'],
  ])('suppressions %j are refused', (suppressions, message) => {
    expect(() => checkChart(newChart(), { suppressions } as never)).toThrow(new Error(message));
    const manifests = Manifests.fromText('a.yaml', 'a: 1');
    expect(() => check(manifests, { suppressions } as never)).toThrow(
      new Error(message.replace('checkChart', 'check')),
    );
  });

  test('a suppression without a reason is a finding, whatever stands for none', () => {
    const suppressions = [{ rule: 'two-nmi', object: 'a/b', reason: null }];
    expect(checkChart(newChart(), { suppressions } as never)).toMatchObject([{ rule: 'suppression-without-reason' }]);
  });

  test('finds nothing in a right chart', () => {
    const chart = newChart();
    const identity = AzureIdentity.userAssigned(chart, 'orders', { resourceId: RESOURCE_ID, clientId: CLIENT_ID });
    new AzureIdentityBinding(chart, 'binding', { identity });
    expect(checkChart(chart)).toEqual([]);
  });

  test('reports the chart, the construct, the field and the line', () => {
    const chart = newChart({ namespace: 'shop' }, 'shop');
    wrong(chart);
    expect(types(checkChart(chart))).toMatchObject([
      {
        severity: 'error',
        object: 'AzureIdentity shop/orders',
        construct: 'shop/identity',
        file: 'shop',
        line: 9,
        path: '/spec/type',
      },
    ]);
  });

  test('takes an app with all its charts as one cluster, and the namespace of objects without one', () => {
    const app = new App({ outdir: NOT_WRITTEN });
    wrong(new Chart(app, 'a', { namespace: 'a' }));
    wrong(new Chart(app, 'b'));
    const found = types(checkChart(app, { namespace: 'there' }));
    expect(found).toMatchObject([
      { object: 'AzureIdentity a/orders', construct: 'a/identity', file: 'a' },
      { object: 'AzureIdentity there/orders', construct: 'b/identity', file: 'b' },
    ]);
  });

  test('leaves out what is suppressed', () => {
    const chart = newChart();
    wrong(chart).metadata.addAnnotation('aad-pod-identity.checks/identity-type-unknown', 'the type is new');
    expect(types(checkChart(chart))).toEqual([]);
  });
});
