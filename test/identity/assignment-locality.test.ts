import { describe, expect, test } from '@jest/globals';
import { type App, type Chart, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import type { AzureIdentity } from '../../lib';
import { type Manifest, newChart } from '../support/manifests';
import { catchWarnings, deployment, identity } from '../support/shop';

catchWarnings();

describe('locality', () => {
  const base = (chart: Chart) => {
    const [orders, storage] = ['orders', 'storage'].map((name) => identity(chart, name)) as [
      AzureIdentity,
      AzureIdentity,
    ];
    const web = deployment(chart, 'web');
    orders.assignTo(web);
    orders.assignTo(deployment(chart, 'nightly'));
    storage.assignTo(chart.node.findChild('deployment-nightly'));
    return { orders, storage };
  };
  const texts = (add: (chart: Chart, all: ReturnType<typeof base>) => void) => {
    const chart = newChart();
    add(chart, base(chart));
    return Testing.synth(chart).map((manifest: Manifest) => JSON.stringify(manifest));
  };
  test.each<[string, (chart: Chart, all: ReturnType<typeof base>) => void, string[]]>([
    [
      'a workload with an identity that is in use',
      (chart, { orders }) => orders.assignTo(deployment(chart, 'api')),
      ['Deployment'],
    ],
    ['an identity', (chart) => identity(chart, 'billing'), ['AzureIdentity']],
    [
      'a workload with an identity of its own',
      (chart) => identity(chart, 'billing').assignTo(deployment(chart, 'api')),
      ['AzureIdentity', 'AzureIdentityBinding', 'Deployment'],
    ],
    [
      'a workload with several',
      (chart, { orders, storage }) => {
        const api = deployment(chart, 'api');
        orders.assignTo(api);
        storage.assignTo(api);
      },
      ['AzureIdentityBinding', 'AzureIdentityBinding', 'Deployment'],
    ],
  ])('%s adds its own documents and changes no other, nor their order', (_what, add, kinds) => {
    const before = texts(() => {});
    const after = texts(add);
    expect(after.filter((text: string) => before.includes(text))).toEqual(before);
    const added = after.filter((text: string) => !before.includes(text));
    expect(added.map((text: string) => JSON.parse(text).kind).sort()).toEqual(kinds);
  });
});

test('what is placed behind an identity comes behind its bindings, however it is written', () => {
  const make = () => {
    const chart = newChart();
    const web = deployment(chart, 'web');
    const tools = new Construct(chart, 'tools');
    deployment(tools, 'late');
    const orders = identity(chart, 'orders');
    orders.assignTo(web);
    web.addDependency(orders);
    tools.node.addDependency(orders);
    return chart;
  };
  const kinds = ['AzureIdentity', 'AzureIdentityBinding', 'Deployment', 'Deployment'];
  const kindsIn = (text: string) => [...text.matchAll(/^kind: (.*)/gm)].map(([, kind]) => kind);
  expect(Testing.synth(make()).map(({ kind }: Manifest) => kind)).toEqual(kinds);
  expect(kindsIn((make().node.root as App).synthYaml())).toEqual(kinds);
});
