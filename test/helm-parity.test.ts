import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import { Testing } from 'cdk8s';
import { AadPodIdentity } from '../lib';
import { newChart } from './support/manifests';
import { canonical, PARITY, parityTest, readBack, recorded } from './support/parity';

const SAMPLES = join(PARITY, 'chart');
const samples = existsSync(SAMPLES) ? readdirSync(SAMPLES).sort() : [];

/** Refused, and equal when lenient: keys that Helm ignores. */
const LENIENT_ONLY = ['unknown-and-dead-keys'];

function render(sample: string, lenient = false) {
  const { release, namespace, kubeVersion, includeCrds } = json(sample, 'options.json');
  const chart = newChart({});
  AadPodIdentity.fromHelmValues(chart, 'install', {
    values: join(SAMPLES, sample, 'values.yaml'),
    releaseName: release,
    namespace,
    kubeVersion,
    includeCrds,
    lenient,
  });
  return withoutChecksum(canonical(readBack(Testing.synth(chart))));
}

const json = (sample: string, file: string) => JSON.parse(readFileSync(join(SAMPLES, sample, file), 'utf8'));

/** Any 64 hexadecimal digits will do for the checksum of a Secret. */
function withoutChecksum(manifests: ReturnType<typeof canonical>) {
  if (!manifests.some(({ kind }) => kind === 'Secret')) return manifests;
  const text = JSON.stringify(manifests).replace(/("checksum\/config":")[0-9a-f]{64}"/, '$1"');
  return JSON.parse(text);
}

describe('values of the Helm chart', () => {
  for (const sample of samples) {
    const isError = existsSync(join(SAMPLES, sample, 'error.json'));
    if (isError || LENIENT_ONLY.includes(sample)) {
      parityTest(`${sample} is refused, naming the value`, () => {
        const value = isError ? json(sample, 'error.json').value : 'forceNameSpaced';
        expect(() => render(sample)).toThrow(value);
      });
    }
    if (isError) continue;
    parityTest(`${sample} renders as Helm does`, () => {
      const expected = withoutChecksum(recorded(`chart/${sample}/expected.yaml`));
      expect(render(sample, LENIENT_ONLY.includes(sample))).toEqual(expected);
    });
  }
});
