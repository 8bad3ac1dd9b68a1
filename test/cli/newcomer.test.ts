import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { binding, deployment, identity, mic, nmi, resource, yaml } from '../support/cluster';
import { command } from '../support/command';
import { Folder } from '../support/folder';
import { CLIENT_ID, RESOURCE_ID } from '../support/ids';

const RELEASE = ['--release-name', 'x', '-n', 'shop'];
const IDENTITIES = `azureIdentities:
  orders:
    type: 0
    resourceID: ${RESOURCE_ID}
    clientID: ${CLIENT_ID}
    binding: { name: orders-binding, selector: orders }
`;
const render = (values: string, ...more: string[]) => command(['render', '-f', '-', ...RELEASE, ...more], values);

const folder = new Folder();
afterAll(() => folder.remove());

describe('render', () => {
  test.each([
    ['--set', 'mic.replicas=two', 'mic.replicas: got "two"; allowed: a whole number, 0 or more'],
    ['--set', 'mic.replica=3', 'mic.replica: got 3; allowed: a key that the chart reads. Did you mean mic.replicas?'],
    ['--set-string', 'mic.replicas=two', 'mic.replicas: got "two"; allowed: a whole number, 0 or more'],
    [
      '--set',
      'azureIdentities.orders.clientID=',
      'azureIdentities.orders.clientID: got ""; allowed: a value; the chart requires it',
    ],
  ])('an error of %s %s names it, not a line of the file', async (option, set, message) => {
    const { code, out, error } = await render(`mic: { replicas: 2 }\n${IDENTITIES}`, option, set);
    expect([code, out, error]).toEqual([1, '', `${option}: ${message}\n`]);
  });

  test('an error of the file keeps its line beside --set', async () => {
    const { error } = await render('mic:\n  replicas: two\n  logVerbosity: 1\n', '--set', 'mic.logVerbosity=2');
    expect(error).toBe('standard input:2:3: mic.replicas: got "two"; allowed: a whole number, 0 or more\n');
  });

  test('identities are confined by forceNamespaced and managed mode, so nothing is said about other namespaces', async () => {
    const said = 'pods of every namespace can use these identities';
    expect((await render(IDENTITIES)).error).toContain(said);
    for (const values of ['forceNamespaced: "true"\n', 'forceNamespaced: true\n', 'operationMode: managed\n'])
      expect((await render(values + IDENTITIES)).error).not.toContain(said);
    expect((await render(`forceNamespaced: "True"\n${IDENTITIES}`)).error).toContain(said);
  });

  test('values of adminsecret that are base64 already are said, and the cloud is refused', async () => {
    const secret = (more: string) =>
      `adminsecret: { cloud: AzurePublicCloud, subscriptionID: ${CLIENT_ID}, resourceGroup: shop, vmType: vmss, tenantID: t, clientID: c, clientSecret: c2VjcmV0${more} }\n`;
    expect((await render(secret(''))).error).not.toContain('base64');
    const { error } = await render(secret(', vmType: dm1zcw==').replace('vmType: vmss, ', ''));
    expect(error).toContain(
      'warning: adminsecret.vmType: the value is base64 already; the chart encodes it again. Write the decoded value\n',
    );
    const refused = await render(secret('').replace('AzurePublicCloud', 'QXp1cmVQdWJsaWNDbG91ZA=='));
    expect([refused.code, refused.error]).toEqual([
      1,
      expect.stringMatching(
        /adminsecret\.cloud: got a string; allowed: .*\. It is base64 already: write the decoded value\n/,
      ),
    ]);
  });

  test('--output writes the same to a file, and nothing when it fails', async () => {
    const file = join(folder.path, 'install.yaml');
    const { out } = await render('{}');
    expect(await render('{}', '--output', file)).toMatchObject({ code: 0, out: '' });
    expect(readFileSync(file, 'utf8')).toBe(out);
    const other = join(folder.path, 'other.yaml');
    expect((await render('mic: 5', '--output', other)).code).toBe(1);
    expect(existsSync(other)).toBe(false);
  });
});

describe('azure', () => {
  const PLACE = ['--cluster', 'c', '--resource-group', 'g', '--subscription', 's'];
  const ALL = yaml(
    mic(['--cloudconfig=/etc/kubernetes/azure.json']),
    nmi(['--node=x']),
    identity('shop', 'orders', { clientID: CLIENT_ID }),
    binding('shop', 'orders-binding', 'orders', 'orders'),
    deployment('shop', 'web', { app: 'web', aadpodidbinding: 'orders' }),
  );

  test.each([
    ['setup', PLACE],
    ['verify', []],
    ['uninstall', []],
  ])('%s --output writes the script to a file', async (kind, more) => {
    const file = join(folder.path, `${kind}.sh`);
    const { out } = await command(['azure', kind, '-', ...more], ALL);
    expect(await command(['azure', kind, '-', ...more, '--output', file], ALL)).toMatchObject({ code: 0, out: '' });
    expect(readFileSync(file, 'utf8')).toBe(out);
  });

  test('uninstall --what-if lists the steps in the order of the script, in words instead of its functions', async () => {
    const INSTALL = (await command(['render', '--release-name', 'r', '-n', 'ids'], '')).out;
    const more = [...PLACE, '--delete-crds', '--delete-role-assignments', '--iptables-cleanup', '--scale-down'];
    const objects = `${ALL}---\n${INSTALL}`;
    for (const options of [[], more]) {
      const listed = (await command(['azure', 'uninstall', '-', '--what-if', ...options], objects)).out;
      const script = (await command(['azure', 'uninstall', '-', ...options], objects)).out;
      const [, steps = ''] = script.split('\n# --- The steps, in order.');
      const reasons = [...steps.matchAll(/\n\n# (.*)/g)].map(([, why], i) => `${i + 1}. ${why}`);
      const lines = listed.split('\n');
      expect(lines.filter((line) => /^ ?\d/.test(line)).map((line) => line.trimStart())).toEqual(reasons);
      expect(listed).not.toMatch(/\w_\w/);
      // Each step says what it does, except the one that is a warning.
      const empty = lines.filter((line, i) => /^ ?\d/.test(line) && !/^ {3}/.test(lines[i + 1] ?? ''));
      expect(empty).toEqual([expect.stringContaining('From here on, every pod can get tokens')]);
      expect(lines.find((line) => line.includes('Deployment shop/web') && line.startsWith('   '))?.trim()).toBe(
        options.length > 0 ? 'scale Deployment shop/web to zero' : 'delete Deployment shop/web',
      );
    }
  });

  test('a field in other case is named', async () => {
    const capitals = yaml(resource('AzureIdentity', 'shop', 'x', { type: 0, ResourceID: RESOURCE_ID }));
    const { code, error } = await command(['azure', 'setup', '-', ...PLACE], capitals);
    expect([code, error]).toEqual([
      1,
      expect.stringMatching(
        /^<stdin>:\d+:\d+: AzureIdentity shop\/x: spec\.resourceID: got nothing; allowed: .*\. It is written ResourceID, which the API server drops: write resourceID\n$/,
      ),
    ]);
    const none = await command(
      ['azure', 'setup', '-', ...PLACE],
      yaml(resource('AzureIdentity', 'shop', 'x', { type: 0 })),
    );
    expect(none.error).toMatch(/spec\.resourceID: got nothing; allowed: [^.]*\n$/);
  });
});

test('assignments names what was probably meant, by a letter, as check does', async () => {
  const objects = (selector: string, name: string) =>
    yaml(
      identity('shop', 'orders', { clientID: CLIENT_ID }),
      binding('shop', 'b', name, selector),
      deployment('shop', 'web', { app: 'web', aadpodidbinding: 'orders' }),
    );
  const said = async (text: string) => (await command(['assignments', '-'], text)).out;
  expect(await said(objects('order', 'orders'))).toContain(
    'no binding has the selector "orders"; binding shop/b has "order"',
  );
  expect(await said(objects('orders', 'ordres'))).toContain(
    'AzureIdentity shop/ordres does not exist; shop/orders does',
  );
  expect(await said(objects('invoices', 'billing'))).toMatch(/no binding has the selector "orders"\n/);
});

test('messages fit the terminal, and a command in them is one line to copy; a log has a message a line', async () => {
  folder.write('overlay/kustomization.yaml', 'resources: [base.yaml]\n');
  folder.write('overlay/base.yaml', yaml(deployment('shop', 'web', {})));
  const args = ['migrate', 'plan', join(folder.path, 'overlay')];
  const log = (await command(args)).error;
  const advised = `kustomize build ${join(folder.path, 'overlay')} | aad-pod-identity migrate plan -`;
  expect(log).toMatch(/^(?:(?:warning|note): .*\n)+$/);
  expect(log).toContain(`Use what it renders: ${advised}\n`);
  const shown = (await command(args, '', 60)).error;
  const lines = shown.trimEnd().split('\n');
  expect(lines.filter((line) => line.length > 60 && !line.endsWith(advised))).toEqual([]);
  expect(lines).toContain(`  ${advised}`);
  expect(shown.replaceAll('\n  ', ' ')).toBe(log);
  expect((await command(args, '', 1000)).error).toBe(log);
});

test('a command that rewrite advises ends its line, without a full stop, after what else blocks', async () => {
  const spec = { serviceAccountName: 'front', initContainers: [{ name: 'a', image: 'a', env: [SECRET] }] };
  const objects = [
    identity('shop', 'orders', { clientID: CLIENT_ID, resourceID: RESOURCE_ID }),
    binding('shop', 'b', 'orders', 'orders'),
    deployment('shop', 'web', { aadpodidbinding: 'orders' }, spec),
  ];
  const file = folder.write('elsewhere/web.yaml', yaml(...objects));
  const { code, error } = await command(['migrate', 'rewrite', file, '--to', 'dual', '--check']);
  expect(code).toBe(2);
  expect(error).toMatch(
    /AZURE_CLIENT_SECRET.* Add its path, or run: kubectl annotate serviceaccount front --namespace shop \S+ azure\.workload\.identity\/client-id=[-0-9a-f]{36}\n$/,
  );
});

const SECRET = { name: 'AZURE_CLIENT_SECRET', value: 'x' };
