import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { check, Manifests } from '../../lib';
import { command } from '../support/command';
import { Folder } from '../support/folder';
import { deploymentOf, IDENTITY } from '../support/way-out';

const withAccount = (name: string, label = true) => {
  const text = deploymentOf(name).replace(/^( +)containers:/m, '$1serviceAccountName: common\n$&');
  return `---\n${label ? text : text.replace(/.*aadpodidbinding: .*\n/, '')}`;
};
const TEMPLATE = `apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Release.Name }}\n  {{- include "x" . }}\n`;
const folder = new Folder({
  'shop.yaml': `${IDENTITY}---\n${deploymentOf('web')}`,
  'tmpl.yaml': TEMPLATE,
  'if.yaml': `{{- if .Values.x }}\n${TEMPLATE}{{- end }}\n`,
  'values-with-action.yaml': 'nmi:\n  podAnnotations: { a: "{{ b }}" }\n',
  'chart/Chart.yaml': 'name: chart\nversion: 1.0.0\n',
  'left/all.yaml': IDENTITY + withAccount('web') + withAccount('other', false),
});
folder.write('empty/.keep', '');
afterAll(() => folder.remove());
const at = (name: string) => join(folder.path, name);
const CLUSTER = ['--cluster', 'c', '--resource-group', 'g'];
const AZURE: readonly (readonly string[])[] = [
  ['azure', 'federate', ...CLUSTER],
  ['azure', 'setup', ...CLUSTER, '--subscription', 's'],
  ['azure', 'uninstall'],
  ['azure', 'verify'],
];

describe('a fix in JSON', () => {
  const found = (text: string) =>
    check(Manifests.fromText('a', text)).flatMap(({ fix }) => (fix === undefined ? [] : [fix]));
  const job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'j', namespace: 'shop' },
    spec: {
      template: {
        metadata: { labels: { aadpodidbinding: 'orders' } },
        spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'a' }] },
      },
    },
  };
  test('is JSON, and YAML in YAML', () => {
    expect(found(JSON.stringify(job, null, 2))).toContain('"ttlSecondsAfterFinished": 3600');
    expect(found(`# YAML\n${JSON.stringify(job, null, 2)}`)).toContain('ttlSecondsAfterFinished: 3600');
  });
  test('of several fields, items of a list, and a misspelt key', () => {
    const { asJson } = require('../../lib/checks/json-fix') as typeof import('../../lib/checks/json-fix');
    expect(asJson('a: 1\nb: { c: [x] }\n')).toBe('"a": 1,\n"b": {\n  "c": [\n    "x"\n  ]\n}');
    expect(asJson('- --a=b\n- c')).toBe('"--a=b",\n"c"');
    expect(asJson('a: {}')).toBe('"a": {}');
    expect(asJson('orders')).toBe('"orders"');
    expect(asJson('a: [')).toBe('a: [');
  });
});

describe('what is rendered first', () => {
  test.each(AZURE)('%s %s says its whole command, and what was skipped', async (...args) => {
    const { code, error } = await command([...args, at('chart')]);
    const name = args.slice(0, 2).join(' ');
    expect([code, error]).toEqual([
      1,
      `${at('chart')}: a Helm chart, not manifests. Render it first: helm template RELEASE ${at('chart')} | aad-pod-identity ${name} -\n`,
    ]);
    const partial = await command([...args, at('tmpl.yaml'), '--allow-partial']);
    expect(partial.error).toContain(
      `warning: skipped: ${at('tmpl.yaml')}:4:1: templates of Helm, not manifests. Render them first: helm template RELEASE CHART | aad-pod-identity ${name} -\n`,
    );
  });

  test.each(['tmpl.yaml', 'if.yaml'])('init --from %s', async (file) => {
    const { code, error } = await command(['init', at('new'), '--from', at(file)]);
    expect(code).toBe(1);
    expect(error).toContain('templates of Helm, not manifests. Render them first: helm template');
    expect(existsSync(at('new'))).toBe(false);
  });

  test('near: values with an action in a string are values', async () => {
    const { code, error } = await command(['init', at('valued'), '--from', at('values-with-action.yaml')]);
    expect([code, error.includes('templates')]).toEqual([0, false]);
  });
});

test.each([
  ['azure', 'uninstall'],
  ['migrate', 'plan'],
  ['migrate', 'rewrite', '--to', 'dual', '--check'],
  ['assignments'],
])('%s %s says that there is nothing', async (...args) => {
  const note = `note: no objects in ${at('empty')}\n`;
  expect((await command([...args, at('empty')])).error).toContain(note);
  expect((await command([...args, at('shop.yaml')])).error).not.toContain('no objects');
});

describe('azure federate exits with 2 when a credential is left out', () => {
  const left = () => command(['azure', 'federate', ...CLUSTER, at('left')]);
  test('and no other is there', async () => {
    const { code, out, error } = await left();
    expect([code, out]).toEqual([2, '']);
    expect(error).toContain('Deployment shop/web: its federated credential is left out. Its ServiceAccount common');
    expect(error).toContain('note: no credential is left to create: nothing is printed\n');
  });
  test('near: nothing to federate is 1, a credential is 0', async () => {
    expect((await command(['azure', 'federate', ...CLUSTER, at('empty')])).code).toBe(1);
    expect((await command(['azure', 'federate', ...CLUSTER, at('shop.yaml')])).code).toBe(0);
  });
});

describe('check --network-plugin', () => {
  const said = async (name: string) => (await command(['check', at('shop.yaml'), '--network-plugin', name])).error;
  test.each([
    ['kubnet', 'kubenet'],
    ['Azur', 'azure'],
    ['cillium', 'cilium'],
  ])('%s: a note', async (name, meant) => {
    expect(await said(name)).toContain(
      `note: --network-plugin ${name}: no rule knows it. Did you mean ${meant}? Known are azure, kubenet, cilium\n`,
    );
  });
  test.each(['kubenet', 'Azure', 'calico', 'none', 'my-own'])('near: %s', async (name) => {
    expect(await said(name)).not.toContain('--network-plugin');
  });
});

test.each([
  ['nope', '--list-rules lists them'],
  ['none', '--list-rules lists them'],
  ['duplicate-bindin', 'Did you mean duplicate-binding?'],
])('check --explain %s: %s', async (id, advice) => {
  const { code, error } = await command(['check', '--explain', id]);
  expect([code, error]).toEqual([1, `unknown rule "${id}". ${advice}\n`]);
});

describe('a key in another case', () => {
  const APP = deploymentOf('web');
  const files = {
    field: IDENTITY.replace('  azureIdentity:', '  AzureIdentity:'),
    selector: IDENTITY.replace('  selector:', '  Selector:'),
    absent: IDENTITY.replace(/ {2}azureIdentity:.*\n/, ''),
  };
  const said = async (file: keyof typeof files, ...args: string[]) => {
    const path = folder.write(`case-${file}.yaml`, `${APP}---\n${files[file]}`);
    const { out, error } = await command([...args, path]);
    return `${out}${error}`.replace(/\s+/g, ' ');
  };
  const COMMANDS = [['assignments'], ['migrate', 'plan'], ['migrate', 'rewrite', '--to', 'dual', '--check']];
  test.each(COMMANDS)('%s %s', async (...args) => {
    const words = 'binding shop/orders-binding: its azureIdentity is empty';
    expect(await said('field', ...args)).toContain(
      `${words}: it has the key AzureIdentity, in another case. Write azureIdentity`,
    );
    expect(await said('selector', ...args)).toContain(
      'of binding shop/orders-binding it is empty: it has the key Selector, in another case. Write selector',
    );
    const absent = await said('absent', ...args);
    expect([absent.includes(words), absent.includes('in another case')]).toEqual([true, false]);
  });
});

describe('an AzureIdentity without client id', () => {
  const NODE = 'pods get a token for any identity of the node, or none';
  const app = (from: RegExp, to: string) => `${deploymentOf('web')}---\n${IDENTITY.replace(from, to)}`;
  const out = async (text: string, format: string) =>
    (await command(['assignments', '-', '--format', format], text)).out;
  test.each([
    ['none', app(/ {2}clientID:.*\n/, ''), NODE],
    ['in another case', app(/ {2}clientID:/, '  ClientID:'), NODE],
    [
      'of a service principal',
      app(/ {2}clientID:.*\n/, '').replace('type: 0', 'type: 1'),
      'token requests fail with 503',
    ],
  ])('%s: words beside it', async (_what, text, words) => {
    expect(await out(text, 'table')).toContain(`  shop/orders-binding  "" (${words})\n`);
    expect(await out(text, 'markdown')).toContain(` | \`""\` (${words}) |\n`);
    expect((await out(text, 'html')).includes(words)).toBe(true);
    expect(await out(text, 'json')).not.toContain(words);
    expect(JSON.parse(await out(text, 'json')).workloads[0].identities[0].clientID).toBe('');
  });
  test('near: with one there are none', async () => {
    const text = `${deploymentOf('web')}---\n${IDENTITY}`;
    for (const format of ['table', 'markdown'])
      expect(await out(text, format)).not.toMatch(/for any identity of the node|fail with 503/);
  });
});

describe('--help', () => {
  test.each([
    ['migrate', 'rewrite'],
    ['migrate', 'plan'],
    ['azure', 'federate'],
    ['azure', 'uninstall'],
    ['check'],
    ['init'],
  ])('%s %s has paragraphs of 80 columns, and examples as they are', async (...args) => {
    const { out } = await command([...args, '--help']);
    const long = out.split('\n').filter((line) => line.length > 80);
    expect(long.filter((line) => !/^ {2}(?:aad-pod-identity|helm|kustomize) |^ {2}[a-z-]+ {2,}/.test(line))).toEqual(
      [],
    );
    expect(out).toMatch(/\nExamples?:\n {2}(?:aad-pod-identity|helm) /);
  });
});

describe('the table of a plan', () => {
  test('breaks at a slash, and lists below the text', async () => {
    const { rowLines } = require('../../lib/cli/migrate/columns') as typeof import('../../lib/cli/migrate/columns');
    expect(rowLines(['payments-prod/pay-db, x'], [18])).toEqual(['payments-prod/', 'pay-db, x']);
    expect(rowLines(['a-very-long-name-x'], [12])).toEqual(['a-very-long-', 'name-x']);
    expect(rowLines(['payments-prod/pay-db'], [20])).toEqual(['payments-prod/pay-db']);
  });

  test('says how many of those with a next stage are blocked', async () => {
    const one = `${IDENTITY}---\n${deploymentOf('web')}`;
    const two = `${one}---\n${IDENTITY.replaceAll('orders', 'bills').replace('selector: bills', 'selector: orders')}`;
    const next = async (text: string) =>
      /Next stages\n(.*?) from/s.exec((await command(['migrate', 'plan', '-'], text)).out)?.[1]?.trim();
    expect(await next(one)).toBe('1 workload');
    expect(await next(two)).toBe('1 workload (1 blocked)');
  });

  test('says how many credentials an identity can have, when there are more', async () => {
    const { countOf } =
      require('../../lib/cli/migrate/plan-words') as typeof import('../../lib/cli/migrate/plan-words');
    const of = (total: number) =>
      countOf({ total, isExact: false, needed: [], missing: [], others: [] } as unknown as Parameters<
        typeof countOf
      >[0]);
    expect(of(20)).toBe('at least 20 of 20 federated credentials: 0 needed here');
    expect(of(21)).toBe('at least 21 federated credentials, and an identity can have 20: 0 needed here');
  });
});

test('of kustomizations, only those that no other one uses are to be rendered', async () => {
  const built = new Folder({
    'base/kustomization.yaml': 'resources: [web.yaml]\n',
    'base/web.yaml': deploymentOf('web'),
    'part/kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n',
    'prod/kustomization.yaml': 'resources: [../base/]\ncomponents: [../part]\n',
    'other/kustomization.yaml': 'resources: [id.yaml]\n',
    'other/id.yaml': IDENTITY,
  });
  for (const args of [['check'], ['assignments'], ['migrate', 'plan']]) {
    const { error } = await command([...args, built.path]);
    const places = [...error.matchAll(/warning: (\S+): this kustomization is not applied/g)].map(([, place]) => place);
    expect(places).toEqual([join(built.path, 'other'), join(built.path, 'prod')]);
  }
  built.remove();
});
