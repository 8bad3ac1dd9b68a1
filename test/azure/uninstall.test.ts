import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { binding, CRDS, deployment, exception, identity, mic, NAMESPACED, nmi, pod, yaml } from '../support/cluster';
import { command } from '../support/command';
import { CLIENT_ID, RESOURCE_ID, SUBSCRIPTION_ID } from '../support/ids';
import { testScripts } from '../support/shell-check';
import { part } from '../support/size';
import { oneOfEachKind, type Start, stopsOf, useStandIns } from '../support/stand-ins';

const standIns = useStandIns();
const RBAC = 'rbac.authorization.k8s.io/v1';
const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'mic-account', namespace: 'default' } };
const role = {
  apiVersion: RBAC,
  kind: 'ClusterRole',
  metadata: { name: 'mic:role' },
  rules: [{ apiGroups: [''], resources: ['pods'] }],
};
const roleBinding = {
  ...{ apiVersion: RBAC, kind: 'ClusterRoleBinding', metadata: { name: 'mic-binding' } },
  roleRef: { kind: 'ClusterRole', name: 'mic:role' },
  subjects: [{ kind: 'ServiceAccount', name: 'mic-account', namespace: 'default' }],
};
const withAccount = (object: ReturnType<typeof mic>) => {
  const { template } = object.spec;
  return {
    ...object,
    spec: { template: { ...template, spec: { ...template.spec, serviceAccountName: 'mic-account' } } },
  };
};
const INSTALL = [
  ...[account, role, roleBinding, withAccount(mic(['--cloudconfig=/etc/kubernetes/azure.json']))],
  ...[
    nmi(['--node=$(NODE_NAME)']),
    exception('kube-system', 'aks-addon-exception', { 'kubernetes.azure.com/managedby': 'aks' }),
  ],
];
const orders = deployment('shop', 'orders', { app: 'orders', aadpodidbinding: 'orders' });
const SHOP = [
  ...[
    identity('shop', 'orders', { clientID: CLIENT_ID }, NAMESPACED),
    binding('shop', 'orders-binding', 'orders', 'orders'),
    orders,
  ],
  { apiVersion: 'v1', kind: 'Service', metadata: { name: 'orders', namespace: 'shop' }, spec: {} },
];
const ALL = [...INSTALL, ...SHOP];
const LEFT_BY_MIC = [
  { kind: 'ConfigMap', metadata: { name: 'aad-pod-identity-config', namespace: 'default' } },
  { kind: 'Endpoints', metadata: { name: 'aad-pod-identity-mic', namespace: 'default' } },
];
const OF_OTHERS = [
  { kind: 'Service', metadata: { name: 'kubernetes', namespace: 'default' } },
  { kind: 'ConfigMap', metadata: { name: 'kube-root-ca.crt', namespace: 'default' } },
  { kind: 'ClusterRole', metadata: { name: 'cluster-admin' } },
];

async function script(objects: object[], ...more: string[]): Promise<string> {
  const { code, out, error } = await command(['azure', 'uninstall', '-', ...more], yaml(...objects));
  if (code !== 0) throw new Error(error);
  return out;
}
const cluster = (objects: object[] = ALL, more: Start = {}) =>
  standIns({ objects: [...CRDS, ...objects, ...LEFT_BY_MIC, ...OF_OTHERS], ...more });
const namesOf = (objects: { kind: string; metadata: { name: string } }[]) =>
  objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
const STAYS = ['Service orders', ...namesOf(OF_OTHERS)];

describe('from all to nothing', () => {
  test('everything of the manifests goes, and what MIC made; the rest stays', async () => {
    const kubernetes = cluster();
    const { status, stderr, stdout } = kubernetes.run(await script(ALL));
    expect([status, stderr]).toEqual([0, '']);
    expect(namesOf(kubernetes.state.objects)).toEqual([...namesOf(CRDS), ...STAYS]);
    expect(stdout).toContain('Without NMI, every pod can get tokens for all identities on its node');
    expect(stdout).toContain('The CRDs were not deleted (--delete-crds).');
  });

  test('in the safe order', async () => {
    const kubernetes = cluster();
    kubernetes.run(await script(ALL, '--delete-crds'));
    const deleted = kubernetes.writes.map((line) =>
      line.replace(/^kubectl delete (\S+) .*/, '$1').replace(/\.v1\.[\w.]+/, ''),
    );
    expect(deleted).toEqual([
      ...['Deployment/orders', 'AzureIdentityBinding/orders-binding', 'AzureIdentity/orders'],
      ...['Deployment/mic', 'DaemonSet/nmi'],
      ...[
        'AzurePodIdentityException/aks-addon-exception',
        'ClusterRoleBinding/mic-binding',
        'ClusterRole/mic:role',
        'ServiceAccount/mic-account',
      ],
      ...['configmaps/aad-pod-identity-config', 'endpoints/aad-pod-identity-mic'],
      ...['azureassignedidentities', 'azureidentities', 'azureidentitybindings', 'azurepodidentityexceptions'].map(
        (name) => `customresourcedefinitions.apiextensions.k8s.io/${name}.aadpodidentity.k8s.io`,
      ),
    ]);
    expect(namesOf(kubernetes.state.objects)).toEqual(STAYS);
  });

  test('run again, it only looks', async () => {
    const kubernetes = cluster();
    const text = await script(ALL, '--delete-crds');
    kubernetes.run(text);
    expect(kubernetes.run(text).status).toBe(0);
    expect(kubernetes.writes).toEqual([]);
  });

  test('stopped after any one command and run again, it comes to the same end', async () => {
    const text = await script(ALL, '--delete-crds', '--iptables-cleanup');
    const snapshots = mkdtempSync(join(tmpdir(), 'snapshots-'));
    const whole = cluster();
    whole.run(text, { snapshots });
    const stops = stopsOf(snapshots);
    expect(stops.length).toBeGreaterThan(15);
    for (const stop of part(stops)) {
      const kubernetes = standIns(stop);
      expect(kubernetes.run(text).status).toBe(0);
      expect(kubernetes.state).toEqual(whole.state);
    }
    rmSync(snapshots, { recursive: true });
  });

  test('a call that fails stops it, and nothing runs after it', async () => {
    const text = await script(ALL, '--delete-crds');
    const whole = cluster();
    whole.run(text);
    for (const failAt of part(oneOfEachKind(whole.calls))) {
      const kubernetes = cluster();
      const { status, stderr } = kubernetes.run(text, { failAt });
      expect([failAt, kubernetes.calls.length, status]).toEqual([failAt, failAt, 1]);
      expect(stderr).toContain('kubectl may not do this');
    }
  });
});

describe('stops before MIC, NMI and the definitions', () => {
  const onNode = (namespace: string, name: string, labels: object) => ({
    ...pod(namespace, name, labels),
    status: { phase: 'Running' },
  });

  test.each([
    ['an AzureIdentity', identity('other', 'foreign'), 'AzureIdentity other/foreign'],
    ['a labelled pod', onNode('other', 'foreign-0', { aadpodidbinding: 'foreign' }), 'Pod other/foreign-0'],
    [
      'an AzureAssignedIdentity',
      {
        kind: 'AzureAssignedIdentity',
        metadata: { name: 'foreign', namespace: 'other' },
        spec: { azureBindingRef: { metadata: {} } },
      },
      'AzureAssignedIdentity other/foreign',
    ],
  ])('where there is %s of others, and lists it', async (_what, object, line) => {
    const kubernetes = cluster([...ALL, object], { stuck: object.kind === 'AzureAssignedIdentity' });
    const { status, stderr } = kubernetes.run(await script(ALL, '--delete-crds'));
    expect(status).toBe(3);
    expect(stderr).toContain(
      `Stopped before deleting MIC, NMI and the CRDs: these objects still use them.\n  ${line}\n`,
    );
    const left = namesOf(kubernetes.state.objects);
    expect(left).toEqual(
      expect.arrayContaining([...namesOf(CRDS), 'Deployment mic', 'DaemonSet nmi', 'ClusterRole mic:role']),
    );
    expect(left).not.toContain('AzureIdentityBinding orders-binding');
  });

  test('where others use a binding of the manifests, even before that', async () => {
    const kubernetes = cluster([...ALL, onNode('shop', 'foreign-0', { aadpodidbinding: 'orders' })]);
    const { status, stderr } = kubernetes.run(await script(ALL));
    expect(status).toBe(3);
    expect(stderr).toMatch(/pods with aadpodidbinding=orders are still there:\nshop +foreign-0\n/);
    expect(namesOf(kubernetes.state.objects)).toContain('AzureIdentityBinding orders-binding');
  });

  test('and before the definitions, where objects of others would go with them', async () => {
    const kubernetes = cluster([...ALL, exception('other', 'foreign', { app: 'x' })]);
    const { status, stderr } = kubernetes.run(await script(ALL, '--delete-crds'));
    expect(status).toBe(3);
    expect(stderr).toContain('azurepodidentityexceptions other/foreign');
    expect(namesOf(kubernetes.state.objects)).toEqual(expect.arrayContaining(namesOf(CRDS)));
  });
});

describe('what hangs on its finalizer', () => {
  const hanging = () => {
    const kubernetes = cluster();
    // MIC has assigned it, and then stands still.
    kubernetes.run('kubectl get pods');
    kubernetes.change((state) => {
      state.stuck = true;
    });
    return kubernetes;
  };

  test('is asked for, one by one, and goes with a yes', async () => {
    const kubernetes = hanging();
    const { status, stdout } = kubernetes.run(await script(ALL), { input: 'y\n' });
    expect(stdout).toContain(
      'Remove the finalizer of orders-0-shop-orders in shop? Its identity then remains on the nodes. [y/N]',
    );
    expect(status).toBe(0);
    expect(namesOf(kubernetes.state.objects)).toEqual([...namesOf(CRDS), ...STAYS]);
  });

  test.each([
    ['no', 'n\n'],
    ['nothing', ''],
  ])('%s stops it', async (_answer, input) => {
    const kubernetes = hanging();
    const { status, stderr } = kubernetes.run(await script(ALL), { input });
    expect(status).toBe(3);
    expect(stderr).toContain('Stopped: orders-0-shop-orders in shop is still there.');
    expect(kubernetes.writes.filter((line) => line.includes('patch'))).toEqual([]);
    expect(namesOf(kubernetes.state.objects)).toContain('Deployment mic');
  });
});

describe('--scale-down', () => {
  const template = orders.spec.template;
  const cronJob = {
    ...{ apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'nightly', namespace: 'shop' } },
    spec: { schedule: '0 3 * * *', jobTemplate: { spec: { template } } },
  };

  test('scales to zero and suspends instead of deleting', async () => {
    const objects = [...ALL, cronJob];
    const kubernetes = cluster(objects);
    const text = await script(objects, '--scale-down');
    expect(kubernetes.run(text).status).toBe(0);
    const [, scaled, suspended] = ['', 'orders', 'nightly'].map((name) =>
      kubernetes.state.objects.find(({ metadata }: { metadata: { name: string } }) => metadata.name === name),
    );
    expect([scaled.spec.replicas, suspended.spec.suspend]).toEqual([0, true]);
    kubernetes.run(text);
    expect(kubernetes.writes).toEqual([]);
  });

  test('stops where something cannot be scaled', async () => {
    const daemonSet = { ...orders, kind: 'DaemonSet' };
    const objects = [...INSTALL, ...SHOP.filter((object) => object !== orders), daemonSet];
    const kubernetes = cluster(objects);
    const { status, stderr } = kubernetes.run(await script(objects, '--scale-down'));
    expect(status).toBe(3);
    expect(stderr).toContain('DaemonSet.v1.apps/orders in shop cannot be scaled to zero');
    expect(kubernetes.writes).toEqual([]);
  });
});

describe('in Azure', () => {
  const PLACE = ['--cluster', 'shop', '--resource-group', 'g (x)', '--subscription', SUBSCRIPTION_ID];
  const ORDERS = RESOURCE_ID.toLowerCase();
  const scaleSet = (...ids: string[]) => ({
    ...{ subscription: SUBSCRIPTION_ID, resourceGroup: 'MC', name: 'pool' },
    identity: { userAssignedIdentities: Object.fromEntries(ids.map((id) => [id, {}])) },
  });
  const roleOf = (principalId: string, roleDefinitionName: string, scope: string) => ({
    ...{ id: `${scope} ${roleDefinitionName} ${principalId}`, principalId, roleDefinitionName, scope },
  });
  const ROLES = [
    roleOf('kubelet', 'Managed Identity Operator', RESOURCE_ID),
    roleOf('kubelet', 'Virtual Machine Contributor', `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/MC`),
  ];
  const ROLES_OF_OTHERS = [
    roleOf('kubelet', 'Managed Identity Operator', `/subscriptions/${SUBSCRIPTION_ID}`),
    roleOf('somebody', 'Managed Identity Operator', RESOURCE_ID),
    roleOf('kubelet', 'Reader', RESOURCE_ID),
  ];
  const azure = (more: Start = {}) => ({
    groups: ['g (x)', 'MC', 'shop'].map((name) => ({ subscription: SUBSCRIPTION_ID, name })),
    clusters: [
      {
        ...{ subscription: SUBSCRIPTION_ID, resourceGroup: 'g (x)', name: 'shop', nodeResourceGroup: 'MC' },
        identityProfile: { kubeletidentity: { objectId: 'kubelet', resourceId: '/kubelet' } },
        addonProfiles: { azurepolicy: { identity: { resourceId: '/add-on' } }, other: { identity: null } },
      },
    ],
    scaleSets: [scaleSet('/kubelet', ORDERS, '/foreign')],
    roleAssignments: [...ROLES, ...ROLES_OF_OTHERS],
    ...more,
  });

  test('identities of the manifests go off the scale sets before NMI does, roles when asked for', async () => {
    const kubernetes = cluster(ALL, azure());
    const text = await script(ALL, ...PLACE, '--delete-role-assignments');
    const { status, stderr } = kubernetes.run(text);
    expect([status, stderr]).toEqual([0, '']);
    expect(kubernetes.state.scaleSets).toEqual(
      [scaleSet('/kubelet', '/foreign')].map((set) => ({
        ...set,
        identity: { type: 'UserAssigned', ...set.identity },
      })),
    );
    expect(kubernetes.state.roleAssignments).toEqual(ROLES_OF_OTHERS);
    const at = (part: string) => kubernetes.writes.findIndex((line) => line.includes(part));
    expect(at('vmss identity remove')).toBeLessThan(at('DaemonSet.v1.apps/nmi'));
    kubernetes.run(text);
    expect(kubernetes.writes).toEqual([]);
  });

  test('stopped after any one command and run again, it comes to the same end', async () => {
    const text = await script(ALL, ...PLACE, '--delete-role-assignments', '--scope', 'resource-group');
    const snapshots = mkdtempSync(join(tmpdir(), 'snapshots-'));
    const wide = roleOf('kubelet', 'Managed Identity Operator', RESOURCE_ID.replace(/\/providers.*/, ''));
    const whole = cluster(ALL, azure({ roleAssignments: [wide, ...ROLES_OF_OTHERS] }));
    whole.run(text, { snapshots });
    expect(whole.state.roleAssignments).toEqual(ROLES_OF_OTHERS);
    for (const stop of stopsOf(snapshots).slice(-6)) {
      const kubernetes = standIns(stop);
      expect(kubernetes.run(text).status).toBe(0);
      expect(kubernetes.state).toEqual(whole.state);
    }
    rmSync(snapshots, { recursive: true });
  });

  test('a call of az that fails stops it, and nothing runs after it', async () => {
    const text = await script(ALL, ...PLACE, '--delete-role-assignments');
    const whole = cluster(ALL, azure());
    whole.run(text);
    const ofAz = oneOfEachKind(whole.calls).filter((number) => whole.calls[number - 1]?.[0] === 'az');
    expect(ofAz.length).toBeGreaterThan(7);
    for (const failAt of ofAz) {
      const kubernetes = cluster(ALL, azure());
      const { status, stderr } = kubernetes.run(text, { failAt });
      expect([failAt, kubernetes.calls.length, status, stderr]).toEqual([
        failAt,
        failAt,
        1,
        'ERROR: (Forbidden) az may not do this\n',
      ]);
    }
  });

  test('roles stay unless asked for', async () => {
    const kubernetes = cluster(ALL, azure());
    const { stdout } = kubernetes.run(await script(ALL, ...PLACE));
    expect(kubernetes.state.roleAssignments).toEqual([...ROLES, ...ROLES_OF_OTHERS]);
    expect(stdout).toContain('Role assignments were not deleted (--delete-role-assignments).');
  });

  test.each([
    ['of the nodes', { kubeletidentity: { objectId: 'kubelet', resourceId: ORDERS } }, undefined],
    ['of an add-on', undefined, { azurepolicy: { identity: { resourceId: ORDERS } } }],
  ])('the identity %s stays', async (_whose, identityProfile, addonProfiles) => {
    const [shop] = azure().clusters;
    const clusters = [
      { ...shop, ...(identityProfile && { identityProfile }), ...(addonProfiles && { addonProfiles }) },
    ];
    const kubernetes = cluster(ALL, azure({ clusters }));
    const { stdout } = kubernetes.run(await script(ALL, ...PLACE));
    expect(stdout).toContain('kept, because the nodes or an add-on use it');
    expect(kubernetes.state.scaleSets).toEqual(azure().scaleSets);
  });

  test('an immutable identity is kept', async () => {
    const objects = [
      ...ALL.filter(({ metadata }) => metadata.name !== 'mic'),
      mic(['--cloudconfig=x', `--immutable-user-msis=x,${CLIENT_ID}`]),
    ];
    const kubernetes = cluster(objects, azure());
    expect(kubernetes.run(await script(objects, ...PLACE)).status).toBe(0);
    expect(kubernetes.state.scaleSets).toEqual(azure().scaleSets);
  });

  test('an identity that other objects name stays, when the install is not of the manifests', async () => {
    const kubernetes = cluster([...ALL, identity('other', 'same')], azure());
    const { status, stdout } = kubernetes.run(await script(SHOP, ...PLACE));
    expect(status).toBe(0);
    expect(stdout).toContain('kept, because another AzureIdentity of the cluster uses it');
    expect(stdout).toContain('MIC and NMI are not in the manifests, and were not deleted.');
    expect(kubernetes.state.scaleSets).toEqual(azure().scaleSets);
  });

  test('a cluster that is gone took all of it along', async () => {
    const kubernetes = cluster(ALL, azure({ clusters: [] }));
    const { status, stdout } = kubernetes.run(await script(ALL, ...PLACE, '--delete-role-assignments'));
    expect(status).toBe(0);
    expect(stdout).toContain('Cluster shop: does not exist any more');
  });

  test.each([
    [['--cluster', 'x'], 'missing --resource-group, --subscription: set all three or none\n'],
    [
      ['--delete-role-assignments'],
      'missing --cluster, --resource-group, --subscription: --delete-role-assignments requires them\n',
    ],
  ])('%j is refused', async (options, message) => {
    expect(await command(['azure', 'uninstall', '-', ...options], yaml(...ALL))).toEqual({
      code: 1,
      out: '',
      error: message,
    });
  });
});

test('managed mode: nothing is assigned, so nothing is waited for', async () => {
  const objects = [nmi(['--operation-mode=managed', '--forceNamespaced', '--node=x']), ...SHOP];
  const kubernetes = cluster(objects);
  expect(kubernetes.run(await script(objects)).status).toBe(0);
  expect(kubernetes.calls.flat().join(' ')).not.toContain('azureBindingRef');
  expect(namesOf(kubernetes.state.objects)).not.toContain('DaemonSet nmi');
});

test('--iptables-cleanup runs on the nodes after NMI is gone, with its image and port, and goes again', async () => {
  const image = 'registry.example/aad-pod-identity/nmi:v1.8.17';
  const objects = [
    ...ALL.filter(({ metadata }) => metadata.name !== 'nmi'),
    nmi(['--node=x', '--nmi-port=2600'], { image }),
  ];
  const kubernetes = cluster(objects);
  const text = await script(objects, '--iptables-cleanup');
  const snapshots = mkdtempSync(join(tmpdir(), 'snapshots-'));
  expect(kubernetes.run(text, { snapshots }).status).toBe(0);
  const lines = kubernetes.calls.map((words) => words.join(' '));
  const applied = lines.indexOf('kubectl apply --filename=-');
  expect(lines.findIndex((line) => line.startsWith('kubectl delete DaemonSet.v1.apps/nmi'))).toBeLessThan(applied);
  const { state } = standIns(join(snapshots, String(applied + 1)));
  rmSync(snapshots, { recursive: true });
  const [{ spec }] = state.objects.filter(({ kind }: { kind: string }) => kind === 'DaemonSet');
  const [cleanup] = spec.template.spec.initContainers;
  expect([cleanup.image, cleanup.env[1].value]).toEqual([image, '2600']);
  expect(namesOf(kubernetes.state.objects)).not.toContain('DaemonSet aad-pod-identity-iptables-cleanup');
});

test('the credentials of MIC go with it, and none of them is in the script', async () => {
  const data = { ClientID: 'x', ClientSecret: Buffer.from('hidden-password').toString('base64') };
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'mic', namespace: 'default' }, data };
  const env = [{ name: 'CLIENT_SECRET', valueFrom: { secretKeyRef: { name: 'mic', key: 'ClientSecret' } } }];
  const objects = [
    mic(['--logtostderr'], { env }),
    nmi(['--node=x']),
    secret,
    { ...secret, metadata: { name: 'other', namespace: 'default' } },
  ];
  const text = await script(objects);
  expect(text).toContain('remove default Secret/mic\n');
  expect(text).not.toContain('Secret/other');
  expect(text).not.toContain(data.ClientSecret);
});

test('objects that are not part of AAD Pod Identity are named', async () => {
  expect(await script(ALL)).toContain('# Not part of AAD Pod Identity, not deleted: Service shop/orders.\n');
});

test('at most ten such objects are named, and the others counted', async () => {
  const services = (count: number) =>
    Array.from({ length: count }, (_, i) => ({
      ...{ apiVersion: 'v1', kind: 'Service', metadata: { name: `s${i}`, namespace: 'shop' }, spec: {} },
    }));
  const line = async (count: number) => /^# Not part of .*$/m.exec(await script(services(count)))?.[0];
  const names = Array.from({ length: 10 }, (_, i) => `Service shop/s${i}`).join(', ');
  expect(await line(10)).toBe(`# Not part of AAD Pod Identity, not deleted: ${names}.`);
  expect(await line(12)).toBe(`# Not part of AAD Pod Identity, not deleted: ${names} and 2 more.`);
});

describe('on a machine that lacks programs', () => {
  const NEEDED = ['kubectl', 'sleep'];

  test('it does the same with what it asks for, and nothing else', async () => {
    const text = await script(ALL, '--delete-crds', '--iptables-cleanup');
    const [whole, bare] = [cluster(), cluster()];
    whole.run(text);
    const { status, stderr } = bare.run(text, { programs: NEEDED });
    expect([status, stderr]).toEqual([0, '']);
    expect(bare.state).toEqual(whole.state);
    expect(bare.calls).toEqual(whole.calls);
  });

  test.each(NEEDED)('without %s it stops before anything', async (program) => {
    const kubernetes = cluster();
    const programs = NEEDED.filter((name) => name !== program);
    const { status, stderr } = kubernetes.run(await script(ALL), { programs });
    expect([status, stderr, kubernetes.calls]).toEqual([1, `${program} is not installed.\n`, []]);
  });
});

describe('the scripts', () => {
  const place = ['--cluster', "it's", '--resource-group', '$(x)', '--subscription=-s'];
  const kinds: [string, object[], string[]][] = [
    ['plain', ALL, []],
    ['with all of the cluster', ALL, ['--scale-down', '--delete-crds', '--iptables-cleanup', '--context', 'a b']],
    ['with Azure', ALL, [...place, '--delete-role-assignments']],
    [
      'with Azure by group and client id',
      ALL,
      [...place, '--delete-role-assignments', '--scope', 'resource-group', '--mic-client-id', CLIENT_ID],
    ],
    ['managed', ALL, ['--mode', 'managed', ...place]],
    ['without the install', SHOP, ['--iptables-cleanup', '--delete-crds']],
    ['of nothing', [SHOP[3] as object], []],
  ];
  testScripts(kinds.map(([name, objects, options]) => [name, () => script(objects, ...options)]));
});
