import { describe, expect, test } from '@jest/globals';
import { printable, printableLines } from '../../lib/validate/printable';
import { binding, deployment, exception, identity, mic, nmi, pod, resource, yaml } from '../support/cluster';
import { command } from '../support/command';
import { useStandIns } from '../support/stand-ins';

// What of the manifests an uninstall may delete, and what it may name at all.

const standIns = useStandIns();
const RBAC = 'rbac.authorization.k8s.io/v1';
const object = (apiVersion: string, kind: string, name: string, namespace: string | undefined, more: object = {}) => ({
  ...{ apiVersion, kind, metadata: { name, ...(namespace !== undefined && { namespace }) } },
  ...more,
});
const subject = (name: string, namespace = 'default') => ({ kind: 'ServiceAccount', name, namespace });
const roleRef = (name: string, kind = 'ClusterRole') => ({ apiGroup: 'rbac.authorization.k8s.io', kind, name });
const bindingOf = (name: string, role: string, ...subjects: object[]) =>
  object(RBAC, 'ClusterRoleBinding', name, undefined, { roleRef: roleRef(role), subjects });
const role = (name: string, more: object = {}) =>
  object(RBAC, 'ClusterRole', name, undefined, { rules: [{ apiGroups: [''], resources: ['pods'] }], ...more });
const fromSecret = (name: string, secret: string) => ({
  ...{ name, valueFrom: { secretKeyRef: { name: secret, key: name } } },
});

const controller = mic([], { env: [fromSecret('CLIENT_ID', 'admin'), fromSecret('OTHER', 'unrelated')] });
const MIC = {
  ...controller,
  spec: {
    template: {
      ...controller.spec.template,
      spec: { ...controller.spec.template.spec, serviceAccountName: 'mic-account' },
    },
  },
};
const PARTS = {
  secret: object('v1', 'Secret', 'admin', 'default'),
  account: object('v1', 'ServiceAccount', 'mic-account', 'default'),
  role: role('mic-role'),
  binding: bindingOf('mic-binding', 'mic-role', subject('mic-account')),
  budget: object('policy/v1', 'PodDisruptionBudget', 'mic', 'default', {
    spec: { selector: { matchLabels: { component: 'mic' } } },
  }),
};
const INSTALL = [MIC, nmi(['--node=x']), ...Object.values(PARTS)];

/** What a script deletes as kubectl names it, and what it leaves to the reader. */
async function plan(...objects: object[]) {
  const { code, out, error } = await command(['azure', 'uninstall', '-'], yaml(...objects));
  if (code !== 0) throw new Error(error);
  const found = (pattern: RegExp) => [...out.matchAll(pattern)].map(([, what]) => what as string);
  return { removed: found(/^remove \S+ (\S+)$/gm), left: found(/^# Not deleted: (.*)$/gm), text: out };
}
const REMOVED = [
  ...['Deployment.v1.apps/mic', 'DaemonSet.v1.apps/nmi', 'PodDisruptionBudget.v1.policy/mic'],
  ...['ClusterRoleBinding', 'ClusterRole'].map(
    (kind, i) => `${kind}.v1.rbac.authorization.k8s.io/mic-${['binding', 'role'][i]}`,
  ),
  ...[
    'ServiceAccount/mic-account',
    'Secret/admin',
    'configmaps/aad-pod-identity-config',
    'endpoints/aad-pod-identity-mic',
  ],
];
const nameOf = {
  secret: 'Secret/admin',
  account: 'ServiceAccount/mic-account',
  role: 'ClusterRole.v1.rbac.authorization.k8s.io/mic-role',
};

test('what nothing else refers to is deleted', async () => {
  const { removed, left } = await plan(...INSTALL);
  expect(removed).toEqual(REMOVED);
  expect(left).toEqual([]);
});

const web = (spec: object) => deployment('default', 'web', { app: 'web' }, spec);
const container = (more: object) => ({ containers: [{ name: 'main', image: 'registry.example/web:1', ...more }] });
const volume = (source: object) => ({ volumes: [{ name: 'v', ...source }] });

describe('what others refer to stays, with the reason and its place', () => {
  const cases: [string, keyof typeof nameOf, object][] = [
    ['a variable', 'secret', web(container({ env: [fromSecret('PASSWORD', 'admin')] }))],
    [
      'a variable of an init container',
      'secret',
      web({ initContainers: container({ env: [fromSecret('X', 'admin')] }).containers }),
    ],
    ['envFrom', 'secret', web(container({ envFrom: [{ secretRef: { name: 'admin' } }] }))],
    ['a volume', 'secret', web(volume({ secret: { secretName: 'admin' } }))],
    ['a projected volume', 'secret', web(volume({ projected: { sources: [{ secret: { name: 'admin' } }] } }))],
    ['an inline CSI volume', 'secret', web(volume({ csi: { driver: 'd', nodePublishSecretRef: { name: 'admin' } } }))],
    ['imagePullSecrets', 'secret', web({ imagePullSecrets: [{ name: 'admin' }] })],
    [
      'imagePullSecrets of an account',
      'secret',
      object('v1', 'ServiceAccount', 'x', 'default', { imagePullSecrets: [{ name: 'admin' }] }),
    ],
    [
      'clientPassword of an AzureIdentity',
      'secret',
      resource('AzureIdentity', 'shop', 'x', { type: 1, clientPassword: { name: 'admin', namespace: 'default' } }),
    ],
    [
      'tls of an Ingress',
      'secret',
      object('networking.k8s.io/v1', 'Ingress', 'x', 'default', { spec: { tls: [{ secretName: 'admin' }] } }),
    ],
    [
      'an annotation of an Ingress',
      'secret',
      {
        ...object('networking.k8s.io/v1', 'Ingress', 'x', 'shop'),
        metadata: {
          name: 'x',
          namespace: 'shop',
          annotations: { 'nginx.ingress.kubernetes.io/auth-secret': 'default/admin' },
        },
      },
    ],
    [
      'a Gateway',
      'secret',
      object('gateway.networking.k8s.io/v1', 'Gateway', 'x', 'default', {
        spec: { listeners: [{ tls: { certificateRefs: [{ name: 'admin' }] } }] },
      }),
    ],
    [
      'a PersistentVolume',
      'secret',
      object('v1', 'PersistentVolume', 'x', undefined, {
        spec: { csi: { nodeStageSecretRef: { name: 'admin', namespace: 'default' } } },
      }),
    ],
    [
      'an object of another kind',
      'secret',
      object('example.com/v1', 'Thing', 'x', 'default', { spec: { from: { kind: 'Secret', name: 'admin' } } }),
    ],
    [
      'a rule that names it',
      'secret',
      object(RBAC, 'Role', 'x', 'default', { rules: [{ resources: ['secrets'], resourceNames: ['admin'] }] }),
    ],
    [
      'a workload that is labelled',
      'secret',
      deployment('default', 'orders', { aadpodidbinding: 'x' }, container({ env: [fromSecret('X', 'admin')] })),
    ],
    ['a pod', 'account', pod('default', 'x', {}, { serviceAccountName: 'mic-account' })],
    ['a pod by the old field', 'account', pod('default', 'x', {}, { serviceAccount: 'mic-account' })],
    [
      'a CronJob',
      'account',
      object('batch/v1', 'CronJob', 'x', 'default', {
        spec: { jobTemplate: { spec: { template: { spec: { serviceAccountName: 'mic-account' } } } } },
      }),
    ],
    [
      'a kind that is not known',
      'account',
      object('example.com/v1', 'Runner', 'x', 'default', { spec: { pod: { serviceAccountName: 'mic-account' } } }),
    ],
    [
      'a token',
      'account',
      {
        ...object('v1', 'Secret', 'token', 'default'),
        metadata: {
          name: 'token',
          namespace: 'default',
          annotations: { 'kubernetes.io/service-account.name': 'mic-account' },
        },
      },
    ],
    ['a subject of another binding', 'account', bindingOf('x', 'y', subject('mic-account'), subject('other'))],
    [
      'a subject by its user',
      'account',
      bindingOf('x', 'y', { kind: 'User', name: 'system:serviceaccount:default:mic-account' }),
    ],
    ['a ClusterRoleBinding', 'role', bindingOf('x', 'mic-role', subject('other'))],
    [
      'a RoleBinding',
      'role',
      object(RBAC, 'RoleBinding', 'x', 'shop', { roleRef: roleRef('mic-role'), subjects: [subject('other')] }),
    ],
    [
      'a rule that lets bind it',
      'role',
      role('x', { rules: [{ resources: ['clusterroles'], resourceNames: ['mic-role'], verbs: ['bind'] }] }),
    ],
  ];

  test.each(cases)('%s refers to the %s', async (_how, part, user) => {
    const { removed, left } = await plan(...INSTALL, user);
    expect(removed).not.toContain(nameOf[part]);
    const [line] = left.filter((one) => one.startsWith(`${PARTS[part].kind} `));
    expect(line).toMatch(/^\w+ \S+ \(<stdin>:\d+:\d+\): .* refers to it \(<stdin>:\d+:\d+\)\.$/);
    expect(line).toContain((user as { kind: string }).kind);
    // And nothing else than hangs on it.
    const stays = part === 'account' ? 3 : 1;
    expect(removed.length).toBeGreaterThanOrEqual(REMOVED.length - stays);
  });

  test('aggregation refers to a ClusterRole by its labels', async () => {
    const labelled = { ...PARTS.role, metadata: { name: 'mic-role', labels: { tier: 'read' } } };
    const adding = role('all', { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { tier: 'read' } }] } });
    const others = INSTALL.filter((one) => one !== PARTS.role);
    expect((await plan(...others, labelled, adding)).left).toEqual([
      expect.stringMatching(/^ClusterRole mic-role \(.*\): ClusterRole all refers to it \(.*\)\.$/),
    ]);
    expect(
      (
        await plan(...others, labelled, {
          ...adding,
          aggregationRule: { clusterRoleSelectors: [{ matchLabels: { tier: 'write' } }] },
        })
      ).left,
    ).toEqual([]);
  });

  test('what an account gives to another workload stays with it', async () => {
    const { removed, left } = await plan(...INSTALL, web({ serviceAccountName: 'mic-account' }));
    expect(removed.filter((name) => /Role|Account/.test(name))).toEqual([]);
    expect(left).toEqual([
      expect.stringMatching(/^ServiceAccount default\/mic-account .*: Deployment default\/web refers to it /),
      expect.stringMatching(/^ClusterRole mic-role .*: ClusterRoleBinding mic-binding refers to it /),
      expect.stringMatching(
        /^ClusterRoleBinding mic-binding .*: Deployment default\/web also uses the ServiceAccount default\/mic-account /,
      ),
    ]);
  });

  test('a budget for others too stays, and one for all pods', async () => {
    const wide = { ...PARTS.budget, spec: { selector: { matchLabels: { tier: 'platform' } } } };
    const template = { ...MIC.spec.template, metadata: { labels: { component: 'mic', tier: 'platform' } } };
    const others = INSTALL.filter((one) => one !== PARTS.budget && one !== MIC);
    const labelled = { ...MIC, spec: { template } };
    const other = deployment('default', 'web', { tier: 'platform' });
    expect((await plan(...others, labelled, wide)).left).toEqual([]);
    expect((await plan(...others, labelled, wide, other)).left).toEqual([
      expect.stringMatching(/^PodDisruptionBudget default\/mic .*: it also selects Deployment default\/web /),
    ]);
    const all = { ...PARTS.budget, spec: { selector: {} } };
    expect((await plan(...others, MIC, all)).left).toEqual([
      expect.stringMatching(/: it selects all pods in default\.$/),
    ]);
  });

  test('objects of one name in other places are not the same', async () => {
    const elsewhere = [
      web(container({ env: [fromSecret('X', 'admin')] })),
      pod('default', 'x', {}, { serviceAccountName: 'mic-account' }),
    ].map((one) => ({ ...one, metadata: { ...one.metadata, namespace: 'shop' } }));
    expect((await plan(...INSTALL, ...elsewhere)).removed).toEqual(REMOVED);
  });
});

describe('what the install did not make stays', () => {
  test.each(['cluster-admin', 'admin', 'edit', 'view', 'system:node'])('the role %s of Kubernetes', async (name) => {
    const others = INSTALL.filter((one) => one !== PARTS.role && one !== PARTS.binding);
    const { removed, left } = await plan(...others, role(name), bindingOf('mic-binding', name, subject('mic-account')));
    expect(removed).toContain('ClusterRoleBinding.v1.rbac.authorization.k8s.io/mic-binding');
    expect(removed.filter((one) => one.includes('ClusterRole.'))).toEqual([]);
    expect(left).toEqual([
      expect.stringMatching(new RegExp(`^ClusterRole ${name} .*: it is built into Kubernetes\\.$`)),
    ]);
  });

  test.each<[string, object]>([
    ['a Secret that MIC reads for another reason', object('v1', 'Secret', 'unrelated', 'default')],
    [
      'a role about identities that a team made',
      role('team', { rules: [{ apiGroups: ['aadpodidentity.k8s.io'], resources: ['*'] }] }),
    ],
    ['a Namespace', object('v1', 'Namespace', 'default', undefined)],
    ['a ConfigMap', object('v1', 'ConfigMap', 'x', 'default')],
    ['a PodSecurityPolicy', object('policy/v1beta1', 'PodSecurityPolicy', 'mic', undefined)],
    ['the account of all pods', object('v1', 'ServiceAccount', 'default', 'default')],
  ])('%s', async (_what, stays) => {
    expect((await plan(...INSTALL, stays)).removed).toEqual(REMOVED);
  });

  test('the account that each namespace has, and what it may', async () => {
    const template = { ...MIC.spec.template, spec: { ...MIC.spec.template.spec, serviceAccountName: 'default' } };
    const objects = [
      ...[{ ...MIC, spec: { template } }, nmi(['--node=x']), object('v1', 'ServiceAccount', 'default', 'default')],
      ...[role('r'), bindingOf('b', 'r', subject('default'))],
    ];
    const { removed, left } = await plan(...objects);
    expect(removed.filter((name) => /Role|Account/.test(name))).toEqual([]);
    expect(left).toHaveLength(3);
  });

  test('a Role of the same name in another namespace', async () => {
    const own = (kind: string, namespace: string, more: object) => object(RBAC, kind, 'secrets', namespace, more);
    const binding = { roleRef: roleRef('secrets', 'Role'), subjects: [subject('mic-account')] };
    const { text } = await plan(
      ...INSTALL,
      ...[own('Role', 'shop', {}), own('Role', 'default', {}), own('RoleBinding', 'default', binding)],
    );
    expect(text).toContain('\nremove default Role.v1.rbac.authorization.k8s.io/secrets\n');
    expect(text).not.toContain('remove shop Role');
  });

  test('the roles for users go, as the chart makes them', async () => {
    const users = (name: string) => ({
      ...role(name, { rules: [{ apiGroups: ['aadpodidentity.k8s.io'], resources: ['*'] }] }),
      metadata: { name, labels: { 'rbac.authorization.k8s.io/aggregate-to-edit': 'true' } },
    });
    const { removed } = await plan(...INSTALL, users('aad-pod-identity-view'), users('aad-pod-identity-edit'));
    expect(removed).toEqual(
      expect.arrayContaining(
        ['view', 'edit'].map((end) => `ClusterRole.v1.rbac.authorization.k8s.io/aad-pod-identity-${end}`),
      ),
    );
    const bound = bindingOf('x', 'aad-pod-identity-view', subject('other'));
    expect((await plan(...INSTALL, users('aad-pod-identity-view'), bound)).removed).toEqual(REMOVED);
  });

  test('what MIC makes under other names than its own', async () => {
    const named = mic(['--config-map-name=coredns', '--leader-election-name=kubernetes'], {
      env: [{ name: 'MIC_POD_NAMESPACE', value: 'kube-system' }],
    });
    const { removed, left } = await plan(named, nmi(['--node=x']));
    expect(removed.filter((name) => /configmaps|endpoints/.test(name))).toEqual([]);
    expect(left).toEqual(
      ['ConfigMap kube-system/coredns', 'Endpoints default/kubernetes'].map((title) =>
        expect.stringMatching(new RegExp(`^${title} \\(<stdin>:\\d+:\\d+\\): a flag of MIC sets its name`)),
      ),
    );
  });

  test('what is among the manifests under its names', async () => {
    const service = object('v1', 'Service', 'aad-pod-identity-mic', 'default');
    const user = web(volume({ configMap: { name: 'aad-pod-identity-config' } }));
    const { removed, left } = await plan(...INSTALL, service, user);
    expect(removed).toEqual(REMOVED.slice(0, -2));
    expect(left).toEqual([
      expect.stringMatching(/^ConfigMap .*: it belongs to Deployment default\/web /),
      expect.stringMatching(/^Endpoints .*: it belongs to Service default\/aad-pod-identity-mic /),
    ]);
  });

  test('in the cluster too: the script deletes none of it and prints it', async () => {
    const others = [web({ ...container({ env: [fromSecret('X', 'admin')] }), serviceAccountName: 'mic-account' })];
    const objects = [...INSTALL, ...others];
    const kubernetes = standIns({ objects });
    const { text, left } = await plan(...objects);
    const { status, stdout } = kubernetes.run(text);
    expect(status).toBe(0);
    const there = kubernetes.state.objects.map(
      ({ kind, metadata }: (typeof objects)[number]) => `${kind} ${metadata.name}`,
    );
    expect(there).toEqual([
      'Secret admin',
      'ServiceAccount mic-account',
      'ClusterRole mic-role',
      'ClusterRoleBinding mic-binding',
      'Deployment web',
      'Pod web-0',
    ]);
    for (const line of left) expect(stdout).toContain(`Not deleted: ${line}\n`);
  });
});

describe('what no script may name is refused, with its place', () => {
  const labelled = (apiVersion: string, kind: string, metadata: object) => ({
    ...{ ...deployment('shop', 'x', { aadpodidbinding: 'x' }), apiVersion, kind, metadata },
  });
  const wild: [string, object, string][] = [
    ...[
      ['v1', '--filename=https:', 'kind: got "--filename=https:"; allowed: '],
      ['v1', '-f.', 'kind: got "-f."; allowed: '],
      ['v1', 'Deployment', 'kind: got "Deployment"; allowed: a kind of v1 that scripts know'],
      ['apps/v1', 'deployment', 'kind: got "deployment"; allowed: '],
      ['apps/v1', 'Deploy', 'kind: got "Deploy"; allowed: a kind of apps that scripts know'],
      ['apps/v1', 'Deployment,Secret', 'kind: got "Deployment,Secret"; allowed: '],
      ['--all=/v1', 'Deployment', 'apiVersion: got "--all=/v1"; allowed: '],
      ['a/b/c', 'Deployment', 'apiVersion: got "a/b/c"; allowed: '],
      ['apps/v1 --all', 'Deployment', 'apiVersion: got "apps/v1 --all"; allowed: '],
      ['argoproj.io/v1\n', 'Rollout', 'apiVersion: got "argoproj.io/v1\\n"; allowed: '],
      ['argoproj.io/v1', 'Roll\u202eout', 'kind: got '],
    ].map(
      ([apiVersion = '', kind = '', message = '']) =>
        [`${apiVersion} ${kind}`, labelled(apiVersion, kind, { name: 'x', namespace: 'shop' }), message] as [
          string,
          object,
          string,
        ],
    ),
    [
      'a generated name',
      labelled('batch/v1', 'Job', { generateName: '/evil.example/all.yaml', namespace: 'shop' }),
      'metadata.generateName: got ',
    ],
    ['a role', bindingOf('a\u001b[2J', 'mic-role', subject('mic-account')), 'metadata.name: got '],
    [
      'a budget',
      { ...PARTS.budget, metadata: { name: '../x', namespace: 'default' } },
      'metadata.name: got "../x"; allowed: ',
    ],
    ['an exception', exception('shop', 'x y', {}), 'metadata.name: got "x y"'],
  ];

  test.each(wild.map(([what, ...more]) => [printable(what), ...more] as const))(
    '%s',
    async (_what, hostile, message) => {
      const { code, out, error } = await command(['azure', 'uninstall', '-'], yaml(...INSTALL, hostile));
      expect([code, out]).toEqual([1, '']);
      expect(error).toMatch(/^<stdin>:\d+:\d+: /);
      expect(error).toContain(message);
    },
  );

  test('of others it does not matter', async () => {
    expect((await plan(...INSTALL, { ...web({}), kind: '--all' })).removed).toEqual(REMOVED);
  });

  test('MIC without a name of its own too', async () => {
    const { metadata, ...rest } = mic([]);
    for (const sub of ['uninstall', 'verify']) {
      const { code, error } = await command(
        ['azure', sub, '-'],
        yaml({ ...rest, metadata: { ...metadata, name: null, generateName: 'mic-' } }),
      );
      expect(code).toBe(1);
      expect(error).toContain('its name is generated, so a script cannot name it');
    }
  });
});

test('a name that is generated is left for the reader, and its pods are waited for', async () => {
  const job = {
    ...deployment('shop', 'x', { aadpodidbinding: 'x' }),
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { generateName: 'nightly-', namespace: 'shop' },
  };
  const generated = [identity('shop', 'x'), binding('shop', 'x', 'x', 'x')].map((one, i) =>
    i === 0 ? { ...one, metadata: { namespace: 'shop', generateName: 'x-' } } : one,
  );
  const { removed, left, text } = await plan(...INSTALL, ...generated, job);
  expect(removed).toEqual(['AzureIdentityBinding.v1.aadpodidentity.k8s.io/x', ...REMOVED]);
  expect(left).toEqual(
    ['Job shop/nightly-', 'AzureIdentity shop/x-'].map((title) =>
      expect.stringMatching(
        new RegExp(`^${title} \\(<stdin>:\\d+:\\d+\\): its name is generated, so a script cannot name it\\.$`),
      ),
    ),
  );
  expect(text).toContain("wait_until_no_pods '' aadpodidbinding=x\n");
});

test('what stays is shown so that it can be seen', async () => {
  const hostile = object('example.com/v1', 'Th\u202eing', 'a\u001b]0;x\u0007\n#', 'shop');
  const { text } = await plan(...INSTALL, hostile, { ...hostile, spec: { secretName: 'default/admin' } });
  expect(printableLines(text)).toBe(text);
  expect(text).toContain('Th\\u202eing shop/a\\u001b]0;x\\u0007\\n#');
});

describe('--iptables-cleanup', () => {
  test.each([
    ['an image', nmi(['--node=x'], { image: 'x y/nmi' }), 'image: got "x y/nmi"; allowed: an image reference such as'],
    ['a port', nmi(['--node=x', '--nmi-port=x']), 'args: got "--nmi-port=x"; allowed: a port, 1 to 65535'],
  ])('refuses %s that is none', async (_what, hostile, message) => {
    const { code, out, error } = await command(
      ['azure', 'uninstall', '-', '--iptables-cleanup'],
      yaml(mic([]), hostile),
    );
    expect([code, out]).toEqual([1, '']);
    expect(error).toContain(message);
  });
});
