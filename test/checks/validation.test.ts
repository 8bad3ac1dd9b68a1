import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ApiObject, App, type AppProps, Chart, YamlOutputType } from 'cdk8s';
import { ValidationContext } from 'cdk8s-cli/plugins';
import { AadPodIdentityValidation, type AadPodIdentityValidationProps, FailOn } from '../../lib';
import { Folder } from '../support/folder';
import { CLIENT_ID, RESOURCE_ID } from '../support/ids';
import { Scratch } from '../support/scratch';
import { readYaml } from '../support/yaml-1.1';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

/** An app whose chart has a mistake, on a Deployment beside an identity of the same name. */
const app = (type: number) => `
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
app.synth();
`;

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
});
beforeEach(() => {
  for (const name of ['dist', 'report.json']) rmSync(join(scratch.folder, name), { recursive: true, force: true });
});
afterAll(() => scratch.remove());

function synth(main: string, cdk8sYaml: string, ...args: string[]) {
  scratch.write('main.cjs', main);
  scratch.write('cdk8s.yaml', cdk8sYaml);
  const reports = ['--validation-reports-output-file', 'report.json'];
  const { status, stdout, stderr } = scratch.bin(
    'cdk8s-cli/bin/cdk8s',
    'synth',
    '--no-check-upgrade',
    ...reports,
    ...args,
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
        recommendation: expect.stringMatching(/^NMI does not support spec\.type: got 7; allowed: 0/),
        fix: 'npx --no-install aad-pod-identity check --explain identity-type-unknown shows an example',
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

  test('works with --stdout', () => {
    const { status, report } = synth(app(7), config(PATH).replace('output: dist\n', ''), '--stdout');
    expect(status).toBe(2);
    expect(report.violations[0].violatingConstructs).toMatchObject([
      { manifestPath: 'STDOUT', constructPath: 'shop/identity' },
    ]);
  });

  test('says what is wrong with its properties', () => {
    const { status, output } = synth(app(0), config(PATH, '    properties: { failOn: info, wholecluster: true }\n'));
    expect(status).toBe(1);
    expect(output).toContain(
      'cdk8s.yaml: properties of AadPodIdentityValidation: failOn: got "info"; allowed: "error", "warning"',
    );
    expect(output).toContain('Write wholeCluster');
    expect(output).not.toMatch(/^\s+at /m);
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

/** The same without the process of cdk8s-cli. */
describe('AadPodIdentityValidation', () => {
  const folder = new Folder();
  afterAll(() => folder.remove());

  async function validate(props: AadPodIdentityValidationProps, add: (chart: Chart) => void, options: AppProps = {}) {
    const outdir = join(folder.path, String(readdirSync(folder.path).length));
    const app = new App({ outdir, recordConstructMetadata: true, ...options });
    add(new Chart(app, 'shop', { namespace: 'shop' }));
    app.synth();
    const { resources } = JSON.parse(readFileSync(join(outdir, 'construct-metadata.json'), 'utf8'));
    const files = readdirSync(outdir, { recursive: true }).map(String).sort();
    const manifests = files.filter((file) => file.endsWith('.yaml')).map((file) => join(outdir, file));
    const context = new ValidationContext(manifests, 'package', version, resources, false);
    await new AadPodIdentityValidation(props).validate(context);
    const { violations, summary } = context.report.toJson();
    return { violations, summary, files: readdirSync(outdir) };
  }
  const identity = (chart: Chart, type = 7) =>
    new ApiObject(chart, 'identity', {
      apiVersion: 'aadpodidentity.k8s.io/v1',
      kind: 'AzureIdentity',
      metadata: { name: 'orders', annotations: { 'aadpodidentity.k8s.io/Behavior': 'namespaced' } },
      spec: { type, resourceID: RESOURCE_ID, clientID: CLIENT_ID },
    });
  const twice = (chart: Chart) => {
    identity(chart, 0);
    for (const name of ['one', 'two']) {
      new ApiObject(chart, name, {
        apiVersion: 'aadpodidentity.k8s.io/v1',
        kind: 'AzureIdentityBinding',
        metadata: { name },
        spec: { azureIdentity: 'orders', selector: 'orders' },
      });
    }
  };
  const suppressions = [{ rule: 'identity-type-unknown', object: 'AzureIdentity shop/*', reason: 'new' }];

  test('has the threshold of the command', async () => {
    expect((await validate({}, twice)).summary.status).toBe('failure');
    const { summary, violations } = await validate({ failOn: FailOn.ERROR }, twice);
    expect(summary.status).toBe('success');
    expect(violations).toMatchObject([{ ruleName: 'duplicate-binding' }]);
    // cdk8s.yaml has strings.
    const fromYaml = { failOn: 'error' } as unknown as AadPodIdentityValidationProps;
    expect((await validate(fromYaml, twice)).summary.status).toBe('success');
  });

  test('leaves out excluded files', async () => {
    expect((await validate({ exclude: ['shop.*'] }, twice)).violations).toEqual([]);
    expect((await validate({ exclude: ['other.*'] }, twice)).violations).toHaveLength(1);
  });

  test('takes suppressions from its properties and from a config file', async () => {
    const { summary } = await validate({ suppressions }, identity);
    expect(summary).toMatchObject({
      status: 'success',
      metadata: { Findings: expect.stringContaining('1 suppressed') },
    });
    const config = join(scratch.folder, 'checks.yaml');
    scratch.write('checks.yaml', JSON.stringify({ suppressions }));
    expect((await validate({ config }, identity)).summary.status).toBe('success');
  });

  test('never names the construct of another object of the same name', async () => {
    const { violations } = await validate({}, (chart) => {
      identity(chart);
      new ApiObject(chart, 'config', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'orders' } });
    });
    const [{ violatingConstructs }] = violations as [(typeof violations)[0]];
    expect(violatingConstructs).toMatchObject([{ resourceName: 'AzureIdentity shop/orders' }]);
    expect(violatingConstructs[0]?.constructPath).toBeUndefined();
    // cdk8s keeps the path of the last one.
    const { violations: last } = await validate({}, (chart) => {
      new ApiObject(chart, 'config', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'orders' } });
      identity(chart);
    });
    expect(last[0]?.violatingConstructs).toMatchObject([{ resourceName: 'orders', constructPath: 'shop/identity' }]);
  });

  test('names it when charts in files of their own have such objects', async () => {
    const { violations } = await validate({}, (chart) => {
      identity(chart);
      const other = new Chart(chart.node.root as App, 'other', { namespace: 'other' });
      new ApiObject(other, 'config', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'orders' } });
    });
    expect(violations[0]?.violatingConstructs[0]?.constructPath).toBeUndefined();
    const { violations: last } = await validate({}, (chart) => {
      new ApiObject(chart, 'config', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'orders' } });
      identity(new Chart(chart.node.root as App, 'other', { namespace: 'other' }));
    });
    expect(last[0]?.violatingConstructs[0]?.constructPath).toBe('other/identity');
  });

  test('leaves nothing but manifests, in folders too, unless it is told to', async () => {
    expect((await validate({}, identity)).files).toEqual(['shop.k8s.yaml']);
    const yamlOutputType = YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE;
    expect((await validate({}, identity, { yamlOutputType })).files).toEqual(['shop']);
    expect((await validate({ keepConstructMetadata: true }, identity)).files).toEqual([
      'construct-metadata.json',
      'shop.k8s.yaml',
    ]);
  });

  test('leaves nothing but manifests in the folders of several apps, and files that only have that name', async () => {
    const clusters = join(folder.path, 'clusters');
    const manifests = ['dev', 'prod'].map((name) => {
      const app = new App({ outdir: join(clusters, name), recordConstructMetadata: true });
      new ApiObject(new Chart(app, 'shop'), 'config', { apiVersion: 'v1', kind: 'ConfigMap' });
      app.synth();
      return join(clusters, name, 'shop.k8s.yaml');
    });
    folder.write('clusters/construct-metadata.json', '{"version": "1.0.0", "resources": {"mine": 1}}');
    const context = new ValidationContext(manifests, 'package', version, {}, false);
    await new AadPodIdentityValidation().validate(context);
    expect(readdirSync(clusters, { recursive: true }).map(String).sort()).toEqual([
      ...['construct-metadata.json', 'dev', 'dev/shop.k8s.yaml', 'prod', 'prod/shop.k8s.yaml'],
    ]);
  });
});

test('is on in our own cdk8s.yaml, in the version of the package', () => {
  const [{ validations }] = readYaml(readFileSync('cdk8s.yaml', 'utf8'));
  expect(validations).toEqual([
    { package: './build/lib/checks/validation.js', class: 'AadPodIdentityValidation', version },
  ]);
  expect(require(join(process.cwd(), validations[0].package))).toHaveProperty('AadPodIdentityValidation');
});
