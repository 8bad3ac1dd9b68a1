import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { binding, identity, mic, nmi, resource, yaml } from '../support/cluster';
import { command, type Said } from '../support/command';
import { CLIENT_ID } from '../support/ids';
import { complaints, isInstalled, shellCheckTest } from '../support/shell-check';
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
    for (const stop of stops) {
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
    for (const failAt of oneOfEachKind(whole.calls)) {
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
    expect(stderr).toContain('assigned, but not to be seen after 5 minutes');
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
    ['kubenet', { networkProfile: { networkPlugin: 'kubenet' } }, 'network plugin kubenet, on which NMI ends'],
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
    expect(nothing.run(await script(RIGHT)).stderr).toContain('With --create-cluster the script makes it.');
    const azure = standIns({ ...THERE, identities: [] });
    expect(azure.run(await script(RIGHT)).stderr).toContain('With --create-identities the script makes it.');
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
    expect(stderr).toContain('This script makes identities only in shop-group');
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
    expect((await said(text)).error).toContain('Say --mic-client-id, or add the Secret');
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
    expect(error).toContain('the client id in the cloud credentials of MIC is no GUID');
    expect(error).not.toContain('hunter2');
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
    `AzureIdentity shop/billing is a service principal. It needs, made by you: app registration ${CLIENT_ID} in tenant tenant, and Secret shop/billing-secret with the client secret as its only value.`,
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

  test.each(NAMES)('%s gets to az as it is', async (name) => {
    const groups = [name, 'identities', `MC_${name}`].map((one) => ({ ...GROUP, name: one }));
    const start = { groups, clusters: [{ ...CLUSTER, resourceGroup: name, name }] };
    const azure = standIns({ ...start, subscriptions: [{ ...SUBSCRIPTION, name }] });
    const wanted = yaml(identity('shop', 'x', { resourceID: id(name, name), clientID: CLIENT_ID }));
    const text = await script(
      wanted,
      ...['cluster', 'resource-group', 'subscription', 'location'].map((flag) => `--${flag}=${name}`),
      '--create-identities',
      '--cluster',
      name,
    );
    expect(complaints('bash -n', text)).toBe('');
    if (isInstalled('shellcheck')) expect(complaints('shellcheck', text)).toBe('');
    const { status, stderr } = azure.run(text);
    expect([status, stderr]).toEqual([3, expect.stringContaining('synthesize again')]);
    const create = azure.calls.find((words) => words.slice(0, 3).join(' ') === 'az identity create');
    expect(create).toEqual([
      ...[
        'az',
        'identity',
        'create',
        `--subscription=${SUBSCRIPTION.id}`,
        `--resource-group=${name}`,
        `--name=${name}`,
      ],
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

  test.each(kinds)('%s: begin as they should, and bash can read them', async (_name, options) => {
    const text = await script(TWO, ...options);
    expect(text).toMatch(/^#!\/usr\/bin\/env bash\n(#.*\n)+set -euo pipefail\n/);
    expect(complaints('bash -n', text)).toBe('');
  });

  shellCheckTest('ShellCheck has nothing to say', async () => {
    for (const [, options] of kinds) expect(complaints('shellcheck', await script(TWO, ...options))).toBe('');
    const none = yaml(resource('AzureIdentity', 'shop', 'p', { type: 2, clientID: 'c' }));
    expect(complaints('shellcheck', await script(none))).toBe('');
  });
});

test('--what-if tells each step in a table', async () => {
  const { out } = await said(TWO, ...MAKE, '--what-if');
  const rows = out.split('\n').map((line) => line.split(/ {2,}/).slice(0, 3));
  expect(rows).toEqual([
    ['WHAT', 'ON', 'WHEN'],
    ['find the subscription', 'Production', 'always'],
    ['create the resource group', 'shop-group', 'unless it is there'],
    ['create the cluster', 'shop', 'unless it is there'],
    ['check the cluster', 'shop', 'always'],
    ['find whom MIC acts as', 'the service principal or kubelet identity of shop', 'always'],
    ['assign Virtual Machine Contributor', 'the node resource group', 'unless it is there'],
    ['create the identity', 'orders in the resource group shop-group', 'unless it is there'],
    ['assign Managed Identity Operator', 'orders', 'unless it is there'],
    ['create the identity', 'storage in the resource group shop-group', 'unless it is there'],
    ['assign Managed Identity Operator', 'storage', 'unless it is there'],
    ['write the ids', 'azure-identities.json', 'unless they are in it'],
    [''],
  ]);
});
