import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { ApiObject, App, Chart, Lazy, YamlOutputType } from 'cdk8s';
import { AzureIdentity, MigrationStage, WorkloadIdentity } from '../../lib';
import { RESOURCE_ID } from '../support/ids';

// cdk8s names the file of an object by kind and name; of two with the same, it keeps the last one, without a word.

const { FILE_PER_RESOURCE, FOLDER_PER_CHART_FILE_PER_RESOURCE, FILE_PER_CHART, FILE_PER_APP } = YamlOutputType;
const clientId = '00000000-0000-4000-8000-000000000001';

let outdir = '';
beforeEach(() => {
  outdir = join(mkdtempSync(join(tmpdir(), 'files-')), 'dist');
});
afterEach(() => {
  rmSync(join(outdir, '..'), { recursive: true });
});

const appOf = (yamlOutputType: YamlOutputType) => new App({ outdir, yamlOutputType });
const chartOf = (app: App, namespace: string) => new Chart(app, namespace, { namespace });
const identity = (chart: Chart, name: string, id = name) =>
  AzureIdentity.userAssigned(chart, id, { resourceId: RESOURCE_ID, clientId, metadata: { name } });
const object = (chart: Chart, kind: string, metadata: object, apiVersion = 'v1') =>
  new ApiObject(chart, `${kind}-${chart.node.children.length}`, { apiVersion, kind, metadata });

const files = () => (existsSync(outdir) ? readdirSync(outdir, { recursive: true }) : []).map(String).sort();

describe('a file for each resource', () => {
  test('refuses two objects that it would write to one file, and writes nothing', () => {
    const app = appOf(FILE_PER_RESOURCE);
    identity(chartOf(app, 'shop'), 'orders');
    identity(chartOf(app, 'billing'), 'orders');
    expect(() => app.synth()).toThrow(
      /billing\/orders: metadata\.name: got "orders"; allowed: a name that no other AzureIdentity has with this yamlOutputType, which writes both to one file; shop\/orders has it\. Use another yamlOutputType/,
    );
    expect(files()).toEqual([]);
  });

  test.each([
    ['names that differ in characters which a file name cannot have', 'Role', { name: 'a:b' }, { name: 'ab' }],
    ['names that are late', 'ConfigMap', { name: 'a' }, { name: Lazy.any({ produce: () => 'a' }) }],
  ])('refuses %s', (_, kind, one, other) => {
    const app = appOf(FILE_PER_RESOURCE);
    const chart = chartOf(app, 'shop');
    identity(chart, 'orders');
    object(chart, kind, one);
    object(chart, kind, other);
    expect(() => app.synth()).toThrow(`a name that no other ${kind} has with this yamlOutputType`);
  });

  test('refuses objects of one kind in two API groups', () => {
    const app = appOf(FILE_PER_RESOURCE);
    const chart = chartOf(app, 'shop');
    identity(chart, 'orders');
    object(chart, 'Service', { name: 'web' });
    object(chart, 'Service', { name: 'web' }, 'serving.knative.dev/v1');
    expect(() => app.synth()).toThrow('a name that no other Service has with this yamlOutputType');
  });

  test('refuses ServiceAccounts that are made for one identity in two namespaces', () => {
    jest.spyOn(console, 'warn').mockReturnValue();
    const app = appOf(FILE_PER_RESOURCE);
    new WorkloadIdentity(app, 'workload-identity', { stage: MigrationStage.DUAL });
    const [shop, billing] = [chartOf(app, 'shop'), chartOf(app, 'billing')];
    const orders = AzureIdentity.fromName(shop, 'orders', 'orders', {
      clientId,
      resourceId: RESOURCE_ID,
      namespaced: false,
    });
    const deployment = (chart: Chart, name: string) =>
      new ApiObject(chart, name, {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name },
        spec: { template: { spec: { containers: [{ name: 'app', image: 'app' }] } } },
      });
    orders.assignTo(deployment(shop, 'web'));
    orders.assignTo(deployment(billing, 'invoices'));
    expect(() => app.synth()).toThrow('a name that no other ServiceAccount has with this yamlOutputType');
  });

  test('writes objects whose kind or name differs', () => {
    const app = appOf(FILE_PER_RESOURCE);
    const chart = chartOf(app, 'shop');
    identity(chart, 'orders');
    identity(chart, 'storage');
    object(chart, 'ConfigMap', { name: 'orders' });
    app.synth();
    expect(files()).toEqual([
      'AzureIdentity.orders.k8s.yaml',
      'AzureIdentity.storage.k8s.yaml',
      'ConfigMap.orders.k8s.yaml',
    ]);
  });

  test('reports all problems of the app first', () => {
    const app = appOf(FILE_PER_RESOURCE);
    const orders = identity(chartOf(app, 'shop'), 'orders');
    const other = chartOf(app, 'billing');
    identity(other, 'orders').assignTo(object(other, 'Pod', { name: 'web', labels: { aadpodidbinding: 'x' } }));
    orders.assignTo(object(orders.node.scope as Chart, 'Pod', { name: 'web', labels: { aadpodidbinding: 'y' } }));
    expect(() => app.synth()).toThrow(/got "x".*\n.*got "y"/);
  });
});

describe('a folder for each chart', () => {
  test('refuses two objects of one chart', () => {
    const app = appOf(FOLDER_PER_CHART_FILE_PER_RESOURCE);
    const chart = chartOf(app, 'shop');
    identity(chart, 'orders');
    object(chart, 'ConfigMap', { name: 'a' });
    object(chart, 'ConfigMap', { name: 'a', namespace: 'billing' });
    expect(() => app.synth()).toThrow('a name that no other ConfigMap has with this yamlOutputType');
    expect(files()).toEqual([]);
  });

  test('writes those of two charts', () => {
    const app = appOf(FOLDER_PER_CHART_FILE_PER_RESOURCE);
    identity(chartOf(app, 'shop'), 'orders');
    identity(chartOf(app, 'billing'), 'orders');
    app.synth();
    expect(files().filter((file) => file.endsWith('.yaml'))).toEqual([
      join('billing', 'AzureIdentity.orders.k8s.yaml'),
      join('shop', 'AzureIdentity.orders.k8s.yaml'),
    ]);
  });
});

describe('other output', () => {
  test.each([
    ['a file for each chart', FILE_PER_CHART, ['billing.k8s.yaml', 'shop.k8s.yaml']],
    ['one file', FILE_PER_APP, ['app.k8s.yaml']],
  ])('%s holds objects of one kind and name', (_, type, written) => {
    const app = appOf(type);
    identity(chartOf(app, 'shop'), 'orders');
    identity(chartOf(app, 'billing'), 'orders');
    app.synth();
    expect(files()).toEqual(written);
  });
});

test('the App of another copy of cdk8s is refused the same', () => {
  let other: typeof import('cdk8s') | undefined;
  jest.isolateModules(() => {
    other = require('cdk8s');
  });
  expect(other?.App).not.toBe(App);
  const app = new (other as typeof import('cdk8s')).App({ outdir, yamlOutputType: FILE_PER_RESOURCE });
  identity(chartOf(app, 'shop'), 'orders');
  identity(chartOf(app, 'billing'), 'orders');
  expect(() => app.synth()).toThrow('a name that no other AzureIdentity has with this yamlOutputType');
});
