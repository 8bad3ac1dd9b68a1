import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { writeYaml } from '../../lib/manifests/yaml-writer';
import { command } from '../support/command';
import { goYaml } from '../support/go-yaml';
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
    expect(fine.error).toContain('warning: azureIdentities: pods of every namespace may use these identities');
    const failed = await command(['render', ...RELEASE, '-f', '-'], `${ORDERS}\nmic: {replicas: x}`);
    expect([failed.code, failed.out]).toEqual([1, '']);
    expect(failed.error).toBe('standard input:2:7: mic.replicas: got "x"; allowed: a whole number, 0 or more\n');
  });

  test('a namespace that nobody gave is said', async () => {
    const { out, error } = await command(['render', '--release-name', 'r']);
    expect(error).toBe('note: no namespace of the release given: taken for default (-n)\n');
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

  test('two identities or bindings of one name are refused', async () => {
    const two = `azureIdentities:
  a: {name: x, clientID: c, resourceID: r, binding: {name: b, selector: s}}
  b: {name: x, clientID: c, resourceID: r, binding: {name: b, selector: s}}
`;
    const { error } = await command(['render', ...RELEASE, '-n', 'shop', '-f', '-'], two);
    expect(error).toBe(
      [
        'standard input:3:7: azureIdentities.b.name: got "x"; allowed: a name of its own in namespace shop; azureIdentities.a.name has it',
        'standard input:3:54: azureIdentities.b.binding.name: got "b"; allowed: a name of its own in namespace shop; azureIdentities.a.binding.name has it',
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

describe('what is written', () => {
  test('comes back from go-yaml as it is', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }).filter((s) => !/[\ud800-\udfff]/.test(s)),
      fc.stringMatching(/^[-+]?0?[xob]?[0-9_.eE]{1,6}$/),
      fc.constantFrom('yes', 'on', 'null', '~', '', '0o17', '1_000', '=', '- a', 'a: b', 'a #b', 'a\nb\n', ' a', '\ta'),
    );
    fc.assert(
      fc.property(text, fc.boolean(), fc.integer(), (value, boolean, number) => {
        const [read] = goYaml(writeYaml({ text: value, list: [value], boolean, number, none: null }));
        const kinds = { boolean: { bool: String(boolean) }, number: { float: String(number) }, none: { null: 'null' } };
        expect(read).toEqual({ text: value, list: [value], ...kinds });
      }),
      { numRuns: 2000 },
    );
  });
});
