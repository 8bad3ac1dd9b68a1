import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { credentialName } from '../../lib/upstream/federated-credential';
import { binding, deployment, identity, NAMESPACED, yaml } from '../support/cluster';
import { command } from '../support/command';
import { CLIENT_ID } from '../support/ids';
import { complaints, isInstalled, testScripts } from '../support/shell-check';
import { part } from '../support/size';
import { oneOfEachKind, type StandIns, type Start, SUBSCRIPTION, stopsOf, useStandIns } from '../support/stand-ins';

const AUDIENCE = 'api://AzureADTokenExchange';
const ISSUER = 'https://westeurope.oic.prod-aks.azure.com/tenant/cluster/';
const APP = '5f0c4b52-6d0a-4d3c-9a53-0f5e5d7a9b11';
const id = (name: string, group = 'shop-group') =>
  `/subscriptions/${SUBSCRIPTION.id}/resourceGroups/${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
const PLACE = ['--cluster', 'shop', '--resource-group', 'shop-group', '--subscription', 'Production'];

/** An identity with its binding, and a workload that uses it. */
const uses = (namespace: string, name: string, spec: object) => [
  identity(namespace, name, { clientID: CLIENT_ID, ...spec }, NAMESPACED),
  binding(namespace, `${name}-binding`, name, name),
  deployment(namespace, `${name}-web`, { aadpodidbinding: name }),
];
/** Two accounts of one identity, one of another, and an application. */
const ALL = yaml(
  ...uses('shop', 'orders', { resourceID: id('orders') }),
  ...uses('pay', 'orders', { resourceID: id('orders') }),
  ...uses('shop', 'storage', { resourceID: id('storage', 'data') }),
  ...uses('shop', 'mail', { type: 1, resourceID: undefined, clientID: APP, tenantID: CLIENT_ID }),
);
const ONE = yaml(...uses('shop', 'orders', { resourceID: id('orders') }));

/** A workload with Workload Identity, by hand. */
const federatedWith = (clientId: string) => [
  {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'web', namespace: 'pay', annotations: { 'azure.workload.identity/client-id': clientId } },
  },
  deployment('pay', 'web', { 'azure.workload.identity/use': 'true' }, { serviceAccountName: 'web' }),
];

async function said(text: string, ...options: string[]) {
  return command(['azure', 'federate', '-', ...options], text);
}
async function script(text: string, ...options: string[]): Promise<string> {
  const { code, out, error } = await said(text, ...(options.includes('--issuer') ? [] : PLACE), ...options);
  if (code !== 0) throw new Error(error);
  return out;
}

const standIns = useStandIns();
const managed = (name: string, group = 'shop-group', credentials: object[] = []) => ({
  ...{ subscription: SUBSCRIPTION.id, resourceGroup: group, name, clientId: CLIENT_ID },
  ...{ id: id(name, group), credentials },
});
const ON = {
  oidcIssuerProfile: { enabled: true, issuerUrl: ISSUER },
  securityProfile: { workloadIdentity: { enabled: true } },
};
const start = (more: object = ON, credentials: object[] = []): Start => ({
  groups: ['shop-group', 'data'].map((name) => ({ subscription: SUBSCRIPTION.id, name, location: 'westeurope' })),
  clusters: [{ subscription: SUBSCRIPTION.id, resourceGroup: 'shop-group', name: 'shop', ...more }],
  identities: [managed('orders', 'shop-group', credentials), managed('storage', 'data')],
  applications: [{ appId: APP, credentials: [] }],
});
const credential = (namespace: string, account: string, more: object = {}) => ({
  name: credentialName('shop', namespace, account),
  ...{ issuer: ISSUER, subject: `system:serviceaccount:${namespace}:${account}`, audiences: [AUDIENCE], ...more },
});

/** The names of the credentials of each identity. */
const names = ({ state }: StandIns): string[][] =>
  [...state.identities, ...state.applications].map(({ credentials }: { credentials: { name: string }[] }) =>
    credentials.map(({ name }) => name),
  );

describe('from nothing', () => {
  test('it creates what is missing, at managed identities and applications', async () => {
    const azure = standIns(start());
    const { status, stderr } = azure.run(await script(ALL));
    expect([status, stderr]).toEqual([0, '']);
    expect(azure.state.identities.map((one: { credentials: object[] }) => one.credentials)).toEqual([
      [credential('pay', 'orders'), credential('shop', 'orders')],
      [credential('shop', 'storage')],
    ]);
    expect(azure.state.applications).toEqual([{ appId: APP, credentials: [credential('shop', 'mail')] }]);
  });

  test('each argument gets to az as it is', async () => {
    const azure = standIns(start());
    azure.run(await script(ONE));
    expect(azure.calls.filter((words) => words.includes('create'))).toEqual([
      [
        ...['az', 'identity', 'federated-credential', 'create'],
        ...[`--subscription=${SUBSCRIPTION.id}`, '--resource-group=shop-group', '--identity-name=orders'],
        ...[`--name=${credentialName('shop', 'shop', 'orders')}`, `--issuer=${ISSUER}`],
        ...['--subject=system:serviceaccount:shop:orders', `--audiences=${AUDIENCE}`, '--output=none'],
      ],
    ]);
  });

  test('run again, it changes nothing', async () => {
    const azure = standIns(start());
    const text = await script(ALL);
    azure.run(text);
    const { state } = azure;
    expect(azure.run(text).status).toBe(0);
    expect([azure.writes, azure.state]).toEqual([[], state]);
  });

  test('stopped after any one command and run again, it comes to the same end', async () => {
    const text = await script(ALL, '--enable');
    const snapshots = mkdtempSync(join(tmpdir(), 'snapshots-'));
    const whole = standIns(start({}));
    expect(whole.run(text, { snapshots }).status).toBe(0);
    const stops = stopsOf(snapshots);
    // Nothing yet, the issuer, Workload Identity, and four credentials.
    expect(stops).toHaveLength(7);
    for (const stop of part(stops)) {
      const azure = standIns(stop);
      expect(azure.run(text).status).toBe(0);
      expect(azure.state).toEqual(whole.state);
    }
    rmSync(snapshots, { recursive: true });
  });

  test('stopped for real in the middle, it comes to the same end', async () => {
    const text = await script(ALL);
    const whole = standIns(start());
    whole.run(text);
    const stopAt = whole.calls.findIndex((words) => words.includes('create')) + 1;
    const azure = standIns(start());
    azure.run(text, { stopAt });
    expect([azure.calls.length, names(azure).flat().length]).toEqual([stopAt, 1]);
    azure.run(text);
    expect(azure.state).toEqual(whole.state);
  });

  test('a call of az that fails stops it with the message of az, and nothing runs after it', async () => {
    const text = await script(ALL, '--enable');
    const whole = standIns(start({}));
    whole.run(text);
    for (const failAt of part(oneOfEachKind(whole.calls))) {
      const azure = standIns(start({}));
      const { status, stderr } = azure.run(text, { failAt });
      expect([failAt, azure.calls.length, status, stderr]).toEqual([
        ...[failAt, failAt, 1],
        'ERROR: (Forbidden) az may not do this\n',
      ]);
    }
  });
});

describe('what is there', () => {
  test('is recognised by issuer and subject, whatever its name', async () => {
    const azure = standIns(start(ON, [credential('shop', 'orders', { name: 'by-hand' })]));
    const { stdout, status } = azure.run(await script(ONE));
    expect([status, azure.writes]).toEqual([0, []]);
    expect(stdout).toContain('Identity orders: has by-hand for system:serviceaccount:shop:orders\n');
    expect(stdout).not.toContain('do not need');
  });

  test.each([
    ['another issuer', { issuer: ISSUER.slice(0, -1) }],
    ['another subject', { subject: 'system:serviceaccount:shop:Orders' }],
    ['another subject, and the name in other case', { subject: 'x', name: 'SHOP-shop-orders-8a3007dbae' }],
  ])('with our name and %s, it is not overwritten, and nothing is created anywhere', async (_what, more) => {
    const azure = standIns(start(ON, [credential('shop', 'orders', more)]));
    const { status, stderr } = azure.run(await script(ALL));
    expect([status, azure.writes]).toEqual([1, []]);
    expect(stderr).toContain(`another credential has the name ${credentialName('shop', 'shop', 'orders')} (issuer `);
    expect(stderr).toContain('No credential was created.\n');
  });

  test('with another audience is a mistake that stops it', async () => {
    const azure = standIns(start(ON, [credential('shop', 'orders', { audiences: ['api://other'] })]));
    const { status, stderr } = azure.run(await script(ONE));
    expect([status, azure.writes]).toEqual([1, []]);
    expect(stderr).toContain('has the audience api://other, and not api://AzureADTokenExchange');
  });

  test('counts: 19 leave room for one, 20 stop it', async () => {
    const others = (count: number) =>
      Array.from({ length: count }, (_, i) => ({
        ...credential('x', 'y'),
        name: `other-${i}`,
        subject: `repo:${i} a`,
      }));
    const text = await script(ONE);
    const room = standIns(start(ON, others(19)));
    expect(room.run(text).status).toBe(0);
    const full = standIns(start(ON, others(20)));
    const { status, stderr } = full.run(text);
    expect([status, full.writes]).toEqual([1, []]);
    expect(stderr).toContain('Identity orders: has 20 credentials and needs 1 more, and can have 20.');
  });

  test('and is not needed is listed, and stays', async () => {
    const there = [credential('shop', 'old'), credential('shop', 'far', { issuer: 'https://other.example/' })];
    const azure = standIns(start(ON, there));
    const { stdout } = azure.run(await script(ONE));
    const old = credentialName('shop', 'shop', 'old');
    expect(stdout).toContain(`the manifests do not need ${old} for system:serviceaccount:shop:old\n`);
    expect(stdout).not.toContain('shop:far');
    expect(names(azure)[0]).toHaveLength(3);
  });
});

describe('Azure', () => {
  test('is busy with another write: it tries again', async () => {
    const azure = standIns({ ...start(), busy: 2 });
    const { status, stdout } = azure.run(await script(ONE));
    expect(status).toBe(0);
    expect(stdout).toContain('Identity orders: somebody else writes to it, trying again\n');
    expect(names(azure)[0]).toEqual([credentialName('shop', 'shop', 'orders')]);
  });

  test('is busy with the same credential of somebody else: it is not created again', async () => {
    const azure = standIns({ ...start(), busy: 1, written: credential('shop', 'orders', { name: 'by-hand' }) });
    expect(azure.run(await script(ONE)).status).toBe(0);
    expect([names(azure)[0], azure.writes.length]).toEqual([['by-hand'], 1]);
  });

  test('is busy with another credential of our name: it is not overwritten', async () => {
    const azure = standIns({ ...start(), busy: 1, written: credential('shop', 'orders', { subject: 'x' }) });
    const { status, stderr } = azure.run(await script(ONE));
    expect([status, azure.writes.length]).toEqual([1, 1]);
    expect(stderr).toContain('has got the name shop-shop-orders-8a3007dbae (issuer ');
  });

  test('stays busy: it stops with the message of Azure', async () => {
    const { status, stderr } = standIns({ ...start(), busy: 1000 }).run(await script(ONE));
    expect(status).toBe(1);
    expect(stderr).toContain('ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity');
  });

  test('shows a credential late: it waits, and creates it once', async () => {
    const azure = standIns({ ...start(), spread: 3 });
    expect(azure.run(await script(ONE)).status).toBe(0);
    expect(azure.writes).toHaveLength(1);
    const created = azure.calls.findIndex((words) => words.includes('create'));
    expect(azure.calls.slice(created + 1).map((words) => words[3])).toEqual(['list', 'list', 'list', 'list']);
  });

  test('never shows it: the script says to run it again', async () => {
    const { status, stderr } = standIns({ ...start(), spread: 1000 }).run(await script(ONE));
    expect(status).toBe(1);
    expect(stderr).toContain('was created, but is still not visible after 5 minutes. Run this script again later.');
  });

  test('has no such identity, or application: nothing is created', async () => {
    const lacking = standIns({ ...start(), applications: [] });
    const { status, stderr } = lacking.run(await script(ALL));
    expect([status, lacking.writes]).toEqual([1, []]);
    expect(stderr).toContain(APP);
  });
});

describe('the cluster', () => {
  test('without an issuer stops it, and it says how to switch it on', async () => {
    const azure = standIns(start({}));
    const { status, stderr } = azure.run(await script(ONE));
    expect([status, azure.writes]).toEqual([1, []]);
    expect(stderr).toContain(
      'Print the script of azure federate with --enable to switch it on. It cannot be switched off again',
    );
  });

  test('is switched on with --enable only, and it says that the issuer stays on', async () => {
    const text = await script(ONE, '--enable');
    const azure = standIns(start({}));
    const { stdout } = azure.run(text);
    expect(stdout).toContain(
      'switching its OIDC issuer on, which takes some minutes and restarts the API server. It cannot',
    );
    expect(azure.writes.slice(0, 2)).toEqual([
      `az aks update --subscription=${SUBSCRIPTION.id} --resource-group=shop-group --name=shop --enable-oidc-issuer --output=none`,
      `az aks update --subscription=${SUBSCRIPTION.id} --resource-group=shop-group --name=shop --enable-workload-identity --output=none`,
    ]);
    azure.run(text);
    expect(azure.writes).toEqual([]);
    expect(await script(ONE)).not.toContain('--enable-oidc-issuer');
  });

  test('with an issuer and no Workload Identity is warned about', async () => {
    const { oidcIssuerProfile } = ON;
    const { status, stdout } = standIns(start({ oidcIssuerProfile })).run(await script(ONE));
    expect(status).toBe(0);
    expect(stdout).toContain('warning: the cluster shop does not have Workload Identity of AKS');
  });

  test('is not asked when the issuer is given', async () => {
    const azure = standIns(start({}));
    const text = await script(ONE, '--issuer', ISSUER, '--cluster-name', 'shop');
    expect(azure.run(text).status).toBe(0);
    expect(azure.calls.filter(([, word]) => word === 'aks' || word === 'account')).toEqual([]);
    expect(names(azure)[0]).toEqual([credentialName('shop', 'shop', 'orders')]);
  });

  test('is in the current subscription of az without --subscription', async () => {
    const azure = standIns(start());
    const { out } = await said(ONE, '--cluster', 'shop', '--resource-group', 'shop-group');
    expect(azure.run(out).status).toBe(0);
    expect(azure.calls[0]).toEqual(['az', 'account', 'show', '--query=id', '--output=tsv']);
  });
});

describe('--prune', () => {
  const there = [
    credential('shop', 'old'),
    credential('shop', 'gone.v2'),
    credential('shop', 'byhand', { name: 'by-hand' }),
    credential('pay', 'default'),
    credential('pay', 'kept'),
    { ...credential('shop', 'x'), name: 'github', subject: 'repo:shop/web:ref:refs/heads/main' },
    credential('shop', 'elsewhere', { issuer: 'https://other.example/' }),
  ];
  const kept = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'kept', namespace: 'pay' } };
  const text = `${ONE}---\n${yaml(kept)}`;
  const options = ['--prune', '--whole-cluster'];

  test('asks for each name of our form whose account is absent, and touches nothing else', async () => {
    const azure = standIns(start(ON, there));
    const { status, stdout } = azure.run(await script(text, ...options), { input: 'y\nn\n' });
    expect(status).toBe(0);
    expect(azure.writes.filter((line) => line.includes(' delete '))).toEqual([
      `az identity federated-credential delete --subscription=${SUBSCRIPTION.id} --resource-group=shop-group --identity-name=orders --name=${credentialName('shop', 'shop', 'old')} --yes --output=none`,
    ]);
    expect(stdout).toContain('keeping by-hand, whose name is not of the form that this command gives\n');
    expect(stdout).toContain('because the ServiceAccount pay/default exists\n');
    expect(stdout).toContain('because the ServiceAccount pay/kept exists\n');
    expect(stdout).toContain('keeping github, whose subject is no ServiceAccount\n');
    expect(stdout).not.toContain('elsewhere');
  });

  test('without an answer, keeps everything', async () => {
    const azure = standIns(start(ON, there));
    expect(azure.run(await script(text, ...options)).status).toBe(0);
    expect(azure.writes.filter((line) => line.includes(' delete '))).toEqual([]);
  });

  test('deletes those of applications, too', async () => {
    const azure = standIns({ ...start(), applications: [{ appId: APP, credentials: [credential('shop', 'old')] }] });
    azure.run(await script(ALL, ...options), { input: 'yes\n' });
    expect(names(azure).at(-1)).toEqual([credentialName('shop', 'shop', 'mail')]);
  });

  test('requires --whole-cluster', async () => {
    const { code, out, error } = await said(ONE, ...PLACE, '--prune');
    expect([code, out]).toEqual([1, '']);
    expect(error).toContain('--prune requires --whole-cluster');
    const partial = await said(ONE, ...PLACE, ...options, '--allow-partial');
    expect([partial.code, partial.error]).toEqual([1, expect.stringContaining('--prune and --allow-partial')]);
  });
});

describe('identity bindings', () => {
  const exchanging = deployment('shop', 'batch', { aadpodidbinding: 'storage', 'azure.workload.identity/use': 'true' });
  Object.assign(exchanging.spec.template.metadata, {
    annotations: { 'azure.workload.identity/use-identity-binding': 'true' },
  });
  const text = yaml(
    identity('shop', 'storage', { resourceID: id('storage', 'data'), clientID: CLIENT_ID }, NAMESPACED),
    binding('shop', 'storage-binding', 'storage', 'storage'),
    exchanging,
  );

  test('are created by az, once, instead of a credential', async () => {
    const azure = standIns(start());
    const printed = await script(text);
    expect(azure.run(printed).status).toBe(0);
    expect(azure.writes).toEqual([
      `az aks identity-binding create --subscription=${SUBSCRIPTION.id} --resource-group=shop-group --cluster-name=shop --name=${azure.state.clusters[0].bindings[0].name} --managed-identity-resource-id=${id('storage', 'data')} --output=none`,
    ]);
    azure.run(printed);
    expect(azure.writes).toEqual([]);
    expect(names(azure).flat()).toEqual([]);
  });

  test('an account whose workloads do both needs both', async () => {
    const azure = standIns(start());
    const web = deployment('shop', 'web', { aadpodidbinding: 'storage' });
    expect(azure.run(await script(`${text}---\n${yaml(web)}`)).status).toBe(0);
    expect(azure.writes.map((line) => line.split(' ').slice(1, 4).join(' '))).toEqual([
      'identity federated-credential create',
      'aks identity-binding create',
    ]);
  });

  test('that have our name and another identity are left alone', async () => {
    const azure = standIns(start());
    azure.run(await script(text));
    azure.change(({ clusters }) => {
      clusters[0].bindings[0].properties.managedIdentity.resourceId = id('other');
    });
    const { status, stderr } = azure.run(await script(text));
    expect([status, azure.writes]).toEqual([1, []]);
    expect(stderr).toContain(
      `of shop is for ${id('other')}, and not for ${id('storage', 'data')}. Rename or delete it.`,
    );
  });

  test('are named when something else is printed', async () => {
    const { error } = await said(`${text}---\n${ONE}`, '--issuer', ISSUER, '--cluster-name', 'shop', '--as', 'json');
    expect(error).toContain('warning: the identity bindings of storage are left out: --as az with --cluster');
  });
});

/** All of it may be in a URL. */
const HOSTILE_ISSUER = "https://evil.example/'$(id);&$'/";
const HOSTILE = `it's "quoted" $HOME \`id\` $(id) (x)`;

test('names of flags get to az as they are', async () => {
  const text = await script(ONE, '--cluster', HOSTILE, '--resource-group', '-g "x"', '--cluster-name', 'shop');
  expect(complaints('bash -n', text)).toBe('');
  if (isInstalled('shellcheck')) expect(complaints('shellcheck', text)).toBe('');
  const { groups, clusters } = start();
  const azure = standIns({
    ...start(),
    groups: [...(groups as object[]), { subscription: SUBSCRIPTION.id, name: '-g "x"' }],
    clusters: (clusters as object[]).map((one) => ({ ...one, name: HOSTILE, resourceGroup: '-g "x"' })),
  });
  expect(azure.run(text).status).toBe(0);
});

test('names of the manifests get to az as they are', async () => {
  const text = await script(
    yaml(...uses('shop', 'orders', { resourceID: id('o_-1', 'Größe.(1)') })),
    ...['--issuer', HOSTILE_ISSUER, '--cluster-name', 'a_-B'],
  );
  if (isInstalled('shellcheck')) expect(complaints('shellcheck', text)).toBe('');
  const azure = standIns({
    ...start(),
    groups: [{ subscription: SUBSCRIPTION.id, name: 'Größe.(1)' }],
    identities: [managed('o_-1', 'Größe.(1)')],
  });
  expect(azure.run(text).status).toBe(0);
  expect(azure.calls.find((words) => words.includes('create'))).toEqual([
    ...['az', 'identity', 'federated-credential', 'create', `--subscription=${SUBSCRIPTION.id}`],
    ...['--resource-group=Größe.(1)', '--identity-name=o_-1', `--name=${credentialName('a_-B', 'shop', 'orders')}`],
    ...[`--issuer=${HOSTILE_ISSUER}`, '--subject=system:serviceaccount:shop:orders', `--audiences=${AUDIENCE}`],
    '--output=none',
  ]);
  expect(azure.file('hacked')).toBeUndefined();
});

test('those of an application are in its JSON as they are', async () => {
  const azure = standIns(start());
  const text = await script(
    yaml(...uses('shop', 'mail', { type: 1, resourceID: undefined, clientID: APP, tenantID: CLIENT_ID })),
    ...['--issuer', HOSTILE_ISSUER, '--cluster-name', 'shop'],
  );
  expect(azure.run(text).status).toBe(0);
  expect(azure.state.applications[0].credentials).toEqual([credential('shop', 'mail', { issuer: HOSTILE_ISSUER })]);
});

test('a workload whose name has a line break is refused, and one with an odd kind is a comment of one line', async () => {
  const broken = deployment('shop', 'web\n$(touch hacked)', { aadpodidbinding: 'orders' });
  const { code, out } = await said(`${ONE}---\n${yaml(broken)}`, ...PLACE);
  expect([code, out]).toEqual([1, '']);
});

testScripts([
  ['everything', () => script(ALL, '--enable', '--prune', '--whole-cluster')],
  ['only what is missing', () => script(ONE, '--issuer', ISSUER, '--cluster-name', 'shop')],
]);

describe('what cannot be printed', () => {
  test.each([
    ['neither issuer nor cluster', [], 'missing --issuer, or --cluster and --resource-group'],
    ['both', [...PLACE, '--issuer', ISSUER], '--issuer: give either it, or --cluster and --resource-group'],
    ['a cluster without its group', ['--cluster', 'shop'], 'missing --resource-group'],
    ['an issuer without a label', ['--issuer', ISSUER], 'missing --cluster-name: your label of the cluster'],
    ['JSON without an issuer', [...PLACE, '--as', 'json'], '--as json requires --issuer'],
    [
      '--enable without a cluster',
      ['--issuer', ISSUER, '--cluster-name', 'a', '--enable'],
      '--enable requires --as az',
    ],
    [
      'an issuer of AKS without its slash',
      ['--issuer', ISSUER.slice(0, -1), '--cluster-name', 'a'],
      `--issuer: got "${ISSUER.slice(0, -1)}"; allowed: the issuer of the cluster: an https URL, which ends with "/" for AKS. Write the URL with its final slash`,
    ],
    [
      'a label with a dot',
      ['--issuer', ISSUER, '--cluster-name', 'a.b'],
      '--cluster-name: got "a.b"; allowed: a label',
    ],
  ])('%s', async (_what, options, message) => {
    const { code, out, error } = await said(ONE, ...options);
    expect([code, out]).toEqual([1, '']);
    expect(error).toContain(message);
  });

  test('nothing that uses an identity', async () => {
    const { code, error } = await said(yaml(deployment('shop', 'web', {})), ...PLACE);
    expect(code).toBe(1);
    expect(error).toContain('nothing to federate');
  });

  test('placeholders, and resource ids that are none', async () => {
    const placeholder = id('orders').replace(SUBSCRIPTION.id, '00000000-0000-4000-8000-000000000001');
    for (const resourceID of [placeholder, 'orders', '']) {
      const { code, out } = await said(yaml(...uses('shop', 'orders', { resourceID })), ...PLACE);
      expect([resourceID, code, out]).toEqual([resourceID, 1, '']);
    }
    // MIC gives an invalid one to nobody; a ServiceAccount names it by its client id.
    const { error } = await said(
      yaml(identity('shop', 'orders', { clientID: APP, resourceID: '' }), ...federatedWith(APP)),
      ...PLACE,
    );
    expect(error).toContain('AzureIdentity shop/orders: spec.resourceID: got ""; allowed: the resource id');
  });

  test('21 credentials of one identity; 20 are, with a warning', async () => {
    const many = (count: number) =>
      yaml(...Array.from({ length: count }, (_, i) => uses(`n${i}`, 'orders', { resourceID: id('orders') })).flat());
    const most = await said(many(20), ...PLACE);
    expect([most.code, most.error]).toEqual([
      0,
      expect.stringContaining('needs at least 20 federated credentials, of 20 that it can have'),
    ]);
    const more = await said(many(21), ...PLACE);
    expect([more.code, more.out]).toEqual([1, '']);
    expect(more.error).toContain('needs at least 21 federated credentials, and can have 20: system:serviceaccount:n0:');
    expect((await said(many(17), ...PLACE)).error).not.toContain('federated credentials');
  });

  test('an identity of which only the client id is known is named', async () => {
    const { code, error } = await said(`${ONE}---\n${yaml(...federatedWith(APP))}`, ...PLACE);
    expect(code).toBe(0);
    expect(error).toContain(`ServiceAccount pay/web: the identity with client id ${APP} is not in these manifests`);
  });
});

describe('a ServiceAccount that others have, too', () => {
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'app', namespace: 'shop' } };
  const own = { serviceAccountName: 'app' };
  const JSON_OUTPUT = ['--as', 'json', '--issuer', ISSUER, '--cluster-name', 'shop'];
  const orders = [
    identity('shop', 'orders', { clientID: CLIENT_ID, resourceID: id('orders') }, NAMESPACED),
    binding('shop', 'orders', 'orders', 'orders'),
  ];
  const app = (labels: object = {}) => deployment('shop', 'app', { aadpodidbinding: 'orders', ...labels }, own);
  const shared = (...more: object[]) => yaml(account, ...orders, ...more, deployment('shop', 'other', {}, own));
  const others = uses('pay', 'orders', { resourceID: id('orders') });
  const subjects = (out: string) => JSON.parse(out).map(({ subject }: { subject: string }) => subject);
  const WHY =
    'Its ServiceAccount app is also that of Deployment shop/other, which could then obtain AzureIdentity shop/orders. Give it a ServiceAccount of its own.';

  test('its credential is left out, with the reason', async () => {
    const { code, out, error } = await said(shared(app(), ...others), ...JSON_OUTPUT);
    expect([code, error]).toEqual([
      2,
      `warning: <stdin>:40:1: Deployment shop/app: its federated credential is left out. ${WHY}\n`,
    ]);
    expect(subjects(out)).toEqual(['system:serviceaccount:pay:orders']);
  });

  test('nothing is printed when no other credential is needed', async () => {
    const { code, out, error } = await said(shared(app()), ...JSON_OUTPUT);
    expect([code, out]).toEqual([2, '']);
    expect(error).toContain(`Deployment shop/app: its federated credential is left out. ${WHY}`);
    expect(error).not.toContain('nothing to federate');
  });

  test('at dual it stays, with the reason', async () => {
    const { code, out, error } = await said(shared(app({ 'azure.workload.identity/use': 'true' })), ...JSON_OUTPUT);
    expect(code).toBe(2);
    expect(error).toContain(
      `Deployment shop/app: its federated credential is not left out, because its pods may use it already. ${WHY}`,
    );
    expect(subjects(out)).toEqual(['system:serviceaccount:shop:app']);
  });

  test('at the last stage, and for those that have the identity, too, there is nothing to say', async () => {
    const last = {
      ...account,
      metadata: {
        ...account.metadata,
        annotations: { 'aad-pod-identity.federation/identities': `${CLIENT_ID}=${id('orders')}` },
      },
    };
    const moved = deployment('shop', 'app', { 'azure.workload.identity/use': 'true' }, own);
    const same = deployment('shop', 'other', { aadpodidbinding: 'orders' }, own);
    for (const text of [
      yaml(last, moved, deployment('shop', 'other', {}, own)),
      yaml(account, ...orders, app(), same),
      yaml(account, ...orders, app(), deployment('shop', 'other', {}, {})),
    ]) {
      const { code, out, error } = await said(text, ...JSON_OUTPUT);
      expect([code, error]).toEqual([0, '']);
      expect(subjects(out)).toEqual(['system:serviceaccount:shop:app']);
    }
  });

  test('a doubtful account is not pruned', async () => {
    const text = await said(shared(app(), ...others), ...PLACE, '--prune', '--whole-cluster');
    expect(text.out).toContain('shop/app');
  });
});

test('the step that stops says what was not done, though --enable has changed the cluster', async () => {
  const text = await script(ONE, '--enable');
  expect(text).toContain('# No credential was created before this.\nstop_if_problems');
  expect(text).not.toContain('Nothing was changed before');
});

describe('the pods of a chart', () => {
  const release = (values: object) => ({
    ...{ apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease', metadata: { name: 'web', namespace: 'shop' } },
    spec: { chart: { spec: { chart: 'web' } }, values },
  });
  const labels = { podLabels: { aadpodidbinding: 'orders' } };
  const orders = uses('shop', 'orders', { resourceID: id('orders') });
  const commandFor = (name: string, issuer: string, subject: string) =>
    `az identity federated-credential create --subscription ${SUBSCRIPTION.id} --resource-group shop-group --identity-name orders --name ${name} --issuer ${issuer} --subject ${subject} --audiences ${AUDIENCE}`;

  test('their credential is named with the command, as only the chart knows their account', async () => {
    const { code, error } = await said(yaml(...orders, release(labels)), ...PLACE);
    expect(code).toBe(0);
    expect(error).toContain(
      `HelmRelease shop/web: the federated credential of its pods is left out, because a chart makes them. Create it, where NAME is the name that the chart gives their ServiceAccount, and ISSUER is the issuer of the cluster: ${commandFor('NAME', 'ISSUER', 'system:serviceaccount:shop:NAME')}\n`,
    );
  });

  test('the command is whole when the values name the account', async () => {
    const values = { ...labels, serviceAccount: { name: 'web' } };
    const options = ['--issuer', ISSUER, '--cluster-name', 'shop', '--as', 'json'];
    const { code, error } = await said(yaml(...orders.slice(0, 2), release(values)), ...options);
    expect(code).toBe(1);
    expect(error).toContain(
      `because a chart makes them. Create it: ${commandFor(credentialName('shop', 'shop', 'web'), ISSUER, 'system:serviceaccount:shop:web')}\n`,
    );
    expect(error).not.toContain('nothing to federate');
  });

  test('nothing is said about values without the label, or without an identity', async () => {
    for (const values of [{ podLabels: { app: 'web' } }, { podLabels: { aadpodidbinding: 'other' } }]) {
      expect((await said(yaml(...orders, release(values)), ...PLACE)).error).not.toContain(
        'federated credential of its pods',
      );
    }
  });
});
