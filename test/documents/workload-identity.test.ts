import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { examplesOf } from '../support/documents';
import type { Manifest } from '../support/manifests';
import { Scratch } from '../support/scratch';
import { readYaml } from '../support/yaml-1.1';

const examples = examplesOf('docs/workload-identity.md');
const files = Object.keys(examples);

let scratch: Scratch;
beforeAll(() => {
  scratch = new Scratch();
  for (const file of files) scratch.write(file, examples[file] as string);
});
afterAll(() => scratch.remove());

describe('the programs of docs/workload-identity.md', () => {
  test('compile', () => {
    const options = ['--module', 'node16', '--types', 'node', '--strict', '--skipLibCheck'];
    expect(scratch.tsc(...options, ...files)).toEqual({ status: 0, output: '' });
  });

  const identity = ['AzureIdentity', 'AzureIdentityBinding', 'ServiceAccount'];
  test.each<[string, string[]]>([
    ['shop.ts', [...identity, 'Deployment', 'Deployment', 'Deployment']],
    ['credentials.ts', ['FederatedIdentityCredential', 'AzureIdentity', 'AzureIdentityBinding', 'Deployment']],
    ['spark.ts', ['AzureIdentity', 'AzureIdentityBinding', 'ServiceAccount', 'SparkApplication']],
    ['external.ts', ['AzureIdentity', 'AzureIdentityBinding']],
    ['policies.ts', ['NetworkPolicy', 'NetworkPolicy', 'NetworkPolicy']],
  ])('%s runs, and writes these objects', (file, kinds) => {
    scratch.removeFolder('dist');
    const { status, output } = scratch.node(file.replace('.ts', '.js'));
    expect({ status, output: file === 'external.ts' ? '' : output }).toEqual({ status: 0, output: '' });
    expect(written().map(({ kind }) => kind)).toEqual(kinds);
    if (file !== 'external.ts') return;
    expect(JSON.parse(output)).toEqual({
      podLabels: { aadpodidbinding: 'orders', 'azure.workload.identity/use': 'true' },
      serviceAccount: {
        name: 'orders',
        annotations: expect.objectContaining({
          'azure.workload.identity/client-id': '0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42',
        }),
      },
    });
  });

  test('have no file without a test', () => {
    expect(files.sort()).toEqual(['credentials.ts', 'external.ts', 'policies.ts', 'shop.ts', 'spark.ts']);
  });

  function written(): Manifest[] {
    const folder = join(scratch.folder, 'dist');
    return readdirSync(folder)
      .sort()
      .flatMap((file) => readYaml(readFileSync(join(folder, file), 'utf8')));
  }
});
