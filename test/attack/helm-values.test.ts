import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mergeValues } from '../../lib/install/helm/coalesce';
import { SetValueError, setValues } from '../../lib/install/helm/set-value';
import { ValuesFileError, valuesOfBytes } from '../../lib/install/helm/values-file';
import { command } from '../support/command';
import { canonical } from '../support/parity';
import { ATTACK } from '../support/size';
import { runGenerated } from './generated-code';
import { CHART, Helm, hasHelm, readAsGo, tagged } from './helm';

// Random values against the real Helm, where it is on the PATH; shown as skipped where it is not. What the chart renders
// is compared too where the environment variable CHART is the path of the unpacked chart aad-pod-identity 4.1.18, which
// is not part of the project. ATTACK=15 makes 300 values files and --set forms.

const SIZE = 20 * ATTACK;
const OPTIONS = { numRuns: SIZE, seed: 12 };
const TIMEOUT = 60_000 * ATTACK;

/** What Helm takes and we refuse on purpose, by the message. */
const REFUSED_ON_PURPOSE: { readonly [why: string]: RegExp } = {
  'Helm drops a value under an empty key': /: a key is empty$/,
  'Helm drops an index without a value': /\[.*: ".*" has no value$/,
  'Helm ignores what follows the first document': /: a second document; Helm reads only the first$/,
  'what follows the first document must be YAML':
    /: (end of the stream or a document separator is|directives end mark is) expected$/,
  'what kubectl would take for the end of a document, Helm reads': /: a directive: /,
  'readers differ on a byte order mark inside a file': /: a byte order mark \(U\+FEFF\) at the beginning of a line$/,
};

/** What the chart renders, and nothing works with. */
const REFUSED_VALUES: { readonly [why: string]: RegExp } = {
  'Helm ignores a key that the chart does not read': /; allowed: a key that the chart reads/,
  'the API server or a controller refuses it': /^(.*: )?[\w.[\]"/-]+: got .*; allowed: /,
};

const isOneOf = (list: { readonly [why: string]: RegExp }, message: string) =>
  Object.values(list).some((pattern) => pattern.test(message));

const helmDescribe = hasHelm ? describe : describe.skip;
const chartTest = CHART ? test : test.skip;

let helm: Helm;
beforeAll(() => {
  helm = new Helm();
});
afterAll(() => helm.remove());

/** Ours, or the message of the refusal. */
function ours(files: readonly string[], sets: readonly string[]): { values?: unknown; refusal?: string } {
  try {
    const read = files.map((file) => valuesOfBytes('f.yaml', Buffer.from(file)).values);
    const merged = read.reduce(mergeValues, {});
    return { values: tagged(sets.reduce((values, set) => setValues(values, set, false), merged)) };
  } catch (error) {
    if (error instanceof SetValueError || error instanceof ValuesFileError) return { refusal: error.message };
    throw error;
  }
}

function compare(files: readonly string[], sets: readonly string[]): void {
  const { values, refusal } = ours(files, sets);
  const theirs = helm.values(files, sets);
  if (refusal === undefined) expect(values).toEqual(theirs);
  else if (theirs !== undefined && !files.some((file) => isBehindFirst(refusal, file)))
    expect([refusal, isOneOf(REFUSED_ON_PURPOSE, refusal)]).toEqual([refusal, true]);
}

/** Whether a refusal is of what follows the first document: it must be YAML, and Helm ignores it. */
function isBehindFirst(refusal: string, file: string): boolean {
  const [, line = '1'] = /^f\.yaml:(\d+):/.exec(refusal) ?? [];
  const before = file.split('\n').slice(1, Number(line));
  return before.some((text) => /^(---|\.\.\.)/.test(text));
}

const NUMBERS = ['0', '-0', '+5', '007', '-007', '1.5', '1e3', '0x10', '1_000', '9223372036854775807'];
const WORDS = ['true', 'True', 'FALSE', 'Null', 'falſe', 'yes', 'x', 'é', '😀', '', ' ', '__proto__', 'constructor'];
const scalar = fc.constantFrom(...NUMBERS, ...WORDS, '-9223372036854775808', '9223372036854775808', '[]', 'a=b');
const list = fc.array(scalar, { maxLength: 3 }).map((items) => `{${items.join(',')}}`);
const key = fc.constantFrom(
  'a',
  'b',
  'a.b',
  'a[0]',
  'a[1]',
  'b[0][1]',
  'a[0].b',
  'a\\.b',
  'a.b.c',
  '__proto__',
  'x.constructor',
);
const wellFormed = fc
  .array(
    fc.tuple(key, fc.oneof(scalar, list)).map((pair) => pair.join('=')),
    { minLength: 1, maxLength: 4 },
  )
  .map((assignments) => assignments.join(','));
const soup = fc
  .array(fc.constantFrom(...'ab.[]=,{}\\'.split(''), '[0]', '=x', '={x}', 'a=', 'null', '7', '-0'), {
    minLength: 1,
    maxLength: 9,
  })
  .map((pieces) => pieces.join(''));

const PIECES = [
  '---\n',
  '--- \n',
  '--- # c\n',
  '...\n',
  '# c\n',
  '\n',
  'a: 1\n',
  'b: {c: [x, 1.5]}\n',
  'null\n',
  '{}\n',
  '\ufeff',
];
const documents = fc
  .array(fc.constantFrom(...PIECES, '%YAML 1.1\n', '--- {a: 1}\n', 'a: &x {b: 1}\nc: {<<: *x}\n'), { maxLength: 5 })
  .map((pieces) => pieces.join(''));
const SCALARS = [...NUMBERS, 'yes', 'Off', '~', 'Null', '0o17', '0b11', '.5', '1:30', '2021-01-01', '"x\\ty"', "'1'"];
const flat = fc
  .array(fc.constantFrom(...SCALARS, '!!str 1', '!!float 3', '[a, ~]', '{b: null, __proto__: 1}', '|\n  x\n  y'), {
    maxLength: 6,
  })
  .map((items) => items.map((item, i) => `k${i}: ${item}\n`).join(''));

helmDescribe('values, as Helm reads them', () => {
  test(
    `${SIZE} --set forms, well-formed or nearly`,
    () =>
      fc.assert(
        fc.property(wellFormed, (set) => compare([], [set])),
        OPTIONS,
      ),
    TIMEOUT,
  );

  test(
    `${SIZE} --set forms of any pieces`,
    () =>
      fc.assert(
        fc.property(soup, (set) => compare([], [set])),
        OPTIONS,
      ),
    TIMEOUT,
  );

  test(
    `${SIZE} files, one over the other, with --set over both`,
    () =>
      fc.assert(
        fc.property(flat, flat, wellFormed, (one, other, set) => compare([one, other], [set, 'k0=1'])),
        OPTIONS,
      ),
    TIMEOUT,
  );

  test(
    `${SIZE} files of several documents`,
    () =>
      fc.assert(
        fc.property(documents, (file) => compare([file], [])),
        OPTIONS,
      ),
    TIMEOUT,
  );
});

// Values for the chart's keys: plain scalars in YAML, mostly common ones.
const BOOLEANS = ['true', 'false', '"true"', '"false"', 'yes', 'no', '0', '1', '""', 'null', 'True'];
const TEXTS = [
  'x',
  '"x"',
  '""',
  '~',
  '1',
  '1.5',
  '1000000',
  'yes',
  '2021-01-01',
  '1:30',
  '"a b"',
  '0x10',
  '"a: b"',
  '"a #b"',
];
const COUNTS = ['0', '1', '3', '"5"', '0x10', '017', '1_000', '1000000', '""', 'null', '-1', '1.0'];
const DURATIONS = ['90s', '"1h30m"', '0', '""', '5', '0s'];
const LABELS = ['{}', '{a: b}', '{constructor: x, toString: z}', '{a: "1"}', 'null', '{a: 1}', '[]'];
const CHART_VALUES: { readonly [path: string]: readonly string[] } = {
  nameOverride: ['x', '""', 'null'],
  fullnameOverride: ['x', '""'],
  'image.imagePullPolicy': ['Always', 'Never', 'null', '""'],
  'image.repository': ['registry.example.com/x', 'r'],
  imagePullSecrets: ['[{name: a}]', '[]', 'null'],
  forceNamespaced: BOOLEANS,
  installMICException: BOOLEANS,
  operationMode: ['standard', 'managed', '"standard"'],
  customUserAgent: TEXTS,
  'mic.logVerbosity': COUNTS,
  'mic.replicas': COUNTS,
  'mic.podLabels': LABELS,
  'mic.podAnnotations': LABELS,
  'mic.nodeSelector': LABELS,
  'mic.priorityClassName': ['x', '""', 'system-cluster-critical'],
  'mic.resources': ['{limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 100m}}', 'null', '{}'],
  'mic.tolerations': ['[{operator: Exists}]', '[]', '[{key: a, value: b, effect: NoSchedule}]'],
  'mic.podDisruptionBudget': ['{minAvailable: 1}', '{minAvailable: 50%}', '{}', '{minAvailable: "1"}'],
  'mic.leaderElection.duration': DURATIONS,
  'mic.leaderElection.name': TEXTS,
  'mic.probePort': ['8080', '"8081"', '""', '0', '08080'],
  'mic.createDeleteBatch': COUNTS,
  'mic.clientQps': ['5', '0.5', '1e3', '""', '"50"', '1000000'],
  'mic.prometheusPort': ['8888', '""', '0'],
  'mic.syncRetryDuration': DURATIONS,
  'mic.immutableUserMSIs': ['[]', '[11111111-2222-3333-4444-555555555555, x]', 'x', '[1, ~, y]'],
  'mic.cloudConfig': ['/etc/kubernetes/azure.json', '/x', '"/a b"'],
  'mic.customCloud.enabled': BOOLEANS,
  'nmi.tag': ['v1.8.17', 'v1.6.0', 'v1.5.5', 'v1.8.0'],
  'nmi.logVerbosity': COUNTS,
  'nmi.enableScaleFeatures': BOOLEANS,
  'nmi.metadataHeaderRequired': BOOLEANS,
  'nmi.blockInstanceMetadata': BOOLEANS,
  'nmi.allowNetworkPluginKubenet': BOOLEANS,
  'nmi.micNamespace': ['x', '""', '1'],
  'nmi.ipTableUpdateTimeIntervalInSeconds': COUNTS,
  'nmi.retryAttemptsForCreated': COUNTS,
  'nmi.updateStrategy': ['{type: OnDelete}', '{rollingUpdate: {maxUnavailable: 0, maxSurge: 1}}', '{}', 'null'],
  'nmi.podLabels': LABELS,
  'nmi.affinity': ['{}', '{nodeAffinity: {}}', 'null'],
  'nmi.kubeletConfig': ['/etc/default/kubelet', '/x'],
  'rbac.enabled': BOOLEANS,
  'rbac.allowAccessToSecrets': BOOLEANS,
  'rbac.createUserFacingClusterRoles': BOOLEANS,
  'rbac.pspEnabled': BOOLEANS,
  azureIdentities: [
    '{}',
    'null',
    '{a: {clientID: c, resourceID: r, binding: {name: b, selector: s}}}',
    '{constructor: {type: 0, clientID: "c d", resourceID: 1x, binding: {name: b, selector: 1:30}}}',
    '{a: {type: 1, clientID: c, tenantID: t, clientPassword: \'{"name": "n"}\', binding: {name: b, selector: s}}}',
    '[{name: x, clientID: c, resourceID: r, binding: {name: b, selector: s}}]',
  ],
  adminsecret: [
    '{}',
    '{cloud: a, subscriptionID: b, resourceGroup: c, vmType: d, tenantID: e, clientID: f, clientSecret: g}',
  ],
};
const SET_VALUES = [
  'True',
  'FALSE',
  'null',
  '{}',
  '{a,b}',
  '[]',
  '',
  '0',
  '1',
  '-0',
  '007',
  '1000000',
  'x',
  '5s',
  '8888',
];

const entries = Object.entries(CHART_VALUES);
const entry = fc
  .nat(entries.length - 1)
  .chain((i) => fc.tuple(fc.constant(entries[i]?.[0] ?? ''), fc.constantFrom(...(entries[i]?.[1] ?? []))));
const chartFile = fc.array(entry, { maxLength: 4 }).map(fileOf);
const chartSets = fc.array(
  fc.tuple(fc.constantFrom(...Object.keys(CHART_VALUES)), fc.constantFrom(...SET_VALUES)).map((pair) => pair.join('=')),
  { maxLength: 1 },
);

/** Paths with their values, as YAML. */
function fileOf(pairs: readonly (readonly [string, string])[]): string {
  const maps: { [first: string]: { [rest: string]: string } } = {};
  for (const [path, value] of pairs) {
    const [first = '', ...rest] = path.split('.');
    maps[first] = rest.length === 0 ? { '': value } : { ...maps[first], [rest.join('.')]: value };
  }
  const nested = (rest: string, value: string) => {
    const [last = '', ...above] = rest.split('.').reverse();
    return above.reduce((inner, part) => `${part}: {${inner}}`, `${last}: ${value}`);
  };
  return Object.entries(maps)
    .map(([first, map]) => {
      if (map[''] !== undefined) return `${first}: ${map['']}\n`;
      return `${first}:\n${Object.entries(map)
        .map(([rest, value]) => `  ${nested(rest, value)}\n`)
        .join('')}`;
    })
    .join('');
}

helmDescribe('the chart (CHART)', () => {
  chartTest(
    `${SIZE} random values files render as Helm renders them, in YAML and in code`,
    async () => {
      let rendered = 0;
      const args = ['-n', 'ns', '--kube-version', '1.24.0'];
      const property = fc.asyncProperty(chartFile, chartSets, async (file, sets) => {
        const line = ['render', '--release-name', 'r', ...args, '-f', '-', ...sets.flatMap((set) => ['--set', set])];
        const { code, out, error } = await command(line, file);
        const theirs = helm.manifests([file], sets, args);
        if (code === 0) {
          rendered++;
          expect(canonical(readAsGo(out))).toEqual(canonical(theirs ?? []));
          const typed = await command([...line, '--as', 'typescript'], file);
          expect(typed.code).toBe(0);
          expect(canonical(runGenerated(typed.out))).toEqual(canonical(theirs ?? []));
        } else if (theirs) {
          const odd = error
            .trimEnd()
            .split('\n')
            .filter((message) => !isOneOf(REFUSED_VALUES, message) && !isOneOf(REFUSED_ON_PURPOSE, message));
          expect(odd).toEqual([]);
        }
      });
      await fc.assert(property, OPTIONS);
      expect(rendered).toBeGreaterThan(SIZE / 4);
    },
    TIMEOUT,
  );
});
