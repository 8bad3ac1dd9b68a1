import { describe, expect, test } from '@jest/globals';
import { GUID } from '../../lib/validate/azure-values';
import { binding, CRDS, deployment, identity, mic, NAMESPACED, nmi, yaml } from '../support/cluster';
import { command } from '../support/command';
import { CLIENT_ID } from '../support/ids';
import { testScripts } from '../support/shell-check';
import { type StandIns, type Start, SUBSCRIPTION, useStandIns } from '../support/stand-ins';

const standIns = useStandIns();
const PLACE = ['--cluster', 'shop', '--resource-group', 'shop-group', '--subscription', 'Production'];
const MIC_CLIENT = '5b2d9c6e-2f46-4d0c-9b3e-1d9b0c7e5a03';
const OTHER_SUBSCRIPTION = { id: '7e1d2c3b-5a49-4f68-8d7c-6b5a49382716', name: 'Identities' };
const resourceId = (name: string, subscription = SUBSCRIPTION.id) =>
  `/subscriptions/${subscription}/resourceGroups/shop-group/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
const inAzure = (name: string, clientId: string, subscription = SUBSCRIPTION.id) => ({
  ...{ subscription, resourceGroup: 'shop-group', name, clientId, principalId: `${name}-principal` },
  id: resourceId(name, subscription),
});

const NAMES = ['CLOUD', 'SUBSCRIPTION_ID', 'RESOURCE_GROUP', 'CLIENT_ID', 'CLIENT_SECRET'];
/** MIC with these in its environment instead of a file of its node. */
const micWith = (values: { [name: string]: string }) =>
  mic(['--logtostderr'], {
    env: [
      ...NAMES.map((name) => ({ name, value: 'x' })),
      ...Object.entries(values).map(([name, value]) => ({ name, value })),
    ],
  });
const OWN = micWith({ USE_MSI: 'true', USER_ASSIGNED_MSI_CLIENT_ID: MIC_CLIENT.toUpperCase() });
const PRINCIPAL = micWith({ CLIENT_ID: MIC_CLIENT });
const FROM_NODE = mic(['--cloudconfig=/etc/kubernetes/azure.json']);
const SHOP = [
  identity('shop', 'orders', { clientID: CLIENT_ID, resourceID: resourceId('orders') }, NAMESPACED),
  binding('shop', 'orders-binding', 'orders', 'orders'),
  deployment('shop', 'orders', { app: 'orders', aadpodidbinding: 'orders' }),
];
const all = (controller: object) => [controller, nmi(['--node=$(NODE_NAME)']), ...SHOP];

async function script(kind: string, objects: object[], ...more: string[]): Promise<string> {
  const { code, out, error } = await command(['azure', kind, '-', ...more], yaml(...objects));
  if (code !== 0) throw new Error(error);
  return out;
}

const scaleSet = (name: string, ...ids: string[]) => ({
  ...{ subscription: SUBSCRIPTION.id, resourceGroup: 'MC_shop', name },
  identity: { userAssignedIdentities: Object.fromEntries(ids.map((id) => [id, {}])) },
});
const CLUSTER = {
  ...{ subscription: SUBSCRIPTION.id, resourceGroup: 'shop-group', name: 'shop', nodeResourceGroup: 'MC_shop' },
  ...{ provisioningState: 'Succeeded', networkProfile: { networkPlugin: 'azure' } },
  identity: { principalId: 'control-plane' },
  identityProfile: { kubeletidentity: { objectId: 'kubelet', resourceId: '/kubelet' } },
};
const there = (more: Start = {}): Start => ({
  groups: ['shop-group', 'MC_shop'].map((name) => ({ subscription: SUBSCRIPTION.id, name })),
  clusters: [CLUSTER],
  identities: [inAzure('orders', CLIENT_ID), inAzure('mic', MIC_CLIENT)],
  servicePrincipals: [{ appId: MIC_CLIENT, id: 'mic-principal' }],
  scaleSets: [scaleSet('one', '/kubelet'), scaleSet('two', '/kubelet', resourceId('mic'))],
  ...more,
});

/** The identities of each scale set and machine. */
const onNodes = ({ state }: StandIns) =>
  [...state.scaleSets, ...state.machines].map(({ identity }) => Object.keys(identity?.userAssignedIdentities ?? {}));

describe('setup with a managed identity of MIC’s own', () => {
  test('assigns it to each scale set, and the roles to it', async () => {
    const azure = standIns(there());
    const text = await script('setup', all(OWN), ...PLACE);
    const { status, stderr, stdout } = azure.run(text);
    expect([status, stderr]).toEqual([0, '']);
    expect(onNodes(azure)).toEqual([
      ['/kubelet', resourceId('mic')],
      ['/kubelet', resourceId('mic')],
    ]);
    expect(stdout).toContain(`Scale set one: assigning ${resourceId('mic')}\n`);
    expect(stdout).toContain(`Scale set two: has ${resourceId('mic')}\n`);
    expect(azure.state.roleAssignments.map((one: { principalId: string }) => one.principalId)).toEqual([
      'mic-principal',
      'mic-principal',
    ]);
    expect(azure.run(text).status).toBe(0);
    expect(azure.writes).toEqual([]);
  });

  test('finds it in another subscription by the directory', async () => {
    const id = resourceId('mic', OTHER_SUBSCRIPTION.id);
    const azure = standIns(
      there({
        subscriptions: [SUBSCRIPTION, OTHER_SUBSCRIPTION],
        identities: [inAzure('orders', CLIENT_ID), inAzure('mic', MIC_CLIENT, OTHER_SUBSCRIPTION.id)],
        servicePrincipals: [{ appId: MIC_CLIENT, id: 'mic-principal', alternativeNames: ['isExplicit=True', id] }],
        scaleSets: [scaleSet('one')],
      }),
    );
    expect(azure.run(await script('setup', all(OWN), ...PLACE)).status).toBe(0);
    expect(onNodes(azure)).toEqual([[id]]);
  });

  test('stops if it does not exist, and changes no node', async () => {
    const azure = standIns(there({ identities: [inAzure('orders', CLIENT_ID)] }));
    const { status, stderr } = azure.run(await script('setup', all(OWN), ...PLACE));
    expect(status).toBe(1);
    expect(stderr).toBe(
      `MIC signs in as the managed identity with client id ${MIC_CLIENT}, and there is none, or you may not read it:\n` +
        'its nodes need it, else Azure answers MIC with "400 Identity not found". Fix userAssignedMSIClientID, or set --mic-client-id.\n',
    );
    expect(azure.writes.filter((line) => line.includes('vmss'))).toEqual([]);
  });

  test('the machines of a node pool without a scale set get it too, and no other machine', async () => {
    const agentPoolProfiles = [
      { name: 'one', type: 'VirtualMachineScaleSets' },
      { name: 'old', type: 'AvailabilitySet' },
    ];
    const machines = ['aks-old-123-0', 'aks-older-1-0', 'jump-box'].map((name) => scaleSet(name));
    const azure = standIns(there({ clusters: [{ ...CLUSTER, agentPoolProfiles }], machines, scaleSets: [] }));
    const text = await script('setup', all(OWN), ...PLACE);
    const { status, stdout } = azure.run(text);
    expect(status).toBe(0);
    expect(stdout).toContain(`Machine aks-old-123-0: assigning ${resourceId('mic')}\n`);
    expect(onNodes(azure)).toEqual([[resourceId('mic')], [], []]);
    azure.run(text);
    expect(azure.writes).toEqual([]);
  });

  test('stops where there are neither', async () => {
    const { status, stderr } = standIns(there({ scaleSets: [] })).run(await script('setup', all(OWN), ...PLACE));
    expect(status).toBe(1);
    expect(stderr).toBe(
      `There are no scale sets and no machines of node pools in MC_shop: assign ${resourceId('mic')} to the nodes yourself.\n`,
    );
  });

  test('--mic-client-id of a managed identity is assigned too, one of a service principal is not', async () => {
    const own = standIns(there());
    own.run(await script('setup', all(FROM_NODE), ...PLACE, '--mic-client-id', MIC_CLIENT));
    expect(onNodes(own)[0]).toEqual(['/kubelet', resourceId('mic')]);
    const principal = standIns(there({ identities: [inAzure('orders', CLIENT_ID)] }));
    const { status, stdout } = principal.run(
      await script('setup', all(FROM_NODE), ...PLACE, '--mic-client-id', MIC_CLIENT),
    );
    expect(status).toBe(0);
    expect(stdout).toContain('MIC signs in as a service principal, which the nodes do not need\n');
    expect(onNodes(principal)[0]).toEqual(['/kubelet']);
  });

  test.each([
    ['a service principal in the manifests', PRINCIPAL],
    ['the credentials of the node', FROM_NODE],
  ])('%s: no node is looked at', async (_name, controller) => {
    const text = await script('setup', all(controller), ...PLACE);
    expect(text).not.toContain('vmss');
  });

  test('the system-assigned identity of the nodes is not one identity', async () => {
    const controller = micWith({ USE_MSI: 'true', USER_ASSIGNED_MSI_CLIENT_ID: '' });
    const { code, out, error } = await command(['azure', 'setup', '-', ...PLACE], yaml(...all(controller)));
    expect([code, out]).toEqual([1, '']);
    expect(error).toMatch(
      /^<stdin>:\d+:\d+: Deployment default\/mic: MIC signs in as the system-assigned identity of its node, of which each scale set has another: its USER_ASSIGNED_MSI_CLIENT_ID is empty\. Set userAssignedMSIClientID\n$/,
    );
  });

  test('--what-if lists the step', async () => {
    const rows = (await script('setup', all(OWN), ...PLACE, '--what-if')).split('\n');
    expect(rows.filter((row) => row.startsWith('assign the identity of MIC'))).toEqual([
      expect.stringMatching(
        new RegExp(`^assign the identity of MIC +${MIC_CLIENT}, to each scale set of the node pools +if it is missing`),
      ),
    ]);
  });
});

test('--mic-client-id that is no client id is refused once, with its value', async () => {
  for (const [given, more] of [
    ['mic', ''],
    ['00000000-0000-4000-8000-000000000001', ', not a placeholder'],
  ] as const) {
    const { code, error } = await command(
      ['azure', 'setup', '-', ...PLACE, '--mic-client-id', given],
      yaml(...all(FROM_NODE)),
    );
    expect([code, error]).toEqual([1, `--mic-client-id: got "${given}"; allowed: ${GUID.allowed}${more}\n`]);
  }
});

describe('uninstall', () => {
  const start = (more: Start = {}) =>
    standIns({
      ...there({ scaleSets: [scaleSet('one', '/kubelet', resourceId('mic'))] }),
      objects: [...CRDS, ...all(OWN)],
      ...more,
    });

  test('removes it from the nodes once MIC is deleted', async () => {
    const azure = start();
    const text = await script('uninstall', all(OWN), ...PLACE);
    const { status, stderr } = azure.run(text);
    expect([status, stderr]).toEqual([0, '']);
    expect(onNodes(azure)).toEqual([['/kubelet']]);
    const at = (part: string) => azure.writes.findIndex((line) => line.includes(part));
    expect(at('vmss identity remove')).toBeGreaterThan(at('Deployment.v1.apps/mic'));
    expect(azure.run(text).status).toBe(0);
    expect(azure.writes).toEqual([]);
  });

  test('keeps it where it is the identity of the nodes', async () => {
    const kubeletidentity = { objectId: 'kubelet', resourceId: resourceId('mic') };
    const azure = start({ clusters: [{ ...CLUSTER, identityProfile: { kubeletidentity } }] });
    const { stdout } = azure.run(await script('uninstall', all(OWN), ...PLACE));
    expect(stdout).toContain(`${resourceId('mic')}: kept, because the nodes or an add-on use it\n`);
    expect(onNodes(azure)).toEqual([['/kubelet', resourceId('mic')]]);
  });

  test('says it if it is gone, and goes on', async () => {
    const azure = start({ identities: [], servicePrincipals: [] });
    const { status, stdout } = azure.run(await script('uninstall', all(OWN), ...PLACE));
    expect(status).toBe(0);
    expect(stdout).toContain(
      `MIC's identity, client id ${MIC_CLIENT}: not found, so nothing is removed from the nodes\n`,
    );
  });
});

describe('verify', () => {
  const start = (more: Start = {}) => standIns({ ...there(), objects: [...CRDS, ...all(OWN)], ...more });

  test('fails for each scale set without it, and says what to run', async () => {
    const azure = start();
    const { status, stdout, stderr } = azure.run(await script('verify', all(OWN), ...PLACE));
    expect(status).toBe(1);
    expect(stdout).toContain('Scale set two: has the identity of MIC\n');
    expect(stderr).toBe(
      'FAILED: Scale set one: does not have the identity of MIC, so MIC logs "400 Identity not found" on it\n' +
        '  maybe: the node pool is newer than the last run of the script of azure setup\n' +
        `  see:   az vmss identity assign --subscription=${SUBSCRIPTION.id} --resource-group=MC_shop --name=one --identities=${resourceId('mic')}\n` +
        'Not everything works: 1 failed.\n',
    );
    expect(azure.writes).toEqual([]);
  });

  test('is content once setup has run', async () => {
    const azure = start();
    azure.run(await script('setup', all(OWN), ...PLACE));
    expect(azure.run(await script('verify', all(OWN), ...PLACE)).status).toBe(0);
  });

  test('fails if it does not exist', async () => {
    const { status, stderr } = start({ identities: [] }).run(await script('verify', all(OWN), ...PLACE));
    expect(status).toBe(1);
    expect(stderr).toContain(`FAILED: MIC: there is no managed identity with its client id ${MIC_CLIENT}\n`);
  });

  test('without the place of the cluster it says that it did not look', async () => {
    const azure = start();
    const { status, stdout } = azure.run(await script('verify', all(OWN)));
    expect(status).toBe(0);
    expect(stdout).toContain(
      `The identity of MIC, client id ${MIC_CLIENT}, was not looked up on the nodes (--cluster, --resource-group, --subscription).\n`,
    );
    expect(azure.calls.filter(([program]) => program === 'az')).toEqual([]);
  });

  test('of other identities it asks nothing', async () => {
    const text = await script('verify', all(FROM_NODE), ...PLACE);
    expect(text).not.toContain('need az');
  });
});

describe('the scripts', () => {
  testScripts([
    ['setup', () => script('setup', all(OWN), ...PLACE)],
    ['uninstall', () => script('uninstall', all(OWN), ...PLACE, '--delete-role-assignments')],
    ['verify', () => script('verify', all(OWN), ...PLACE)],
    ['verify without a place', () => script('verify', all(OWN))],
  ]);
});
