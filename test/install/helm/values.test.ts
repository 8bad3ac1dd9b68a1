import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AadPodIdentity } from '../../../lib';
import { coalesce, mergeValues } from '../../../lib/install/helm/coalesce';
import { goText, isTrue } from '../../../lib/install/helm/go-template';
import { setValues } from '../../../lib/install/helm/set-value';
import { command } from '../../support/command';
import { newChart } from '../../support/manifests';
import { readYaml } from '../../support/yaml-1.1';

const RELEASE = ['--release-name', 'aad-pod-identity', '-n', 'default'];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'values-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function render(values: string, ...args: string[]) {
  return command(['render', '-f', '-', ...RELEASE, ...args], values);
}

async function refused(values: string, ...args: string[]): Promise<string[]> {
  const { code, out, error } = await render(values, ...args);
  expect([code, out]).toEqual([1, '']);
  return error.trimEnd().split('\n');
}

async function rendered(values: string, ...args: string[]) {
  const { code, out, error } = await render(values, ...args);
  expect([code, error.replace(/^warning: .*\n/gm, '')]).toEqual([0, '']);
  const find = (kind: string) => readYaml(out).find((manifest) => manifest.kind === kind);
  return { mic: find('Deployment'), nmi: find('DaemonSet'), find, warnings: error };
}

describe('values come together as Helm does it', () => {
  test('maps merge, lists replace, null deletes', () => {
    const defaults = { a: { b: 1, c: 2 }, list: [1, 2], gone: { x: 1 } };
    expect(coalesce({ a: { b: null, d: 3 }, list: [9], gone: null }, defaults)).toEqual({
      a: { c: 2, d: 3 },
      list: [9],
    });
  });

  test('a map is not merged into something else, nor the other way round', () => {
    expect(coalesce({ a: 'text' }, { a: { b: 1 } })).toEqual({ a: 'text' });
    expect(coalesce({ a: { b: 1 } }, { a: 'text' })).toEqual({ a: { b: 1 } });
  });

  test('a later file wins, and its null deletes what an earlier one says', () => {
    const merged = mergeValues({ mic: { replicas: 3, tag: 'a' } }, { mic: { replicas: null } });
    expect(merged).toEqual({ mic: { replicas: null, tag: 'a' } });
  });

  test('what no file says is as the defaults', () => {
    const json = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 3 }, fc.integer(), fc.string(), fc.boolean(), fc.array(tie('value')), tie('map')),
      map: fc.dictionary(fc.string(), tie('value')),
    })).map as unknown as fc.Arbitrary<{ [key: string]: never }>;
    fc.assert(
      fc.property(json, (defaults) => {
        expect(coalesce({}, defaults)).toEqual(defaults);
        expect(coalesce(defaults, {})).toEqual(defaults);
        expect(coalesce(defaults, defaults)).toEqual(defaults);
      }),
      { examples: [[JSON.parse('{"__proto__": []}')]] },
    );
  });

  test('a key __proto__ is a key like others', async () => {
    expect(await refused('mic: {__proto__: {replicas: 9}}')).toEqual([
      expect.stringContaining('mic["__proto__"]: got {"replicas":9}; allowed: a key that the chart reads'),
    ]);
    expect(({} as { replicas?: number }).replicas).toBeUndefined();
  });
});

describe('--set', () => {
  test.each([
    ['a=1', { a: 1n }],
    ['a.b=x,a.c=true', { a: { b: 'x', c: true } }],
    ['a=null', { a: null }],
    ['a=', { a: '' }],
    ['a=007', { a: '007' }],
    ['a=1.5', { a: '1.5' }],
    ['a={x,2}', { a: ['x', 2n] }],
    ['a={}', { a: [''] }],
    ['a={x,}', { a: ['x', ''] }],
    ['a=[]', { a: '[]' }],
    ['a=False,b=TRUE,c=Null', { a: false, b: true, c: null }],
    ['a=falſe', { a: false }],
    ['a={NULL,tRue}', { a: [null, true] }],
    ['a=9223372036854775807', { a: 9223372036854775807n }],
    ['a=-9223372036854775808', { a: -9223372036854775808n }],
    ['a=9223372036854775808', { a: '9223372036854775808' }],
    ['a=-0,b=+5,c=-007', { a: 0n, b: 5n, c: -7n }],
    ['a=1_000,b=0x10,c=1e3', { a: '1_000', b: '0x10', c: '1e3' }],
    ['a={x}b=1', { a: ['x'], b: 1n }],
    ['a=\\{x}', { a: '{x}' }],
    ['a={\\}}', { a: ['}'] }],
    ['a=x\\', { a: 'x' }],
    ['a=b=c', { a: 'b=c' }],
    ['a=1,', { a: 1n }],
    ['a[+1]=x,a[01]=y', { a: [null, 'y'] }],
    ['a[1][0]={x,y}', { a: [null, [['x', 'y']]] }],
    ['a[0]=1,a[0].b=2', { a: [{ b: 2n }] }],
    ['constructor.toString=x', { constructor: { toString: 'x' } }],
    ['a[1].b=x', { a: [null, { b: 'x' }] }],
    ['a\\.b=x\\,y', { 'a.b': 'x,y' }],
    ['nodeSelector.kubernetes\\.io/os=linux', { nodeSelector: { 'kubernetes.io/os': 'linux' } }],
  ])('%s', (text, values) => {
    expect(setValues({}, text, false)).toEqual(values);
  });

  test('goes over the values, and leaves these as they are', () => {
    const before = { mic: { replicas: 3, tag: 'a' } };
    expect(setValues(before, 'mic.replicas=5', true)).toEqual({ mic: { replicas: '5', tag: 'a' } });
    expect(before.mic.replicas).toBe(3);
  });

  test('a key __proto__ is a key like others', () => {
    const values = setValues({}, 'a.__proto__.b=1,__proto__=2', false);
    expect(JSON.stringify(values, (_, item) => (typeof item === 'bigint' ? Number(item) : item))).toBe(
      '{"a":{"__proto__":{"b":1}},"__proto__":2}',
    );
  });

  test('False switches the rule off, as for Helm', async () => {
    const { find } = await rendered('', '--set', 'rbac.allowAccessToSecrets=False');
    expect(JSON.stringify(find('ClusterRole'))).not.toContain('secrets');
  });

  test('a list by text is text', async () => {
    const { code, error } = await command(['render', '--set', 'nmi.tolerations=[]', ...RELEASE]);
    expect([code, error]).toEqual([1, 'nmi.tolerations: got "[]"; allowed: a list\n']);
  });

  test('a whole number that no float holds is refused where it would be rounded', async () => {
    const { code, error } = await command(['render', '--set', 'mic.resources.limits.cpu=9007199254740993', ...RELEASE]);
    expect([code, error]).toEqual([
      1,
      'mic.resources.limits.cpu: got 9007199254740993; allowed: a whole number of at most 53 bits\n',
    ]);
  });

  test.each([
    ['forceNamespaced=1', 'forceNamespaced: 1 does not turn it on; write "true"'],
    ['forceNamespaced={1}', 'forceNamespaced: [1] does not turn it on; write "true"'],
  ])('%s is a warning', async (text, warning) => {
    const { warnings } = await rendered('', '--set', text);
    expect(warnings).toBe(`warning: ${warning}\n`);
  });

  const deep = `${'a.'.repeat(31)}a=1`;
  test.each([
    ...['a', 'a.b', '=x', 'a..b=x', '.a=x', '[0]=x', 'a[0]', 'a[x]=1', 'a[99999999]=1', 'a[-1]=1', 'a[]=1', 'a[0'],
    ...[
      'a={x',
      'a[0]x=1',
      'a.b=1,a.b.c=2',
      'a=null,a.b=1',
      'a=1,a[0]=1',
      'a[0]=1,a[0][0]=2',
      'a,b=1',
      'a=1,,b=2',
      deep,
    ],
  ])('%s is refused', async (text) => {
    const { code, out, error } = await command(['render', '--set', text, ...RELEASE]);
    expect([code, out]).toEqual([1, '']);
    expect(error).toMatch(/^--set "/);
  });

  test('a million in a file is 1e+06 to Helm, by --set it is not', async () => {
    expect(await refused('mic: {createDeleteBatch: 1000000}')).toEqual([
      'standard input:1:7: mic.createDeleteBatch: got 1000000; allowed: a whole number, 1 or more; the chart prints --createDeleteBatch=1e+06',
    ]);
    const { mic } = await rendered('', '--set', 'mic.createDeleteBatch=1000000');
    expect(mic.spec.template.spec.containers[0].args).toContain('--createDeleteBatch=1000000');
  });
});

describe('Go templates', () => {
  test.each([
    [1, '1'],
    [999999, '999999'],
    [1000000, '1e+06'],
    [1234567.5, '1.2345675e+06'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [1000000n, '1000000'],
    [true, 'true'],
    [null, ''],
    [undefined, ''],
    [['a', null, 1], '[a <nil> 1]'],
    [{ b: 1, a: ['x'] }, 'map[a:[x] b:1]'],
  ])('%j prints as %j', (value, text) => {
    expect(goText(value)).toBe(text);
  });

  test.each([0, 0n, '', false, null, undefined, [], {}])('%j is false', (value) => {
    expect(isTrue(value)).toBe(false);
  });

  test.each([1, 'false', [0], { a: 0 }, true])('%j is true', (value) => {
    expect(isTrue(value)).toBe(true);
  });
});

describe('keys that the chart does not read', () => {
  test.each([
    ['mic: {replica: 3}', '1:7: mic.replica', 'Did you mean mic.replicas?'],
    ['forceNameSpaced: "true"', '1:1: forceNameSpaced', 'Removed with chart 3.0.1'],
    ['replicas: 3', '1:1: replicas', 'Did you mean mic.replicas?'],
    ['tolerations: []', '1:1: tolerations', 'Did you mean mic.tolerations or nmi.tolerations?'],
    [
      'mic: {podDisruptionBudget: {maxUnavailable: 1}}',
      '1:29: mic.podDisruptionBudget.maxUnavailable',
      'minAvailable only',
    ],
    ['adminsecret: {clientid: x}', '1:15: adminsecret.clientid', 'Did you mean adminsecret.clientID?'],
    ['azureIdentities: {a: {adEndpoint: x}}', '1:23: azureIdentities.a.adEndpoint', ''],
    ['azureIdentities: {a: {binding: {weight: 1}}}', '1:33: azureIdentities.a.binding.weight', ''],
    ['global: {a: 1}', '1:1: global', ''],
    ['aad-pod-identity: {mic: {}}', '1:1: aad-pod-identity', 'values of an umbrella chart. Give only the map below'],
    ['USER-SUPPLIED VALUES:', '1:1: ["USER-SUPPLIED VALUES"]', 'helm get values prints this heading without -o yaml'],
    ['COMPUTED VALUES:', '1:1: ["COMPUTED VALUES"]', 'helm get values --all prints this heading without -o yaml'],
  ])('%s', async (values, place, hint) => {
    const lines = await refused(values);
    expect(lines[0]).toMatch(/^standard input:/);
    expect(lines[0]).toContain(`${place}: got `);
    expect(lines[0]).toContain('; allowed: a key that the chart reads');
    expect(lines[0]).toContain(hint);
  });

  test('beside the values of an umbrella chart are those of other charts', async () => {
    expect(await refused('redis: {a: 1}\naad-pod-identity: {mic: {}}')).toHaveLength(1);
  });

  test('are warnings when lenient', async () => {
    const { mic, warnings } = await rendered('mic: {replica: 3}', '--lenient');
    expect(mic.spec.replicas).toBe(2);
    expect(warnings).toBe('warning: mic.replica: the chart does not read it. Did you mean mic.replicas?\n');
  });

  test('below values that go into the manifest as they are belong to Kubernetes', async () => {
    await rendered('mic: {podLabels: {replica: a}, nodeSelector: {x: z}}');
    expect(await refused('nmi: {tolerations: [{kee: a, operator: Exists}]}')).toEqual([
      'standard input:1:22: nmi.tolerations[0].kee: unknown field "kee"; known fields: key, operator, value, effect, tolerationSeconds. Write key',
    ]);
  });
});

test.each([
  ['y', 'The chart writes it without quotes, and YAML reads true'],
  ['123', 'The chart writes it without quotes, and YAML reads 123'],
  ['Shop', 'Write shop'],
])('the namespace %s is refused with the reason', async (namespace, hint) => {
  const [line] = await refused('', '-n', namespace);
  expect(line).toMatch(/^namespace: got /);
  expect(line?.endsWith(`. ${hint}`)).toBe(true);
});

describe('keys that every object of JavaScript has', () => {
  const keys = ['constructor', 'toString', 'valueOf', 'hasOwnProperty'];
  const values = {
    mic: {
      podLabels: Object.fromEntries(keys.map((key) => [key, 'label'])),
      podAnnotations: Object.fromEntries(keys.map((key) => [key, 'annotation'])),
      nodeSelector: { constructor: 'node', value: 'node' },
      resources: { limits: { 'example.com/constructor': 1 }, requests: { 'example.com/constructor': 1 } },
    },
    nmi: { podLabels: { constructor: 'x' } },
    azureIdentities: {
      constructor: { clientID: 'c', resourceID: 'r', binding: { name: 'b', selector: 'constructor' } },
    },
  };

  test('are keys like others', async () => {
    const { mic, nmi, find } = await rendered(JSON.stringify(values));
    expect(mic.spec.template.metadata.labels).toMatchObject(values.mic.podLabels);
    expect(mic.spec.template.metadata.annotations).toMatchObject(values.mic.podAnnotations);
    expect(mic.spec.template.spec.nodeSelector).toMatchObject(values.mic.nodeSelector);
    expect(mic.spec.template.spec.containers[0].resources).toMatchObject(values.mic.resources);
    expect(nmi.spec.template.metadata.labels.constructor).toBe('x');
    expect(find('AzureIdentity').metadata.name).toBe('constructor');
  });

  test.each([
    ['constructor: 1', '1:1: constructor: got 1; allowed: a key that the chart reads'],
    ['mic: {toString: 1}', '1:7: mic.toString: got 1; allowed: a key that the chart reads'],
    [
      'mic: {podLabels: {__proto__: x}}',
      'mic.podLabels: invalid key "__proto__"; allowed: a qualified name: at most 63',
    ],
    ['nmi: {nodeSelector: {a: {constructor: x}}}', 'nmi.nodeSelector["a"]: got {"constructor":"x"}; allowed: a label'],
    ['mic: {syncRetryDuration: {toString: x}}', 'mic.syncRetryDuration: got {"toString":"x"}; allowed: a duration'],
    [
      'mic: {affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: __proto__}]}]}}}}',
      'matchExpressions[0].operator: got "__proto__"; allowed: "In"',
    ],
    [
      'mic: {topologySpreadConstraints: [{maxSkew: 1, topologyKey: {toString: x}, whenUnsatisfiable: DoNotSchedule}]}',
      'mic.topologySpreadConstraints[0].topologyKey: got {"toString":"x"}; allowed: a string that is not empty',
    ],
  ])('%s is refused as any other', async (text, message) => {
    expect((await refused(text)).join('\n')).toContain(message);
  });
});

test.each([
  [-1, '-v=-1'],
  ['007', '-v=007'],
])('a verbosity of %j is one that klog takes', async (logVerbosity, argument) => {
  const { mic, nmi } = await rendered(JSON.stringify({ mic: { logVerbosity }, nmi: { logVerbosity } }));
  for (const { spec } of [mic, nmi]) expect(spec.template.spec.containers[0].args).toContain(argument);
});

describe('what works otherwise than it looks is said', () => {
  test.each([
    ['installMICException: "false"', 'installMICException: the string "false" counts as true'],
    ['rbac: {allowAccessToSecrets: "false"}', 'rbac.allowAccessToSecrets: the string "false" counts as true'],
    ['forceNamespaced: "True"', 'forceNamespaced: "True" does not turn it on; write "true"'],
    ['mic: {replicas: 0}', 'mic.replicas: with 0 no identities are assigned'],
    [
      'mic: {immutableUserMSIs: [ABC]}',
      'mic.immutableUserMSIs: "ABC" is not a client id in lower case: MIC does not protect it',
    ],
    ['mic: {podDisruptionBudget: {minAvailable: null}}', 'mic.podDisruptionBudget: without minAvailable'],
    ['customUserAgent: "fleet #1"', 'customUserAgent: YAML reads only "--custom-user-agent=fleet" of it'],
    ['nmi: {podLabels: {tier: other}}', 'nmi.podLabels["tier"]: duplicate key: the chart writes it too'],
  ])('%s', async (values, warning) => {
    const { warnings } = await rendered(values);
    expect(warnings).toContain(`warning: ${warning}`);
  });

  test('of a duplicate key the last one counts, as in Helm', async () => {
    const { warnings, find } = await rendered('mic:\n  replicas: 3\nmic:\n  replicas: 4\n');
    expect(find('Deployment').spec.replicas).toBe(4);
    expect(warnings).toMatch(/^warning: .*:1:1: ignored: duplicate key "mic"; Helm uses the last one, in line 3$/m);
  });

  test('identities of values: for all namespaces, and what a typed one would refuse', async () => {
    const { warnings, find } = await rendered(
      'azureIdentities: {a: {clientID: c, resourceID: r, binding: {name: b, selector: not a label}}}',
    );
    expect(find('AzureIdentityBinding').spec.selector).toBe('not a label');
    const lines = warnings.trimEnd().split('\n');
    expect(lines.map((line) => line.replace(/: got .*/, ''))).toEqual([
      'warning: azureIdentities.a.binding.selector: "not a label" is not a valid label value: no pod can have it',
      'warning: azureIdentities.a: spec.resourceID',
      'warning: azureIdentities.a: spec.clientID',
      expect.stringContaining('warning: azureIdentities: pods of every namespace can use these identities'),
    ]);
  });
});

describe('a broken file of values', () => {
  const bomb = [
    'a: &a [x, x]',
    ...'bcdefghijklmnopqrstuvwxyz'
      .split('')
      .map((c, i, all) => `${c}: &${c} [*${all[i - 1] ?? 'a'}, *${all[i - 1] ?? 'a'}]`),
  ].join('\n');

  test.each([
    ['no YAML', 'mic: [', /broken\.yaml:\d+:\d+: /],
    ['a list', '- mic', /broken\.yaml:1:1: got a list; allowed: a map$/m],
    ['a text', 'mic', /broken\.yaml:1:1: got a string; allowed: a map$/m],
    ['the end of a document first', '# x\n...\nmic: {}', /broken\.yaml: "\.\.\." before the first document/],
    ['two documents', 'mic: {}\n---\nnmi: {}', /broken\.yaml:\d:\d: a second document; Helm reads only the first/],
    ['text behind an end', 'nmi: {}\n...\nmic: {}', /broken\.yaml:3:1: a second document; Helm reads only the first/],
    [
      'a hidden separator',
      '# x\u2028nmi: {}\u2028---\u2028mic: {}',
      /broken\.yaml:1:\d+: a second document; Helm reads/,
    ],
    ['an anchor in itself', 'mic: &a\n  podLabels: *a', /broken\.yaml:2:\d+: the anchor a contains itself/],
    ['an alias bomb', bomb, /broken\.yaml:\d+:\d+: aliases expand to more than/],
    ['a tab', 'mic:\n\treplicas: 3', /broken\.yaml:2:/],
  ])('%s', (_name, content, message) => {
    const values = file('broken.yaml', content);
    const make = () => AadPodIdentity.fromHelmValues(newChart(), 'install', { values, releaseName: 'r' });
    expect(make).toThrow(message);
  });

  test('bytes that are no UTF-8, a folder, nothing at all, too much', () => {
    const make = (values: string) => () =>
      AadPodIdentity.fromHelmValues(newChart(), 'install', { values, releaseName: 'r' });
    const path = file('latin-1.yaml', new Uint8Array([0x61, 0x3a, 0x20, 0xe9]));
    expect(make(path)).toThrow(`chart/install: ${path}: not UTF-8`);
    expect(make(folder)).toThrow(`chart/install: ${folder}: a folder; give a values file`);
    expect(make(join(folder, 'none.yaml'))).toThrow('none.yaml: there is no such file');
    const large = file('large.yaml', Buffer.alloc(64 * 2 ** 20 + 1, '#'));
    expect(make(large)).toThrow(`${large}: larger than 64 MiB`);
  });

  test.each([
    '---\n---\nmic: {replicas: 9}',
    'null\n---\nmic: {replicas: 9}',
    '# x\n---\n# y\n---\nmic: {replicas: 9}',
  ])('%j: the first document is empty, so Helm reads nothing', async (values) => {
    const { mic, warnings } = await rendered(values);
    expect(mic.spec.replicas).toBe(2);
    expect(warnings).toMatch(/^warning: standard input:\d:1: ignored: Helm reads only the first document, which is/);
  });

  test.each(['\ufeffmic: {replicas: 9}', '\n# x\n---\nmic: {replicas: 9}\n---\n# y\n', 'mic: {replicas: 9}\n...\n'])(
    '%j is read',
    async (values) => {
      const { mic, warnings } = await rendered(values);
      expect([mic.spec.replicas, warnings]).toEqual([9, '']);
    },
  );

  test('an empty one is the defaults', async () => {
    const { mic } = await rendered('# nothing\n');
    expect(mic.spec.replicas).toBe(2);
  });
});

describe('values as an object', () => {
  const make = (values: object) => () =>
    AadPodIdentity.fromHelmValues(newChart(), 'install', { values, releaseName: 'r' });

  test('are checked as those of a file, with the construct as their place', () => {
    expect(make({ mic: { replicas: 'three' } })).toThrow(
      'chart/install: mic.replicas: got "three"; allowed: a whole number, 0 or more',
    );
  });

  test('are copied, and may not contain what is no value', () => {
    const cyclic: { [key: string]: unknown } = {};
    cyclic.mic = { podLabels: cyclic };
    expect(make(cyclic)).toThrow('chart/install: values.mic.podLabels: it contains itself');
    expect(make({ mic: { replicas: () => 3 } })).toThrow('values.mic.replicas: got a function');
    expect(make({ mic: { replicas: Number.NaN } })).toThrow('values.mic.replicas: got a number');
    expect(make([])).toThrow('values: got a list');
  });

  test('a name of the release that is no text', () => {
    const options = { values: {}, releaseName: 5 } as never;
    const makeIt = () => AadPodIdentity.fromHelmValues(newChart(), 'install', options);
    expect(makeIt).toThrow(/^chart\/install: releaseName: got 5; allowed: the name of a Helm release/);
  });
});

describe('what Helm, the API server or a controller refuses', () => {
  test.each([
    ['mic: null', 'mic: got nothing; allowed: a map'],
    ['rbac: 5', 'rbac: got 5; allowed: a map'],
    ['operationMode: Managed', 'operationMode: got "Managed"; allowed: "standard" or "managed", in lower case'],
    ['nmi: {tag: 1.8}', 'nmi.tag: got 1.8; allowed: a version such as v1.8.17, as a string'],
    ['operationMode: managed\nnmi: {tag: v1.5.5}', 'nmi.tag: got "v1.5.5"; allowed: v1.6.0 or newer'],
    ['nmi: {enableScaleFeatures: ""}', 'nmi.enableScaleFeatures: got ""; allowed: true or false'],
    ['nmi: {metadataHeaderRequired: yes please}', 'nmi.metadataHeaderRequired: got "yes please"'],
    ['mic: {syncRetryDuration: 3600}', 'mic.syncRetryDuration: got 3600; allowed: a duration with its unit'],
    ['mic: {replicas: "two"}', 'mic.replicas: got "two"'],
    ['mic: {logVerbosity: "0x5"}', 'mic.logVerbosity: got "0x5"; allowed: a whole number, in base 10'],
    ['mic: {podDisruptionBudget: {minAvailable: 3000000000}}', 'mic.podDisruptionBudget.minAvailable: got 3000000000'],
    ['mic: {podLabels: {cost-center: 4711}}', 'mic.podLabels["cost-center"]: got 4711; allowed: a label value'],
    ['mic: {podLabels: {app.kubernetes.io/component: x}}', 'mic.podLabels["app.kubernetes.io/component"]: got "x"'],
    [
      'mic: {resources: {limits: {cpu: 50m}}}',
      'mic.resources.requests["cpu"]: got "100m"; allowed: at most the limit, 50m',
    ],
    [
      'rbac: {pspEnabled: true}',
      'rbac.pspEnabled: got true; allowed: false: Kubernetes has no PodSecurityPolicy since 1.25',
    ],
    ['imagePullSecrets: [regcred]', 'imagePullSecrets[0]: got "regcred"; allowed: a map with name'],
    ['customUserAgent: "a\\n          - --b"', 'customUserAgent: got "a\\n          - --b"; allowed: a string without'],
    ['image: {imagePullPolicy: always}', 'image.imagePullPolicy: got "always"'],
    ['nameOverride: Upper', 'nameOverride: got "Upper"'],
    ['nameOverride: "123"', 'nameOverride: got "123"'],
    [
      'azureIdentities: {a: {clientID: c, resourceID: r, binding: {selector: s}}}',
      'azureIdentities.a.binding.name: got nothing',
    ],
    [
      'azureIdentities: {a: {clientID: c, resourceID: r, binding: {name: b, selector: 123}}}',
      'azureIdentities.a.binding.selector: got 123; allowed: a string that YAML does not read as a number',
    ],
    [
      'azureIdentities: {a: {type: UserAssignedMSI, clientID: c, resourceID: r, binding: {name: b, selector: s}}}',
      'azureIdentities.a.type: got "UserAssignedMSI"; allowed: 0, 1 or 2',
    ],
    [
      'azureIdentities: {a: {type: 1, clientID: c, tenantID: t, clientPassword: {name: n, namespace: m}, binding: {name: b, selector: s}}}',
      'azureIdentities.a.clientPassword: got a map; allowed: a string with JSON',
    ],
    [
      'azureIdentities: {My_Id: {clientID: c, resourceID: r, binding: {name: b, selector: s}}}',
      'azureIdentities.My_Id: got "My_Id"; allowed: a DNS-1123 subdomain',
    ],
    [
      'azureIdentities: [{clientID: c, resourceID: r, binding: {name: b, selector: s}}]',
      'azureIdentities[0].name: got 0',
    ],
  ])('%s', async (values, message) => {
    const lines = await refused(values);
    expect(lines.join('\n')).toContain(message);
  });

  test('the secret is in no message', async () => {
    const lines = await refused('adminsecret: {clientSecret: hunter2, useMSI: true}');
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.join('\n')).not.toContain('hunter2');
  });

  test('PodSecurityPolicies for a cluster that has them', async () => {
    const { find } = await rendered('rbac: {pspEnabled: true}', '--kube-version', '1.24.3');
    expect(find('PodSecurityPolicy')).toBeDefined();
  });
});
