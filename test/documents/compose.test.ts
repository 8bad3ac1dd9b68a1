import { chmodSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { examplesOf } from '../support/documents';
import type { Manifest } from '../support/manifests';
import { Scratch } from '../support/scratch';
import { readYaml } from '../support/yaml-1.1';

const recipes = examplesOf('docs/compose.md');
const files = Object.keys(recipes);
const workload = (kind: string, name: string, template: string) => `
apiVersion: ${kind === 'CronJob' ? 'batch' : 'apps'}/v1
kind: ${kind}
metadata: { name: ${name} }
spec: { ${template}: { spec: { containers: [{ name: app, image: app }] } } }
`;

let scratch: Scratch;
const path = process.env.PATH;
beforeAll(() => {
  scratch = new Scratch();
  for (const file of files) scratch.write(file, recipes[file] as string);
  scratch.write('reports.yaml', workload('Deployment', 'reports', 'template'));
  scratch.write(
    'tools.yaml',
    workload('CronJob', 'backup', 'jobTemplate: { spec: { template').replace('}] } } }', '}] } } } } }'),
  );
  // Prints what `helm template` would.
  scratch.write('bin/helm', `#!/bin/sh\ncat "$(dirname "$0")/../reports.yaml"\n`);
  chmodSync(join(scratch.folder, 'bin', 'helm'), 0o755);
  process.env.PATH = `${join(scratch.folder, 'bin')}${delimiter}${path}`;
});
afterAll(() => {
  process.env.PATH = path;
  scratch.remove();
});

describe('the recipes of docs/compose.md', () => {
  test('compile', () => {
    const options = ['--module', 'node16', '--types', 'node', '--strict', '--skipLibCheck'];
    expect(scratch.tsc(...options, ...files)).toEqual({ status: 0, output: '' });
  });

  const orders = ['orders'];
  test.each<[string, string[], string]>([
    ['plus.ts', ['orders', 'orders'], ''],
    ['objects.ts', ['orders', 'orders'], ''],
    ['include.ts', ['orders', 'storage'], ''],
    ['helm.ts', ['storage'], ''],
    ['custom.ts', ['orders', 'orders', 'storage'], ''],
    ['external.ts', [], '{"podLabels":{"aadpodidbinding":"orders"}}\n'],
    ['several.ts', [expect.stringMatching(/^shop-web-[0-9a-f]{8}-h[0-9a-f]{9}$/) as unknown as string], ''],
    ['namespaces.ts', orders, ''],
    ['existing.ts', ['front', 'shared-storage'], ''],
  ])('%s runs, and labels the pods', (file, labels, output) => {
    scratch.removeFolder('dist');
    expect(scratch.node(file.replace('.ts', '.js'))).toEqual({ status: 0, output });
    const chart = file === 'namespaces.ts' ? 'returns' : 'shop';
    const manifests = readYaml(readFileSync(join(scratch.folder, 'dist', `${chart}.k8s.yaml`), 'utf8'));
    expect(manifests.flatMap(labelsIn)).toEqual(labels);
  });

  test('are all run', () => {
    const text = readFileSync(__filename, 'utf8');
    expect(files.filter((file) => file !== 'identities.ts' && !text.includes(`'${file}'`))).toEqual([]);
  });
});

/** Every value of the label, wherever it is. */
function labelsIn(value: Manifest): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    key === 'aadpodidbinding' ? [String(part)] : labelsIn(part as Manifest),
  );
}
