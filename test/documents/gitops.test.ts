import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { command } from '../support/command';
import { examplesOf } from '../support/documents';
import { Scratch } from '../support/scratch';

const examples = examplesOf('docs/gitops.md');
const files = Object.keys(examples);

let scratch: Scratch;
beforeAll(() => {
  scratch = new Scratch();
  for (const file of files) scratch.write(file, examples[file] as string);
});
afterAll(() => scratch.remove());

describe('docs/gitops.md', () => {
  test('its code compiles', () => {
    const options = ['--module', 'node16', '--types', 'node', '--strict', '--skipLibCheck'];
    expect(scratch.tsc(...options, ...files)).toEqual({ status: 0, output: '' });
  });

  test('an App for each cluster writes a folder for each, and nothing is found in it', async () => {
    expect(scratch.node('environments.js')).toEqual({ status: 0, output: '' });
    const dist = join(scratch.folder, 'dist');
    expect(readdirSync(dist).sort()).toEqual(['production', 'staging']);
    const subscriptions = ['production', 'staging'].map(
      (name) =>
        /\/subscriptions\/([^/]*)/.exec(readFileSync(join(dist, name, 'orders.k8s.yaml'), 'utf8'))?.[1] ?? 'none',
    );
    expect(subscriptions).toEqual(['9c2f7d1a-3e4b-4d5c-8f60-1a2b3c4d5e6f', '6e0a1d0c-7b0e-4c1b-9a53-0f5a2f1d3c11']);
    for (const name of ['production', 'staging']) expect((await command(['check', join(dist, name)])).code).toBe(0);
  });

  test('the CRDs get annotations', () => {
    scratch.removeFolder('dist');
    expect(scratch.node('crds.js')).toEqual({ status: 0, output: '' });
    const text = readFileSync(join(scratch.folder, 'dist', 'crds.k8s.yaml'), 'utf8');
    expect(text).toContain('argocd.argoproj.io/sync-options: Prune=false,Delete=false');
  });

  test('the test of a chart runs', () => {
    const { status, stderr } = scratch.jest('orders.test.js', '--ci=false');
    expect([status, stderr]).toEqual([0, expect.stringContaining('1 snapshot written')]);
  });
});
