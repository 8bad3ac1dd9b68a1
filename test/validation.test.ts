import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Scratch } from './support/scratch';
import { readYaml } from './support/yaml-1.1';

const CDK8S = join(process.cwd(), 'node_modules/cdk8s-cli/bin/cdk8s');
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

/** An app whose chart has a mistake, on a Deployment beside an identity of the same name. */
const app = (type: number, extra = '') => `
const { ApiObject, App, Chart } = require('cdk8s');
const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'shop' });
new ApiObject(chart, 'identity', {
  apiVersion: 'aadpodidentity.k8s.io/v1',
  kind: 'AzureIdentity',
  metadata: { name: 'orders', annotations: { 'aadpodidentity.k8s.io/Behavior': 'namespaced' } },
  spec: {
    type: ${type},
    resourceID: '/subscriptions/3f0c4b52-6d0a-4d3c-9a53-0f5e5d7a9b10/resourceGroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/orders',
    clientID: '0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42',
  },
});
const bind = (id, name = id) => new ApiObject(chart, id, {
  apiVersion: 'aadpodidentity.k8s.io/v1',
  kind: 'AzureIdentityBinding',
  metadata: { name },
  spec: { azureIdentity: 'orders', selector: 'orders' },
});
bind('binding', 'orders-binding');
${extra}
app.synth();
`;
const WITH_WARNING = "bind('more', 'orders-more');";

const config = (plugin: string, properties = '') => `
language: typescript
app: node main.cjs
output: dist
validations:
  - package: ${plugin}
    class: AadPodIdentityValidation
    version: ${version}
${properties}`;
const PATH = './node_modules/cdk8s-aad-pod-identity';

let scratch: Scratch;
beforeAll(() => {
  scratch = new Scratch();
  for (const name of ['commander', 'js-yaml']) {
    symlinkSync(join(process.cwd(), 'node_modules', name), join(scratch.folder, 'node_modules', name), 'junction');
  }
});
beforeEach(() => {
  for (const name of ['dist', 'report.json']) rmSync(join(scratch.folder, name), { recursive: true, force: true });
});
afterAll(() => scratch.remove());

function synth(main: string, cdk8sYaml: string, ...args: string[]) {
  scratch.write('main.cjs', main);
  scratch.write('cdk8s.yaml', cdk8sYaml);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [CDK8S, 'synth', '--no-check-upgrade', '--validation-reports-output-file', 'report.json', ...args],
    { cwd: scratch.folder, encoding: 'utf8' },
  );
  const report = join(scratch.folder, 'report.json');
  const [result] = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).reports : [];
  return { status, output: stdout + stderr, report: result };
}

const dist = () => readdirSync(join(scratch.folder, 'dist'));

describe('the validation plugin of cdk8s-cli', () => {
  test('passes right manifests, and leaves nothing but them', () => {
    const { status, report } = synth(app(0), config(PATH));
    expect(status).toBe(0);
    expect(report).toMatchObject({ violations: [], summary: { status: 'success', version } });
    expect(dist()).toEqual(['shop.k8s.yaml']);
  });

  test('fails with 2, and tells the construct, the place and what to write', () => {
    const { status, output, report } = synth(app(7), config(PATH));
    expect(status).toBe(2);
    expect(report.summary).toMatchObject({ status: 'failure', metadata: { Findings: '1 error in 1 file' } });
    expect(report.violations).toEqual([
      {
        ruleName: 'identity-type-unknown',
        recommendation: expect.stringMatching(/^spec\.type: got 7; allowed: 0/),
        fix: expect.stringContaining('--explain identity-type-unknown'),
        violatingConstructs: [
          {
            resourceName: 'orders',
            constructPath: 'shop/identity',
            manifestPath: 'dist/shop.k8s.yaml',
            locations: ['shop.k8s.yaml:11:3 AzureIdentity shop/orders, spec.type'],
          },
        ],
      },
    ]);
    expect(output).toContain('Construct Path: shop/identity');
    expect(dist()).toEqual(['shop.k8s.yaml']);
  });

  test('has the threshold of the command', () => {
    expect(synth(app(0, WITH_WARNING), config(PATH)).status).toBe(2);
    rmSync(join(scratch.folder, 'report.json'));
    const { status, report } = synth(app(0, WITH_WARNING), config(PATH, '    properties: { failOn: error }\n'));
    expect(status).toBe(0);
    expect(report.violations).toMatchObject([{ ruleName: 'duplicate-binding' }]);
  });

  test('takes suppressions from its properties and from a config file', () => {
    const suppressions = '[{ rule: identity-type-unknown, object: "AzureIdentity shop/*", reason: new }]';
    const { status, report } = synth(app(7), config(PATH, `    properties: { suppressions: ${suppressions} }\n`));
    expect(status).toBe(0);
    expect(report.summary.metadata.Findings).toMatch(/1 suppressed/);
    rmSync(join(scratch.folder, 'report.json'));
    scratch.write('checks.yaml', `suppressions: ${suppressions}\n`);
    expect(synth(app(7), config(PATH, '    properties: { config: ./checks.yaml }\n')).status).toBe(0);
  });

  test('never names the construct of another object of the same name', () => {
    const other = `new ApiObject(chart, 'config', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'orders' } });`;
    const [violation] = synth(app(7, other), config(PATH)).report.violations;
    expect(violation.violatingConstructs).toMatchObject([{ resourceName: 'AzureIdentity shop/orders' }]);
    expect(violation.violatingConstructs[0]).not.toHaveProperty('constructPath');
  });

  test('works with --stdout, and in one file for each object', () => {
    const { status, report } = synth(app(7), config(PATH).replace('output: dist\n', ''), '--stdout');
    expect(status).toBe(2);
    expect(report.violations[0].violatingConstructs).toMatchObject([
      { manifestPath: 'STDOUT', constructPath: 'shop/identity' },
    ]);
    rmSync(join(scratch.folder, 'report.json'));
    const folders = app(7).replace('new App()', "new App({ yamlOutputType: 'FOLDER_PER_CHART_FILE_PER_RESOURCE' })");
    const { YamlOutputType } = require('cdk8s');
    const main = folders.replace(
      "'FOLDER_PER_CHART_FILE_PER_RESOURCE'",
      String(YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE),
    );
    expect(synth(main, config(PATH)).status).toBe(2);
    expect(dist()).toEqual(['shop']);
  });

  test('can leave construct-metadata.json', () => {
    synth(app(0), config(PATH, '    properties: { keepConstructMetadata: true }\n'));
    expect(dist()).toEqual(['construct-metadata.json', 'shop.k8s.yaml']);
  });

  test('says what is wrong with its properties', () => {
    const { status, output } = synth(app(0), config(PATH, '    properties: { failOn: info, wholecluster: true }\n'));
    expect(status).toBe(1);
    expect(output).toContain(
      'cdk8s.yaml: properties of AadPodIdentityValidation: failOn: got "info"; allowed: "error", "warning"',
    );
    expect(output).toContain('Write wholeCluster');
    expect(dist()).toEqual(['shop.k8s.yaml']);
  });

  test('is found by the name of the package, where cdk8s-cli has installed it', () => {
    const modules = join(scratch.folder, 'plugins/cdk8s-aad-pod-identity', version, 'node_modules');
    mkdirSync(modules, { recursive: true });
    symlinkSync(join(scratch.folder, PATH), join(modules, 'cdk8s-aad-pod-identity'), 'junction');
    const { status, report } = synth(
      app(7),
      config('cdk8s-aad-pod-identity'),
      '--plugins-dir',
      join(scratch.folder, 'plugins'),
    );
    expect(status).toBe(2);
    expect(report.summary.plugin).toBe('cdk8s-aad-pod-identity');
  });
});

test('is on in our own cdk8s.yaml, in the version of the package', () => {
  const [{ validations }] = readYaml(readFileSync('cdk8s.yaml', 'utf8'));
  expect(validations).toEqual([
    { package: './build/lib/checks/validation.js', class: 'AadPodIdentityValidation', version },
  ]);
  expect(require(join(process.cwd(), validations[0].package))).toHaveProperty('AadPodIdentityValidation');
});
