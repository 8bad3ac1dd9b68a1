import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { anyCharacter } from '../support/any-character';
import { command } from '../support/command';
import { canonical, readBack } from '../support/parity';
import { Scratch } from '../support/scratch';
import { ATTACK, part } from '../support/size';
import { readYaml } from '../support/yaml-1.1';
import { foreignIn, runGenerated } from './generated-code';

// Values that are meant to become something else than values: they go through `render --as yaml` and `--as typescript`.
// What YAML renders, the code renders, and the code holds nothing but what the command writes. ATTACK multiplies the size.

const SIZE = 150 * ATTACK;
const TIMEOUT = 60_000 + 30_000 * ATTACK;
const RELEASE = ['--release-name', 'r', '-n', 'ns', '--kube-version', '1.24.0'];

const EVIL = 'globalThis.attacked = true';
const BREAKS = ['\n', '\r', '\r\n', '\u2028', '\u2029', '\u0085', '\v', '\f'];
const PIECES = [
  ...BREAKS.flatMap((end) => [`${end}${EVIL};//`, `x${end}require('child_process')`]),
  ...[`';${EVIL};'`, `\\';${EVIL};//`, `\\\\';${EVIL};//`, `";${EVIL};"`, `\`\${${EVIL}}\``, `\${${EVIL}}`],
  ...['*/', '/*', '//', '<!--', '-->', '#!', '</script>', '\\', '\\\\', "'", '"', '`', '\\u000a', '\\x27', '\0', '\t'],
  ...['\u202e', '\u2066', '\u200b', '\ufeff', '\u001b[31m', '\u009b', 'é', '😀', '👩‍🚀', '__proto__', 'constructor'],
  ...[
    'labels: labels',
    'Mode.MANAGED',
    'InstallNames.helm(',
    'toString',
    'a: b',
    'a #b',
    '{{ x }}',
    '[x]',
    '{x',
    ', ',
    ' ',
    '-',
    'install',
    'await',
    'a/b',
  ],
];
const hostile = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join('')),
  fc.string({ unit: anyCharacter, maxLength: 6 }).filter((text) => !/[\ud800-\udfff]/.test(text)),
  fc.constantFrom(...PIECES),
);

const GUID = '11111111-2222-3333-4444-555555555555';
const ID = `/subscriptions/${GUID}/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/n`;
const identity = { clientID: GUID, resourceID: ID, binding: { name: 'b', selector: 's' } };
const principal = {
  type: 1,
  clientID: GUID,
  tenantID: GUID,
  clientPassword: '{"name": "secret", "namespace": "ns"}',
  binding: { name: 'c', selector: 's' },
};
const secret = {
  cloud: 'AzurePublicCloud',
  subscriptionID: GUID,
  resourceGroup: 'g',
  vmType: 'v',
  tenantID: GUID,
  clientID: GUID,
};

/** Places of values that take text of any kind, or nearly, and keys that do. */
const PLACES: ((text: string) => object)[] = [
  (text) => ({ azureIdentities: { [text]: { ...identity, name: 'id' } } }),
  (text) => ({ azureIdentities: { [text]: { ...identity, clientID: 'no GUID', name: 'id' } } }),
  (text) => ({ azureIdentities: { [text]: identity } }),
  (text) => ({ azureIdentities: { [text]: { ...principal, name: 'id' }, other: identity } }),
  (text) => ({ azureIdentities: { a: { ...identity, clientID: text } } }),
  (text) => ({ azureIdentities: { a: { ...identity, resourceID: `${ID}${text}` } } }),
  (text) => ({ azureIdentities: { a: { ...identity, binding: { name: 'b', selector: text } } } }),
  (text) => ({ azureIdentities: { a: { ...principal, tenantID: text, auxiliaryTenantIDs: [text] } } }),
  (text) => ({ azureIdentities: { a: { ...principal, clientPassword: JSON.stringify({ name: text }) } } }),
  (text) => ({ azureIdentities: { a: { ...principal, type: 2, clientID: text, namespace: 'other' } } }),
  (text) => ({ mic: { podAnnotations: { note: text, constructor: text } } }),
  (text) => ({ nmi: { podAnnotations: { [text]: 'x' }, podLabels: { [text]: 'x', constructor: 'x' } } }),
  (text) => ({ nmi: { nodeSelector: { [text]: 'x' }, tolerations: [{ key: 'a', operator: 'Equal', value: text }] } }),
  (text) => ({ mic: { nodeSelector: { constructor: 'x', value: 'y' }, priorityClassName: text } }),
  (text) => ({
    mic: { topologySpreadConstraints: [{ maxSkew: 1, topologyKey: text, whenUnsatisfiable: 'DoNotSchedule' }] },
  }),
  (text) => ({
    mic: {
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [text] }] }],
          },
        },
      },
    },
  }),
  (text) => ({ imagePullSecrets: [{ name: text }] }),
  (text) => ({ adminsecret: { ...secret, clientSecret: text } }),
  (text) => ({ adminsecret: { ...secret, clientSecret: 's', cloud: text } }),
  (text) => ({
    adminsecret: { ...secret, clientSecret: 's', subscriptionID: text, useMSI: text, userAssignedMSIClientID: text },
  }),
  (text) => ({ customUserAgent: text }),
  (text) => ({ image: { repository: text }, mic: { image: text } }),
  (text) => ({ mic: { cloudConfig: `/etc/${text}`, customCloud: { enabled: true, configPath: `/opt/${text}` } } }),
  (text) => ({ nmi: { kubeletConfig: `/etc/${text}`, micNamespace: text } }),
  (text) => ({ mic: { leaderElection: { instance: text, name: text }, replicas: 1, immutableUserMSIs: [text] } }),
  (text) => ({ nmi: { resources: { limits: { [`example.com/${text}`]: 1 } } } }),
  (text) => ({ nameOverride: text, fullnameOverride: text, rbac: { createUserFacingClusterRoles: true } }),
  (text) => ({ nmi: { updateStrategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: text === '-' ? 1 : '10%' } } } }),
];

/** Values that become members of enums. */
const ENUM_VALUES = [
  { operationMode: 'managed', nmi: { loggingFormat: 'json', updateStrategy: { type: 'OnDelete' } } },
  { image: { imagePullPolicy: 'Never' }, mic: { loggingFormat: 'text' } },
  { adminsecret: { ...secret, clientSecret: 's', cloud: 'AzureChinaCloud' } },
  { adminsecret: { ...secret, clientSecret: 's', cloud: 'azureusgovernment' } },
];

/** As JSON, with nothing in it that a reader of YAML might take for a line break. */
function file(values: object): string {
  return JSON.stringify(values).replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

async function both(text: string) {
  const args = ['render', ...RELEASE, '-f', '-', '--lenient'];
  const yaml = await command(args, text);
  const code = await command([...args, '--as', 'typescript'], text);
  return { yaml, code };
}

async function check(text: string): Promise<boolean> {
  const { yaml, code } = await both(text);
  // render escapes what cannot be seen; cdk8s, which the code writes with, cannot, so that the code is refused.
  if (yaml.code === 0 && code.code === 1) {
    expect([code.out, code.error]).toEqual(['', expect.stringMatching(/ allowed: a string without (control|tabs) /)]);
    return false;
  }
  expect([code.code, code.error]).toEqual([yaml.code, yaml.error]);
  if (yaml.code !== 0) {
    expect([yaml.code, yaml.out, code.out]).toEqual([1, '', '']);
    return false;
  }
  expect(foreignIn(code.out)).toEqual([]);
  expect(canonical(readBack(runGenerated(code.out)))).toEqual(canonical(readYaml(yaml.out)));
  expect('attacked' in globalThis).toBe(false);
  return true;
}

const merged = (values: readonly object[]) => Object.assign({}, ...values) as object;
const values = fc
  .array(
    fc.tuple(fc.constantFrom(...PLACES), hostile).map(([place, text]) => place(text)),
    { minLength: 1, maxLength: 2 },
  )
  .map(merged);

describe('hostile values', () => {
  test(
    `${SIZE} of them stay values, in YAML and in code`,
    async () => {
      let rendered = 0;
      const property = fc.asyncProperty(values, async (one) => {
        if (await check(file(one))) rendered++;
      });
      await fc.assert(property, { numRuns: SIZE, seed: 12 });
      expect(rendered).toBeGreaterThan(SIZE / 5);
    },
    TIMEOUT,
  );

  test.each(ENUM_VALUES)('%j renders the same in code', async (one) => {
    expect(await check(file(one))).toBe(true);
  });

  test('each hostile key of an identity, alone', async () => {
    for (const piece of part(PIECES)) {
      for (const place of PLACES.slice(0, 2)) await check(file(place(piece)));
    }
  });
});

describe('what the generated code shows of values', () => {
  test('a key with a line break stays in its comment', async () => {
    const key = "x\nrequire('child_process').execSync('touch pwned');//";
    const { code } = await both(file({ azureIdentities: { [key]: { ...identity, name: 'id', clientID: 'no GUID' } } }));
    expect(code.out).toContain(
      `// AzureIdentity would refuse x\\nrequire('child_process').execSync('touch pwned');//: spec`,
    );
    expect(foreignIn(code.out)).toEqual([]);
  });

  test('the check of this suite sees a foreign statement, comment, call, name and prototype', async () => {
    const { out } = (await both('{}')).code;
    const statement = '    new AadPodIdentity';
    for (const foreign of ['evil();', '/* x */', 'const x = () => 1;', '// x', 'if (1) {}', 'const x = [evil];'])
      expect([foreign, foreignIn(out.replace(statement, `${foreign}\n${statement}`))]).not.toEqual([foreign, []]);
    expect(foreignIn(out.replace("releaseName: 'r'", "releaseName: 'r', __proto__: {}"))).not.toEqual([]);
    expect(foreignIn(`${out}evil();\n`)).not.toEqual([]);
    expect(foreignIn(out)).toEqual([]);
  });

  test.each([
    ['the id of the install', { 'aad-pod-identity': identity }],
    ['the key constructor', { constructor: identity }],
    ['the id of a binding', { a: { ...identity, binding: { name: 'x', selector: 's' } }, 'a-binding': identity }],
    ['ids that differ by "/" only', { 'a/b': { ...identity, name: '1st' }, 'a--b': { ...principal, name: '2nd' } }],
    [
      'reserved words',
      { await: { ...identity, name: 'x' }, 'class-': { ...principal, name: 'yes-2' }, labels: identity },
    ],
  ])('%s as an identity', async (_name, azureIdentities) => {
    const distinct = Object.entries(azureIdentities).map(([key, one], i) => [
      key,
      { ...one, binding: { ...one.binding, name: `${one.binding.name}-${i}` } },
    ]);
    expect(await check(file({ azureIdentities: Object.fromEntries(distinct) }))).toBe(true);
  });
});

describe('the compiler', () => {
  let scratch: Scratch;
  beforeAll(() => {
    scratch = new Scratch();
  });
  afterAll(() => scratch.remove());

  test(
    'takes what it gets',
    async () => {
      const samples = fc.sample(values, { numRuns: 30 * ATTACK, seed: 12 });
      const files: string[] = [];
      for (const [i, sample] of [
        ...samples,
        ...part(PIECES).flatMap((piece) => PLACES.slice(0, 2).map((p) => p(piece))),
        ...ENUM_VALUES,
      ].entries()) {
        const { code } = await both(file(sample));
        if (code.code !== 0) continue;
        files.push(`${i}.ts`);
        scratch.write(`${i}.ts`, code.out);
      }
      expect(files.length).toBeGreaterThan(20);
      const options = ['--strict', '--exactOptionalPropertyTypes', '--noUnusedLocals', '--skipLibCheck', '--noEmit'];
      const result = scratch.tsc(...options, '--module', 'node16', '--types', 'node', ...files);
      expect(result).toEqual({ status: 0, output: '' });
    },
    TIMEOUT,
  );
});
