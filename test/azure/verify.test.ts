import { describe, expect, test } from '@jest/globals';
import { binding, CRDS, deployment, identity, mic, NAMESPACED, nmi, pod, yaml } from '../support/cluster';
import { command } from '../support/command';
import { testScripts } from '../support/shell-check';
import { useStandIns } from '../support/stand-ins';

const standIns = useStandIns();
const MIC = mic(['--cloudconfig=/etc/kubernetes/azure.json']);
const NMI = nmi(['--node=$(NODE_NAME)']);
const orders = (kind = 'Deployment') => ({
  ...deployment('shop', 'orders', { app: 'orders', aadpodidbinding: 'orders' }),
  kind,
});
const SHOP = [identity('shop', 'orders', {}, NAMESPACED), binding('shop', 'orders-binding', 'orders', 'orders')];
const DEMO_IMAGE = 'mcr.microsoft.com/oss/azure/aad-pod-identity/demo:v1.8.17';
const demo = deployment(
  'shop',
  'demo',
  { app: 'demo', aadpodidbinding: 'orders' },
  { containers: [{ name: 'demo', image: DEMO_IMAGE }] },
);
const TOKEN = 'eyJ0eXAiOiJKV1QifQ.secret';
const SUCCESS = `Try decoding your token ${TOKEN}\nsuccessfully acquired a service principal token from IMDS using a user-assigned identity (c)`;

async function script(objects: object[], ...more: string[]): Promise<string> {
  const { code, out, error } = await command(['azure', 'verify', '-', ...more], yaml(...objects));
  if (code !== 0) throw new Error(error);
  return out;
}
/** Runs the script for some manifests against a cluster that has others. */
async function verify(objects: object[], cluster: object[], more: object = {}, ...options: string[]) {
  const kubernetes = standIns({ objects: [...CRDS, ...cluster], ...more });
  return { kubernetes, ...kubernetes.run(await script(objects, ...options)) };
}

const ALL = [MIC, NMI, ...SHOP, orders()];

test('all is well: it waits for MIC and NMI, finds each identity assigned, and only reads', async () => {
  const { status, stdout, stderr, kubernetes } = await verify(ALL, ALL);
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain('Deployment shop/orders: identity orders is assigned\n');
  expect(stdout.trimEnd().split('\n').at(-1)).toBe('Everything checked matches the manifests.');
  expect(kubernetes.writes).toEqual([]);
});

test('an identity that stays Created is a failure, with causes and what shows more', async () => {
  const { status, stderr } = await verify(ALL, ALL, { refused: ['orders'] });
  expect(status).toBe(1);
  expect(stderr).toContain(
    'FAILED: Deployment shop/orders: identity orders is not assigned after 3 minutes (orders-0: Created)',
  );
  expect(stderr).toContain('MIC lacks Managed Identity Operator');
  expect(stderr).toContain('see:   kubectl logs Deployment.v1.apps/mic --namespace=default');
});

test('one that MIC does not make is another failure', async () => {
  const { status, stderr } = await verify(ALL, [MIC, NMI, orders()]);
  expect(status).toBe(1);
  expect(stderr).toContain('(orders-0: no AzureAssignedIdentity)');
  expect(stderr).toContain('label, binding or identity differ between the cluster and the manifests');
});

test('those of other workloads do not count', async () => {
  const other = pod('shop', 'orders-0', { aadpodidbinding: 'orders' });
  const elsewhere = { ...other, metadata: { ...other.metadata, namespace: 'other' } };
  const open = [identity('shop', 'orders'), binding('shop', 'orders-binding', 'orders', 'orders')];
  const inCluster = { ...elsewhere, spec: { ...elsewhere.spec, nodeName: 'node-1' }, status: { phase: 'Running' } };
  const unlabelled = deployment('shop', 'orders', { app: 'orders' });
  const wanted = { ...orders(), spec: { ...orders().spec, selector: { matchLabels: { app: 'orders' } } } };
  const { status, stderr } = await verify([MIC, NMI, ...open, wanted], [MIC, NMI, ...open, unlabelled, inCluster]);
  expect(status).toBe(1);
  expect(stderr).toContain('(orders-0: no AzureAssignedIdentity)');
});

test.each([
  ['MIC', [NMI, ...SHOP, orders()], {}, 'MIC: there is no Deployment.v1.apps/mic in default'],
  ['NMI', ALL, { unready: ['nmi'] }, 'NMI: the pods of DaemonSet.v1.apps/nmi in default are not ready'],
])('%s that does not run is a failure', async (_name, cluster, more, message) => {
  const { status, stderr } = await verify(ALL, cluster, more);
  expect(status).toBe(1);
  expect(stderr).toContain(`FAILED: ${message}`);
  expect(stderr).toMatch(/ {2}maybe: .*\n( {2}maybe: .*\n)+ {2}see: {3}kubectl /);
});

describe('nothing to see yet', () => {
  const template = orders().spec.template;
  const cronJob = {
    ...{ apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'nightly', namespace: 'shop' } },
    spec: { schedule: '0 3 * * *', jobTemplate: { spec: { template } } },
  };
  const job = (name: string, owner: string) => ({
    ...{ apiVersion: 'batch/v1', kind: 'Job', spec: { template } },
    metadata: { name, namespace: 'shop', ownerReferences: [{ kind: 'CronJob', name: owner }] },
  });

  test.each([
    ['a CronJob that has not run', cronJob],
    ['a Deployment without pods', { ...orders(), spec: { ...orders().spec, replicas: 0 } }],
    ['a Job that is gone', { ...orders(), apiVersion: 'batch/v1', kind: 'Job' }],
  ])('%s', async (_what, object) => {
    const wanted = [MIC, NMI, ...SHOP, object];
    const { status, stdout } = await verify(wanted, object.kind === 'Job' ? [MIC, NMI, ...SHOP] : wanted);
    expect(status).toBe(0);
    expect(stdout).toMatch(/ shop\/\w+: no pods yet, nothing to check\n/);
  });

  test('a CronJob that has run: the pods of its own Jobs', async () => {
    const wanted = [MIC, NMI, ...SHOP, cronJob];
    const other = { ...cronJob, metadata: { name: 'other', namespace: 'shop' } };
    const { status, stdout, kubernetes } = await verify(wanted, [
      ...wanted,
      other,
      job('nightly-1', 'nightly'),
      job('other-1', 'other'),
      job('nightly-2', 'nightly'),
    ]);
    expect(status).toBe(0);
    expect(stdout).toContain('CronJob shop/nightly: identity orders is assigned');
    expect(kubernetes.calls.flat()).toContain('--selector=job-name in (nightly-1,nightly-2)');
  });
});

describe('the demo', () => {
  const WITH_DEMO = [MIC, NMI, ...SHOP, demo];

  test('that has a token is well, and its log is never printed', async () => {
    const { status, stdout, stderr } = await verify(WITH_DEMO, WITH_DEMO, { logs: { 'demo-0': SUCCESS } });
    expect(status).toBe(0);
    expect(stdout).toContain('Deployment shop/demo: it got a token. Delete it now');
    expect(stdout + stderr).not.toContain('eyJ');
  });

  test('that has none is a failure, and its log is not printed either', async () => {
    const { status, stdout, stderr } = await verify(WITH_DEMO, WITH_DEMO, { logs: { 'demo-0': `failed ${TOKEN}` } });
    expect(status).toBe(1);
    expect(stderr).toContain('FAILED: Deployment shop/demo: it got no token within 2 minutes');
    expect(stdout + stderr).not.toContain('eyJ');
  });

  test('in managed mode: without MIC and AzureAssignedIdentities', async () => {
    const managed = [nmi(['--operation-mode=managed', '--forceNamespaced', '--node=x']), ...SHOP, demo];
    const { status, stdout, kubernetes } = await verify(managed, managed, { logs: { 'demo-0': SUCCESS } });
    expect(status).toBe(0);
    expect(stdout).toContain('it got a token');
    expect(kubernetes.calls.flat().join(' ')).not.toMatch(/mic\b|azureassignedidentit/);
  });
});

test('a kubectl that fails stops it', async () => {
  const text = await script(ALL);
  const kubernetes = standIns({ objects: [...CRDS, ...ALL] });
  for (const failAt of [1, 2, 6]) {
    const { status, stderr } = kubernetes.run(text, { failAt });
    expect([failAt, status, kubernetes.calls.length]).toEqual([failAt, 1, failAt]);
    expect(stderr).toContain('kubectl may not do this');
  }
});

test('--context goes with each call', async () => {
  const { kubernetes, status } = await verify(ALL, ALL, {}, '--context', "it's $HOME");
  expect(status).toBe(0);
  expect(kubernetes.calls.map(([, first]) => first)).toEqual(kubernetes.calls.map(() => "--context=it's $HOME"));
});

test('and with what it shows to be typed', async () => {
  const { stderr } = await verify(ALL, ALL, { refused: ['orders'] }, '--context', "it's");
  expect(stderr).toContain('see:   kubectl --context="it\'s" logs Deployment.v1.apps/mic --namespace=default\n');
});

describe('on a machine that lacks programs', () => {
  const WITH_DEMO = [MIC, NMI, ...SHOP, demo];
  const NEEDED = ['kubectl', 'sleep'];
  const logs = { 'demo-0': SUCCESS };

  test('it finds the same with what it asks for, and nothing else', async () => {
    const kubernetes = standIns({ objects: [...CRDS, ...WITH_DEMO], logs });
    const { status, stdout, stderr } = kubernetes.run(await script(WITH_DEMO), { programs: NEEDED });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('it got a token');
  });

  test.each(NEEDED)('without %s it stops before anything', async (program) => {
    const kubernetes = standIns({ objects: [...CRDS, ...WITH_DEMO], logs });
    const { status, stderr } = kubernetes.run(await script(WITH_DEMO), {
      programs: NEEDED.filter((name) => name !== program),
    });
    expect([status, stderr, kubernetes.calls]).toEqual([1, `${program} is not installed.\n`, []]);
  });
});

test('a log that cannot be read is another failure than a log without a token', async () => {
  const objects = [MIC, NMI, ...SHOP, demo];
  const kubernetes = standIns({ objects: [...CRDS, ...objects] });
  const text = `kubectl() { [[ $1 != logs ]] || return 1; command kubectl "$@"; }\n${await script(objects)}`;
  const { status, stderr } = kubernetes.run(text);
  expect(status).toBe(1);
  expect(stderr).toContain('FAILED: Deployment shop/demo: the log of demo-0 cannot be read\n');
  expect(stderr).not.toContain('it has not got a token');
});

test('a context with an ampersand is shown as it is', async () => {
  const { stderr } = await verify(ALL, ALL, { refused: ['orders'] }, '--context', 'a&b');
  expect(stderr).toContain("see:   kubectl --context='a&b' logs Deployment.v1.apps/mic --namespace=default\n");
});

describe('what is not what it should be', () => {
  const ODD = { toString: 'x', valueOf: {}, constructor: null };
  const withDemo = (more: object, selector: object = {}) => {
    const { spec, ...rest } = deployment(
      'shop',
      'demo',
      { app: 'demo', aadpodidbinding: 'orders' },
      { containers: [{ name: 'demo', image: DEMO_IMAGE, ...more }] },
    );
    return { ...rest, spec: { ...spec, ...selector } };
  };
  const said = (...objects: object[]) => command(['azure', 'verify', '-'], yaml(MIC, NMI, ...SHOP, ...objects));

  test('an image that is not a string is not the demo', async () => {
    const { code, out, error } = await said(withDemo({ image: ODD }));
    expect([code, error]).toEqual([0, '']);
    expect(out).not.toContain('demo Deployment');
  });

  test.each<[string, object, string]>([
    ['the name of a container', withDemo({ name: ODD }), 'spec.template.spec.containers[0].name: got {"toString":"x"'],
    [
      'a name that is an option',
      withDemo({ name: '--all' }),
      'containers[0].name: got "--all"; allowed: a DNS-1123 label',
    ],
    ['a value of a selector', withDemo({}, { selector: { matchLabels: { app: ODD } } }), 'spec.selector: got '],
    ['a key of a selector', withDemo({}, { selector: { matchLabels: { 'a,b': 'c' } } }), 'spec.selector: got '],
    ['a value with more in it', withDemo({}, { selector: { matchLabels: { app: 'a,b=c' } } }), 'spec.selector: got '],
    [
      'values of a term',
      withDemo({}, { selector: { matchExpressions: [{ key: 'app', operator: 'In', values: [ODD] }] } }),
      'spec.selector: got ',
    ],
    [
      'an operator',
      withDemo({}, { selector: { matchExpressions: [{ key: 'app', operator: 'toString' }] } }),
      'spec.selector: got ',
    ],
    ['arguments', withDemo({ args: [ODD] }), 'args[0]: got a map; allowed: a string'],
    ['the name of MIC', { ...MIC, metadata: { ...MIC.metadata, name: ODD } }, 'metadata.name: got '],
    ['the kind of MIC', { ...MIC, kind: '--all' }, 'kind: got "--all"; allowed: a kind'],
  ])('%s is refused with its place', async (_what, object, message) => {
    const { code, out, error } = await said(object);
    expect([code, out]).toEqual([1, '']);
    expect(error).toMatch(/^<stdin>:\d+:\d+: /);
    expect(error).toContain(message);
  });

  test.each<[string, object]>([
    ['a variable', withDemo({ env: [{ name: ODD, value: 'x' }], args: ['x'] })],
    [
      'a prefix',
      {
        ...nmi(['--node=x'], { envFrom: [{ prefix: ODD, configMapRef: { name: ODD } }] }),
        metadata: { name: 'third', namespace: 'default' },
      },
    ],
    [
      'a ConfigMap',
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', namespace: 'default' }, data: { a: ODD } },
    ],
    [
      'an owner',
      {
        ...pod('shop', 'x', {}),
        metadata: { name: 'x', namespace: 'shop', ownerReferences: [{ kind: ODD, name: ODD }] },
      },
    ],
  ])('%s of another type is not an internal error', async (_what, object) => {
    const envFrom = [{ configMapRef: { name: 'x' } }];
    const reading = { ...nmi(['--node=x'], { envFrom }), metadata: { name: 'second', namespace: 'default' } };
    for (const sub of ['verify', 'uninstall']) {
      const { error } = await command(['azure', sub, '-'], yaml(MIC, reading, ...SHOP, object));
      expect(error).toBe('');
    }
  });
});

describe('the scripts', () => {
  const kinds: [string, object[], string[]][] = [
    ['with everything', [...ALL, demo], []],
    ['with a context', ALL, ['--context', '-x']],
    ['managed', [...SHOP, demo], ['--mode', 'managed']],
    ['a label without an identity', [...SHOP, deployment('shop', 'weeb', { aadpodidbinding: 'weeb' })], []],
  ];
  testScripts(kinds.map(([name, objects, options]) => [name, () => script(objects, ...options)]));
});
