import { describe, expect, test } from '@jest/globals';
import {
  FederatedIdentityCredentials,
  Injection,
  type MigrationStage,
  TokenExchange,
  WorkloadIdentity,
} from '../../lib';
import { TENANT_ID } from '../support/ids';
import { catchWarnings, clientIdOf, deployment, messageOf, otherChart } from '../support/shop';
import {
  annotationsFor,
  application,
  DUAL,
  LAST,
  list,
  managed,
  move,
  object,
  only,
  POD_IDENTITY,
  PROXY,
  render,
  shopChart,
  templateOf,
} from '../support/stages';

const warnings = catchWarnings();

// One federated credential for an identity, and RBAC in the cluster for its ServiceAccounts.

const BINDING = { exchange: TokenExchange.IDENTITY_BINDING, tenantId: TENANT_ID };

const build = (stage: MigrationStage = DUAL) => {
  const chart = shopChart();
  managed(chart).assignTo(deployment(chart, 'web'));
  move(chart, stage, BINDING);
  return chart;
};

describe('identity bindings', () => {
  test.each([DUAL, LAST])('have annotation, tenant and roles, at %s', (stage) => {
    const documents = render(build(stage));
    expect(templateOf(documents).metadata.annotations).toEqual({
      'azure.workload.identity/use-identity-binding': 'true',
    });
    expect(templateOf(documents).metadata.labels['azure.workload.identity/use']).toBe('true');
    expect(only(documents, 'ServiceAccount')[0]?.metadata.annotations).toEqual({
      ...annotationsFor('orders'),
      'azure.workload.identity/tenant-id': TENANT_ID,
    });
    const name = expect.stringMatching(/^use-managed-identity-h[0-9a-f]{9}$/);
    const [role] = only(documents, 'ClusterRole');
    expect(role).toEqual({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name },
      rules: [
        { apiGroups: ['cid.wi.aks.azure.com'], resources: [clientIdOf('orders')], verbs: ['use-managed-identity'] },
      ],
    });
    expect(only(documents, 'ClusterRoleBinding')).toEqual([
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        metadata: { name: role?.metadata.name },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role?.metadata.name },
        subjects: [{ kind: 'ServiceAccount', name: 'orders', namespace: 'shop' }],
      },
    ]);
  });

  test('stand before the first workload, behind its account', () => {
    expect(list(render(build(LAST))).map((one) => one.replace(/-h.*/, ''))).toEqual([
      'ServiceAccount orders',
      'ClusterRole use-managed-identity',
      'ClusterRoleBinding use-managed-identity',
      'Deployment web',
    ]);
  });

  test('bind each account of an identity, and one role for each identity', () => {
    const chart = shopChart();
    const billing = otherChart(chart, 'billing');
    const orders = managed(chart);
    orders.inNamespace('billing').assignTo(deployment(billing, 'web'));
    orders.assignTo(deployment(chart, 'web'));
    managed(chart, 'storage').assignTo(deployment(chart, 'worker'));
    move(chart.node.root as never, DUAL, BINDING);
    const documents = render(chart);
    expect(only(documents, 'ClusterRole')).toHaveLength(2);
    expect(only(documents, 'ClusterRoleBinding').map(({ subjects }) => subjects)).toEqual([
      [
        { kind: 'ServiceAccount', name: 'orders', namespace: 'billing' },
        { kind: 'ServiceAccount', name: 'orders', namespace: 'shop' },
      ],
      [{ kind: 'ServiceAccount', name: 'storage', namespace: 'shop' }],
    ]);
  });

  test('are warned of, with the switches of the SDKs', () => {
    render(build());
    expect(warnings).toEqual([
      'Warning: shop/shop-orders: "orders" in namespace "shop" is used by an identity binding. WorkloadIdentityCredential alone can use it, and only when told to: .NET IsAzureProxyEnabled, Go 1.15 EnableAzureProxy, Java 1.19 and JavaScript 4.14.1 enableAzureProxy, Python 1.27 enable_azure_proxy; DefaultAzureCredential does not.',
    ]);
  });

  test('have no federated credential of an account', () => {
    const chart = build();
    new FederatedIdentityCredentials(otherChart(chart, 'operator'), 'credentials', {
      clusterName: 'a',
      issuer: 'https://issuer.example/',
    });
    expect(only(render(chart), 'FederatedIdentityCredential')).toEqual([]);
  });

  test('of the way back give the pods nothing', () => {
    expect(templateOf(render(build(POD_IDENTITY))).metadata).toEqual({ labels: { aadpodidbinding: 'orders' } });
  });

  test('federated credentials have no roles, and no warning', () => {
    const chart = shopChart();
    managed(chart).assignTo(deployment(chart, 'web'));
    move(chart, DUAL);
    expect(list(render(chart)).filter((one) => one.startsWith('ClusterRole'))).toEqual([]);
    expect(warnings).toEqual([]);
  });

  test('are taken back in the next synth', () => {
    const chart = build(LAST);
    render(chart);
    chart.node.tryRemoveChild('workload-identity');
    move(chart, LAST);
    expect(list(render(chart))).toEqual(['ServiceAccount orders', 'Deployment web']);
  });
});

describe('identity bindings are refused', () => {
  const EXCHANGE = 'exchange: got "identity-binding"; allowed: federated-credential';

  test('at proxy', () => {
    expect(messageOf(() => move(shopChart(), PROXY, BINDING))).toBe(
      `shop/workload-identity: ${EXCHANGE} at stage proxy: the proxy cannot use identity bindings`,
    );
  });

  test('at the proxy of one workload', () => {
    const chart = shopChart();
    managed(chart).assignTo(deployment(chart, 'web'), { stage: PROXY });
    move(chart, DUAL, BINDING);
    expect(messageOf(() => render(chart))).toBe(
      `shop/deployment-web: ${EXCHANGE} at stage proxy: the proxy cannot use identity bindings`,
    );
  });

  test('for service principals', () => {
    const chart = shopChart();
    application(chart).assignTo(deployment(chart, 'web'));
    move(chart, DUAL, BINDING);
    expect(messageOf(() => render(chart))).toBe(
      `shop/shop-orders: ${EXCHANGE} for a service principal: identity bindings are for managed identities`,
    );
  });

  test('without a tenant', () => {
    const made = () =>
      new WorkloadIdentity(shopChart(), 'id', { stage: DUAL, exchange: TokenExchange.IDENTITY_BINDING });
    expect(messageOf(made)).toBe(
      'shop/id: tenantId: got nothing; allowed: a GUID with TokenExchange.IDENTITY_BINDING, which needs it on the ServiceAccounts',
    );
  });

  test('with Injection.MANIFEST', () => {
    expect(messageOf(() => move(shopChart(), DUAL, { ...BINDING, injection: Injection.MANIFEST }))).toBe(
      `shop/workload-identity: ${EXCHANGE} with Injection.MANIFEST: only the webhook knows the endpoint of identity bindings`,
    );
  });

  test('with another annotation', () => {
    const chart = shopChart();
    const web = object(chart, 'apps/v1', 'Deployment', 'web', {
      spec: {
        template: {
          metadata: { annotations: { 'azure.workload.identity/use-identity-binding': 'false' } },
          spec: { containers: [{ name: 'app' }] },
        },
      },
    });
    managed(chart).assignTo(web);
    move(chart, DUAL, BINDING);
    expect(messageOf(() => render(chart))).toBe(
      'shop/deployment-web: spec.template.metadata.annotations["azure.workload.identity/use-identity-binding"]: got "false"; allowed: "true". Remove the annotation',
    );
  });

  test('for pods whose labels alone are known', () => {
    const chart = shopChart();
    const job = object(chart, 'sparkoperator.k8s.io/v1beta2', 'SparkApplication', 'job', {
      spec: { driver: { labels: {} } },
    });
    managed(chart).assignTo(job, { podTemplate: '/spec/driver/labels', serviceAccountName: 'spark' });
    move(chart, DUAL, BINDING);
    expect(messageOf(() => render(chart))).toMatch(
      /^shop\/sparkapplication-job: podTemplate: got "spec\.driver\.labels"; allowed: a pod template, because the pods need annotations: azure\.workload\.identity\/use-identity-binding$/,
    );
  });
});
