import { describe, expect, test } from '@jest/globals';
import { App, Testing, Yaml } from 'cdk8s';
import { CronJob, Deployment, StatefulSet } from 'cdk8s-plus-27';
import { MigrationStage } from '../lib';
import { AadPodIdentityChart, addCharts, CrdsChart, DemoChart, ShopChart } from '../main';
import { CLIENT_ID, RESOURCE_ID, SUBSCRIPTION_ID } from './support/ids';
import { type Manifest, NOT_WRITTEN } from './support/manifests';

// Snapshots are YAML, to be read in a review as what is applied.
expect.addSnapshotSerializer({ test: (value) => typeof value === 'string', print: (value) => String(value) });

const app = () => new App({ outdir: NOT_WRITTEN });

describe('the charts of main.ts', () => {
  test('demo', () => {
    expect(Yaml.stringify(...Testing.synth(new DemoChart(app(), 'demo')))).toMatchSnapshot();
  });

  test('shop', () => {
    expect(Yaml.stringify(...Testing.synth(new ShopChart(app(), 'shop')))).toMatchSnapshot();
  });

  test('shop on its way to Workload Identity', () => {
    const shop = new ShopChart(app(), 'shop', { stage: MigrationStage.DUAL });
    expect(Yaml.stringify(...Testing.synth(shop))).toMatchSnapshot();
  });

  test('the workloads of the shop are cdk8s-plus constructs, with names and selectors without a hash', () => {
    const shop = new ShopChart(app(), 'shop');
    const workloads = ['web', 'worker', 'nightly'].map((id) => shop.node.findChild(id));
    expect(workloads.map((workload) => workload.constructor)).toEqual([Deployment, StatefulSet, CronJob]);
    const applied = Testing.synth(shop).filter(({ apiVersion }) => !apiVersion.startsWith('aadpodidentity'));
    expect(applied.map(({ kind, metadata, spec }) => [kind, metadata.name, spec.selector?.matchLabels])).toEqual([
      ['Deployment', 'web', { app: 'web' }],
      ['Service', 'worker', undefined],
      ['StatefulSet', 'worker', { app: 'worker' }],
      ['CronJob', 'nightly', undefined],
      ['Deployment', 'reports', { app: 'reports' }],
    ]);
  });

  test('aad-pod-identity', () => {
    const chart = new AadPodIdentityChart(app(), 'aad-pod-identity');
    expect(Yaml.stringify(...Testing.synth(chart))).toMatchSnapshot();
  });

  test('crds', () => {
    expect(Yaml.stringify(...Testing.synth(new CrdsChart(app(), 'crds')).map(inShort))).toMatchSnapshot();
  });

  test('take the ids of a file, which leaves the placeholders alone', () => {
    const demo = { resourceId: RESOURCE_ID, clientId: CLIENT_ID };
    const text = JSON.stringify(Testing.synth(new DemoChart(app(), 'demo', { demo })));
    for (const id of [RESOURCE_ID, CLIENT_ID]) expect(text).toContain(`"${id}"`);
    expect(text).toContain(`--subscription-id=${SUBSCRIPTION_ID}`);
    expect(text).toContain('--resource-group=shop');
    expect(text).not.toContain('00000000-0000-4000-8000');
  });

  test('shop takes them too', () => {
    const shop = new ShopChart(app(), 'shop', { orders: { resourceId: RESOURCE_ID, clientId: CLIENT_ID } });
    const [orders, storage] = Testing.synth(shop).filter(({ kind }) => kind === 'AzureIdentity');
    expect(orders.spec).toEqual({ type: 0, resourceID: RESOURCE_ID, clientID: CLIENT_ID });
    expect(storage.spec.clientID).toBe('00000000-0000-4000-8000-000000000004');
  });

  test('are added in the order in which they are applied', () => {
    const all = app();
    addCharts(all);
    expect(all.node.children.map(({ node }) => node.id)).toEqual(['crds', 'aad-pod-identity', 'demo', 'shop']);
  });
});

/** A definition with its schema as a list of fields and types: the schema itself is compared with the recorded one. */
function inShort(definition: Manifest): Manifest {
  const versions = definition.spec.versions.map(({ schema, ...version }: Manifest) => ({
    ...version,
    fields: fields(schema.openAPIV3Schema.properties.spec),
  }));
  return { ...definition, spec: { ...definition.spec, versions } };
}

function fields(schema: Manifest): Manifest {
  return Object.fromEntries(Object.entries<Manifest>(schema.properties).map(([name, { type }]) => [name, type]));
}
