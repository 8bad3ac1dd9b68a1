import { describe, expect, test } from '@jest/globals';
import type { Chart } from 'cdk8s';
import { ApiResource, Deployment, Role } from 'cdk8s-plus-27';
import { catchWarnings, deployment, messageOf, otherChart } from '../support/shop';
import {
  annotationsFor,
  DUAL,
  LAST,
  managed,
  move,
  object,
  only,
  POD_IDENTITY,
  PROXY,
  render,
  serviceAccount,
  shopChart,
} from '../support/stages';

const warnings = catchWarnings();

// What a workload leaves behind with the ServiceAccount `default`.

const RBAC = 'rbac.authorization.k8s.io/v1';
const DEFAULT = { kind: 'ServiceAccount', name: 'default', namespace: 'shop' };

const moved = (make: (chart: Chart) => unknown, stage = DUAL, options: object = {}) => {
  const chart = shopChart();
  managed(chart).assignTo(deployment(chart, 'web'), options);
  make(chart);
  move(chart, stage);
  return () => render(chart);
};
const binding =
  (kind: string, ...subjects: object[]) =>
  (chart: Chart) =>
    object(chart, RBAC, kind, 'reader', { roleRef: { apiGroup: RBAC, kind: 'Role', name: 'reader' }, subjects });

describe('default', () => {
  test('is never annotated, and what it has is carried over', () => {
    const content = { imagePullSecrets: [{ name: 'registry' }], automountServiceAccountToken: false };
    const documents = moved((chart) => serviceAccount(chart, 'default', { ...content, secrets: [{ name: 'x' }] }))();
    expect(only(documents, 'ServiceAccount', 'default')[0]?.metadata).toEqual({ name: 'default', namespace: 'shop' });
    expect(only(documents, 'ServiceAccount', 'orders')).toEqual([
      {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name: 'orders', namespace: 'shop', annotations: annotationsFor('orders') },
        ...content,
      },
    ]);
  });

  test('of another namespace is not', () => {
    const documents = moved((chart) =>
      serviceAccount(otherChart(chart, 'billing'), 'default', { imagePullSecrets: [{ name: 'registry' }] }),
    )();
    expect(only(documents, 'ServiceAccount', 'orders')[0]).not.toHaveProperty('imagePullSecrets');
  });

  test('named by the workload counts as none', () => {
    const chart = shopChart();
    managed(chart).assignTo(deployment(chart, 'web', { spec: { serviceAccountName: 'default' } }));
    move(chart, DUAL);
    expect(only(render(chart), 'ServiceAccount').map(({ metadata }) => metadata.name)).toEqual(['orders']);
  });
});

describe('a role of default would be lost', () => {
  const refused = (path: string) =>
    `shop/deployment-web: spec.template.spec.serviceAccountName: got "default"; allowed: a ServiceAccount of its own: with "orders" the pods lose the permissions of default, which ${path} binds. Make a ServiceAccount, name it in the workload, and bind the role to it`;

  test.each([DUAL, PROXY, LAST])('at %s', (stage) => {
    expect(messageOf(moved(binding('RoleBinding', DEFAULT), stage))).toBe(refused('shop/rolebinding-reader'));
  });

  test.each([
    ['ClusterRoleBinding', DEFAULT],
    ['RoleBinding', { kind: 'ServiceAccount', name: 'default' }],
    ['RoleBinding', { kind: 'User', name: 'system:serviceaccount:shop:default' }],
  ])('by a %s for %j', (kind, subject) => {
    expect(messageOf(moved(binding(kind, subject)))).toBe(refused(`shop/${kind.toLowerCase()}-reader`));
  });

  test('by role.bind(deployment) of cdk8s-plus', () => {
    const chart = shopChart();
    const web = new Deployment(chart, 'web', {
      containers: [{ image: 'app' }],
      automountServiceAccountToken: true,
    });
    const role = new Role(chart, 'role');
    role.allowRead(ApiResource.PODS);
    role.bind(web);
    managed(chart).assignTo(web);
    move(chart, DUAL);
    expect(messageOf(() => render(chart))).toMatch(
      /^shop\/web\/Resource: spec\.template\.spec\.serviceAccountName: got "default"; allowed: a ServiceAccount of its own: with "orders" the pods lose the permissions of default, which shop\/role\/.* binds\. /,
    );
  });

  test.each([
    ['for another account', binding('RoleBinding', { ...DEFAULT, name: 'web' })],
    ['for default of another namespace', binding('RoleBinding', { ...DEFAULT, namespace: 'billing' })],
    ['for a user called default', binding('RoleBinding', { kind: 'User', name: 'default' })],
    [
      'for all accounts of the namespace',
      binding('RoleBinding', { kind: 'Group', name: 'system:serviceaccounts:shop' }),
    ],
    ['for the new account, too', binding('RoleBinding', DEFAULT, { ...DEFAULT, name: 'orders' })],
  ])('but not %s', (_, make) => {
    expect(moved(make)).not.toThrow();
  });

  test('nor on the way back', () => {
    expect(moved(binding('RoleBinding', DEFAULT), POD_IDENTITY)).not.toThrow();
  });

  test('nor for a workload with an account of its own', () => {
    const chart = shopChart();
    serviceAccount(chart, 'web');
    managed(chart).assignTo(deployment(chart, 'web', { spec: { serviceAccountName: 'web' } }));
    binding('RoleBinding', DEFAULT)(chart);
    move(chart, DUAL);
    expect(() => render(chart)).not.toThrow();
  });

  test('the remedy works', () => {
    const chart = shopChart();
    serviceAccount(chart, 'web');
    managed(chart).assignTo(deployment(chart, 'web'), { serviceAccountName: 'web' });
    binding('RoleBinding', DEFAULT, { ...DEFAULT, name: 'web' })(chart);
    move(chart, DUAL);
    expect(() => render(chart)).not.toThrow();
  });
});

describe('a policy that names default is in a warning', () => {
  const policy = (apiVersion: string, kind: string, spec: object) => (chart: Chart) =>
    object(chart, apiVersion, kind, 'policy', { spec });
  const principal = (account: string) => ({
    rules: [{ from: [{ source: { principals: [`cluster.local/ns/shop/sa/${account}`] } }] }],
  });
  const cilium = (account: string) => ({
    endpointSelector: { matchLabels: { 'io.cilium.k8s.policy.serviceaccount': account } },
  });

  test.each([
    ['Istio', 'security.istio.io/v1', 'AuthorizationPolicy', principal('default')],
    [
      'Istio by account',
      'security.istio.io/v1',
      'AuthorizationPolicy',
      { rules: [{ from: [{ source: { serviceAccounts: ['shop/default'] } }] }] },
    ],
    ['Cilium', 'cilium.io/v2', 'CiliumNetworkPolicy', cilium('default')],
    [
      'Linkerd',
      'policy.linkerd.io/v1alpha1',
      'MeshTLSAuthentication',
      { identityRefs: [{ kind: 'ServiceAccount', name: 'default' }] },
    ],
    [
      'Linkerd by identity',
      'policy.linkerd.io/v1beta1',
      'ServerAuthorization',
      { client: { meshTLS: { identities: ['default.shop.serviceaccount.identity.linkerd.cluster.local'] } } },
    ],
  ])('of %s', (_, apiVersion, kind, spec) => {
    moved(policy(apiVersion, kind, spec))();
    expect(warnings).toEqual([
      `Warning: shop/deployment-web: leaves the ServiceAccount default for "orders"; shop/${kind.toLowerCase()}-policy names default. Name both there.`,
    ]);
  });

  test.each([
    ['that names another', policy('security.istio.io/v1', 'AuthorizationPolicy', principal('web'))],
    [
      'of another namespace',
      policy('security.istio.io/v1', 'AuthorizationPolicy', {
        rules: [{ from: [{ source: { principals: ['cluster.local/ns/billing/sa/default'] } }] }],
      }),
    ],
    [
      'that names both, as the warning says',
      policy('security.istio.io/v1', 'AuthorizationPolicy', {
        rules: [...principal('default').rules, ...principal('orders').rules],
      }),
    ],
  ])('but not one %s', (_, make) => {
    moved(make)();
    expect(warnings).toEqual([]);
  });

  test('nor on the way back', () => {
    moved(policy('cilium.io/v2', 'CiliumNetworkPolicy', cilium('default')), POD_IDENTITY)();
    expect(warnings).toEqual([]);
  });
});
