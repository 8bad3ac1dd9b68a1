import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { commandsOf, examplesOf } from '../support/documents';
import { Scratch } from '../support/scratch';
import { readYaml } from '../support/yaml-1.1';

const FINE = { status: 0, output: '' };
let scratch: Scratch;
beforeAll(() => {
  scratch = new Scratch();
});
afterAll(() => scratch.remove());

describe('the package', () => {
  test('holds the bundle and what belongs to it, nothing else', () => {
    const ours = scratch.packed.filter(
      (file) =>
        !/^(build\/package\/([\w-]+\.js|types\/lib\/[\w./-]+\.d\.ts)|lib\/azure\/shell\/[\w-]+\.sh|lib\/page\/browser\/[\w-]+\.(js|css))$/.test(
          file,
        ),
    );
    expect(ours).toEqual([
      'LICENSE',
      'README.md',
      'build/package/THIRD-PARTY-NOTICES.txt',
      'crds/aadpodidentity.k8s.io.yaml',
      'docs/README.md',
      'docs/adopt.md',
      'docs/assignments.md',
      'docs/azure.md',
      'docs/checks.md',
      'docs/compose.md',
      'docs/environments.md',
      'docs/gitops.md',
      'docs/how-it-works.md',
      'docs/init.md',
      'docs/install.md',
      'docs/library.md',
      'docs/migrate.md',
      'docs/workload-identity.md',
      'package.json',
    ]);
    expect(scratch.packed.filter((file) => /^build\/(?!package\/)|jsii|bench|\.map$/.test(file))).toEqual([]);
    expect(scratch.packed).toContain('build/package/types/lib/index.d.ts');
  });

  test('is smaller than 700 kB', () => {
    expect(scratch.bytes).toBeLessThan(700_000);
  });

  const use = `
    const chart: Chart = new Chart(new App(), 'c', { namespace: 'shop' });
    const identity: IAzureIdentity = AzureIdentity.userAssigned(chart, 'orders', {
      resourceId: '/subscriptions/3f0c4b52-6d0a-4d3c-9a53-0f5e5d7a9b10/resourceGroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/orders',
      clientId: '0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42',
    });
    new AzureIdentityBinding(chart, 'binding', { identity, selector: 'orders' });
    const labels: { [key: string]: string } = identity.assignToExternal('grafana', { namespace: 'shop' });
    new AadPodIdentityCrds(chart, 'crds');
    const { mic, nmi } = new AadPodIdentity(chart, 'install', { names: Names.helm({ releaseName: 'r' }) });
    const patchable: (ApiObject | undefined)[] = [mic?.deployment, nmi.daemonSet];
    console.log(chart.toJson().length, patchable.length, labels);
    // @ts-expect-error: upstream's spelling is not that of the props
    const misspelt = () => AzureIdentity.userAssigned(chart, 'x', { resourceID: '', clientId: '' });
  `;
  const names = 'AadPodIdentity, AadPodIdentityCrds, AzureIdentity, AzureIdentityBinding, type IAzureIdentity, Names';
  const source = `import { type ApiObject, App, Chart } from 'cdk8s';\nimport { ${names} } from 'cdk8s-aad-pod-identity';\n${use}`;

  test.each([
    ['CommonJS', 'use.cts', 'use.cjs', 'node16'],
    ['an ES module', 'use.mts', 'use.mjs', 'nodenext'],
  ])('type-checks and runs from %s, with skipLibCheck off', (_kind, file, compiled, module) => {
    scratch.write(file, source);
    const options = ['--strict', '--exactOptionalPropertyTypes', '--skipLibCheck', 'false', '--types', 'node'];
    const { output } = scratch.tsc('--module', module, '--target', 'es2022', ...options, file);
    // Those of cdk8s-plus are not clean; ours are.
    const errors = output.split('\n').filter((line) => /error TS/.test(line) && !/cdk8s-plus-27/.test(line));
    expect(errors).toEqual([]);
    expect(scratch.node(compiled)).toEqual({ status: 0, output: "16 2 { aadpodidbinding: 'orders' }\n" });
  });

  test('type-checks under a bundler’s module resolution', () => {
    scratch.write('bundled.ts', source);
    const options = ['--module', 'esnext', '--moduleResolution', 'bundler', '--types', 'node'];
    expect(scratch.tsc(...options, '--strict', '--skipLibCheck', '--noEmit', 'bundled.ts')).toEqual({
      status: 0,
      output: '',
    });
  });

  test.each([
    ['default', "import lib from 'cdk8s-aad-pod-identity'; console.log(typeof lib.AzureIdentity);"],
    ['namespace', "import * as lib from 'cdk8s-aad-pod-identity'; console.log(typeof lib.AzureIdentity);"],
    ['named', "import { AzureIdentity } from 'cdk8s-aad-pod-identity'; console.log(typeof AzureIdentity);"],
  ])('a %s import from an ES module', (kind, code) => {
    scratch.write(`${kind}.mjs`, code);
    expect(scratch.node(`${kind}.mjs`)).toEqual({ status: 0, output: 'function\n' });
  });

  test('exports the CRDs as a file', () => {
    const code = "console.log(require.resolve('cdk8s-aad-pod-identity/crds/aadpodidentity.k8s.io.yaml'))";
    const { status, output } = scratch.node('-e', code);
    expect(status).toBe(0);
    expect(readYaml(readFileSync(output.trim(), 'utf8'))).toHaveLength(4);
  });

  test('declares what it needs', () => {
    const json = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(Object.keys(json.peerDependencies)).toEqual(['cdk8s', 'cdk8s-plus-27', 'constructs']);
    expect(Object.keys(json.dependencies)).toEqual(['commander', 'js-yaml']);
    expect(json.engines.node).toBe('>=20');
  });
});

describe('README.md', () => {
  test('has the two commands, and .ci/run runs them as they are written', () => {
    for (const command of ['npm ci && npm run synth', 'npm cit']) {
      expect(commandsOf('README.md')).toContain(command);
      if (existsSync('.ci/run')) expect(readFileSync('.ci/run', 'utf8')).toContain(`'${command}'`);
    }
  });
});

describe('docs/library.md', () => {
  test('its example compiles with the command it gives, and synthesizes', () => {
    scratch.write('orders.ts', examplesOf('docs/library.md')['orders.ts'] ?? '');
    const command = commandsOf('docs/library.md').find((line) => line.startsWith('npx tsc'));
    const [compile = '', run] = (command ?? '').split(' && ');
    expect(scratch.tsc(...compile.split(' ').slice(2))).toEqual(FINE);
    expect(run).toBe('node orders.js');
    expect(scratch.node('orders.js')).toEqual(FINE);
    const manifests = readYaml(readFileSync(join(scratch.folder, 'dist/orders.k8s.yaml'), 'utf8'));
    expect(manifests).toMatchObject([
      { kind: 'AzureIdentity', metadata: { name: 'orders', namespace: 'shop' } },
      { kind: 'AzureIdentityBinding', spec: { azureIdentity: 'orders', selector: 'orders' } },
      { kind: 'Deployment', spec: { template: { metadata: { labels: { aadpodidbinding: 'orders' } } } } },
    ]);
  });
});

describe('the other examples', () => {
  test.each([
    ['docs/library.md', 'platform.ts', ['billing.k8s.yaml', 'crds.k8s.yaml', 'install.k8s.yaml']],
    ['docs/gitops.md', 'crds.ts', ['crds.k8s.yaml']],
    ['docs/gitops.md', 'last-stage.ts', ['shop.k8s.yaml']],
  ])('%s: %s compiles, and synthesizes', (document, file, files) => {
    scratch.write(file, examplesOf(document)[file] ?? '');
    expect(scratch.tsc('--module', 'node16', '--types', 'node', '--strict', '--skipLibCheck', file)).toEqual(FINE);
    scratch.removeFolder('dist');
    expect(scratch.node(file.replace('.ts', '.js'))).toEqual(FINE);
    expect(readdirSync(join(scratch.folder, 'dist'))).toEqual(files);
  });
});

describe('the jest example of docs/gitops.md', () => {
  const chart = `
    import { ApiObject, Chart } from 'cdk8s';
    import type { Construct } from 'constructs';
    export class OrdersChart extends Chart {
      constructor(scope: Construct, id: string) {
        super(scope, id);
        new ApiObject(this, 'a', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } });
      }
    }`;

  test('compiles with the command it gives, and writes a snapshot that reads as YAML', () => {
    scratch.write('orders.test.ts', examplesOf('docs/gitops.md')['orders.test.ts'] ?? '');
    scratch.write('orders-chart.ts', chart);
    const commands = commandsOf('docs/gitops.md');
    for (const command of commands.filter((line) => line.startsWith('npm pkg set'))) scratch.shell(command);
    const compile = commands.find((line) => line.startsWith('npx tsc')) ?? '';
    expect(scratch.tsc(...compile.split(' ').slice(2))).toEqual(FINE);
    const { output } = scratch.node(join('node_modules', 'jest', 'bin', 'jest.js'), '--ci=false');
    expect(output).toContain('1 snapshot written');
    const snapshot = readFileSync(join(scratch.folder, '__snapshots__/orders.test.js.snap'), 'utf8');
    expect(snapshot).toContain('"apiVersion: v1\nkind: ConfigMap\n');
  });

  test('has six lines', () => {
    expect(examplesOf('docs/gitops.md')['orders.test.ts']?.trim().split('\n')).toHaveLength(6);
  });
});
