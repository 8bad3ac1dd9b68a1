import { describe, expect, test } from '@jest/globals';
import type { Chart } from 'cdk8s';
import { AzureIdentity, FederatedIdentityCredentials } from '../../lib';
import { catchWarnings, clientIdOf, deployment, messageOf, otherChart } from '../support/shop';
import {
  DUAL,
  LAST,
  managed,
  move,
  object,
  only,
  POD_IDENTITY,
  PROXY,
  render,
  resourceIdOf,
  serviceAccount,
  shopChart,
} from '../support/stages';

const warnings = catchWarnings();

// One account, one set of identities: Entra ID trusts the account, not the pod.

const SHARED = { spec: { serviceAccountName: 'shared' } };
const ISSUER = 'https://westeurope.oic.prod-aks.azure.com/tenant/cluster/';

/** Two workloads with one account. */
function shared(): { chart: Chart; web: ReturnType<typeof deployment>; worker: ReturnType<typeof deployment> } {
  const chart = shopChart();
  serviceAccount(chart, 'shared');
  return { chart, web: deployment(chart, 'web', SHARED), worker: deployment(chart, 'worker', SHARED) };
}

const DIFFERENT =
  'shop/deployment-web: serviceAccountName: got "shared"; allowed: one set of identities for all workloads with this ServiceAccount, because each could obtain them all; shop/deployment-web: "orders"; shop/deployment-worker: "storage". Give each workload a ServiceAccount of its own, or assign the same identities';

describe('two workloads with different identities on one account are an error', () => {
  test.each([DUAL, PROXY, LAST, POD_IDENTITY])('at %s', (stage) => {
    const { chart, web, worker } = shared();
    managed(chart).assignTo(web);
    managed(chart, 'storage').assignTo(worker);
    move(chart, stage);
    expect(messageOf(() => render(chart))).toBe(DIFFERENT);
  });

  test('at different stages', () => {
    const { chart, web, worker } = shared();
    managed(chart).assignTo(web, { stage: LAST });
    managed(chart, 'storage').assignTo(worker, { stage: POD_IDENTITY });
    expect(messageOf(() => render(chart))).toBe(DIFFERENT);
  });

  test('without any stage, once their credentials are made', () => {
    const { chart, web, worker } = shared();
    managed(chart).assignTo(web);
    managed(chart, 'storage').assignTo(worker);
    expect(() => render(chart)).not.toThrow();
    new FederatedIdentityCredentials(otherChart(chart, 'operator'), 'credentials', {
      clusterName: 'a',
      issuer: ISSUER,
    });
    expect(messageOf(() => render(chart))).toBe(DIFFERENT);
  });

  test('also with one client id: each would get a credential for the other’s', () => {
    const { chart, web, worker } = shared();
    managed(chart).assignTo(web);
    managed(chart, 'storage', { clientId: clientIdOf('orders') }).assignTo(worker);
    move(chart, DUAL);
    expect(messageOf(() => render(chart))).toBe(DIFFERENT);
  });

  test('when one has more of them', () => {
    const { chart, web, worker } = shared();
    const orders = managed(chart);
    orders.assignTo(web);
    orders.assignTo(worker, { clientIdEnv: 'AZURE_CLIENT_ID' });
    managed(chart, 'storage').assignTo(worker);
    move(chart, DUAL);
    expect(messageOf(() => render(chart))).toMatch(
      /one set of identities.*web: "orders"; .*worker: "orders" and "storage"/,
    );
  });

  test('and with accounts named in the options', () => {
    const chart = shopChart();
    managed(chart).assignTo(deployment(chart, 'web'), { serviceAccountName: 'shared' });
    managed(chart, 'storage').assignTo(deployment(chart, 'worker'), { serviceAccountName: 'shared' });
    move(chart, DUAL);
    expect(messageOf(() => render(chart))).toBe(DIFFERENT);
  });
});

describe('no error', () => {
  test('with the same identities', () => {
    const { chart, web, worker } = shared();
    const orders = managed(chart);
    orders.assignTo(web);
    orders.assignTo(worker);
    move(chart, DUAL);
    expect(only(render(chart), 'ServiceAccount')).toHaveLength(1);
    expect(warnings).toEqual([]);
  });

  test('with accounts of one name in two namespaces', () => {
    const chart = shopChart();
    const billing = otherChart(chart, 'billing');
    for (const one of [chart, billing]) serviceAccount(one, 'shared');
    managed(chart).assignTo(deployment(chart, 'web', SHARED), { stage: DUAL });
    managed(billing, 'storage').assignTo(deployment(billing, 'web', SHARED), { stage: DUAL });
    expect(only(render(chart), 'ServiceAccount')).toHaveLength(2);
  });

  test('without a stage', () => {
    const { chart, web, worker } = shared();
    managed(chart).assignTo(web);
    managed(chart, 'storage').assignTo(worker);
    expect(() => render(chart)).not.toThrow();
  });
});

test('workloads of one account must have one default identity', () => {
  const { chart, web, worker } = shared();
  const [orders, storage] = [managed(chart), managed(chart, 'storage')];
  orders.assignTo(web, { clientIdEnv: 'AZURE_CLIENT_ID' });
  storage.assignTo(web);
  orders.assignTo(worker);
  storage.assignTo(worker, { clientIdEnv: 'AZURE_CLIENT_ID' });
  move(chart, DUAL);
  expect(messageOf(() => render(chart))).toBe(
    `shop/deployment-web: serviceAccountName: got "shared"; allowed: the same default identity for all workloads with this ServiceAccount; shop/deployment-web: "${clientIdOf('orders')}"; shop/deployment-worker: "${clientIdOf('storage')}"`,
  );
});

describe('a workload without an identity on that account is in a warning', () => {
  const WARNING =
    'Warning: shop/deployment-web: its ServiceAccount "shared" is also that of shop/deployment-worker, which could then obtain "orders". Give it a ServiceAccount of its own.';

  test.each([DUAL, PROXY, LAST])('at %s', (stage) => {
    const { chart, web } = shared();
    managed(chart).assignTo(web);
    move(chart, stage);
    render(chart);
    expect(warnings).toEqual([WARNING]);
  });

  test('by the old name of the field, and all of them', () => {
    const { chart, web } = shared();
    deployment(chart, 'third', { spec: { serviceAccount: 'shared' } }, 'StatefulSet');
    object(chart, 'argoproj.io/v1alpha1', 'Rollout', 'fourth', {
      spec: { template: { spec: { serviceAccountName: 'shared', containers: [] } } },
    });
    managed(chart).assignTo(web);
    move(chart, DUAL);
    render(chart);
    expect(warnings).toEqual([
      WARNING.replace(
        'shop/deployment-worker,',
        'shop/deployment-worker, shop/rollout-fourth, shop/statefulset-third,',
      ),
    ]);
  });

  test('with another identity and no stage', () => {
    const { chart, web, worker } = shared();
    managed(chart).assignTo(web, { stage: DUAL });
    managed(chart, 'storage').assignTo(worker);
    render(chart);
    expect(warnings).toEqual([WARNING]);
  });

  test('with the made account of others, when it is named there', () => {
    const chart = shopChart();
    managed(chart).assignTo(deployment(chart, 'web'));
    deployment(chart, 'worker', { spec: { serviceAccountName: 'orders' } });
    move(chart, DUAL);
    render(chart);
    expect(warnings).toEqual([WARNING.replace('"shared"', '"orders"')]);
  });

  test.each([
    ['at pod-identity, where nobody gets a token', POD_IDENTITY, 'shop', 'shared'],
    ['in another namespace', DUAL, 'billing', 'shared'],
    ['with another account', DUAL, 'shop', 'other'],
  ])('but not %s', (_, stage, namespace, serviceAccountName) => {
    const chart = shopChart();
    serviceAccount(chart, 'shared');
    const place = namespace === 'shop' ? chart : otherChart(chart, namespace);
    deployment(place, 'worker', { spec: { serviceAccountName } });
    managed(chart).assignTo(deployment(chart, 'web', SHARED));
    move(chart, stage);
    render(chart);
    expect(warnings).toEqual([]);
  });

  test('nor with the same identity and no stage yet: it has it anyway', () => {
    const { chart, web, worker } = shared();
    const orders = managed(chart);
    orders.assignTo(web, { stage: DUAL });
    orders.assignTo(worker);
    render(chart);
    expect(warnings).toEqual([]);
  });
});

test('two objects of one Azure identity are the same', () => {
  const { chart, web, worker } = shared();
  managed(chart).assignTo(web);
  const again = {
    resourceId: resourceIdOf('orders').replace('/resourceGroups/shop/', '/resourcegroups/SHOP/'),
    clientId: clientIdOf('orders').toUpperCase(),
    metadata: { name: 'storage' },
  };
  AzureIdentity.userAssigned(chart, 'again', again).assignTo(worker);
  move(chart, DUAL);
  expect(only(render(chart), 'ServiceAccount')).toHaveLength(1);
});
