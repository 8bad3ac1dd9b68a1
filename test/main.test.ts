import { describe, expect, test } from '@jest/globals';
import { App, Testing, Yaml } from 'cdk8s';
import { AadPodIdentityChart, addCharts, CrdsChart, DemoChart, ShopChart } from '../main';
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

  test('aad-pod-identity', () => {
    const chart = new AadPodIdentityChart(app(), 'aad-pod-identity');
    expect(Yaml.stringify(...Testing.synth(chart))).toMatchSnapshot();
  });

  test('crds', () => {
    expect(Yaml.stringify(...Testing.synth(new CrdsChart(app(), 'crds')).map(inShort))).toMatchSnapshot();
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
