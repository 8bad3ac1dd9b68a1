import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { printable, printableLines } from '../../lib/validate/printable';
import { binding, identity, mic, nmi, resource, yaml } from '../support/cluster';
import { command, type Said } from '../support/command';
import { CLIENT_ID } from '../support/ids';
import { complaints, isInstalled, testScripts } from '../support/shell-check';
import { part } from '../support/size';
import { oneOfEachKind, type StandIns, type Start, SUBSCRIPTION, stopsOf, useStandIns } from '../support/stand-ins';

const PLACE = ['--cluster', 'shop', '--resource-group', 'shop-group', '--subscription', 'Production'];
const MAKE = ['--create-cluster', '--create-identities', '--location', 'westeurope'];
const id = (name: string, group = 'shop-group', subscription = SUBSCRIPTION.id) =>
  `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
const placeholder = (name: string) => id(name, 'anything', '00000000-0000-4000-8000-000000000001');
const PLACEHOLDER_CLIENT = '00000000-0000-4000-8000-000000000002';

const TWO = yaml(
  identity('shop', 'orders', { resourceID: placeholder('orders'), clientID: PLACEHOLDER_CLIENT }),
  identity('shop', 'storage', { resourceID: id('storage'), clientID: CLIENT_ID }),
  binding('shop', 'b', 'orders', 'orders'),
);

const said = (text: string, ...more: string[]): Promise<Said> =>
  command(['azure', 'setup', '-', '-n', 'shop', ...(more.includes('--cluster') ? [] : PLACE), ...more], text);
async function script(text: string, ...more: string[]): Promise<string> {
  const { code, out, error } = await said(text, ...more);
  if (code !== 0) throw new Error(error);
  return out;
}

const standIns = useStandIns();

const GROUP = { subscription: SUBSCRIPTION.id, name: 'shop-group', location: 'westeurope' };
const CLUSTER = {
  subscription: SUBSCRIPTION.id,
  resourceGroup: 'shop-group',
  name: 'shop',
  provisioningState: 'Succeeded',
  networkProfile: { networkPlugin: 'azure' },
  nodeResourceGroup: 'MC_shop',
  servicePrincipalProfile: { clientId: 'msi' },
  identity: { principalId: 'control-plane' },
  identityProfile: { kubeletidentity: { objectId: 'kubelet' } },
};
const managed = (name: string, clientId = CLIENT_ID, resourceGroup = 'shop-group') => ({
  ...{ subscription: SUBSCRIPTION.id, resourceGroup, name, clientId, principalId: `${name}-principal` },
  id: id(name, resourceGroup),
});
const THERE: Start = { groups: [GROUP], clusters: [CLUSTER], identities: [managed('orders'), managed('storage')] };
const RIGHT = yaml(identity('shop', 'orders', { resourceID: id('orders'), clientID: CLIENT_ID }));

/** Who got which role where. */
const roles = ({ state }: StandIns) =>
  state.roleAssignments.map(({ principalId, roleDefinitionName, scope }: { [field: string]: string }) =>
    [principalId, roleDefinitionName, scope].join(' | '),
  );

describe('from an empty subscription', () => {
  test('makes what is missing, writes the ids and says to synthesize again', async () => {
    const azure = standIns();
    const run = azure.run(await script(TWO, ...MAKE));
    expect(run.stderr).toContain('synthesize again');
    expect(run.status).toBe(3);
    const { clusters, identities } = azure.state;
    const kubelet = clusters[0].identityProfile.kubeletidentity.objectId;
    expect(identities.map(({ name, resourceGroup }: { [field: string]: string }) => [name, resourceGroup])).toEqual([
      ['orders', 'shop-group'],
      ['storage', 'shop-group'],
    ]);
    expect(clusters[0].networkProfile.networkPlugin).toBe('azure');
    expect(roles(azure)).toEqual([
      `${kubelet} | Virtual Machine Contributor | /subscriptions/${SUBSCRIPTION.id}/resourceGroups/MC_shop-group_shop_westeurope`,
      `${kubelet} | Managed Identity Operator | ${identities[0].id}`,
      `${kubelet} | Managed Identity Operator | ${identities[1].id}`,
    ]);
    expect(JSON.parse(azure.file('azure-identities.json') ?? '')).toEqual(
      identities.map(({ clientId, id, name }: { [field: string]: string }) => ({ clientId, id, name })),
    );
  });

  test('run again, it only looks, and still says so', async () => {
    const azure = standIns();
    const text = await script(TWO, ...MAKE);
    azure.run(text);
    const { state } = azure;
    expect(azure.run(text).status).toBe(3);
    expect(azure.writes).toEqual([]);
    expect(azure.state).toEqual(state);
  });

  test('stopped after any one command and run again, it comes to the same end', async () => {
    const text = await script(TWO, ...MAKE);
    const snapshots = mkdtempSync(join(tmpdir(), 'snapshots-'));
    const whole = standIns();
    whole.run(text, { snapshots });
    const stops = stopsOf(snapshots);
    // Nothing yet, the group, the cluster, three roles and two identities.
    expect(stops).toHaveLength(8);
    for (const stop of part(stops)) {
      const azure = standIns(stop);
      expect(azure.run(text).status).toBe(3);
      expect(azure.state).toEqual(whole.state);
      expect(azure.file('azure-identities.json')).toBe(whole.file('azure-identities.json'));
    }
    rmSync(snapshots, { recursive: true });
  });

  test('stopped for real in the middle, it comes to the same end', async () => {
    const text = await script(TWO, ...MAKE);
    const whole = standIns();
    whole.run(text);
    const azure = standIns();
    azure.run(text, { stopAt: 5 });
    expect(azure.calls).toHaveLength(5);
    azure.run(text);
    expect(azure.state).toEqual(whole.state);
  });

  test('a call of az that fails stops it with the message of az, and nothing runs after it', async () => {
    const text = await script(TWO, ...MAKE);
    const whole = standIns();
    whole.run(text);
    for (const failAt of part(oneOfEachKind(whole.calls))) {
      const azure = standIns();
      const { status, stderr } = azure.run(text, { failAt });
      expect([failAt, azure.calls.length, status, stderr]).toEqual([
        failAt,
        failAt,
        1,
        'ERROR: (Forbidden) az may not do this\n',
      ]);
    }
  });
});

describe('with everything there', () => {
  test('ends with 0 when the manifests have the ids, and makes only the roles', async () => {
    const azure = standIns(THERE);
    const run = azure.run(await script(RIGHT));
    expect([run.status, run.stderr]).toEqual([0, '']);
    expect(roles(azure)).toEqual([
      `kubelet | Virtual Machine Contributor | /subscriptions/${SUBSCRIPTION.id}/resourceGroups/MC_shop`,
      `kubelet | Managed Identity Operator | ${id('orders')}`,
    ]);
    expect(azure.writes.filter((line) => !line.includes('role assignment create'))).toEqual([]);
  });

  test('no role is assigned where MIC has it from above', async () => {
    const scope = `/subscriptions/${SUBSCRIPTION.id}`;
    const roleAssignments = ['Managed Identity Operator', 'Virtual Machine Contributor'].map((roleDefinitionName) => ({
      ...{ id: roleDefinitionName, principalId: 'kubelet', roleDefinitionName, scope },
    }));
    const azure = standIns({ ...THERE, roleAssignments });
    expect(azure.run(await script(RIGHT)).status).toBe(0);
    expect(azure.writes).toEqual([]);
  });

  test('--scope resource-group takes the group of the identity', async () => {
    const azure = standIns(THERE);
    azure.run(await script(RIGHT, '--scope', 'resource-group'));
    expect(roles(azure)[1]).toBe(
      `kubelet | Managed Identity Operator | /subscriptions/${SUBSCRIPTION.id}/resourceGroups/shop-group`,
    );
  });

  test('a role that takes time to spread is waited for, but not for ever', async () => {
    const slow = standIns({ ...THERE, spread: 7 });
    expect(slow.run(await script(RIGHT)).status).toBe(0);
    expect(slow.writes.filter((line) => line.includes('role assignment create'))).toHaveLength(2);
    const never = standIns({ ...THERE, spread: 100 });
    const { status, stderr } = never.run(await script(RIGHT));
    expect(status).toBe(1);
    expect(stderr).toContain('assigned, but still not visible after 5 minutes');
    expect(never.calls.filter((words) => words.includes('list') && words.includes('assignment'))).toHaveLength(21);
  });

  test('other ids in the manifests end with 3, after all the rest', async () => {
    const other = 'a2c4f3a8-6a5e-4b3a-9c0e-5d7a9b103f0c';
    const azure = standIns({ ...THERE, identities: [managed('orders', other)] });
    const { status, stdout } = azure.run(await script(RIGHT));
    expect(status).toBe(3);
    expect(stdout).toContain(`Identity orders: the manifests have the client id ${CLIENT_ID}\n`);
    expect(roles(azure)).toHaveLength(2);
    expect(azure.file('azure-identities.json')).toContain(other);
  });

  test.each([
    ['kubenet', { networkProfile: { networkPlugin: 'kubenet' } }, 'network plugin kubenet, on which NMI exits'],
    ['the add-on', { podIdentityProfile: { enabled: true } }, 'The AKS add-on for pod identity is enabled'],
  ])('stops on %s, before it makes anything', async (_name, change, message) => {
    const azure = standIns({ ...THERE, clusters: [{ ...CLUSTER, ...change }] });
    const { status, stderr } = azure.run(await script(TWO, ...MAKE));
    expect(status).toBe(1);
    expect(stderr).toContain(message);
    expect(azure.writes).toEqual([]);
  });

  test('kubenet that the manifests allow is a warning', async () => {
    const azure = standIns({ ...THERE, clusters: [{ ...CLUSTER, networkProfile: { networkPlugin: 'kubenet' } }] });
    const text = await script(
      `${RIGHT}---\n${yaml(nmi(['--node=x', '--allow-network-plugin-kubenet=true']), mic(['--cloudconfig=/etc/kubernetes/azure.json']))}`,
    );
    const { status, stdout } = azure.run(text);
    expect(status).toBe(0);
    expect(stdout).toContain('warning: the cluster has the network plugin kubenet');
  });

  test('without the cluster, or an identity, it stops and says how they are made', async () => {
    const nothing = standIns({ groups: [GROUP] });
    expect(nothing.run(await script(RIGHT)).stderr).toContain('Use --create-cluster to create it.');
    const azure = standIns({ ...THERE, identities: [] });
    expect(azure.run(await script(RIGHT)).stderr).toContain('Use --create-identities to create it.');
    expect(azure.writes.filter((line) => line.includes('identity create'))).toEqual([]);
  });

  test('what az does not find ends with 1, not with the 3 that az has for it', async () => {
    const { status, stderr } = standIns().run(await script(RIGHT));
    expect(status).toBe(1);
    expect(stderr).toContain("(ResourceGroupNotFound) Resource group 'shop-group' could not be found.");
  });

  test('identities are made in the given resource group only', async () => {
    const elsewhere = yaml(identity('shop', 'orders', { resourceID: id('orders', 'other'), clientID: CLIENT_ID }));
    const azure = standIns({ ...THERE, groups: [GROUP, { ...GROUP, name: 'other' }] });
    const { status, stderr } = azure.run(await script(elsewhere, ...MAKE));
    expect(status).toBe(1);
    expect(stderr).toContain('This script creates identities only in shop-group');
  });

  test('a cluster that is still being made is waited for', async () => {
    const azure = standIns({ ...THERE, clusters: [{ ...CLUSTER, provisioningState: 'Creating' }] });
    expect(azure.run(await script(RIGHT)).status).toBe(0);
    expect(azure.writes[0]).toMatch(/^az aks wait .*--created/);
  });
});

describe('whom MIC acts as', () => {
  const CLIENT = '5b2d9c6e-2f46-4d0c-9b3e-1d9b0c7e5a03';
  const servicePrincipals = [{ appId: CLIENT, id: 'principal-object' }];
  const fromSecret = (name: string, key: string) => ({ name, valueFrom: { secretKeyRef: { name: 'mic', key } } });
  const KEYS = { CLIENT_ID: 'ClientID', CLIENT_SECRET: 'ClientSecret' };
  const MSI = { USE_MSI: 'UseMSI', USER_ASSIGNED_MSI_CLIENT_ID: 'UserAssignedMSIClientID' };
  const withEnv = (keys: object) =>
    mic(['--logtostderr'], {
      env: Object.entries<string>(keys as { [k: string]: string }).map(([name, key]) => fromSecret(name, key)),
    });
  const secret = (data: { [key: string]: string }) => ({
    ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'mic', namespace: 'default' } },
    data: Object.fromEntries(Object.entries(data).map(([key, text]) => [key, Buffer.from(text).toString('base64')])),
  });
  const principalOf = (azure: StandIns) => roles(azure)[0].split(' | ')[0];

  test("the cluster's service principal, when it has one", async () => {
    const azure = standIns({
      ...THERE,
      servicePrincipals,
      clusters: [{ ...CLUSTER, servicePrincipalProfile: { clientId: CLIENT } }],
    });
    azure.run(await script(RIGHT));
    expect(principalOf(azure)).toBe('principal-object');
  });

  test.each([
    ['a service principal', withEnv(KEYS), { ClientID: CLIENT, ClientSecret: 'hidden-password' }],
    [
      'a managed identity',
      withEnv({ ...KEYS, ...MSI }),
      { ClientID: 'msi', ClientSecret: 'msi', UseMSI: 'True', UserAssignedMSIClientID: CLIENT },
    ],
  ])('%s in the Secret of the manifests', async (_kind, controller, data) => {
    const azure = standIns({ ...THERE, servicePrincipals });
    const text = await script(`${RIGHT}---\n${yaml(controller, secret(data))}`);
    azure.run(text);
    expect(principalOf(azure)).toBe('principal-object');
    expect(text).not.toContain('hidden-password');
    expect(text).not.toContain(Buffer.from('hidden-password').toString('base64'));
  });

  test('a Secret that is not there is asked for, unless --mic-client-id says it', async () => {
    const text = `${RIGHT}---\n${yaml(withEnv(KEYS))}`;
    expect((await said(text)).error).toContain('Set --mic-client-id, or add the Secret');
    const azure = standIns({ ...THERE, servicePrincipals });
    azure.run(await script(text, '--mic-client-id', CLIENT));
    expect(principalOf(azure)).toBe('principal-object');
  });

  test('never the identity of the control plane', async () => {
    const azure = standIns({ ...THERE, servicePrincipals: [{ appId: CLIENT, id: 'control-plane' }] });
    const { status, stderr } = azure.run(await script(RIGHT, '--mic-client-id', CLIENT));
    expect(status).toBe(1);
    expect(stderr).toContain('is the identity of the control plane of shop');
    expect(azure.writes).toEqual([]);
  });

  test('a client id that is none is refused and not shown', async () => {
    const text = `${RIGHT}---\n${yaml(withEnv(KEYS), secret({ ClientID: 'hunter2' }))}`;
    const { code, out, error } = await said(text);
    expect([code, out]).toEqual([1, '']);
    expect(error).toContain('the client id in the cloud credentials of MIC is not a GUID');
    expect(error).not.toContain('hunter2');
  });
});

describe('the switches of Workload Identity', () => {
  const SWITCHES = ['--enable-oidc-issuer', '--enable-workload-identity'];
  const updates = ({ writes }: StandIns) => writes.filter((line) => line.startsWith('az aks update'));
  const update = (flag: string) =>
    `az aks update --subscription=${SUBSCRIPTION.id} --resource-group=shop-group --name=shop ${flag} --output=none`;

  test('are off unless they are set', async () => {
    const azure = standIns(THERE);
    expect(azure.run(await script(RIGHT)).status).toBe(0);
    expect(updates(azure)).toEqual([]);
  });

  test('are switched on once, the issuer first, and it says that it stays on', async () => {
    const azure = standIns(THERE);
    const text = await script(RIGHT, ...SWITCHES);
    const { status, stdout } = azure.run(text);
    expect([status, updates(azure)]).toEqual([0, SWITCHES.map(update)]);
    expect(stdout).toContain('It cannot be switched off again.\n');
    expect(azure.run(text).status).toBe(0);
    expect(azure.writes).toEqual([]);
    if (isInstalled('shellcheck')) expect(complaints('shellcheck', text)).toBe('');
  });

  test('Workload Identity alone stops when the issuer is off', async () => {
    const azure = standIns(THERE);
    const { status, stderr } = azure.run(await script(RIGHT, '--enable-workload-identity'));
    expect([status, updates(azure)]).toEqual([1, []]);
    expect(stderr).toContain('Workload Identity requires the OIDC issuer, which is off on the cluster shop.');
  });

  test('are in the table of steps', async () => {
    const { out } = await said(RIGHT, ...SWITCHES, '--what-if');
    expect(out).toMatch(/^switch on the OIDC issuer +shop +if it is off +Federated credentials name it\. It cannot/m);
    expect(out).toMatch(/^switch on Workload Identity +shop +if it is off /m);
  });
});

test('managed mode assigns the identities to each scale set, and no roles', async () => {
  const scaleSets = ['one', 'two'].map((name) => ({ subscription: SUBSCRIPTION.id, resourceGroup: 'MC_shop', name }));
  const groups = [GROUP, { ...GROUP, name: 'MC_shop' }];
  const azure = standIns({ ...THERE, groups, scaleSets });
  const text = await script(RIGHT, '--mode', 'managed');
  expect(azure.run(text).status).toBe(0);
  expect(
    azure.state.scaleSets.map(
      (one: { identity: { userAssignedIdentities: object } }) => one.identity.userAssignedIdentities,
    ),
  ).toEqual([{ [id('orders')]: {} }, { [id('orders')]: {} }]);
  expect(azure.state.roleAssignments).toEqual([]);
  azure.run(text);
  expect(azure.writes).toEqual([]);
});

test('of service principals it says what must exist', async () => {
  const principal = resource('AzureIdentity', 'shop', 'billing', {
    ...{ type: 1, clientID: CLIENT_ID, tenantID: 'tenant' },
    clientPassword: { name: 'billing-secret', namespace: 'shop' },
  });
  const azure = standIns(THERE);
  const { stdout } = azure.run(await script(yaml(principal)));
  expect(stdout).toContain(
    `AzureIdentity shop/billing is a service principal. Create these yourself: app registration ${CLIENT_ID} in tenant tenant, and Secret shop/billing-secret with the client secret as its only value.`,
  );
});

test('placeholder ids never get to az', async () => {
  const azure = standIns();
  azure.run(await script(TWO, ...MAKE));
  expect(JSON.stringify(azure.calls)).not.toContain('00000000-0000-4000-8000');
});

describe('names', () => {
  const NAMES = [
    `it's "quoted" $HOME \`id\` $(id) (x)`,
    '-rf',
    '--query',
    '\\',
    '*',
    '~',
    'a  b',
    '#no',
    '!!',
    'é;&|<>',
    '‘x’ “y” –',
    "'",
    '"',
    '{}',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as bash has it
    '${x}',
    '%s',
    '=x',
  ];

  test.each(NAMES)('%s of a flag gets to az as it is', async (name) => {
    const groups = [name, `MC_${name}`].map((one) => ({ ...GROUP, name: one }));
    const start = { groups, clusters: [{ ...CLUSTER, resourceGroup: name, name }] };
    const azure = standIns({ ...start, subscriptions: [{ ...SUBSCRIPTION, name }] });
    const wanted = yaml(identity('shop', 'x', { resourceID: placeholder('x'), clientID: CLIENT_ID }));
    const text = await script(
      wanted,
      ...['cluster', 'resource-group', 'subscription', 'location'].map((flag) => `--${flag}=${name}`),
      '--create-identities',
      '--cluster',
      name,
    );
    expect(complaints('bash -n', text)).toBe('');
    if (part(NAMES).includes(name) && isInstalled('shellcheck')) expect(complaints('shellcheck', text)).toBe('');
    const { status, stderr } = azure.run(text);
    expect([status, stderr]).toEqual([3, expect.stringContaining('synthesize again')]);
    const create = azure.calls.find((words) => words.slice(0, 3).join(' ') === 'az identity create');
    expect(create).toEqual([
      ...['az', 'identity', 'create', `--subscription=${SUBSCRIPTION.id}`, `--resource-group=${name}`, '--name=x'],
      ...['--output=none', `--location=${name}`],
    ]);
    expect(azure.calls).toContainEqual([
      'az',
      'account',
      'show',
      `--subscription=${name}`,
      '--query=id',
      '--output=tsv',
    ]);
  });

  const OF_MANIFESTS = ['@/etc/passwd', '\u001b[2J', 'a\u202eb', '\u3164', "it's", 'a b', '$(id)', '*', 'a;b', ''];
  const HOSTILE = OF_MANIFESTS.flatMap((name) => [id(name), id('x', name), id('x', 'x', name)]);
  test.each(HOSTILE.map((resourceID) => [printable(resourceID.slice('/subscriptions/'.length)), resourceID]))(
    '%s of the manifests is none of Azure, and refused with its place',
    async (_shown, resourceID) => {
      const { code, out, error } = await said(yaml(identity('shop', 'x', { resourceID })));
      expect([code, out]).toEqual([1, '']);
      expect(error).toMatch(/^<stdin>:\d+:\d+: AzureIdentity shop\/x: spec\.resourceID: got "/);
    },
  );

  test('that cannot be seen are refused', async () => {
    const { code, out, error } = await said(
      RIGHT,
      '--cluster',
      'a\u202eb',
      '--resource-group',
      'g',
      '--subscription',
      's',
    );
    expect([code, out]).toEqual([1, '']);
    expect(error).toContain('--cluster: got ');
  });

  test('with a line break are refused', async () => {
    const { code, out, error } = await said(RIGHT, '--cluster', 'a\nb', '--resource-group', 'g', '--subscription', '');
    expect([code, out]).toEqual([1, '']);
    expect(error).toBe(
      '--cluster: got "a\\nb"; allowed: a name on one line\n--subscription: got ""; allowed: a name on one line\n',
    );
  });
});

test('an identity that is none of Azure is refused, with its place', async () => {
  const { code, out, error } = await said(yaml(identity('shop', 'x', { resourceID: '/subscriptions/s/nonsense' })));
  expect([code, out]).toEqual([1, '']);
  expect(error).toMatch(
    /^<stdin>:\d+:\d+: AzureIdentity shop\/x: spec\.resourceID: got "\/subscriptions\/s\/nonsense"; allowed: /,
  );
});

describe('the scripts', () => {
  const kinds: [string, string[]][] = [
    ['standard', []],
    ['making everything', MAKE],
    ['with MIC by client id', ['--mic-client-id', CLIENT_ID, '--scope', 'resource-group']],
    ['managed', ['--mode', 'managed', '--create-identities']],
  ];

  const none = yaml(resource('AzureIdentity', 'shop', 'p', { type: 2, clientID: 'c' }));
  testScripts([
    ...kinds.map(([name, options]) => [name, () => script(TWO, ...options)] as const),
    ['without an identity of Azure', () => script(none)],
  ]);
});

test('--what-if prints each step in a table', async () => {
  const { out } = await said(TWO, ...MAKE, '--what-if');
  const rows = out.split('\n').map((line) => line.split(/ {2,}/).slice(0, 3));
  expect(rows).toEqual([
    ['WHAT', 'ON', 'WHEN'],
    ['find the subscription', 'Production', 'always'],
    ['create the resource group', 'shop-group', 'if it is missing'],
    ['create the cluster', 'shop', 'if it is missing'],
    ['check the cluster', 'shop', 'always'],
    ['find the identity that MIC uses', 'the service principal or kubelet identity of shop', 'always'],
    ['assign Virtual Machine Contributor', 'the node resource group', 'if it is missing'],
    ['create the identity', 'orders in the resource group shop-group', 'if it is missing'],
    ['assign Managed Identity Operator', 'orders', 'if it is missing'],
    ['create the identity', 'storage in the resource group shop-group', 'if it is missing'],
    ['assign Managed Identity Operator', 'storage', 'if it is missing'],
    ['write the ids', 'azure-identities.json', 'if they differ'],
    [''],
  ]);
});

describe('the ids file', () => {
  const azure = () => standIns(THERE);
  const old = '["old"]\n';
  const leftovers = (folder: string) => readdirSync(folder).filter((name) => name.includes('azure-identities.json'));

  test.each([
    ['a folder', (file: string) => mkdirSync(file)],
    ['a link to a file of others', (file: string) => symlinkSync('state.json', file)],
    ['a link to nothing', (file: string) => symlinkSync('nothing', file)],
    ['a device', (file: string) => symlinkSync('/dev/full', file)],
  ])('that is %s stops the script before it does anything', async (_what, make) => {
    const kubernetes = azure();
    make(join(kubernetes.folder, 'azure-identities.json'));
    const before = kubernetes.file('state.json');
    const { status, stderr } = kubernetes.run(await script(RIGHT));
    expect([status, kubernetes.calls]).toEqual([1, []]);
    expect(stderr).toBe(
      'azure-identities.json is not a regular file, so the ids cannot be written to it: delete it, or set another --ids-file.\n',
    );
    expect(kubernetes.file('state.json')).toBe(before);
    expect(kubernetes.file('nothing')).toBeUndefined();
  });

  test('in a folder that is not there stops it too', async () => {
    const kubernetes = azure();
    const { status, stderr } = kubernetes.run(await script(RIGHT, '--ids-file', 'no/ids.json'));
    expect([status, kubernetes.calls]).toEqual([1, []]);
    expect(stderr).toBe('no/ids.json: its folder does not exist or is read-only.\n');
  });

  test.each(['sync', 'mv'])('keeps its content where %s fails, and nothing is left beside it', async (program) => {
    const kubernetes = azure();
    writeFileSync(join(kubernetes.folder, 'azure-identities.json'), old);
    writeFileSync(join(kubernetes.folder, 'bin', program), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const { status, stderr, stdout } = kubernetes.run(await script(RIGHT));
    expect([status, stderr]).toEqual([1, 'azure-identities.json could not be written, and is unchanged.\n']);
    expect(stdout).not.toContain('written');
    expect(kubernetes.file('azure-identities.json')).toBe(old);
    expect(leftovers(kubernetes.folder)).toEqual(['azure-identities.json']);
  });

  test('a link that waits under the name of a file beside it is not followed', async () => {
    const kubernetes = azure();
    symlinkSync('victim', join(kubernetes.folder, 'azure-identities.json.tmp'));
    expect(kubernetes.run(await script(RIGHT)).status).toBe(0);
    expect(kubernetes.file('victim')).toBeUndefined();
    expect(leftovers(kubernetes.folder).sort()).toEqual(['azure-identities.json', 'azure-identities.json.tmp']);
  });

  test('may begin with a dash', async () => {
    const kubernetes = azure();
    expect(kubernetes.run(await script(RIGHT, '--ids-file=-rf')).status).toBe(0);
    expect(kubernetes.file('-rf')).toContain(CLIENT_ID);
  });
});

describe('on a machine that lacks programs', () => {
  const NEEDED = ['az', 'mv', 'rm', 'sync', 'sleep'];

  test('the script runs with what it asks for, and nothing else', async () => {
    const azure = standIns();
    expect(azure.run(await script(TWO, ...MAKE), { programs: NEEDED }).stderr).toContain('synthesize again');
  });

  test.each(NEEDED)('without %s it stops before anything', async (program) => {
    const azure = standIns();
    const { status, stderr } = azure.run(await script(TWO, ...MAKE), {
      programs: NEEDED.filter((name) => name !== program),
    });
    expect([status, stderr, azure.calls]).toEqual([1, `${program} is not installed.\n`, []]);
  });
});

test('an id of another kind is shown so that it can be seen, and no secret is shown', async () => {
  const hostile = { clientID: '\u001b]0;x\u0007\u202e', tenantID: '\u009b1m' };
  const objects = [
    identity('shop', 'orders', { ...hostile, resourceID: id('orders') }),
    resource('AzureIdentity', 'shop', 'principal', { ...hostile, type: 1, clientPassword: { namespace: 'n\u202e' } }),
  ];
  const azure = standIns(THERE);
  const text = await script(yaml(...objects));
  const { stdout, stderr } = azure.run(text);
  for (const shown of [text, stdout, stderr, (await said(yaml(...objects), '--what-if')).out])
    expect(printableLines(shown)).toBe(shown);
  expect(stdout).toContain('the manifests have the client id \\u001b]0;x\\u0007\\u202e\n');
  expect(stdout).toContain('and Secret (no Secret) with the client secret');
});

test('a client id from the key of a password is not taken', async () => {
  const env = [{ name: 'CLIENT_ID', valueFrom: { secretKeyRef: { name: 'mic', key: 'ClientSecret' } } }];
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'mic' },
    stringData: { ClientSecret: CLIENT_ID },
  };
  const { code, out, error } = await command(
    ['azure', 'setup', '-', ...PLACE],
    `${RIGHT.replace(CLIENT_ID, 'c')}---\n${yaml(mic([], { env }), secret)}`,
  );
  expect([code, out]).toEqual([1, '']);
  expect(error).toContain('its CLIENT_ID has no readable value in the manifests');
  expect(error).not.toContain(CLIENT_ID);
});
