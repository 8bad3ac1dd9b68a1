import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { command } from '../support/command';
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
  'broken.yaml': 'a: [\n',
  'wrong.yaml': `apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentityBinding
metadata: {name: orders, namespace: shop}
spec: {azureIdentity: order, selector: orders}
---
apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentity
metadata: {name: orders, namespace: shop}
spec: {type: 0, resourceID: ${RESOURCE}, clientID: ${CLIENT}}
`,
  'after.yaml': `apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentity
metadata: {name: orders, namespace: shop}
spec: {type: 0, resourceID: ${RESOURCE}, clientID: ${CLIENT}}
---
apiVersion: v1
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

const formats = (command: string, ...all: string[]) => all.map((format) => `${command} ${format}`);
const RENDER = 'render --release-name r -n shop -f';
const FEDERATE = `azure federate after.yaml --issuer ${ISSUER} --cluster-name c --as`;
/** Each sub-command, in each of its forms, and how it exits. */
const COMMANDS = {
  0: [
    ...['--version', '--help', 'check --help', 'migrate --help', 'migrate plan --help', 'help azure'],
    ...[`${RENDER} values.yaml`, `${RENDER} values.yaml --as typescript`],
    ...[`${RENDER} surprising.yaml`, `${RENDER} surprising.yaml --as typescript`],
    ...formats('assignments before.yaml --format', 'table', 'json', 'mermaid', 'markdown', 'html'),
    ...formats('migrate plan before.yaml --format', 'table', 'json', 'markdown', 'html'),
    ...formats('completion', 'bash', 'zsh', 'fish'),
    ...['check before.yaml', 'check --list-rules', 'check --explain duplicate-binding'],
    ...['azure setup before.yaml --cluster c --resource-group g --subscription s', 'azure uninstall before.yaml'],
    ...[
      'azure verify before.yaml',
      'azure verify after.yaml',
      ...formats(FEDERATE, 'az', 'bicep', 'terraform', 'json'),
    ],
  ],
  1: ['unknown', `${RENDER} absent.yaml`, 'migrate', 'check broken.yaml'],
  2: [
    ...['assignments --diff before.yaml after.yaml', 'migrate rewrite before.yaml --to dual --check'],
    ...formats('check wrong.yaml --format', 'text', 'json', 'sarif', 'github', 'junit', 'html'),
    'assignments --diff before.yaml after.yaml --format html',
  ],
};

/** Tells at the end which files were loaded. */
const LOADED = `process.on('exit', () => require('node:fs').writeSync(3, JSON.stringify(Object.keys(require.cache))));`;

const root = process.cwd();
let scratch: Scratch;
let main: string;
beforeAll(() => {
  scratch = new Scratch();
  for (const [file, content] of Object.entries(FILES)) scratch.write(file, content);
  scratch.write('loaded.cjs', LOADED);
  process.chdir(scratch.folder);
  main = join(scratch.folder, 'node_modules', 'cdk8s-aad-pod-identity', 'build', 'package', 'main.js');
});
afterAll(() => {
  process.chdir(root);
  scratch.remove();
});

const UNBUNDLED = resolve('build/lib/cli/main.js');

type Run = Streams & { readonly files: readonly string[] };

/** Runs a program of node in the folder of the user. */
function run(program: string, args: readonly string[], options: readonly string[] = []): Run {
  const { status, stdout, stderr, output } = spawnSync(
    process.execPath,
    ['--require', './loaded.cjs', ...options, program, ...args],
    { cwd: scratch.folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe', 'pipe'] },
  );
  const files = (JSON.parse(output[3] as string) as string[]).filter((file) => !file.endsWith('loaded.cjs'));
  return { status, stdout, stderr, files };
}

const runs = new Map<string, Run>();
/** Runs the published command, once. */
function published(line: string): Run {
  const said = runs.get(line) ?? run(main, line.split(' '));
  runs.set(line, said);
  return said;
}

describe('the command of the package', () => {
  const all = Object.entries(COMMANDS).flatMap(([status, lines]) =>
    lines.map((line) => [line, Number(status)] as const),
  );

  test.each(all)('%s: says what it says without the bundle, and exits with %i', async (line, code) => {
    const { status, stdout, stderr } = published(line);
    expect({ code: status, out: stdout, error: stderr }).toEqual(await command(line.split(' ')));
    expect(status).toBe(code);
    expect(stdout + stderr).not.toMatch(/internal error|^ {4}at .*:\d+:\d+/m);
  });

  test.each(['values.yaml', 'before.yaml'])(
    'init --from %s: writes what it writes without the bundle',
    async (from) => {
      const [ours, bundled] = [`unbundled-${from}`, `bundled-${from}`];
      expect(await command(['init', ours, '--from', from])).toMatchObject({ code: 0 });
      expect(published(`init ${bundled} --from ${from}`)).toMatchObject({ status: 0 });
      const filesOf = (folder: string) =>
        readdirSync(join(scratch.folder, folder), { recursive: true }).map(String).sort();
      expect(filesOf(bundled).length).toBeGreaterThan(6);
      expect(filesOf(bundled)).toEqual(filesOf(ours));
      const code = ['main.ts', 'install.ts'].find((file) => filesOf(ours).includes(file)) as string;
      const [text, expected] = [bundled, ours].map((folder) =>
        readFileSync(join(scratch.folder, folder, code), 'utf8'),
      );
      expect(text).toBe(expected);
    },
  );

  const START = ['main.js', 'package.json', 'peers.js', 'program.js'];
  const READ = [...START, 'commander.js', 'documents.js', 'shared.js'];
  test.each([
    ['--version', START],
    ['assignments before.yaml --format table', [...READ, 'assignments.js', 'reading.js']],
    ['check before.yaml', [...READ, 'check.js', 'reading.js']],
    [`${RENDER} values.yaml`, [...READ, 'cdk8s.js', 'install.js', 'js-yaml.js', 'render.js']],
  ])('%s loads no file that only others need', (line, files) => {
    expect(
      published(line)
        .files.map((file) => basename(file))
        .sort(),
    ).toEqual([...files].sort());
  });

  const isCdk8s = (file: string) => /node_modules[\\/](cdk8s|constructs)[\\/]|[\\/]cdk8s\.js$/.test(file);
  test.each([
    'check before.yaml',
    'assignments before.yaml --format table',
    'migrate plan before.yaml --format table',
    'migrate rewrite before.yaml --to dual --check',
    'azure verify before.yaml',
    `${FEDERATE} az`,
  ])('%s loads nothing of cdk8s, bundled or not', (line) => {
    expect(published(line).files.filter(isCdk8s)).toEqual([]);
    expect(run(UNBUNDLED, line.split(' ')).files.filter(isCdk8s)).toEqual([]);
  });

  test('the files of cdk8s are recognized where they are loaded', () => {
    const line = `${RENDER} surprising.yaml --as typescript`;
    expect(published(line).files.filter(isCdk8s).length).toBeGreaterThan(1);
    expect(run(UNBUNDLED, line.split(' ')).files.filter(isCdk8s).length).toBeGreaterThan(1);
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
    const said = run(main, ['--version'], ['--require', './node.cjs']);
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(said).toMatchObject({ status: 0, stdout: `${version}\n`, stderr });
  });

  test('of node is respected: nothing is written where it is disabled', () => {
    const cache = new Folder();
    try {
      const env = { ...process.env, NODE_COMPILE_CACHE: cache.path, NODE_DISABLE_COMPILE_CACHE: '1' };
      spawnSync(process.execPath, [main, 'check', 'before.yaml'], { cwd: scratch.folder, env });
      expect(scratch.node('-e', `console.log(fs.readdirSync(${JSON.stringify(cache.path)}))`).output).toBe('[]\n');
    } finally {
      cache.remove();
    }
  });
});

describe('what is bundled', () => {
  test('has its licences in the package', () => {
    const folder = dirname(main);
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
    // Its old name is an alias.
    for (const [name, own] of classes) expect(own).toBe(name === 'Names' ? 'InstallNames' : name);
  });

  test('an error of the library has a legible stack', () => {
    scratch.write('wrong.cjs', app("AzureIdentity.userAssigned(chart, 'orders', { resourceId: 'x', clientId: 'x' });"));
    const { stderr } = run('./wrong.cjs', []);
    const [, file, line] =
      /^ {4}at .*\bAzureIdentity\.userAssigned \((.*?build\/package\/[\w-]+\.js):(\d+):\d+\)$/m.exec(stderr) ?? [];
    const code = readFileSync(file as string, 'utf8').split('\n')[Number(line) - 1] as string;
    expect(code.length).toBeLessThan(200);
    expect(code).toContain('(');
  });
});
