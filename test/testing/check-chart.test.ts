import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { ApiObject, App, Chart } from 'cdk8s';
import { AzureIdentity, AzureIdentityBinding, check, checkChart, IptablesCleanup, Manifests } from '../../lib';
import { Folder } from '../support/folder';
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

  describe('with a config file', () => {
    const folder = new Folder();
    const config = join(folder.path, 'checks.yaml');
    afterAll(() => folder.remove());
    const suppression = (rule: string) => `suppressions:\n  - rule: ${rule}\n    object: shop/*\n    reason: ours\n`;

    test('its suppressions hold, and one that is not used is named by its line', () => {
      const chart = newChart();
      wrong(chart);
      expect(types(checkChart(chart))).toHaveLength(1);
      folder.write('checks.yaml', suppression('identity-type-unknown'));
      expect(types(checkChart(chart, { config }))).toEqual([]);
      folder.write('checks.yaml', `wholeCluster: false\n${suppression('duplicate-binding')}`);
      expect(checkChart(chart, { config })).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ rule: 'unused-suppression', file: config, line: 3, column: 5 }),
        ]),
      );
    });

    test('options override it', () => {
      folder.write('checks.yaml', suppression('identity-type-unknown'));
      const chart = newChart();
      wrong(chart);
      expect(types(checkChart(chart, { config, suppressions: [] }))).toHaveLength(1);
    });

    test('that is none is refused', () => {
      expect(() => checkChart(newChart(), { config: 5 } as never)).toThrow(
        new Error('checkChart: config: got 5; allowed: a path'),
      );
      expect(() => checkChart(newChart(), { config: 'no/such.yaml' })).toThrow(
        new Error('no/such.yaml: no such file or folder'),
      );
      folder.write('checks.yaml', 'failOn: never\n');
      expect(() => checkChart(newChart(), { config })).toThrow(/checks\.yaml:1:1: failOn: got "never"; allowed: /);
    });
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
