import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { Testing } from 'cdk8s';
import { AadPodIdentity } from '../../lib';
import { collectWarnings } from '../../lib/synth/warnings';
import { type ChartSample, chartSamples, renderArgs, renderedByHelm } from '../support/chart-samples';
import { command } from '../support/command';
import { newChart } from '../support/manifests';
import { canonical, parityTest, readBack } from '../support/parity';
import { Scratch } from '../support/scratch';
import { readYaml } from '../support/yaml-1.1';

const rendered = chartSamples.filter(({ refused }) => refused === undefined);
const refused = chartSamples.filter((sample) => sample.refused !== undefined || sample.lenient);
const placeOf = (sample: ChartSample) => sample.refused ?? 'forceNameSpaced';

function fromHelmValues(sample: ChartSample, lenient = false) {
  const chart = newChart({});
  collectWarnings(chart.node.root, () => undefined);
  const { values, namespace, kubeVersion, includeCrds } = sample;
  const options = { values, namespace, kubeVersion, includeCrds, lenient, releaseName: sample.release };
  AadPodIdentity.fromHelmValues(chart, 'install', options);
  return canonical(readBack(Testing.synth(chart)));
}

describe('fromHelmValues', () => {
  for (const sample of refused) {
    parityTest(`${sample.name} is refused, naming the value`, () => {
      expect(() => fromHelmValues(sample)).toThrow(`values.yaml:`);
      expect(() => fromHelmValues(sample)).toThrow(` ${placeOf(sample)}: got `);
    });
  }
  for (const sample of rendered) {
    parityTest(`${sample.name} renders as Helm does`, () => {
      expect(fromHelmValues(sample, sample.lenient)).toEqual(renderedByHelm(sample));
    });
  }
});

describe('render', () => {
  for (const sample of refused) {
    parityTest(`${sample.name} is refused, naming the value`, async () => {
      const { code, out, error } = await command(renderArgs(sample));
      expect([code, out]).toEqual([1, '']);
      expect(error).toContain(` ${placeOf(sample)}: got `);
    });
  }
  for (const sample of rendered) {
    parityTest(`${sample.name} renders as Helm does`, async () => {
      const { code, out } = await command([...renderArgs(sample), ...(sample.lenient ? ['--lenient'] : [])]);
      expect(code).toBe(0);
      expect(canonical(readYaml(out))).toEqual(renderedByHelm(sample));
    });
  }
});

describe('render --as typescript', () => {
  let scratch: Scratch;
  beforeAll(async () => {
    scratch = new Scratch();
    for (const sample of rendered) {
      const lenient = sample.lenient ? ['--lenient'] : [];
      const { out } = await command([...renderArgs(sample), ...lenient, '--as', 'typescript']);
      scratch.write(`${sample.name}.ts`, out);
    }
    const all = rendered.map(({ name }) => `require('./${name}').AadPodIdentityChart`);
    scratch.write(
      'all.cjs',
      `console.warn = () => {};
      const { App } = require('cdk8s');
      console.log(JSON.stringify([${all}].map((Chart) => new Chart(new App(), 'chart').toJson())));`,
    );
  });
  afterAll(() => scratch.remove());

  parityTest('every sample compiles, and renders as Helm does', () => {
    const files = rendered.map(({ name }) => `${name}.ts`);
    const options = ['--strict', '--exactOptionalPropertyTypes', '--skipLibCheck', '--module', 'node16'];
    expect(scratch.tsc(...options, '--types', 'node', ...files)).toEqual({ status: 0, output: '' });
    const { status, output } = scratch.node('all.cjs');
    expect(status).toBe(0);
    for (const [i, manifests] of JSON.parse(output).entries()) {
      const sample = rendered[i] as ChartSample;
      expect([sample.name, canonical(readBack(manifests))]).toEqual([sample.name, renderedByHelm(sample)]);
    }
  });
});
