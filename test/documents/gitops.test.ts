import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
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
