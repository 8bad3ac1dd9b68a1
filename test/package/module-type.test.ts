import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { command } from '../support/command';
import { examplesOf } from '../support/documents';
import { Scratch } from '../support/scratch';

const DOCUMENTS = ['docs/library.md', 'docs/compose.md', 'docs/gitops.md', 'docs/install.md'];
const VALUES = `
azureIdentities:
  orders:
    type: 0
    resourceID: /subscriptions/3f0c4b52-6d0a-4d3c-9a53-0f5e5d7a9b10/resourceGroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/orders
    clientID: 0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42
    binding: { name: orders-binding, selector: orders }
`;
/** Those of the recipes that share an App can only run alone, as other tests do: one of them is enough here. */
const RUN = ['orders.ts', 'platform.ts', 'plus.ts', 'standard.ts', 'managed.ts', 'patches.ts'];

describe('in a package of type module', () => {
  const examples: { [file: string]: string } = Object.assign({}, ...DOCUMENTS.map(examplesOf));
  const files = Object.keys(examples).filter((file) => file.endsWith('.ts'));
  let scratch: Scratch;
  beforeAll(async () => {
    scratch = new Scratch();
    scratch.write('package.json', '{ "type": "module" }');
    for (const file of files) scratch.write(file, examples[file] as string);
    const { out } = await command(
      ['render', '-f', '-', '--release-name', 'x', '-n', 'x', '--as', 'typescript'],
      VALUES,
    );
    scratch.write('rendered.ts', out);
  });
  afterAll(() => scratch.remove());

  test('the code of the documents and of render compiles and runs', () => {
    const options = ['--module', 'node16', '--types', 'node', '--strict', '--skipLibCheck'];
    expect(scratch.tsc(...options, ...files, 'rendered.ts')).toEqual({ status: 0, output: '' });
    const run = [...RUN, 'rendered.ts'].map((file) => `await import('./${file.replace('.ts', '.js')}');`);
    scratch.write('all.js', run.join('\n'));
    expect(scratch.node('all.js')).toEqual({ status: 0, output: '' });
    expect(existsSync(join(scratch.folder, 'dist', 'aad-pod-identity.k8s.yaml'))).toBe(true);
  });
});
