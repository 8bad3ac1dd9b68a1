import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { App, Chart, JsonPatch, Testing, YamlOutputType } from 'cdk8s';
import { AzureIdentity, FederatedIdentityCredentials, type MigrationStage } from '../../lib';
import type { Manifest } from '../support/manifests';
import { catchWarnings, clientIdOf, deployment, messageOf } from '../support/shop';
import {
  DUAL,
  LAST,
  list,
  managed,
  move,
  object,
  POD_IDENTITY,
  PROXY,
  render,
  resourceIdOf,
  serviceAccount,
} from '../support/stages';
import { readYaml } from '../support/yaml-1.1';

catchWarnings();

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const TYPES = Object.keys(YamlOutputType)
  .filter((name) => !/^\d+$/.test(name))
  .map((name) => [name, YamlOutputType[name as keyof typeof YamlOutputType]] as const);

function newApp(yamlOutputType = YamlOutputType.FILE_PER_CHART): App {
  const outdir = mkdtempSync(join(tmpdir(), 'outputs-'));
  folders.push(outdir);
  return new App({ outdir, yamlOutputType, recordConstructMetadata: true });
}

/** The files of an app with their bytes, in order. */
function filesOf(app: App): { [file: string]: string } {
  app.synth();
  const files = readdirSync(app.outdir, { recursive: true }).map(String).sort();
  return Object.fromEntries(
    files
      .filter((file) => statSync(join(app.outdir, file)).isFile())
      .map((file) => [file, readFileSync(join(app.outdir, file), 'utf8')]),
  );
}

/** An app with charts that depend on each other, and a workload that depends on its identity. */
function build(stage: MigrationStage | undefined, type?: YamlOutputType): App {
  const app = newApp(type);
  const [infra, shop] = ['infra', 'shop'].map((id) => new Chart(app, id, { namespace: 'shop' })) as [Chart, Chart];
  const orders = managed(infra);
  const web = deployment(shop, 'web');
  web.addDependency(orders);
  orders.assignTo(web);
  serviceAccount(shop, 'own');
  const storage = managed(shop, 'storage');
  const worker = deployment(shop, 'worker', { spec: { serviceAccountName: 'own' } });
  worker.addDependency(storage);
  storage.assignTo(worker);
  object(infra, 'v1', 'ConfigMap', 'settings');
  object(shop, 'v1', 'ConfigMap', 'more');
  if (stage) move(app, stage);
  return app;
}

const text = (objects: readonly string[]) => [...objects].sort();
const isYaml = (file: string) => file.endsWith('.yaml');

describe.each(TYPES)('%s', (_, type) => {
  test.each([POD_IDENTITY, DUAL, PROXY, LAST, undefined])('writes what synthYaml does, at %s', (stage) => {
    const files = filesOf(build(stage, type));
    const written = Object.entries(files)
      .filter(([file]) => isYaml(file))
      .flatMap(([, yaml]) => readYaml(yaml));
    expect(text(written.map((one) => JSON.stringify(one)))).toEqual(
      text(render(build(stage)).map((one) => JSON.stringify(one))),
    );
  });

  test('names no file otherwise at any stage; accounts and identities have their own', () => {
    const names = (stage?: MigrationStage) => Object.keys(filesOf(build(stage, type)));
    const isOf = (kind: RegExp) => (file: string) => kind.test(file);
    const others = (stage?: MigrationStage) =>
      names(stage).filter((file) => !isOf(/ServiceAccount\.orders|AzureIdentity/)(file));
    for (const stage of [POD_IDENTITY, DUAL, PROXY, LAST]) expect(others(stage)).toEqual(others());
    const has = (stage: MigrationStage, kind: RegExp) => names(stage).some(isOf(kind));
    if (type === YamlOutputType.FILE_PER_RESOURCE || type === YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE) {
      expect([has(DUAL, /ServiceAccount\.orders/), has(DUAL, /AzureIdentity/)]).toEqual([true, true]);
      expect([has(LAST, /ServiceAccount\.orders/), has(LAST, /AzureIdentity/)]).toEqual([true, false]);
    }
  });

  test('records the metadata of what is written', () => {
    const recorded = (stage: MigrationStage) =>
      Object.keys(JSON.parse(filesOf(build(stage, type))['construct-metadata.json'] ?? '').resources).sort();
    expect(recorded(DUAL)).toEqual([
      ...['more', 'orders', 'orders-binding', 'own', 'settings', 'storage', 'storage-binding', 'web', 'worker'],
    ]);
    expect(recorded(LAST)).toEqual(['more', 'orders', 'own', 'settings', 'web', 'worker']);
  });
});

describe('synthYaml, synth, Testing.synth and chart.toJson', () => {
  test.each([DUAL, LAST])('have one order, at %s', (stage) => {
    const app = build(stage);
    const shop = app.node.findChild('shop') as Chart;
    const [first, second] = [Testing.synth(shop), shop.toJson()].map((all: Manifest[]) => list(all));
    expect(second).toEqual(first);
    const [file] = Object.entries(filesOf(app)).filter(([name]) => name.endsWith('shop.k8s.yaml'));
    expect(list(readYaml(file?.[1] ?? ''))).toEqual(first);
    expect(list(render(app)).slice(-(first?.length ?? 0))).toEqual(first);
    expect(first?.indexOf('ServiceAccount orders')).toBe((first?.indexOf('Deployment web') ?? 0) - 1);
  });

  test('have the same bytes twice', () => {
    const app = build(DUAL);
    const first = filesOf(app);
    expect(filesOf(app)).toEqual(first);
    expect(filesOf(build(DUAL))).toEqual(first);
  });
});

describe('from one synth to the next', () => {
  const STAGES = [POD_IDENTITY, DUAL, PROXY, LAST, undefined];
  const set = (app: App, stage: MigrationStage | undefined) => {
    app.node.tryRemoveChild('workload-identity');
    if (stage) move(app, stage);
  };
  const pairs = STAGES.flatMap((before) => STAGES.map((after) => [before, after] as const));

  test.each(pairs)('%s, then %s, is what the second alone is', (before, after) => {
    const app = build(before);
    app.synthYaml();
    set(app, after);
    // Without a stage, nothing but an object tells that the app has changed.
    const settings = (one: App) => managed(one.node.findChild('infra') as Chart, 'later');
    settings(app);
    const other = build(after);
    settings(other);
    expect(app.synthYaml()).toBe(other.synthYaml());
  });

  test('chart.toJson before synth has the same order as synth', () => {
    for (const stage of [DUAL, LAST]) {
      const app = build(stage);
      const early = list((app.node.findChild('shop') as Chart).toJson());
      expect(list(render(app)).slice(-early.length)).toEqual(early);
    }
  });
});

describe('dependencies', () => {
  test('on an identity that is not rendered, from several charts', () => {
    const app = newApp();
    const charts = ['c', 'b', 'a'].map((id) => new Chart(app, id, { namespace: 'shop' })) as [Chart, Chart, Chart];
    const [c, b, a] = charts;
    const orders = managed(c);
    const webs = [b, a].map((chart) => deployment(chart, `${chart.node.id}-web`));
    for (const web of webs) {
      web.addDependency(orders);
      orders.assignTo(web, { stage: LAST });
    }
    a.addDependency(b);
    const files = Object.keys(filesOf(app)).filter(isYaml);
    expect(files).toEqual(['0000-c.k8s.yaml', '0001-b.k8s.yaml', '0002-a.k8s.yaml']);
    expect(list(render(app))).toEqual(['ServiceAccount orders', 'Deployment b-web', 'Deployment a-web']);
  });

  test('of an identity, and of its copy in another namespace', () => {
    const app = newApp();
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    const orders = managed(chart);
    const settings = object(chart, 'v1', 'ConfigMap', 'settings');
    orders.addDependency(settings);
    const other = new Chart(app, 'billing', { namespace: 'billing' });
    const copy = orders.inNamespace('billing');
    copy.assignTo(deployment(other, 'web'));
    orders.assignTo(deployment(chart, 'web'), { stage: LAST });
    expect(list(render(app))).toEqual([
      'ConfigMap settings',
      'AzureIdentity orders',
      'AzureIdentityBinding orders-binding',
      'ServiceAccount orders',
      'Deployment web',
      'Deployment web',
    ]);
  });

  test('on a WorkloadIdentity of the chart renders nothing', () => {
    const app = newApp();
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    const settings = move(chart, DUAL);
    const web = deployment(chart, 'web');
    web.node.addDependency(settings);
    managed(chart).assignTo(web);
    expect(list(render(app)).filter((one) => !one.startsWith('AzureIdentity'))).toEqual([
      'ServiceAccount orders',
      'Deployment web',
    ]);
  });
});

describe('two objects of one kind and name in one file', () => {
  const twice = (type: YamlOutputType, ids: readonly [string, string], stage?: MigrationStage) => {
    const app = newApp(type);
    for (const id of ids) {
      const chart = (app.node.tryFindChild(id) as Chart | undefined) ?? new Chart(app, id, { namespace: id });
      if (chart.node.tryFindChild('web')) break;
      AzureIdentity.userAssigned(chart, 'orders', {
        resourceId: resourceIdOf('orders'),
        clientId: clientIdOf('orders'),
      }).assignTo(deployment(chart, `web-${id}`), { ...(stage && { stage }) });
    }
    return app;
  };

  test('are refused with FILE_PER_RESOURCE: one would overwrite the other', () => {
    const message = (field: string, path: string, other: string) =>
      `${path}: metadata.name: got "orders${field === 'AzureIdentityBinding' ? '-binding' : ''}"; allowed: a name that no other ${field} has with this yamlOutputType, which writes both to one file; ${other} has it. Use another yamlOutputType`;
    const app = twice(YamlOutputType.FILE_PER_RESOURCE, ['a', 'b'], DUAL);
    expect(messageOf(() => app.synth()).split('\n')).toEqual([
      message('AzureIdentity', 'b/orders', 'a/orders'),
      message('AzureIdentityBinding', 'b/orders/Binding0', 'a/orders/Binding0'),
      message('ServiceAccount', 'b/ServiceAccount0', 'a/ServiceAccount0'),
    ]);
    expect(readdirSync(app.outdir)).toEqual([]);
  });

  test('of other kinds, too', () => {
    const app = newApp(YamlOutputType.FILE_PER_RESOURCE);
    for (const id of ['a', 'b']) object(new Chart(app, id, { namespace: id }), 'v1', 'ConfigMap', 'settings');
    managed(app.node.findChild('a') as Chart);
    expect(() => app.synth()).toThrow(
      /^b\/configmap-settings: metadata\.name: got "settings"; .*a\/configmap-settings has it/,
    );
  });

  test.each(TYPES.filter(([, type]) => type !== YamlOutputType.FILE_PER_RESOURCE))('are written with %s', (_, type) => {
    const app = twice(type, ['a', 'b'], DUAL);
    const written = Object.entries(filesOf(app))
      .filter(([file]) => isYaml(file))
      .flatMap(([, yaml]) => readYaml(yaml));
    expect(list(written).filter((one) => one === 'ServiceAccount orders')).toHaveLength(2);
  });

  test('are refused in one chart with FOLDER_PER_CHART_FILE_PER_RESOURCE', () => {
    const app = newApp(YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE);
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    const orders = managed(chart);
    orders.inNamespace('billing');
    expect(() => app.synth()).toThrow(
      /shop\/shop-orders\/billing: metadata\.name: got "orders"; .*shop\/shop-orders has it/,
    );
  });

  test('an identity that is not rendered overwrites nothing', () => {
    const app = newApp(YamlOutputType.FILE_PER_RESOURCE);
    const [a, b] = ['a', 'b'].map((id) => new Chart(app, id, { namespace: id })) as [Chart, Chart];
    managed(a).assignTo(deployment(a, 'web-a'), { stage: LAST, serviceAccountName: 'a' });
    managed(b).assignTo(deployment(b, 'web-b'), { stage: LAST, serviceAccountName: 'b' });
    expect(() => app.synth()).not.toThrow();
  });

  test('names count as they are written', () => {
    const app = newApp(YamlOutputType.FILE_PER_RESOURCE);
    const [a, b] = ['a', 'b'].map((id) => new Chart(app, id, { namespace: id })) as [Chart, Chart];
    managed(a);
    object(a, 'v1', 'ConfigMap', 'settings');
    object(b, 'v1', 'ConfigMap', 'settings').addJsonPatch(JsonPatch.replace('/metadata/name', 'other'));
    expect(Object.keys(filesOf(app)).filter(isYaml)).toEqual([
      'AzureIdentity.orders.k8s.yaml',
      'ConfigMap.other.k8s.yaml',
      'ConfigMap.settings.k8s.yaml',
    ]);
  });

  test('credentials of the operator have names of their own', () => {
    const app = twice(YamlOutputType.FILE_PER_CHART, ['a', 'b'], DUAL);
    new FederatedIdentityCredentials(new Chart(app, 'operator', { namespace: 'operator' }), 'all', {
      clusterName: 'prod',
      issuer: 'https://issuer.example/',
    });
    const names = render(app)
      .filter(({ kind }) => kind === 'FederatedIdentityCredential')
      .map(({ metadata }) => metadata.name);
    expect(new Set(names).size).toBe(2);
  });
});
