import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { binding, deployment, exception, identity, NAMESPACED, resource, yaml } from '../support/cluster';
import { command } from '../support/command';
import { CLIENT_ID, TENANT_ID } from '../support/ids';
import { Projects } from '../support/projects';
import { part } from '../support/size';
import { readYaml } from '../support/yaml-1.1';

const NAMED = { clientID: CLIENT_ID };
const MIXED = [
  identity('shop', 'orders', NAMED, NAMESPACED),
  binding('shop', 'orders-binding', 'orders', 'orders'),
  deployment('shop', 'web', { app: 'web', aadpodidbinding: 'orders' }),
  deployment('shop', 'plain', { app: 'plain' }),
  identity('billing', 'bills', NAMED),
  binding('billing', 'other', 'bills', 'bills'),
  deployment('reports', 'reader', { app: 'reader', aadpodidbinding: 'bills' }),
  exception('kube-system', 'agents', { app: 'agent' }),
  deployment('kube-system', 'agent', { app: 'agent' }),
  resource('AzureIdentity', 'billing', 'principal', {
    ...{ type: 1, clientID: CLIENT_ID, tenantID: TENANT_ID },
    clientPassword: { name: 'password', namespace: 'billing' },
  }),
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
  {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { generateName: 'once-', namespace: 'shop' },
    spec: { template: {} },
  },
];

let projects: Projects;
beforeAll(() => {
  projects = new Projects();
});
afterAll(() => projects.remove());

/** What tests expect of projects when all of them have written their manifests. */
const afterSynth: (() => Promise<void>)[] = [];

/** No access is gained or lost. */
async function expectSameAccess(from: string, name: string, ...args: string[]): Promise<void> {
  const said = await command(['assignments', '--diff', from, projects.pathOf(name, 'dist'), ...args]);
  expect({ name, code: said.code, out: said.out }).toEqual({
    name,
    code: 0,
    out: 'No workload gains or loses an Azure identity.\n',
  });
}

describe('a project from manifests', () => {
  test('has identities, bindings and exceptions as code, and all else as it was', async () => {
    projects.scratch.write('mixed.yaml', yaml(...MIXED));
    const from = join(projects.scratch.folder, 'mixed.yaml');
    expect(await projects.init('mixed', ['--from', from])).toMatchObject({ code: 0 });
    expect(projects.files('mixed').filter((file) => file.startsWith('manifests/'))).toEqual([
      ...['cluster', 'kube-system', 'reports', 'shop'].map((id) => `manifests/${id}.yaml`),
    ]);
    const main = projects.read('mixed', 'main.ts');
    for (const code of [
      "const orders = AzureIdentity.userAssigned(shop, 'orders', {",
      "new AzureIdentityBinding(shop, 'orders-binding', { identity: orders });",
      "new AzureIdentityBinding(billing, 'other', { identity: bills, metadata: { name: 'other' } });",
      "const principal = AzureIdentity.servicePrincipal(billing, 'principal', {",
      "new AzurePodIdentityException(kubeSystem, 'agents', { podLabels: { app: 'agent' } });",
      "orders.assignTo(find(shopManifests, 'Deployment', 'web'), { selector: 'orders' });",
      "bills.assignTo(find(reportsManifests, 'Deployment', 'reader'), { selector: 'bills' });",
    ]) {
      expect(main).toContain(code);
    }
    expect(main).not.toContain('new ApiObject');
    expect(projects.read('mixed', 'main.test.ts')).toContain(`toEqual([
    'Deployment kube-system/agent: any identity on its node',
    'Deployment reports/reader: billing/bills',
    'Deployment shop/web: shop/orders',
  ]);`);
    expect(projects.test('mixed')).toMatchObject({ status: 0 });
    expect(projects.write('mixed')).toMatchObject({ status: 0, stderr: '' });
    await expectSameAccess(from, 'mixed');
    const byName = (all: { kind: string; metadata: { name?: string } }[]) =>
      all.toSorted((a, b) => `${a.kind} ${a.metadata.name}`.localeCompare(`${b.kind} ${b.metadata.name}`));
    expect(byName(readYaml(projects.dist('mixed')))).toEqual(byName(readYaml(yaml(...MIXED))));
  });

  test('gives objects without a namespace the one of -n', async () => {
    const { namespace: _, ...metadata } = { ...deployment('x', 'web', {}).metadata };
    const web = { ...deployment('x', 'web', { aadpodidbinding: 'orders' }), metadata };
    projects.scratch.write(
      'bare.yaml',
      yaml(identity('shop', 'orders', NAMED), binding('shop', 'b', 'orders', 'orders'), web),
    );
    const from = join(projects.scratch.folder, 'bare.yaml');
    expect((await projects.init('bare', ['--from', from, '-n', 'shop'])).code).toBe(0);
    const said = await projects.init('barer', ['--from', from]);
    expect(said.error).toContain('note: 1 object without a namespace: using default (-n)\n');
    expect(projects.read('barer', 'manifests/manifests.yaml')).not.toContain('namespace');
    afterSynth.push(async () => {
      expect(readYaml(projects.dist('bare')).map(({ metadata }) => metadata.namespace)).toEqual([
        'shop',
        'shop',
        'shop',
      ]);
      await expectSameAccess(from, 'bare', '-n', 'shop');
    });
  });

  test('with hostile names and values runs nothing of them, and writes into its folder only', async () => {
    const hostile = [
      '`$' + '{process.exit(3)}`',
      "'); process.exit(4); ('",
      '*/ process.exit(5) /*\u2028process.exit(6)',
    ];
    const [template = '', quote = '', comment = ''] = hostile;
    const annotations = { ...NAMESPACED.annotations, 'a.b/c': comment };
    const text = yaml(
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: '../../x', namespace: '../../y' },
        data: { a: template },
      },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: quote, namespace: 'constructor' } },
      { ...identity('import', 'orders', NAMED), metadata: { name: 'orders', namespace: 'import', annotations } },
      binding('import', 'constructor', 'orders', 'orders'),
      deployment('import', 'constructor', { app: 'web', aadpodidbinding: 'orders' }),
    );
    projects.scratch.write('hostile.yaml', text);
    const from = join(projects.scratch.folder, 'hostile.yaml');
    expect(await projects.init('hostile', ['--from', from])).toMatchObject({ code: 0 });
    expect(projects.files('hostile').filter((file) => file.startsWith('manifests/'))).toEqual([
      ...['constructor-2', 'import', 'namespace'].map((id) => `manifests/${id}.yaml`),
    ]);
    afterSynth.push(() => expectSameAccess(from, 'hostile'));
  });

  test('of every correct and every wrong sample that is one cluster has the same access', async () => {
    const samples = ['right', 'wrong'].flatMap((kind) => {
      const root = join('test/corpus', kind);
      const folders = readdirSync(root).map((name) => join(root, name));
      return folders.filter((path) => statSync(path).isDirectory()).map((path, i) => ({ path, name: `${kind}-${i}` }));
    });
    const made: typeof samples = [];
    // Every 81st in npm test.
    for (const sample of part(part(part(part(samples))))) {
      const { code, error } = await projects.init(sample.name, ['--from', sample.path]);
      if (code === 0) made.push(sample);
      else expect(error).not.toContain('internal error');
    }
    expect(made.length).toBeGreaterThan(0);
    // One synth for this test and those above.
    expect(projects.synth()).toEqual({});
    for (const expectIt of afterSynth) await expectIt();
    for (const { path, name } of made) await expectSameAccess(path, name, '--allow-partial');
  });

  test.each([
    [
      'overlays of kustomize',
      'test/corpus/right/patches-folder',
      /^--from test\/corpus\/right\/patches-folder: overlays of kustomize, or several clusters; a project is one cluster\. Write kustomize build … \| aad-pod-identity init --from -\n$/,
    ],
    [
      'charts',
      'test/corpus/right/umbrella-chart',
      /a Helm chart, not manifests\. Render it first: .* \| aad-pod-identity init --from -\n/,
    ],
    [
      'an object twice',
      'test/corpus/wrong/object-twice',
      /b\.yaml:1:1: AzureIdentity finance\/ledger is also at .*, with different content/,
    ],
  ])('refuses %s', async (_what, path, message) => {
    const said = await projects.init('refused', ['--from', path]);
    expect(said).toEqual({ code: 1, out: '', error: expect.stringMatching(message) });
    expect(readdirSync(projects.scratch.folder)).not.toContain('refused');
  });

  test('refuses what cdk8s would write differently, with the place', async () => {
    const odd = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'big', namespace: 'shop' },
      data: { a: '1:30:00' },
    };
    const text = yaml(identity('shop', 'orders', NAMED), odd);
    const said = await projects.init('odd', ['--from', '-'], text);
    expect([said.code, said.error]).toEqual([0, '']);
    const lost = text.replace('"1:30:00"', '9007199254740993');
    const refused = await projects.init('lost', ['--from', '-'], lost);
    expect(refused.error).toMatch(
      /^<stdin>:\d+:\d+: ConfigMap shop\/big: data\.a: a number that cdk8s would round; leave the file out with --exclude\n$/,
    );
  });
});
