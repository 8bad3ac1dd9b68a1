import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { run } from '../../lib/cli/program';
import { binding, deployment, identity, labelled, NAMESPACED, yaml } from '../support/cluster';
import { Folder } from '../support/folder';
import { CLIENT_ID } from '../support/ids';

const folder = new Folder();
afterAll(() => folder.remove());
const path = (file: string) => join(folder.path, file);

async function command(
  args: string[],
  { input = '', colours = false, columns = undefined as number | undefined } = {},
) {
  let [out, error] = ['', ''];
  const code = await run(['check', ...args], {
    out: (text) => {
      out += text;
    },
    error: (text) => {
      error += text;
    },
    input: () => Buffer.from(input),
    colours,
    columns,
  });
  const short = (text: string) => text.replaceAll(`${folder.path}/`, '');
  return { code, out: short(out), error: short(error) };
}

const RIGHT = [
  identity('shop', 'orders', { clientID: CLIENT_ID }, NAMESPACED),
  binding('shop', 'orders-binding', 'orders', 'orders'),
  deployment('shop', 'orders', labelled('orders')),
];
const right = folder.write('right.yaml', yaml(...RIGHT));
const wrong = folder.write(
  'wrong.yaml',
  `apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentity
metadata:
  name: orders
  namespace: shop
  annotations:
    aadpodidentity.k8s.io/Behavior: namespaced
spec:
  type: 4
  resourceID: /subscriptions/3f0c4b52-6d0a-4d3c-9a53-0f5e5d7a9b10/resourceGroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/orders
  clientID: ${CLIENT_ID}
---
${yaml(...RIGHT.slice(1), binding('shop', 'orders-z', 'orders', 'orders'))}`,
);

const TEXT = `\
wrong.yaml
  9:3  error  identity-type-unknown  AzureIdentity shop/orders, spec.type
    NMI does not support spec.type: got 4; allowed: 0 (managed identity), 1 (service principal) or 2
    (with a certificate). Every token request fails with 503. Write an allowed type.
    9 |   type: 4
      |         ^
  59:3  warning  duplicate-binding  AzureIdentityBinding shop/orders-z, spec
    AzureIdentityBinding shop/orders-binding has the same selector and the same azureIdentity. MIC
    uses only one of them. Delete one.
    59 |   "spec": {
       |   ^^^^^^

1 error, 1 warning in 1 file
`;

describe('aad-pod-identity check', () => {
  test('right manifests print not a word', async () => {
    expect(await command([right])).toEqual({ code: 0, out: '', error: '' });
  });

  test('text: by file, with the line, a caret and a summary', async () => {
    expect(await command([wrong])).toEqual({ code: 2, out: TEXT, error: '' });
  });

  test('text, coloured on a terminal only', async () => {
    const { out } = await command([wrong], { colours: true });
    expect(out).toContain('\u001b[31merror\u001b[39m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours
    expect(out.replace(/\u001b\[\d+m/g, '')).toBe(TEXT);
    await command([wrong, '--output', path('report.txt')], { colours: true });
    expect(readFileSync(path('report.txt'), 'utf8').replaceAll(`${folder.path}/`, '')).toBe(TEXT);
  });

  test('text, wrapped at the width of a terminal; in a file as in a pipe', async () => {
    const { out } = await command([wrong], { columns: 60 });
    expect(out).toContain(`
    NMI does not support spec.type: got 4; allowed: 0
    (managed identity), 1 (service principal) or 2 (with a
    certificate). Every token request fails with 503. Write
    an allowed type.
`);
    expect((await command([wrong], { columns: 1000 })).out).toContain(' or 2 (with a certificate). Every token ');
    await command([wrong, '--output', path('wrapped.txt')], { columns: 60 });
    expect(readFileSync(path('wrapped.txt'), 'utf8').replaceAll(`${folder.path}/`, '')).toBe(TEXT);
  });

  test('json', async () => {
    const { code, out } = await command([wrong, '--format', 'json']);
    expect(code).toBe(2);
    expect(JSON.parse(out)).toEqual({
      findings: [
        {
          rule: 'identity-type-unknown',
          severity: 'error',
          object: 'AzureIdentity shop/orders',
          file: 'wrong.yaml',
          line: 9,
          column: 3,
          path: '/spec/type',
          message: expect.stringMatching(/^NMI does not support spec\.type: got 4;/),
        },
        expect.objectContaining({ rule: 'duplicate-binding', severity: 'warning', line: 59, path: '/spec' }),
      ],
    });
    expect(JSON.parse((await command([right, '--format', 'json'])).out)).toEqual({ findings: [] });
  });

  test('--fail-on error lets warnings pass', async () => {
    const warned = folder.write('warned.yaml', yaml(...RIGHT, binding('shop', 'orders-z', 'orders', 'orders')));
    expect(await command([warned])).toMatchObject({ code: 2 });
    expect(await command([warned, '--fail-on', 'error'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('1 warning in 1 file'),
    });
    expect(await command([wrong, '--fail-on', 'error'])).toMatchObject({ code: 2 });
  });

  test('standard input, and the namespace of objects that state none', async () => {
    const input = yaml({ ...identity('shop', 'orders', { type: 9 }), metadata: { name: 'orders' } });
    const { out, error, code } = await command(['-', '-n', 'here', '--format', 'json'], { input });
    expect(code).toBe(2);
    expect(JSON.parse(out).findings[0]).toMatchObject({ file: '<stdin>', object: 'AzureIdentity here/orders' });
    expect(error).toBe(
      'note: 1 object without a namespace: using here (-n)\n' +
        'note: 1 identity has no binding among these manifests; add what is missing, or pass --whole-cluster\n',
    );
  });

  test('a file of one long line shows the field only, a Secret and a variable never a value', async () => {
    const long = { ...identity('shop', 'orders', { type: 9 }, { labels: { a: 'x'.repeat(200) } }) };
    const input = JSON.stringify(long);
    expect((await command(['-'], { input })).out).toContain('\n    1 | "type":9\n      |        ^\n');
    const variable = yaml(
      deployment('shop', 'orders', {}, { containers: [{ name: 'a', env: [{ name: 'S', value: 93 }] }] }),
    );
    const { out } = await command(['-'], { input: variable });
    expect(out).toContain('| "value": …'.replace('| ', '|                 '));
    expect(out).not.toContain('93');
  });
});

describe('when it cannot run, standard output is empty', () => {
  test.each([
    ['no path', [], 'name a file or folder, or - for standard input (see --help)'],
    ['no such file', ['nowhere.yaml'], 'nowhere.yaml: no such file or folder'],
    [
      'a format',
      [right, '--format', 'xml'],
      "argument 'xml' is invalid. Allowed choices are text, json, sarif, github, junit, html.",
    ],
    ['a severity', [right, '--fail-on', 'info'], "argument 'info' is invalid. Allowed choices are error, warning."],
    ['a version', [right, '--kubernetes-version', 'new'], '--kubernetes-version: got "new"; allowed: a version'],
    ['an id', [right, '--kubelet-client-id', 'x'], '--kubelet-client-id: got "x"; allowed: a GUID'],
    [
      'no such rule',
      ['--explain', 'duplicate-bindin'],
      'unknown rule "duplicate-bindin". Did you mean duplicate-binding?',
    ],
    ['no such config', [right, '--config', 'no.yaml'], 'no.yaml: no such file or folder'],
    ['an output', [wrong, '--output', path('no/such/folder')], 'no such file or folder'],
  ])('%s', async (_what, args, message) => {
    const said = await command(args);
    expect(said).toMatchObject({ code: 1, out: '', error: expect.stringContaining(message) });
    expect(said.error).not.toMatch(/^\s+at /m);
  });

  test('a file that cannot be read as YAML', async () => {
    const broken = folder.write('broken/a.yaml', 'a: [\n');
    expect(await command([right, broken])).toMatchObject({
      code: 1,
      out: '',
      error: expect.stringContaining('a.yaml:2:1'),
    });
  });
});

describe('--list-rules and --explain', () => {
  test('a rule a line', async () => {
    const { out, code } = await command(['--list-rules']);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^duplicate-binding +warning +Two bindings of a namespace have the same identity and selector$/m,
    );
    const { rules } = JSON.parse((await command(['--list-rules', '--format', 'json'])).out);
    expect(rules).toHaveLength(out.trimEnd().split('\n').length);
    expect(rules).toContainEqual(expect.objectContaining({ id: 'unused-suppression', severity: 'warning' }));
  });

  test('all about one', async () => {
    const { out, code } = await command(['--explain', 'identity-type-unknown']);
    expect(code).toBe(0);
    expect(out).toMatch(/^identity-type-unknown \(error\)\n/);
    for (const part of [
      'In the cluster: ',
      '\n  -  type: 3\n  +  type: 0\n',
      'Source: pkg/nmi/',
      'aad-pod-identity.checks/identity-type-unknown: ',
    ]) {
      expect(out).toContain(part);
    }
  });
});

describe('--format sarif', () => {
  const schema = JSON.parse(
    readFileSync(require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8'),
  );
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats(ajv);
  const validate = ajv.compile(schema);
  const sarif = async (...args: string[]) => JSON.parse((await command([...args, '--format', 'sarif'])).out);

  test('is valid SARIF 2.1.0, with findings and without', async () => {
    for (const file of [right, wrong]) {
      validate(await sarif(file, '--list-suppressed'));
      expect(validate.errors ?? []).toEqual([]);
    }
    // The schema itself is not empty.
    expect(validate({ version: '2.1.0', runs: [{}] })).toBe(false);
  });

  test('says the rule, the level, the line and the object', async () => {
    const [{ tool, results }] = (await sarif(wrong)).runs;
    expect(results).toHaveLength(2);
    const [first] = results;
    expect(first).toMatchObject({ ruleId: 'identity-type-unknown', level: 'error' });
    expect(first.message.text).toMatch(/^AzureIdentity shop\/orders: NMI does not support spec\.type: got 4/);
    const [{ physicalLocation, logicalLocations }] = first.locations;
    expect(physicalLocation.region).toEqual({ startLine: 9, startColumn: 3 });
    expect(logicalLocations[0].fullyQualifiedName).toBe('AzureIdentity shop/orders/spec/type');
    const rule = tool.driver.rules[first.ruleIndex];
    expect(rule.id).toBe('identity-type-unknown');
    expect(rule.help.markdown).toContain(rule.fullDescription.text);
    expect(results[1].level).toBe('warning');
  });

  test('names files as seen from the working folder', async () => {
    const inside = 'build/check command.yaml';
    const { writeFileSync, rmSync } = require('node:fs');
    writeFileSync(inside, readFileSync(wrong));
    try {
      const uris = async (file: string) =>
        (await sarif(file)).runs[0].results.map(
          ({ locations }: { locations: { physicalLocation: { artifactLocation: object } }[] }) =>
            locations[0]?.physicalLocation.artifactLocation,
        );
      const relative = { uri: 'build/check%20command.yaml', uriBaseId: '%SRCROOT%' };
      expect(await uris(inside)).toEqual([relative, relative]);
      expect(await uris(join(process.cwd(), inside))).toEqual([relative, relative]);
    } finally {
      rmSync(inside);
    }
  });

  test('fingerprints stay when lines are added, and differ between findings', async () => {
    const prints = async (text: string) =>
      (await sarif(folder.write('print.yaml', text))).runs[0].results.map(
        ({ partialFingerprints }: { partialFingerprints: object }) => partialFingerprints,
      );
    const text = readFileSync(wrong, 'utf8');
    const before = await prints(text);
    expect(await prints(`# a line\n\n---\n${text}`)).toEqual(before);
    expect(new Set(before.map((print: object) => JSON.stringify(print))).size).toBe(2);
  });
});

describe('--config', () => {
  const config = (text: string) => folder.write('config.yaml', text);

  test('holds the settings; the line comes before it', async () => {
    const file = config('failOn: error\nnamespace: shop\nkubernetesVersion: "1.29"\nwholeCluster: false\n');
    const warned = folder.write('warned-2.yaml', yaml(...RIGHT, binding('shop', 'z', 'orders', 'orders')));
    expect(await command([warned, '--config', file])).toMatchObject({ code: 0 });
    expect(await command([warned, '--config', file, '--fail-on', 'warning'])).toMatchObject({ code: 2 });
    const input = yaml({ ...identity('', 'orders', { type: 9 }), metadata: { name: 'orders' } });
    expect((await command(['-', '--config', file], { input })).out).toContain('AzureIdentity shop/orders');
  });

  test('an empty one says nothing', async () => {
    expect(await command([right, '--config', config('# later\n')])).toEqual({ code: 0, out: '', error: '' });
  });

  test.each([
    ['failOn: info', 'config.yaml:1:1: failOn: got "info"; allowed: "error", "warning"'],
    [
      'a: 1\nkubernetesVersion: 1.30',
      'config.yaml:2:1: kubernetesVersion: got 1.3; allowed: a version such as "1.29". Put it in quotes',
    ],
    ['wholecluster: true', 'config.yaml:1:1: unknown field "wholecluster"; known fields: failOn, namespace, '],
    ['wholecluster: true', 'Write wholeCluster'],
    ['wholeCluster: "yes"', 'config.yaml:1:1: wholeCluster: got "yes"; allowed: true or false'],
    [
      'suppressions:\n  - rule: a\n    object: orders\n',
      'config.yaml:3:5: suppressions[0].object: got "orders"; allowed: KIND NAMESPACE/NAME',
    ],
    ['suppressions:\n  - object: "*/*"\n    reason: b\n', 'suppressions[0].rule: got nothing; allowed: a value'],
    ['suppressions: [null, 5, x, [z]]', 'config.yaml:1:16: suppressions[0]: got null; allowed: a map with rule'],
    ['suppressions: [null, 5, x, [z]]', 'config.yaml:1:28: suppressions[3]: got ["z"]; allowed: a map with rule'],
    ['suppressions: {}', 'config.yaml:1:1: suppressions: got {}; allowed: a list'],
    ['- a', 'config.yaml:1:1: config: got ["a"]; allowed: a map with failOn'],
    ['a: [', 'config.yaml:1:5: '],
    ['suppressions: [{rule: 1, object: [], reason: {}}]', 'suppressions[0].reason: got {}; allowed: a string'],
  ])('%j is refused', async (text, message) => {
    expect(await command([wrong, '--config', config(text)])).toMatchObject({
      code: 1,
      out: '',
      error: expect.stringContaining(message),
    });
  });
});
