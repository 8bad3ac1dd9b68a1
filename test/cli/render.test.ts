import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { writeYaml } from '../../lib/manifests/yaml-writer';
import { anyCharacter } from '../support/any-character';
import { command } from '../support/command';
import { goYaml } from '../support/go-yaml';
import { runs } from '../support/size';
import { readYaml } from '../support/yaml-1.1';

const RELEASE = ['--release-name', 'aad-pod-identity', '-n', 'default'];
const ORDERS = 'azureIdentities: {orders: {clientID: c, resourceID: r, binding: {name: b, selector: s}}}';

describe('render', () => {
  test('one stream, in the order in which Helm installs', async () => {
    const args = ['render', ...RELEASE, '--include-crds', '--kube-version', '1.24.0', '-f', '-'];
    const { out } = await command(
      args,
      `${ORDERS}\nrbac: {pspEnabled: true}\nmic: {podDisruptionBudget: {minAvailable: 1}}`,
    );
    expect(out.startsWith('---\n')).toBe(true);
    const kinds = readYaml(out).map(({ kind }) => kind);
    expect(kinds.filter((kind, i) => kind !== kinds[i - 1])).toEqual([
      ...['CustomResourceDefinition', 'PodSecurityPolicy', 'PodDisruptionBudget', 'ServiceAccount', 'ClusterRole'],
      ...['ClusterRoleBinding', 'DaemonSet', 'Deployment'],
      ...['AzurePodIdentityException', 'AzureIdentity', 'AzureIdentityBinding'],
    ]);
  });

  test('warnings go to standard error, and not at all when it fails', async () => {
    const fine = await command(['render', ...RELEASE, '-f', '-'], ORDERS);
    expect(fine.error).toContain('warning: azureIdentities: pods of every namespace can use these identities');
    const failed = await command(['render', ...RELEASE, '-f', '-'], `${ORDERS}\nmic: {replicas: x}`);
    expect([failed.code, failed.out]).toEqual([1, '']);
    expect(failed.error).toBe('standard input:2:7: mic.replicas: got "x"; allowed: a whole number, 0 or more\n');
  });

  test('a default namespace is reported', async () => {
    const { out, error } = await command(['render', '--release-name', 'r']);
    expect(error).toBe('note: no release namespace given: using default (-n)\n');
    expect(readYaml(out)[0]?.metadata.namespace).toBe('default');
  });

  test('all that is wrong is said at once', async () => {
    const { error } = await command(
      ['render', ...RELEASE, '-f', '-'],
      'mic: {replicas: x, probePort: 0x}\nnmi: {tag: latest}',
    );
    expect(
      error
        .trimEnd()
        .split('\n')
        .map((line) => line.split(': ')[1]),
    ).toEqual(['mic.probePort', 'mic.replicas', 'nmi.tag']);
  });

  test('a cloud that MIC does not know is refused, and the known ones are listed', async () => {
    const values = `adminsecret:
  {cloud: AzureGovernment, subscriptionID: a, resourceGroup: b, vmType: c, tenantID: d, clientID: e, clientSecret: f}
`;
    const { code, out, error } = await command(['render', ...RELEASE, '-f', '-'], values);
    expect([code, out]).toEqual([1, '']);
    expect(error).toMatch(/^standard input:2:4: adminsecret\.cloud: got /);
    expect(error).toContain(
      '; allowed: AzureCloud, AzurePublicCloud, AzureChinaCloud, AzureGermanCloud, AzureUSGovernment, AzureUSGovernmentCloud, AzureStackCloud, in any case',
    );
    const known = await command(
      ['render', ...RELEASE, '-f', '-'],
      values.replace('AzureGovernment', 'azurechinacloud'),
    );
    expect(known.code).toBe(0);
  });

  test('--as typescript prints members of enums', async () => {
    const values =
      'operationMode: managed\nimage: {imagePullPolicy: Always}\nnmi: {loggingFormat: json, updateStrategy: {type: OnDelete}}';
    const { out } = await command(['render', ...RELEASE, '--as', 'typescript', '-f', '-'], values);
    expect(out).toContain(
      "import { AadPodIdentity, ImagePullPolicy, InstallNames, LoggingFormat, Mode, UpdateStrategyType } from 'cdk8s-aad-pod-identity';",
    );
    for (const prop of [
      'mode: Mode.MANAGED',
      'imagePullPolicy: ImagePullPolicy.ALWAYS',
      'loggingFormat: LoggingFormat.JSON',
      'type: UpdateStrategyType.ON_DELETE',
    ]) {
      expect(out).toContain(prop);
    }
  });

  test('two identities or bindings of one name are refused', async () => {
    const two = `azureIdentities:
  a: {name: x, clientID: c, resourceID: r, binding: {name: b, selector: s}}
  b: {name: x, clientID: c, resourceID: r, binding: {name: b, selector: s}}
`;
    const { error } = await command(['render', ...RELEASE, '-n', 'shop', '-f', '-'], two);
    expect(error).toBe(
      [
        'standard input:3:7: azureIdentities.b.name: got "x"; allowed: a unique name in namespace shop; azureIdentities.a.name has the same',
        'standard input:3:54: azureIdentities.b.binding.name: got "b"; allowed: a unique name in namespace shop; azureIdentities.a.binding.name has the same',
        '',
      ].join('\n'),
    );
  });

  test.each([
    [['render'], "error: required option '--release-name <name>' not specified"],
    [['render', '--release-name', 'Upper'], 'releaseName: got "Upper"; allowed: the name of a Helm release'],
    [['render', '--release-name', '123'], 'releaseName: got "123"; allowed: the name of a Helm release'],
    [['render', '--release-name', 'r', '-n', 'a.b'], 'namespace: got "a.b"; allowed: a DNS-1123 label'],
    [['render', ...RELEASE, '--kube-version', 'new'], 'kubeVersion: got "new"; allowed: a version of Kubernetes'],
    [['render', ...RELEASE, '--as', 'json'], "error: option '--as <form>' argument 'json' is invalid"],
    [['render', ...RELEASE, 'values.yaml'], 'error: too many arguments'],
    [['rendr'], "error: unknown command 'rendr'"],
  ])('%j is refused', async (args, message) => {
    const { code, out, error } = await command(args);
    expect([code, out]).toEqual([1, '']);
    expect(error).toContain(message);
  });

  test('--help and --version', async () => {
    const help = await command(['render', '--help']);
    expect([help.code, help.error]).toEqual([0, '']);
    for (const flag of [
      '-f, --values',
      '--set ',
      '-n, --namespace',
      '--kube-version',
      '--include-crds',
      '--lenient',
      '--as',
    ]) {
      expect(help.out).toContain(flag);
    }
    const { version } = require('../../../package.json');
    expect(await command(['--version'])).toEqual({ code: 0, out: `${version}\n`, error: '' });
  });
});

describe('text that some readers of YAML take for something else', () => {
  const escaped = (text: string) =>
    JSON.stringify(text).replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const annotations = (text: string) => `mic: {podAnnotations: {note: ${escaped(text)}}}`;
  const render = (values: string, ...options: string[]) =>
    command(['render', ...RELEASE, ...options, '-f', '-'], values);

  test.each([
    ['1:30', "'1:30'"],
    ['2021-01-01', "'2021-01-01'"],
    ['2021-1-1 1:2:3', "'2021-1-1 1:2:3'"],
    ['=', "'='"],
    ['<<', "'<<'"],
    ['e3', "'e3'"],
    ['.', "'.'"],
    ['4e400', "'4e400'"],
    ['-0o7', "'-0o7'"],
    ['0o+7', "'0o+7'"],
    ['0o17', "'0o17'"],
    ['a\tb', '"a\\tb"'],
    ['a\u0085b\u2028', '"a\\Nb\\L"'],
    [' a\n ', '" a\\n "'],
    ['v1.8.17', 'v1.8.17'],
    ['1.8.17', '1.8.17'],
    ['2021-01', '2021-01'],
    ['1:60:30', '1:60:30'],
    ['12e34567-0000-4000-8000-000000000000', '12e34567-0000-4000-8000-000000000000'],
  ])('%j is written %s', async (text, written) => {
    const { code, out } = await render(annotations(text));
    expect([code, /^ {8}note: (.*)$/m.exec(out)?.[1]]).toEqual([0, written]);
  });

  test('keys too', async () => {
    const { out } = await render('mic: {podAnnotations: {"2021-01-01": a}, nodeSelector: {"0o17": b}}');
    expect(out).toContain("\n        '2021-01-01': a\n");
    expect(out).toContain("\n        '0o17': b\n");
  });

  test.each([
    ['as YAML, half a character', annotations('\ud800'), [], 'the escape \\ud800'],
    [
      'as TypeScript, what cdk8s would write bare',
      annotations('0o17'),
      ['--as', 'typescript'],
      'spec.template.metadata.annotations.note: got "0o17"; allowed: a string that YAML 1.1 readers do not read as a number or a date',
    ],
    [
      'as TypeScript, what cdk8s would write bare in an identity',
      'azureIdentities: {a: {clientID: =, resourceID: r, binding: {name: b, selector: s}}}',
      ['--as', 'typescript'],
      'azureIdentities.a: spec.clientID: got "="; allowed: a string other than "=", the default value of YAML 1.1',
    ],
  ])('%s is refused', async (_what, values, options, message) => {
    const { code, out, error } = await render(values, ...options);
    expect([code, out]).toEqual([1, '']);
    expect(error).toContain(message);
  });
});

describe('what is written', () => {
  test('shows all that is in it, and comes back', () => {
    const unseen = fc.constantFrom(
      '\u202e',
      '\u{e0041}',
      '\u200b',
      '\u061c',
      '\ufe0f',
      '\u009b',
      '\u2028',
      '\r',
      '\u001b',
    );
    const text = fc.array(fc.oneof(unseen, fc.constantFrom('a', ' ', '\n', '\t', '"', '\\', '\\u202e', '#', ': ')));
    fc.assert(
      fc.property(text, (parts) => {
        const value = parts.join('');
        const written = writeYaml({ value, [value]: 1 });
        expect(written).not.toMatch(/(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u);
        expect(goYaml(written)[0]).toMatchObject({ value });
        expect(Object.keys(goYaml(written)[0] as object)).toContain(value);
      }),
      { seed: 12, numRuns: runs(500) },
    );
  });

  test('comes back from go-yaml as it is', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: anyCharacter }).filter((s) => !/[\ud800-\udfff]/.test(s)),
      fc.stringMatching(/^[-+]?0?[xob]?[0-9_.eE]{1,6}$/),
      fc.constantFrom('yes', 'on', 'null', '~', '', '0o17', '1_000', '=', '- a', 'a: b', 'a #b', 'a\nb\n', ' a', '\ta'),
    );
    fc.assert(
      fc.property(text, fc.boolean(), fc.integer(), (value, boolean, number) => {
        const [read] = goYaml(writeYaml({ text: value, list: [value], boolean, number, none: null }));
        const kinds = { boolean: { bool: String(boolean) }, number: { float: String(number) }, none: { null: 'null' } };
        expect(read).toEqual({ text: value, list: [value], ...kinds });
      }),
      { numRuns: runs(2000) },
    );
  });
});
