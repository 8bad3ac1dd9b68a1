import { afterAll, describe, expect, test } from '@jest/globals';
import { binding, deployment, identity, labelled, NAMESPACED, yaml } from '../support/cluster';
import { command } from '../support/command';
import { Folder } from '../support/folder';
import { CLIENT_ID } from '../support/ids';

const OBJECTS = [
  identity('shop', 'orders', { clientID: CLIENT_ID }, NAMESPACED),
  binding('shop', 'orders-binding', 'orders', 'orders'),
  deployment('shop', 'orders', labelled('orders')),
];
const CHART = {
  'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'charts/web/templates/a.yaml': '{{- if .Values.a }}\napiVersion: v1\nkind: [\n{{- end }}\n',
  'charts/web/templates/b.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: "{{ .Release.Name }}"}\n',
};
const OVERLAY = { 'overlays/prod/kustomization.yaml': 'resources: [../../base]\n' };

const repository = new Folder({ ...CHART, ...OVERLAY, 'base/orders.yaml': yaml(...OBJECTS), 'values.yaml': 'a: 1\n' });
const chartsOnly = new Folder({ ...CHART, ...OVERLAY });
const TWICE = `apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentityBinding
metadata: {name: orders-binding, namespace: shop}
spec:
  azureIdentity: orders
  selector: order
  selector: orders
`;
const twice = new Folder({
  'a.yaml': yaml(identity('shop', 'orders', { clientID: CLIENT_ID }, NAMESPACED)),
  'b.yaml': TWICE,
  'c.yaml': yaml(deployment('shop', 'orders', labelled('orders'))),
});
const configs = new Folder();
afterAll(() => {
  for (const folder of [repository, chartsOnly, twice, configs]) folder.remove();
});
const run = async (args: readonly string[], { path }: Folder = repository) => {
  const { code, out, error } = await command(args.map((arg) => arg.replace('PATH', path)));
  return { code, out, error: error.replaceAll(path, 'PATH') };
};

const linesFor = (what: string) => [
  `PATH/charts/web: a Helm chart, not manifests. Render it first: helm template RELEASE PATH/charts/web | aad-pod-identity ${what} -`,
  `PATH/overlays/prod: a kustomization, not manifests. Render it first: kustomize build PATH/overlays/prod | aad-pod-identity ${what} -`,
];
const skipped = (what: string) =>
  `warning: skipped: ${linesFor(what)[0]}\n` +
  'warning: PATH/overlays/prod: this kustomization is not applied: files beside it are read as they are. ' +
  `Use what it renders: kustomize build PATH/overlays/prod | aad-pod-identity ${what} -\n`;
const IGNORED = 'note: 1 document without apiVersion and kind ignored, first PATH/values.yaml:1\n';

describe('charts and kustomizations in a folder', () => {
  test('check skips each with one line, and exits as the findings say', async () => {
    expect(await run(['check', 'PATH'])).toEqual({ code: 0, out: '', error: skipped('check') + IGNORED });
  });

  test('assignments too', async () => {
    const { code, out, error } = await run(['assignments', 'PATH', '--format', 'json']);
    expect(code).toBe(0);
    expect(JSON.parse(out).incomplete).toEqual([`${repository.path}/charts/web`, `${repository.path}/overlays/prod`]);
    expect(error).toBe(skipped('assignments') + IGNORED);
  });

  test.each(['check', 'assignments'])('%s fails when there is nothing else, unless --allow-partial', async (name) => {
    expect(await run([name, 'PATH'], chartsOnly)).toEqual({
      code: 1,
      out: '',
      error: `${linesFor(name).join('\n')}\n`,
    });
    expect((await run([name, 'PATH', '--allow-partial'], chartsOnly)).code).toBe(0);
  });

  test('a chart in a folder called templates is the chart, not its parent', async () => {
    const folder = new Folder({ 'modules/web/templates/Chart.yaml': 'apiVersion: v2\nname: web\n' });
    const { path } = folder;
    const { error } = await command(['check', path]);
    folder.remove();
    expect(error).toBe(
      `${path}/modules/web/templates: a Helm chart, not manifests. Render it first: helm template RELEASE ${path}/modules/web/templates | aad-pod-identity check -\n`,
    );
  });

  test('a template that is named is refused once, with the folder of its chart', async () => {
    const template = (name: string) => command(['check', `${named.path}/${name}`]);
    const named = new Folder({ ...CHART, 'x.yaml': CHART['charts/web/templates/b.yaml'] });
    const rendering = `helm template RELEASE ${named.path}/charts/web | aad-pod-identity check -`;
    const inChart = (await template('charts/web/templates/b.yaml')).error;
    const alone = (await template('x.yaml')).error;
    named.remove();
    expect(inChart.split('\n')).toEqual([expect.stringMatching(new RegExp(`${rendering}$`)), '']);
    expect(alone).toBe(
      `${named.path}/x.yaml:1:1: templates of Helm, not manifests. Render them first: helm template RELEASE CHART | aad-pod-identity check -\n`,
    );
  });

  test.each([
    ['assignments --diff', ['assignments', '--diff', 'PATH', 'PATH'], 'assignments'],
    ['azure verify', ['azure', 'verify', 'PATH'], 'azure verify'],
    [
      'azure setup',
      ['azure', 'setup', 'PATH', '--cluster', 'c', '--resource-group', 'g', '--subscription', 's'],
      'azure setup',
    ],
  ])('%s, on which people act, fails, unless --allow-partial', async (_name, args, what) => {
    const { code, out, error } = await run(args);
    expect([code, out]).toEqual([1, '']);
    expect(error).toContain(linesFor(what).join('\n'));
    expect((await run([...args, '--allow-partial'])).code).toBe(0);
  });

  test.each([
    ['check', ['check', 'PATH']],
    ['assignments', ['assignments', 'PATH']],
    ['azure verify', ['azure', 'verify', 'PATH']],
  ])('%s --exclude leaves them out', async (_name, args) => {
    const { code, error } = await run([...args, '--exclude', 'charts', '--exclude', 'overlays/*']);
    expect(code).toBe(0);
    expect(error).toBe(IGNORED);
  });

  test('a glob that leaves nothing out is named, but not one of a config file, or one beside which another is', async () => {
    const note = 'note: --exclude chart leaves nothing out\n';
    const rest = ['--exclude', 'charts', '--exclude', 'over*', '--exclude', 'overlays/', '--exclude', 'values.yaml'];
    for (const command of ['check', 'assignments'])
      expect((await run([command, 'PATH', '--exclude', 'chart', ...rest])).error).toBe(note);
    // What should have been left out is what fails.
    const { code, error } = await run(['azure', 'verify', 'PATH', '--exclude', 'chart']);
    expect([code, error]).toEqual([1, expect.stringMatching(/^note: .*\nPATH\/charts/)]);
    const config = configs.write('many.yml', 'exclude: [chart, charts, overlays, values.yaml]\n');
    expect((await run(['check', 'PATH', '--config', config])).error).toBe('');
  });

  test('exclude of the config of check, which a flag overrides', async () => {
    const config = configs.write('check.yml', 'exclude: [charts, overlays, values.yaml]\n');
    expect(await run(['check', 'PATH', '--config', config])).toEqual({ code: 0, out: '', error: '' });
    const { error } = await run(['check', 'PATH', '--config', config, '--exclude', 'charts']);
    expect(error).toContain('overlays/prod: this kustomization is not applied');
    const wrong = configs.write('check.yml', 'exclude: charts\n');
    expect((await run(['check', 'PATH', '--config', wrong])).error).toContain(
      ':1:1: exclude: got "charts"; allowed: a list',
    );
    const twiceThere = configs.write('check.yml', 'failOn: error\nfailOn: warning\n');
    expect((await run(['check', 'PATH', '--config', twiceThere])).error).toMatch(
      /:2:1: duplicate key "failOn", first in line 1\n$/,
    );
  });
});

describe('a key that is there twice', () => {
  test('is a finding of check, with both lines', async () => {
    const { code, out } = await run(['check', 'PATH', '--format', 'json'], twice);
    expect(code).toBe(2);
    const [finding, ...others] = JSON.parse(out).findings;
    expect(others).toEqual([]);
    const message = /^The key "selector" is also in line 6\. kubectl uses only the last one/;
    expect(finding).toMatchObject({ rule: 'duplicate-key', message: expect.stringMatching(message) });
    expect(finding.line).toBe(7);
  });

  test('of two objects without --- between them there is one finding', async () => {
    const [first, second] = [TWICE.replace('  selector: order\n', ''), TWICE.replace('  selector: order\n', '')];
    const both = new Folder({ 'b.yaml': `${first}${second.replace('orders-binding', 'other')}` });
    const { out } = await run(['check', 'PATH', '--format', 'json'], both);
    both.remove();
    expect(JSON.parse(out).findings).toMatchObject([
      {
        rule: 'duplicate-key',
        line: 8,
        message:
          'Another object is in the same document, from line 2, without "---" between them. kubectl uses only the last one, and kustomize refuses the file. Write --- between them.',
      },
    ]);
  });

  test('is a warning of assignments and azure, which use the last one', async () => {
    const warning =
      /^warning: PATH\/b\.yaml:7:3: AzureIdentityBinding shop\/orders-binding: spec\.selector is also in line 6; the last one counts, as with kubectl$/m;
    for (const args of [
      ['assignments', 'PATH'],
      ['azure', 'verify', 'PATH'],
    ]) {
      const { code, error } = await run(args, twice);
      expect(code).toBe(0);
      expect(error).toMatch(warning);
    }
    const { out } = await run(['assignments', 'PATH', '--format', 'json'], twice);
    expect(JSON.parse(out).workloads[0].identities).toHaveLength(1);
  });
});

describe('what kubectl refuses in a folder', () => {
  const BROKEN = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n    namespace: shop\n';
  const HALF = 'kind: VirtualService\nmetadata:\n  name: web\n';
  const checked = async (files: { readonly [file: string]: string }, ...more: string[]) => {
    const folder = new Folder({ 'orders.yaml': yaml(...OBJECTS), ...files });
    const { code, error } = await command([
      'check',
      ...(more.length > 0 ? more : ['']).map((one) => `${folder.path}/${one}`),
    ]);
    folder.remove();
    return { code, error: error.replaceAll(folder.path, 'PATH').replaceAll('PATH//', 'PATH/') };
  };

  test('is skipped with the reason when it has nothing to do with pod identity, and the rest is checked', async () => {
    expect(await checked({ 'a.yaml': BROKEN, 'b.yaml': HALF })).toEqual({
      code: 0,
      error:
        'warning: skipped: PATH/a.yaml:5:14: bad indentation of a mapping entry\n' +
        'warning: skipped: PATH/b.yaml:1:1: apiVersion and kind are both required, as strings: the API server refuses the object\n',
    });
  });

  test.each([
    ['an identity', BROKEN.replace('v1', 'aadpodidentity.k8s.io/v1').replace('Service', 'AzureIdentity')],
    ['a label', `${BROKEN}  labels:\n    aadpodidbinding: orders\n`],
    ['a SecretProviderClass', `${BROKEN}spec:\n  usePodIdentity: "true"\n`],
    ['an image', `${BROKEN}image: mcr.microsoft.com/oss/azure/aad-pod-identity/nmi:v1.8.17\n`],
  ])('is refused with %s, which a skipped file would hide', async (_, text) => {
    const { code, error } = await checked({ 'a.yaml': text });
    expect([code, error]).toEqual([1, 'PATH/a.yaml:5:14: bad indentation of a mapping entry\n']);
  });

  test('is refused when it is named, and when there is nothing else', async () => {
    expect((await checked({ 'a.yaml': BROKEN }, 'a.yaml')).code).toBe(1);
    const folder = new Folder({ 'a.yaml': BROKEN });
    const { code, error } = await command(['check', folder.path]);
    folder.remove();
    expect([code, error]).toEqual([1, `${folder.path}/a.yaml:5:14: bad indentation of a mapping entry\n`]);
  });
});

test('characters that nobody sees are told only of manifests', async () => {
  const folder = new Folder({ 'swagger.json': '{"a": "b\u007fc"}', 'orders.yaml': yaml(...OBJECTS) });
  const { error } = await command(['check', folder.path]);
  const named = await command(['check', `${folder.path}/swagger.json`]);
  folder.write('about.yaml', 'k\u200bind: AzureIdentity\n');
  const about = await command(['check', folder.path]);
  folder.remove();
  expect(error).not.toContain('invisible');
  expect(named.error).toMatch(/:1:1: no manifest: it has no apiVersion and kind; .*U\+007F.*\n$/);
  expect(about.error).toContain('invisible character U+200B');
});
