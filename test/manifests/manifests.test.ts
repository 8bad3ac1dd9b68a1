import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, openSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { ManifestError, Manifests, type ManifestsOptions, simulate } from '../../lib';
import { readFile } from '../../lib/manifests/read-file';
import { Cluster } from '../../lib/simulation/cluster';
import { binding, deployment, identity, labelled, manifests, pod, yaml } from '../support/cluster';
import { Folder } from '../support/folder';

const folders: Folder[] = [];
const folderOf = (files: { readonly [file: string]: string | Uint8Array } = {}) => {
  const folder = new Folder(files);
  folders.push(folder);
  return folder;
};
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});

const titles = ({ objects }: Manifests) => objects.map(({ title }) => title);
const read = (text: string, options?: ManifestsOptions) => Manifests.fromText('f.yaml', text, options);
/** The problems, with the folder taken out of them. */
const problemsOf = (act: () => unknown, folder?: Folder): readonly string[] => {
  try {
    act();
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    return error.problems.map((problem) => (folder ? problem.replaceAll(`${folder.path}/`, '') : problem));
  }
  return [];
};
const problemsIn = (files: { readonly [file: string]: string | Uint8Array }, options: ManifestsOptions = {}) => {
  const folder = folderOf(files);
  return problemsOf(() => Manifests.fromPaths([folder.path], options), folder);
};
const object = (name: string) => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n`;

describe('objects', () => {
  test('of documents, of lists, of typed lists, with their places', () => {
    const text = [
      '# nothing yet',
      '---',
      'apiVersion: v1',
      'kind: Pod',
      'metadata: {name: one, namespace: shop}',
      '--- # a list',
      'apiVersion: v1',
      'kind: List',
      'items:',
      '  - apiVersion: v1',
      '    kind: Pod',
      '    metadata:',
      '      name: two',
      '  - kind: List',
      '    apiVersion: v1',
      '    items:',
      '      - {apiVersion: v1, kind: Pod, metadata: {name: three}}',
      '---',
      'apiVersion: aadpodidentity.k8s.io/v1',
      'kind: AzureIdentityList',
      'items:',
      '- metadata: {name: four}',
      '- metadata:',
      '    name: five',
    ].join('\r\n');
    const { objects } = read(`\ufeff${text}`);
    expect(objects.map(({ title, line, column, apiVersion }) => [title, line, column, apiVersion])).toEqual([
      ['Pod shop/one', 3, 1, 'v1'],
      ['Pod default/two', 10, 5, 'v1'],
      ['Pod default/three', 17, 9, 'v1'],
      ['AzureIdentity default/four', 22, 3, 'aadpodidentity.k8s.io/v1'],
      ['AzureIdentity default/five', 23, 3, 'aadpodidentity.k8s.io/v1'],
    ]);
    expect(objects[1]?.positionOf(['metadata', 'name'])).toEqual({ line: 13, column: 7 });
    expect(objects[4]?.positionOf(['metadata', 'name'])).toEqual({ line: 24, column: 5 });
    expect(objects[4]?.positionOf(['spec', 'clientID'])).toEqual({ line: 23, column: 3 });
  });

  test('of a list in a list, and of one after another key', () => {
    const pod = (name: string) => `apiVersion: v1\n  kind: Pod\n  metadata:\n    name: ${name}\n`;
    const list = `apiVersion: v1\nkind: List\nitems:\n- ${pod('a')}`;
    const inner = `- apiVersion: v1\n  kind: List\n  items:\n  - ${pod('b').replaceAll('\n ', '\n   ')}`;
    const { objects } = read(`${list}${inner}metadata:\n  resourceVersion: ""\n---\n# é\n${list}`);
    expect(objects.map(({ title, line, column }) => [title, line, column])).toEqual([
      ['Pod default/a', 4, 3],
      ['Pod default/b', 11, 5],
      ['Pod default/a', 22, 3],
    ]);
  });

  test('of JSON, in one line and in many', () => {
    const list = { apiVersion: 'v1', kind: 'List', items: [pod('a', 'x', {}), pod('b', 'y', {})] };
    for (const indent of [0, 2, '\t'])
      expect(titles(read(JSON.stringify(list, null, indent)))).toEqual(['Pod a/x', 'Pod b/y']);
  });

  test('what is no object is ignored and counted', () => {
    const { objects, ignored } = read('a: 1\n---\n- op: add\n---\njust text\n---\n# only this\n---\nkind: of thing\n');
    expect(objects).toEqual([]);
    expect(ignored).toEqual([1, 3, 5, 9].map((line) => ({ file: 'f.yaml', line })));
  });

  test('half an object is refused', () => {
    expect(problemsOf(() => read('kind: AzureIdentity\nmetadata: {name: x}\n'))).toEqual([
      'f.yaml:1:1: apiVersion and kind are both required, as strings: the API server refuses the object',
    ]);
    expect(problemsOf(() => read('kind: List\nitems: []\n'))).toHaveLength(1);
    expect(problemsOf(() => read('apiVersion: v1\nkind: List\nitems:\n- 5\n- kind: Pod\n'))).toEqual([
      'f.yaml:4:3: an item of a list without apiVersion and kind: the API server refuses it',
      'f.yaml:5:3: an item of a list without apiVersion and kind: the API server refuses it',
    ]);
  });

  test('the namespace of those without one', () => {
    expect(titles(read(object('x'), { namespace: 'shop' }))).toEqual(['Pod shop/x']);
    expect(titles(read(`${object('x')}  namespace: ''\n`))).toEqual(['Pod default/x']);
    expect(titles(read(`${object('x')}  namespace: null\n`))).toEqual(['Pod default/x']);
  });
});

describe('pod templates', () => {
  const template = { metadata: { labels: labelled('demo') }, spec: { containers: [] } };
  const of = (apiVersion: string, kind: string, content: object) => ({
    apiVersion,
    kind,
    metadata: { name: 'w', namespace: 'a' },
    ...content,
  });
  test.each<[string, object, boolean]>([
    ['Pod', pod('a', 'w', labelled('demo')), true],
    ['PodTemplate', of('v1', 'PodTemplate', { template }), true],
    ['ReplicationController', of('v1', 'ReplicationController', { spec: { template } }), true],
    ['Deployment', of('apps/v1', 'Deployment', { spec: { template } }), true],
    ['ReplicaSet', of('apps/v1', 'ReplicaSet', { spec: { template } }), true],
    ['StatefulSet', of('apps/v1', 'StatefulSet', { spec: { template } }), true],
    ['DaemonSet', of('apps/v1', 'DaemonSet', { spec: { template } }), true],
    ['Job', of('batch/v1', 'Job', { spec: { template } }), true],
    ['CronJob', of('batch/v1', 'CronJob', { spec: { jobTemplate: { spec: { template } } } }), true],
    ['Rollout, by shape', of('argoproj.io/v1alpha1', 'Rollout', { spec: { template } }), true],
    ['Service of Knative, by shape', of('serving.knative.dev/v1', 'Service', { spec: { template } }), true],
    ['ScaledJob of KEDA', of('keda.sh/v1alpha1', 'ScaledJob', { spec: { jobTargetRef: { template } } }), true],
    [
      'Deployment without containers yet',
      of('apps/v1', 'Deployment', { spec: { template: { metadata: template.metadata } } }),
      true,
    ],
    [
      'ApplicationSet',
      of('argoproj.io/v1alpha1', 'ApplicationSet', { spec: { template: { metadata: template.metadata, spec: {} } } }),
      false,
    ],
    ['Service', of('v1', 'Service', { spec: { selector: labelled('demo') } }), false],
    ['Deployment of nothing', of('apps/v1', 'Deployment', {}), false],
  ])('%s', (_what, workload, isThere) => {
    const { workloads } = simulate(manifests(workload));
    expect(workloads.map(({ label }) => label)).toEqual(isThere ? ['demo'] : []);
  });
});

describe('objects as the API server sees them', () => {
  const deploy = (label: string) =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: orders, namespace: shop}\nspec:\n  template:\n    metadata:\n      labels:\n        aadpodidbinding: ${label}\n    spec: {containers: []}\n`;

  test.each<[string, string, string]>([
    ['an unquoted yes', 'yes', 'got true, written "aadpodidbinding: yes"; allowed: a string. Put it in quotes'],
    ['an unquoted octal', '0o17', 'got 15, written "aadpodidbinding: 0o17"; allowed: a string. Put it in quotes'],
    ['a map', '{a: b}', 'got {"a":"b"}; allowed: a string'],
    [
      'a value that no label may have',
      '"demo "',
      'got "demo "; allowed: a label value: at most 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends, or ""',
    ],
  ])('refused: %s as a label', (_what, label, reason) => {
    expect(problemsOf(() => simulate(read(deploy(label))))).toEqual([
      `f.yaml:8:9: Deployment shop/orders: spec.template.metadata.labels.aadpodidbinding: ${reason}. The API server refuses the object`,
    ]);
  });

  test('null as a label is an empty text to Go, and null as a field is absent', () => {
    expect(simulate(read(deploy('~'))).workloads).toMatchObject([{ label: '' }]);
    const nulls = { type: null, tenantID: null, auxiliaryTenantIDs: null, clientPassword: null, replicas: null };
    const { workloads } = simulate(
      manifests(identity('a', 'x', nulls), binding('a', 'b', 'x', 'demo'), pod('a', 'p', labelled('demo'))),
    );
    expect(workloads).toMatchObject([{ identities: [{ name: 'x' }] }]);
  });

  test('fields in capitals are pruned', () => {
    const capital = { ...identity('a', 'x', { clientID: undefined, ClientID: 'c' }) };
    const { workloads } = simulate(manifests(capital, binding('a', 'b', 'x', 'demo'), pod('a', 'p', labelled('demo'))));
    expect(workloads).toMatchObject([{ identities: [{ clientID: '' }] }]);
    const pruned = { ...binding('a', 'b', 'x', 'demo'), spec: { azureIdentity: 'x', Selector: 'demo' } };
    expect(simulate(manifests(identity('a', 'x'), pruned, pod('a', 'p', labelled('demo')))).workloads).toMatchObject([
      { identities: [] },
    ]);
  });

  test.each<[string, object, string]>([
    [
      'a type as text',
      identity('a', 'x', { type: '0' }),
      'AzureIdentity a/x: spec.type: got "0"; allowed: a whole number. Remove the quotes',
    ],
    ['half a type', identity('a', 'x', { type: 0.5 }), 'spec.type: got 0.5; allowed: a whole number'],
    [
      'a resource id that is an object',
      identity('a', 'x', { resourceID: {} }),
      'spec.resourceID: got {}; allowed: a string',
    ],
    [
      'tenants that are a text',
      identity('a', 'x', { auxiliaryTenantIDs: 't' }),
      'spec.auxiliaryTenantIDs: got "t"; allowed: a list of strings',
    ],
    ['a spec that is a list', { ...identity('a', 'x'), spec: [] }, 'AzureIdentity a/x: spec: got []; allowed: a map'],
    [
      'a name that YAML takes for a number',
      { ...binding('a', 'b', 'x', 's'), metadata: { name: 5 } },
      'metadata.name: got 5',
    ],
    [
      'a name with capitals',
      binding('a', 'Orders_B', 'x', 's'),
      'metadata.name: got "Orders_B"; allowed: a DNS-1123 subdomain',
    ],
    ['no name', { ...binding('a', 'b', 'x', 's'), metadata: {} }, 'metadata.name: got nothing; allowed: a name'],
    [
      'another version',
      { ...binding('a', 'b', 'x', 's'), apiVersion: 'aadpodidentity.k8s.io/v2' },
      'apiVersion: got "aadpodidentity.k8s.io/v2"; allowed: aadpodidentity.k8s.io/v1',
    ],
    [
      'a kind that is not there',
      { ...binding('a', 'b', 'x', 's'), kind: 'Azureidentitybinding' },
      'kind: got "Azureidentitybinding"; allowed: AzureIdentity, AzureIdentityBinding, ',
    ],
    [
      'hostNetwork as text',
      deployment('a', 'w', {}, { hostNetwork: 'true' }),
      'spec.template.spec.hostNetwork: got "true"; allowed: true or false. Remove the quotes',
    ],
    [
      'an annotation that is a boolean',
      identity('a', 'x', {}, { annotations: { k: true } }),
      'metadata.annotations.k: got true; allowed: a string. Put it in quotes',
    ],
  ])('refused: %s', (_what, wrong, message) => {
    expect(() => simulate(manifests(wrong))).toThrow(message);
    const cluster = new Cluster(manifests(wrong));
    expect(cluster.refusals).toHaveLength(1);
    expect([...cluster.identities, ...cluster.bindings, ...cluster.workloads]).toEqual([]);
  });

  test('what is there twice', () => {
    const [one, other] = [identity('a', 'x'), identity('a', 'x', { clientID: 'other' })];
    const reordered = {
      spec: { ...one.spec, tenantID: null },
      kind: one.kind,
      apiVersion: one.apiVersion,
      metadata: one.metadata,
    };
    expect(new Cluster(manifests(one, reordered)).identities).toHaveLength(1);
    expect(problemsOf(() => simulate(manifests(one, other)))).toEqual([
      'cluster.yaml:15:1: AzureIdentity a/x is also at cluster.yaml:1:1, with different content: a cluster can have only one of them',
    ]);
    const twice = new Cluster(manifests(pod('a', 'p', {}), pod('a', 'p', {})));
    expect(twice.workloads).toHaveLength(2);
    expect(twice.repeated).toHaveLength(1);
  });
});

/** Makes a broken file a manifest. */
const HEAD = 'apiVersion: v1\nkind: Pod\n';

describe('files and folders', () => {
  test('a folder in byte order, each file once', () => {
    const files = ['b.yaml', 'B.yml', 'a/z.json', 'a.yaml', 'é.yaml', 'c.txt', 'd/e/f.yaml'];
    const folder = folderOf(
      Object.fromEntries(files.map((file) => [file, object(file.replace(/\W/g, '-').toLowerCase())])),
    );
    symlinkSync(join(folder.path, 'b.yaml'), join(folder.path, 'zz.yaml'));
    symlinkSync(join(folder.path, 'd'), join(folder.path, 'dd'), 'dir');
    symlinkSync(join(folder.path, 'nowhere'), join(folder.path, 'broken'));
    const { objects } = Manifests.fromPaths([folder.path, join(folder.path, 'a.yaml')]);
    expect(objects.map(({ file }) => file.slice(folder.path.length + 1))).toEqual([
      'B.yml',
      'a/z.json',
      'a.yaml',
      'b.yaml',
      'd/e/f.yaml',
      'é.yaml',
    ]);
  });

  test('every broken file is told, with the line', () => {
    expect(
      problemsIn({
        '1.yaml': `${object('x')}---\na: [1\n`,
        '2.yaml': `${HEAD}a: 1\nb:\n  a: 1\n a: 2\n`,
        '3.yaml': `${HEAD}a: &x [*x]\n`,
        '4.json': '{"apiVersion": "v1",\n"kind": "Pod",\n "b": ]',
        '5.yaml': Buffer.from([...Buffer.from(`${HEAD}b: é`), 0xff, 0x0a]),
        '6.yaml': `${HEAD}a: ${'['.repeat(100_000)}`,
        '7.yaml': `${HEAD}a: "\u0000"\n`,
        '8.yaml': object('fine'),
      }),
    ).toEqual([
      expect.stringMatching(/^1\.yaml:7:1: /),
      expect.stringMatching(/^2\.yaml:6:\d: /),
      '3.yaml:3:8: the anchor x contains itself',
      expect.stringMatching(/^4\.json:3:/),
      '5.yaml:3:5: invalid UTF-8',
      '6.yaml:3:503: nesting exceeded maxDepth (500)',
      expect.stringMatching(/^7\.yaml:3:5: /),
    ]);
  });

  test('an alias bomb', () => {
    const bomb = 'abcdefghi'.split('').map(
      (name, i, all) =>
        `${name}: &${name} [${Array(9)
          .fill(i === 0 ? 'x' : `*${all[i - 1]}`)
          .join(', ')}]`,
    );
    expect(problemsIn({ 'bomb.yaml': `${HEAD}${bomb.join('\n')}` })).toEqual([
      expect.stringMatching(/^bomb\.yaml:\d:\d+: aliases expand to more than 99 % of the values$/),
    ]);
  });

  test('UTF-16 with its mark, as kubectl reads it', () => {
    const wide = Buffer.from(`\ufeff${object('é')}`, 'utf16le');
    const folder = folderOf({ 'be.yaml': Buffer.from(wide).swap16(), 'le.yaml': wide });
    expect(titles(Manifests.fromPaths([folder.path]))).toEqual(['Pod default/é', 'Pod default/é']);
    expect(problemsIn({ 'no-mark.yaml': wide.subarray(2) })).toEqual([
      expect.stringMatching(/^no-mark\.yaml:\d+:\d+: /),
    ]);
  });

  test('names that are not UTF-8, in folders of such names', () => {
    const folder = folderOf();
    const at = (...names: string[]) => Buffer.from([folder.path, ...names].join('/'), 'latin1');
    mkdirSync(at('d\xff'));
    writeFileSync(at('d\xff', 'a.yaml'), object('a'));
    writeFileSync(at('b\xe9.yaml'), object('b'));
    writeFileSync(at('c\xe9.txt'), 'no: [');
    const { objects } = Manifests.fromPaths([folder.path]);
    expect(objects.map(({ file, name }) => [file.slice(folder.path.length + 1), name])).toEqual([
      ['b\\xe9.yaml', 'b'],
      ['d\\xff/a.yaml', 'a'],
    ]);
    writeFileSync(at('d\xff', 'broken.yaml'), `${HEAD}a: ]`);
    expect(problemsOf(() => Manifests.fromPaths([folder.path]), folder)).toEqual([
      expect.stringMatching(/^d\\xff\/broken\.yaml:3:4: /),
    ]);
  });

  test('devices and pipes are no files', () => {
    const pipe = join(folderOf().path, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reason = 'not a regular file. Use - for standard input';
    expect(problemsOf(() => Manifests.fromPaths(['/dev/zero', '/dev/null', pipe]))).toEqual([
      `/dev/zero: ${reason}`,
      `/dev/null: ${reason}`,
      `${pipe}: ${reason}`,
    ]);
    // Also when it was a file when the folder was listed.
    expect(() => readFile(pipe, 10)).toThrow(reason);
  });

  test('a file that grows, and standard input that does not end, are read up to the limit', () => {
    const growing = folderOf().write('growing', 'x'.repeat(100));
    expect(readFile(growing, 200)).toHaveLength(100);
    expect(readFile(growing, 10)).toHaveLength(11);
    const [command, main] = [process.execPath, join('build', 'lib', 'cli', 'main.js')];
    const { status, stdout, stderr } = spawnSync(command, [main, 'assignments', '-'], {
      stdio: [openSync('/dev/zero', 'r')],
    });
    expect([status, String(stdout), String(stderr)]).toEqual([
      1,
      '',
      '<stdin>:1:1: the file has 101 MiB; allowed: at most 100 MiB. Split it\n',
    ]);
  }, 60_000);

  test('200 MB', () => {
    const folder = folderOf({ 'big.yaml': '' });
    truncateSync(join(folder.path, 'big.yaml'), 200_000_000);
    expect(problemsOf(() => Manifests.fromPaths([folder.path]), folder)).toEqual([
      'big.yaml:1:1: the file has 191 MiB; allowed: at most 100 MiB. Split it',
    ]);
  });

  test('millions of values', () => {
    expect(
      problemsIn({
        'flow.yaml': `${HEAD}a: [${'1,'.repeat(5_000_001)}1]`,
        'lines.yaml': `${HEAD}a:\n${'- a\n'.repeat(5_000_001)}`,
      }),
    ).toEqual([
      'flow.yaml:1:1: more than 5000000 lines and commas. Split the file',
      'lines.yaml:1:1: more than 5000000 lines and commas. Split the file',
    ]);
  });

  test('links that lead into themselves, what is no file, what is not there, what may not be read', () => {
    const folder = folderOf({ 'a.yaml': object('x'), 'secret.yaml': object('y') });
    const at = (name: string) => join(folder.path, name);
    mkdirSync(at('sub'));
    symlinkSync('..', at('sub/up'), 'dir');
    symlinkSync('loop.yaml', at('loop.yaml'));
    execFileSync('mkfifo', [at('pipe.yaml')]);
    mkdirSync(at('folder.yaml'));
    chmodSync(at('secret.yaml'), 0);
    const maySeeAll = process.getuid?.() === 0;
    expect(problemsOf(() => Manifests.fromPaths([folder.path, at('none')]), folder)).toEqual([
      'loop.yaml: a symbolic link to itself',
      'pipe.yaml: not a regular file',
      `sub/up: a symbolic link to a folder that contains it (${folder.path})`,
      'none: no such file or folder',
      ...(maySeeAll ? [] : ['secret.yaml:1:1: permission denied']),
    ]);
  });
});

describe('what must be rendered first', () => {
  const files = {
    'a.yaml': object('a'),
    'base/kustomization.yaml': 'resources: [a.yaml]\n',
    'chart/Chart.yaml': 'apiVersion: v2\nname: x\nversion: 1.0.0\n',
    'chart/charts/sub/Chart.yaml': 'apiVersion: v2\nname: sub\nversion: 1.0.0\n',
    'chart/crds/crd.yaml': object('crd'),
    'chart/examples/example.yaml': object('example'),
    'chart/templates/b.yaml': `${object('b')}spec:\n{{- if .Values.x }}\n  y: 1\n{{- end }}\n`,
    'chart/templates/c.yaml': object('plain'),
    'chart/values.schema.json': '{"type": "object"}',
    'chart/values.yaml': 'mic: {}\n',
    'other/kustomize.yaml': 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nmetadata: {name: k}\n',
    'rest/templates/c.yaml': object('"{{ .Release.Name }}-c"'),
    'rest/templates/d.yaml': object('{{ include "name" . }}'),
  };

  test('is refused, in one line for each chart and kustomization', () => {
    expect(problemsIn(files)).toEqual([
      'base: a kustomization, not manifests. Render it first: kustomize build base | aad-pod-identity … -',
      'chart: a Helm chart, not manifests. Render it first: helm template RELEASE chart | aad-pod-identity … -',
      'other: a kustomization, not manifests. Render it first: kustomize build other | aad-pod-identity … -',
      'rest: templates of Helm, not manifests. Render them first: helm template RELEASE rest | aad-pod-identity … -',
    ]);
  });

  test('or skipped and named, and the rest is read, with the CRDs of a chart', () => {
    const folder = folderOf(files);
    const partial = Manifests.fromPaths([folder.path], { allowPartial: true });
    expect(titles(partial)).toEqual(['Pod default/a', 'Pod default/crd', 'Pod default/example']);
    expect(partial.incomplete.map((file) => file.slice(folder.path.length + 1))).toEqual([
      'base',
      'chart',
      'other',
      'rest',
    ]);
    expect(partial.ignored).toEqual([]);
    expect(simulate(partial).incomplete).toEqual(partial.incomplete);
    expect(simulate(manifests(pod('a', 'p', {})))).not.toHaveProperty('incomplete');
  });

  test.each([
    [
      'Chart.yaml',
      'name: x\n',
      'Chart.yaml:1:1: a Helm chart, not manifests. Render it first: helm template RELEASE . |',
    ],
    [
      'kustomization.yaml',
      'resources: []\n',
      'kustomization.yaml:1:1: a kustomization, not manifests. Render it first: kustomize',
    ],
    [
      'b.yaml',
      object('"{{ .Release.Name }}"'),
      'b.yaml:1:1: templates of Helm, not manifests. Render them first: helm',
    ],
  ])('%s, when it is named', (name, content, message) => {
    const folder = folderOf({ [name]: content });
    const problem = problemsOf(() => Manifests.fromPaths([join(folder.path, name)]), folder)[0];
    expect(problem?.replaceAll(folder.path, '.')).toContain(message);
  });

  test('templates of others are not said to be of a chart, nor counted as one', () => {
    const of = (name: string) => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{${name}}}\n  labels: [\n`;
    expect(problemsIn({ 'a/x.yaml': of('NAME'), 'a/y.yaml': of('NAME'), 'b/x.yaml': of('.Values.name') })).toEqual([
      'a: templates, not manifests. Render them first',
      'b: templates of Helm, not manifests. Render them first: helm template RELEASE b | aad-pod-identity … -',
    ]);
  });

  test('a folder whose name needs quotes is not in the command', () => {
    expect(problemsIn({ 'a $(b)/Chart.yaml': 'name: x\n' })).toEqual([
      'a $(b): a Helm chart, not manifests. Render it first: helm template RELEASE CHART | aad-pod-identity … -',
    ]);
  });

  test('a Kustomization of Flux is an object', () => {
    const flux = 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: k}\n';
    expect(titles(Manifests.fromPaths([folderOf({ 'kustomization.yaml': flux }).path]))).toEqual([
      'Kustomization default/k',
    ]);
  });

  test.each([
    ['helm.toolkit.fluxcd.io/v2', 'HelmRelease'],
    ['argoproj.io/v1alpha1', 'Application'],
    ['v1', 'ConfigMap'],
    ['example.net/v1', 'Whatever'],
  ])('a template in a string of %s %s is a value', (apiVersion, kind) => {
    const text = (name: string) =>
      JSON.stringify({ apiVersion, kind, metadata: { name }, spec: { values: { host: '{{ .Values.global.host }}' } } });
    expect(titles(Manifests.fromText('x.json', text('orders')))).toEqual([`${kind} default/orders`]);
    expect(problemsOf(() => Manifests.fromText('x.json', text('{{ .Release.Name }}')))).toEqual([
      expect.stringMatching(/^x\.json:1:1: templates of Helm, not manifests/),
    ]);
  });

  test('a template in a Deployment or an identity is one of a chart', () => {
    for (const apiVersion of ['apps/v1', 'aadpodidentity.k8s.io/v1']) {
      const spec = { a: '{{ .Values.host }}' };
      const text = JSON.stringify({ apiVersion, kind: 'X', metadata: { name: 'x' }, spec });
      expect(problemsOf(() => Manifests.fromText('x.json', text))).toHaveLength(1);
    }
  });

  test('templates of others are not Helm’s', () => {
    const alert = {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: { name: 'x' },
      spec: { summary: '{{ $labels.pod }} of {{ .Labels.x }}' },
    };
    const workflow = {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Workflow',
      metadata: { name: 'x' },
      spec: { args: ['{{inputs.parameters.x}}'] },
    };
    const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, data: { t: '{{ .Values.x }}' } };
    const flux = { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', metadata: { name: 'x' } };
    expect(titles(read(yaml(alert, workflow, config, flux)))).toHaveLength(4);
  });
});

describe('what is found in a folder, and is no manifest', () => {
  const others = {
    '.git/x.yaml': 'apiVersion: v1\nkind: [\n',
    '.github/workflows/build.yml': 'apiVersion: v1\nkind: [\n',
    'a/.terraform/x.yaml': 'apiVersion: v1\nkind: [\n',
    'ansible/site.yml': '- hosts: all\n  vars: {x: !vault secret}\n  tasks:\n    - name: {{ name }}\n',
    'cloud.yaml': 'Resources:\n  A: !Sub x\n  B: ! [x, !Ref y]\n',
    'compose.yaml': 'services: {web: {image: x}}\n',
    'install-config.yaml': 'apiVersion: v1\nbaseDomain: example.net\nmetadata: {name: cluster}\n',
    'node_modules/x/y.yaml': 'apiVersion: v1\nkind: [\n',
    'package.json': '{"name": "x"}\n',
    'patch.yaml': 'metadata: {name: x}\nspec: {replicas: 2}\n',
    'tsconfig.json': '{\n  // a comment\n  "a": 1,\n}\n',
    'values.yaml': 'mic: {}\n',
  };
  const ignored = Object.keys(others).filter((file) => !/^\.|node_modules|terraform/.test(file));

  test('is skipped, and counted', () => {
    const folder = folderOf({ ...others, 'z.yaml': object('z') });
    const read = Manifests.fromPaths([folder.path]);
    expect(titles(read)).toEqual(['Pod default/z']);
    expect(read.ignored.map(({ file }) => file.slice(folder.path.length + 1))).toEqual(ignored);
  });

  test.each(['ansible/site.yml', 'install-config.yaml', 'tsconfig.json', '.git/x.yaml', 'node_modules/x/y.yaml'])(
    '%s is refused when it is named',
    (file) => {
      const folder = folderOf(others);
      expect(problemsOf(() => Manifests.fromPaths([join(folder.path, file)]), folder)).toHaveLength(1);
    },
  );

  test('a hidden folder that is named is walked', () => {
    const folder = folderOf({ '.hidden/a.yaml': object('a') });
    expect(titles(Manifests.fromPaths([join(folder.path, '.hidden')]))).toEqual(['Pod default/a']);
  });

  test.each([
    ['a manifest with a mistake', 'apiVersion: v1\nkind: Pod\nmetadata: [\n', /^x\.yaml:4:1: /],
    ['one in a list', '- apiVersion: v1\n  kind: Pod\n  x: [\n', /^x\.yaml:4:1: /],
    ['one of JSON', '{"apiVersion": "v1",\n "kind": "Pod", [}', /^x\.yaml:2:\d+: /],
    ['one without apiVersion', 'kind: Pod\nmetadata: {name: x}\n', /^x\.yaml:1:1: apiVersion and kind are both/],
  ])('but %s is an error', (_what, content, message) => {
    expect(problemsIn({ 'x.yaml': content })).toEqual([expect.stringMatching(message)]);
  });

  test.each<[string[], string[]]>([
    [['b'], ['a.yaml', 'c/d/e.yaml', 'c/f.yaml']],
    [['*.yaml'], ['b/a.json']],
    [['?.yaml'], ['b/a.json']],
    [
      ['f.yaml', 'a.yaml'],
      ['b/a.json', 'c/d/e.yaml'],
    ],
    [['c/*.yaml'], ['a.yaml', 'b/a.json', 'b/f.yaml', 'c/d/e.yaml']],
    [['c/**'], ['a.yaml', 'b/a.json', 'b/f.yaml']],
    [['c/'], ['a.yaml', 'b/a.json', 'b/f.yaml']],
    [['**/d/*'], ['a.yaml', 'b/a.json', 'b/f.yaml', 'c/f.yaml']],
    [['**/a.*'], ['b/f.yaml', 'c/d/e.yaml', 'c/f.yaml']],
    [['./c/d'], ['a.yaml', 'b/a.json', 'b/f.yaml', 'c/f.yaml']],
    [
      ['d/e.yaml', '(a|b)', '.', '[a-z].yaml'],
      ['a.yaml', 'b/a.json', 'b/f.yaml', 'c/d/e.yaml', 'c/f.yaml'],
    ],
  ])('exclude %j', (exclude, left) => {
    const files = ['a.yaml', 'b/a.json', 'b/f.yaml', 'c/d/e.yaml', 'c/f.yaml'];
    const folder = folderOf(Object.fromEntries(files.map((file) => [file, object(file.replace(/\W/g, '-'))])));
    const { objects } = Manifests.fromPaths([folder.path], { exclude });
    expect(objects.map(({ file }) => file.slice(folder.path.length + 1))).toEqual(left);
    const named = Manifests.fromPaths([join(folder.path, 'a.yaml')], { exclude });
    expect(named.objects).toHaveLength(1);
  });
});
