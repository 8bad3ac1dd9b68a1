import { describe, expect, test } from '@jest/globals';
import { findingsIn } from '../../support/checks';
import { binding, identity, labelled, yaml } from '../../support/cluster';
import { client, resourceId, TOKEN_MOUNT, TOKEN_VOLUME, USE, withClientId, workload } from '../../support/federation';

// What rules of pod identity must not say about pods with Workload Identity, and what they still say.

const [ONE, TWO] = [client(1), client(2)];
const LABELS = { ...USE, ...labelled('orders') };
const ACCOUNT = withClientId('shop', 'orders', ONE);
const BOUND = [identity('shop', 'orders', { clientID: ONE }), binding('shop', 'b', 'orders', 'orders')];
const SECOND = [
  identity('shop', 'storage', { clientID: TWO, resourceID: resourceId('storage') }),
  binding('shop', 'c', 'storage', 'orders'),
];
const PROXY = { 'azure.workload.identity/inject-proxy-sidecar': 'true' };

const finds = (rule: string, ...objects: object[]): boolean =>
  findingsIn(yaml(...objects), { wholeCluster: true }).some((finding) => finding.rule === rule);
const pod = (rest: Parameters<typeof workload>[2] = {}) =>
  workload('shop', 'w', { labels: LABELS, account: 'orders', ...rest });

describe('label-without-binding', () => {
  const rule = 'label-without-binding';

  test('not where the pods get an identity by their ServiceAccount', () => {
    expect(finds(rule, ACCOUNT, pod())).toBe(false);
  });

  test.each<[string, object[]]>([
    ['without the label of the webhook', [ACCOUNT, pod({ labels: labelled('orders') })]],
    ['when the account is missing, so that the webhook refuses the pods', [pod()]],
    ['when the account has no identity', [withClientId('shop', 'orders', ''), pod()]],
    [
      'when no container gets a token',
      [ACCOUNT, pod({ annotations: { 'azure.workload.identity/skip-containers': 'main' } })],
    ],
  ])('still %s', (_when, objects) => {
    expect(finds(rule, ...objects)).toBe(true);
  });
});

describe('client-id-not-named', () => {
  const rule = 'client-id-not-named';

  test('not where the webhook sets AZURE_CLIENT_ID in each container', () => {
    expect(finds(rule, ...BOUND, ...SECOND, ACCOUNT, pod())).toBe(false);
  });

  test('still where it sets none', () => {
    expect(finds(rule, ...BOUND, ...SECOND, withClientId('shop', 'orders', ''), pod())).toBe(true);
    expect(finds(rule, ...BOUND, ...SECOND, ACCOUNT, pod({ labels: labelled('orders') }))).toBe(true);
  });
});

describe('init-container-asks-early', () => {
  const rule = 'init-container-asks-early';
  const image = 'registry.example/x:1';
  const env = [{ name: 'AZURE_CLIENT_ID', value: ONE }];
  const [sidecar, redirect, own] = [
    { name: 'azwi-proxy', image, env, restartPolicy: 'Always' },
    { name: 'azwi-proxy-init', image, env },
    { name: 'own', image, env },
  ];
  const asks = (...initContainers: object[]) =>
    finds(rule, ...BOUND, ACCOUNT, workload('shop', 'w', { labels: labelled('orders'), spec: { initContainers } }));

  test('not for the proxy, and not behind its redirect', () => {
    expect(asks(sidecar, redirect)).toBe(false);
    expect(asks(sidecar, redirect, own)).toBe(false);
  });

  test('still in front of it', () => {
    expect(asks(sidecar, own, redirect)).toBe(true);
    expect(asks(own)).toBe(true);
  });
});

describe('requests that go to the proxy', () => {
  const policy = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'closed', namespace: 'shop' },
    spec: { podSelector: {}, policyTypes: ['Egress'] },
  };
  const command = ['sh', '-c', 'curl http://169.254.169.254/metadata/identity/oauth2/token?resource=x'];
  const spec = { containers: [{ name: 'main', image: 'registry.example/x:1', command }] };

  test.each(['egress-to-nmi-blocked', 'metadata-header-missing'])('%s: NMI does not see them', (rule) => {
    expect(finds(rule, ...BOUND, ACCOUNT, policy, pod({ spec }))).toBe(true);
    expect(finds(rule, ...BOUND, ACCOUNT, policy, pod({ spec, annotations: PROXY }))).toBe(false);
    // The webhook does not read the annotation of other pods.
    expect(finds(rule, ...BOUND, ACCOUNT, policy, pod({ spec, annotations: PROXY, labels: labelled('orders') }))).toBe(
      true,
    );
  });
});

test('client-id-not-bound: not where the token of Workload Identity is used', () => {
  const env = [{ name: 'AZURE_CLIENT_ID', value: TWO }];
  const container = { name: 'main', image: 'registry.example/x:1', env };
  const written = [...env, { name: 'AZURE_FEDERATED_TOKEN_FILE', value: '/var/run/secrets/azure/token' }];
  const out = { volumes: [TOKEN_VOLUME], containers: [{ ...container, env: written, volumeMounts: [TOKEN_MOUNT] }] };
  const found = (rest: Parameters<typeof workload>[2]) => finds('client-id-not-bound', ...BOUND, ACCOUNT, pod(rest));
  expect(found({ spec: { containers: [container] } })).toBe(false);
  expect(found({ labels: labelled('orders'), spec: out })).toBe(false);
  expect(found({ labels: labelled('orders'), spec: { containers: [container] } })).toBe(true);
});
