import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Folder } from '../support/folder';
import { Scratch, type Streams } from '../support/scratch';

const RESOURCE =
  '/subscriptions/3f0c4b52-6d0a-4d3c-9a53-0f5e5d7a9b10/resourceGroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/orders';
const CLIENT = '0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42';
const ISSUER =
  'https://eastus.oic.prod-aks.azure.com/00000000-0000-4000-8000-000000000000/00000000-0000-4000-8000-000000000001/';

const FILES = {
  'values.yaml': `azureIdentities:\n  orders: {type: 0, resourceID: ${RESOURCE}, clientID: ${CLIENT}, binding: {name: orders, selector: orders}}\n`,
  // Read by the writer of cdk8s, and its yaml: the command loads them only then.
  'surprising.yaml': 'nmi: {podAnnotations: {a: "1:30", b: "0x1F"}}\n',
  'before.yaml': `apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentity
metadata: {name: orders, namespace: shop}
spec: {type: 0, resourceID: ${RESOURCE}, clientID: ${CLIENT}}
---
apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentityBinding
metadata: {name: orders, namespace: shop}
spec: {azureIdentity: orders, selector: orders}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web, aadpodidbinding: orders}}
    spec: {containers: [{name: web, image: web}]}
`,
  'after.yaml': `apiVersion: v1
kind: ServiceAccount
metadata: {name: web, namespace: shop, annotations: {azure.workload.identity/client-id: ${CLIENT}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web, azure.workload.identity/use: "true"}}
    spec: {serviceAccountName: web, containers: [{name: web, image: web}]}
`,
};

const IN_SHOP = ['--release-name', 'r', '-n', 'shop'];
const RENDER = ['render', '-f', 'values.yaml', ...IN_SHOP];
/** Each sub-command, in each of its forms. */
const COMMANDS: readonly (readonly string[])[] = [
  ['--version'],
  ['--help'],
  ['unknown'],
  ['check', '--help'],
  ['migrate', '--help'],
  ['migrate', 'plan', '--help'],
  ['help', 'azure'],
  RENDER,
  [...RENDER, '--as', 'typescript'],
  ['render', '-f', 'surprising.yaml', ...IN_SHOP, '--as', 'typescript'],
  ['render', '-f', 'surprising.yaml', ...IN_SHOP],
  ['render', '-f', 'absent.yaml', ...IN_SHOP],
  ...['table', 'json', 'mermaid', 'markdown'].map((format) => ['assignments', 'before.yaml', '--format', format]),
  ['assignments', '--diff', 'before.yaml', 'after.yaml'],
  ...['text', 'json', 'sarif', 'github', 'junit'].map((format) => [
    'check',
    'before.yaml',
    'after.yaml',
    '--format',
    format,
  ]),
  ['check', '--list-rules'],
  ['check', '--explain', 'duplicate-binding'],
  ...['table', 'json', 'markdown'].map((format) => ['migrate', 'plan', 'before.yaml', '--format', format]),
  ['migrate', 'rewrite', 'before.yaml'],
  ['azure', 'setup', 'before.yaml', '--cluster', 'c', '--resource-group', 'g'],
  ['azure', 'uninstall', '--cluster', 'c', '--resource-group', 'g'],
  ['azure', 'verify', 'before.yaml'],
  ['azure', 'verify', 'after.yaml'],
  ...['az', 'bicep', 'terraform', 'json'].map((form) => [
    'azure',
    'federate',
    'after.yaml',
    '--issuer',
    ISSUER,
    '--cluster-name',
    'c',
    '--as',
    form,
  ]),
];

const UNBUNDLED = resolve('build/lib/cli/main.js');
/** Tells at the end which files were loaded. */
const LOADED = `process.on('exit', () => require('node:fs').writeSync(3, JSON.stringify(Object.keys(require.cache))));`;

let scratch: Scratch;
let published: string;
beforeAll(() => {
  scratch = new Scratch();
  for (const [file, content] of Object.entries(FILES)) scratch.write(file, content);
  scratch.write('loaded.cjs', LOADED);
  published = join(scratch.folder, 'node_modules', 'cdk8s-aad-pod-identity', 'build', 'package', 'main.js');
});
afterAll(() => scratch.remove());

function run(
  program: string,
  args: readonly string[],
  options: readonly string[] = [],
): Streams & { readonly files: readonly string[] } {
  const { status, stdout, stderr, output } = spawnSync(
    process.execPath,
    ['--require', './loaded.cjs', ...options, program, ...args],
    { cwd: scratch.folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe', 'pipe'] },
  );
  const files = (JSON.parse(output[3] as string) as string[]).filter((file) => !file.endsWith('loaded.cjs'));
  return { status, stdout, stderr, files };
}

describe('the command of the package', () => {
  test.each(COMMANDS)('%s %s %s %s %s %s %s %s %s %s says what it says without the bundle', (...args) => {
    const { files: _, ...said } = run(published, args);
    const { files: __, ...expected } = run(UNBUNDLED, args);
    expect(said).toEqual(expected);
    expect(said.stdout + said.stderr).not.toMatch(/internal error|^ {4}at /m);
    expect(said.stdout + said.stderr).not.toBe('');
  });

  test('--version loads three files, and what only other sub-commands need is not loaded', () => {
    const loaded = (...args: string[]) =>
      run(published, args)
        .files.map((file) => file.slice(file.lastIndexOf('/') + 1))
        .sort();
    expect(loaded('--version')).toEqual(['main.js', 'package.json', 'peers.js', 'program.js']);
    expect(loaded('assignments', 'before.yaml')).toEqual(
      ['assignments.js', 'commander.js', 'documents.js', 'js-yaml.js', 'main.js', 'package.json', 'peers.js'].concat([
        'program.js',
        'reading.js',
        'shared.js',
      ]),
    );
    expect(loaded('check', 'before.yaml')).toEqual(
      ['check.js', 'commander.js', 'documents.js', 'js-yaml.js', 'main.js', 'package.json', 'peers.js'].concat([
        'program.js',
        'reading.js',
        'shared.js',
      ]),
    );
    expect(loaded(...RENDER)).toEqual(
      ['cdk8s.js', 'commander.js', 'documents.js', 'install.js', 'js-yaml.js', 'main.js', 'package.json'].concat([
        'peers.js',
        'program.js',
        'render.js',
        'shared.js',
      ]),
    );
  });

  test.each([
    ['check', 'before.yaml'],
    ['assignments', 'before.yaml'],
    ['migrate', 'plan', 'before.yaml'],
    ['migrate', 'rewrite', 'before.yaml'],
    ['azure', 'federate', 'after.yaml', '--issuer', ISSUER, '--cluster-name', 'c'],
    ['azure', 'verify', 'before.yaml'],
  ])('%s %s %s loads nothing of cdk8s, bundled or not', (...args) => {
    const isCdk8s = (file: string) => /node_modules.(cdk8s|constructs)\b(?!-aad)|cdk8s\.js$/.test(file);
    for (const program of [published, UNBUNDLED]) expect(run(program, args).files.filter(isCdk8s)).toEqual([]);
    // The pattern finds it where it is loaded.
    expect(run(published, RENDER).files.filter(isCdk8s)).toHaveLength(1);
    expect(run(UNBUNDLED, RENDER).files.filter(isCdk8s).length).toBeGreaterThan(1);
  });
});

describe('the compile cache', () => {
  const noted = `require('node:module').enableCompileCache = (...args) => void process.stderr.write('enabled ' + JSON.stringify(args));`;
  const absent = `delete require('node:module').enableCompileCache;`;

  test.each([
    ['is enabled with the settings of node, which a user can change', noted, 'enabled []'],
    ['may be absent', absent, ''],
  ])('%s', (_, code, stderr) => {
    scratch.write('node.cjs', code);
    const said = run(published, ['--version'], ['--require', './node.cjs']);
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(said).toMatchObject({ status: 0, stdout: `${version}\n`, stderr });
  });

  test('of node is respected: nothing is written where it is disabled', () => {
    const cache = new Folder();
    try {
      const env = { ...process.env, NODE_COMPILE_CACHE: cache.path, NODE_DISABLE_COMPILE_CACHE: '1' };
      spawnSync(process.execPath, [published, 'check', 'before.yaml'], { cwd: scratch.folder, env });
      expect(scratch.node('-e', `console.log(fs.readdirSync(${JSON.stringify(cache.path)}))`).output).toBe('[]\n');
    } finally {
      cache.remove();
    }
  });
});

describe('what is bundled', () => {
  test('has its licences in the package', () => {
    const folder = join(published, '..');
    const notices = readFileSync(join(folder, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
    const packages = [...notices.matchAll(/^([\w@/-]+) \d[\w.-]* \(([\w.-]+)\)$/gm)].map(([, name, license]) => [
      name,
      license,
    ]);
    expect(packages).toEqual([
      ['cdk8s', 'Apache-2.0'],
      ['commander', 'MIT'],
      ['constructs', 'Apache-2.0'],
      ['fast-json-patch', 'MIT'],
      ['js-yaml', 'MIT'],
    ]);
    expect(notices.match(/MIT License|Apache License|Permission is hereby granted/g)?.length).toBeGreaterThanOrEqual(5);
  });

  const app = (code: string) => `
    const { App, Chart, Duration, Lazy } = require('cdk8s');
    const { AadPodIdentity, AzureIdentity, Names } = require('cdk8s-aad-pod-identity');
    const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
    ${code}`;
  const resolved = `
    const clientId = Lazy.any({ produce: () => ${JSON.stringify(CLIENT)} });
    AzureIdentity.userAssigned(chart, 'orders', { resourceId: ${JSON.stringify(RESOURCE)}, clientId });
    new AadPodIdentity(chart, 'install', { mic: { syncRetryDuration: Duration.minutes(2) } });`;

  test('the library uses the cdk8s of the app: its lazy values and durations are resolved', () => {
    scratch.write('app.cjs', app(`${resolved} console.log(JSON.stringify(chart.toJson()))`));
    const { status, stdout, stderr, files } = run('./app.cjs', []);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { spec } = JSON.parse(stdout).find(({ kind }: { kind: string }) => kind === 'AzureIdentity');
    expect(spec).toEqual({ type: 0, resourceID: RESOURCE, clientID: CLIENT });
    expect(stdout).toContain('--syncRetryDuration=2m');
    expect(files.filter((file) => file.endsWith('package/cdk8s.js'))).toEqual([]);
    expect(files.some((file) => file.endsWith('cdk8s/lib/index.js'))).toBe(true);
  });

  test('classes keep their names', () => {
    const names =
      'Object.entries(library).filter(([, value]) => /^class/.test(value)).map(([name, { name: own }]) => [name, own])';
    scratch.write(
      'names.cjs',
      `const library = require('cdk8s-aad-pod-identity'); console.log(JSON.stringify(${names}))`,
    );
    const classes: [string, string][] = JSON.parse(scratch.node('names.cjs').output);
    expect(classes.length).toBeGreaterThan(10);
    for (const [name, own] of classes) expect(own).toBe(name);
  });

  test('an error of the library has a legible stack', () => {
    scratch.write('wrong.cjs', app("AzureIdentity.userAssigned(chart, 'orders', { resourceId: 'x', clientId: 'x' });"));
    const { stderr } = run('./wrong.cjs', []);
    const [place, line] =
      /^ {4}at .*\bAzureIdentity\.userAssigned \((.*?build\/package\/[\w-]+\.js:(\d+)):\d+\)$/m.exec(stderr) ?? [];
    expect(place).toBeDefined();
    const file = (place as string).replace(/^.*\((.*):\d+:\d+\)$/, '$1');
    const code = readFileSync(file, 'utf8').split('\n')[Number(line) - 1] as string;
    expect(code.length).toBeLessThan(200);
    expect(code).toContain('(');
  });
});
