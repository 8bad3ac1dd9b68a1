import { describe, expect, test } from '@jest/globals';
import { Manifests } from '../../lib';
import { neededCredentials } from '../../lib/migration/needed-credentials';
import { simulationOf } from '../../lib/simulation/simulation-of';
import { binding, deployment, identity, labelled, NAMESPACED, yaml } from '../support/cluster';

const id = (name: string) =>
  `/subscriptions/10000000-0000-4000-8000-000000000000/resourceGroups/ids/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
const ORDERS = id('orders');
const orders = identity('shop', 'orders', { resourceID: ORDERS, clientID: 'o' }, NAMESPACED);
const bound = [orders, binding('shop', 'orders', 'orders', 'orders')];
const web = (name = 'web', spec: object = {}, labels: object = {}) =>
  deployment('shop', name, { ...labelled('orders'), ...labels }, spec);

function needed(...objects: object[]) {
  const simulation = simulationOf(Manifests.fromText('cluster.yaml', yaml(...objects)));
  return neededCredentials(simulation.cluster, simulation);
}

const pairs = (...objects: object[]) =>
  needed(...objects).map(({ identity: of, subject }) => `${of.split('/').at(-1)} ${subject}`);

const ofOrders = (account: string, workloads: string[]) => ({
  identity: ORDERS,
  kind: 'managedIdentity',
  clientId: 'o',
  namespace: 'shop',
  account,
  subject: `system:serviceaccount:shop:${account}`,
  workloads,
});

describe('the federated credentials that workloads need', () => {
  test('one for all workloads that share an account named after their identity', () => {
    expect(needed(...bound, web(), web('api'))).toEqual([
      ofOrders('orders', ['Deployment shop/api', 'Deployment shop/web']),
    ]);
  });

  test('one for each account that workloads name themselves, under either name of the field', () => {
    const own = [web('web', { serviceAccountName: 'front' }), web('api', { serviceAccount: 'back' })];
    expect(pairs(...bound, ...own)).toEqual([
      'orders system:serviceaccount:shop:back',
      'orders system:serviceaccount:shop:front',
    ]);
  });

  test('not for default, which a new account replaces', () => {
    expect(needed(...bound, web('web', { serviceAccountName: 'default' }))).toEqual([
      ofOrders('orders', ['Deployment shop/web']),
    ]);
  });

  test('one in each namespace, with a hash where another identity could have the name', () => {
    const shared = identity('infra', 'orders', { resourceID: ORDERS, clientID: 'o' });
    const all = [
      shared,
      binding('infra', 'b', 'orders', 'orders'),
      web(),
      deployment('pay', 'web', labelled('orders')),
    ];
    expect(pairs(...all)).toEqual([
      expect.stringMatching(/^orders system:serviceaccount:pay:orders-h[0-9a-f]{9}$/),
      expect.stringMatching(/^orders system:serviceaccount:shop:orders-h[0-9a-f]{9}$/),
    ]);
  });

  test('one at each identity of a workload with several, with an account named after the label', () => {
    const files = identity('shop', 'files', { resourceID: id('files'), clientID: 'f' });
    expect(pairs(...bound, files, binding('shop', 'files', 'files', 'orders'), web())).toEqual([
      'files system:serviceaccount:shop:orders',
      'orders system:serviceaccount:shop:orders',
    ]);
  });

  test('two objects of one identity, in whatever case, are one', () => {
    const again = identity('shop', 'again', {
      resourceID: ORDERS.toUpperCase().replace('/SUBSCRIPTIONS', '/subscriptions'),
      clientID: 'o',
    });
    const found = needed(...bound, again, binding('shop', 'again', 'again', 'orders'), web());
    expect(found).toHaveLength(1);
  });

  test('an application is named by its client id', () => {
    const app = identity('shop', 'orders', { type: 1, resourceID: '', clientID: 'app', tenantID: 't' }, NAMESPACED);
    const found = needed(app, binding('shop', 'orders', 'orders', 'orders'), web());
    expect(found).toMatchObject([{ identity: 'app', kind: 'application', clientId: 'app', account: 'orders' }]);
  });

  test('a workload of Workload Identity needs those of the annotation of its account', () => {
    const account = {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: {
        name: 'front',
        namespace: 'shop',
        annotations: { 'aad-pod-identity.federation/identities': `o=${ORDERS},app=` },
      },
    };
    const moved = deployment('shop', 'web', { 'azure.workload.identity/use': 'true' }, { serviceAccountName: 'front' });
    expect(needed(account, moved)).toEqual([
      ofOrders('front', ['Deployment shop/web']),
      { ...ofOrders('front', ['Deployment shop/web']), identity: 'app', kind: 'application', clientId: 'app' },
    ]);
  });

  test('without the annotation, the client id tells which AzureIdentity it is', () => {
    const account = (clientId: string) => ({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: {
        name: 'front',
        namespace: 'shop',
        annotations: { 'azure.workload.identity/client-id': clientId },
      },
    });
    const moved = deployment('shop', 'web', { 'azure.workload.identity/use': 'true' }, { serviceAccountName: 'front' });
    expect(pairs(orders, account('O'), moved)).toEqual(['orders system:serviceaccount:shop:front']);
    // Nobody knows what it is.
    expect(pairs(orders, account('x'), moved)).toEqual([]);
  });

  test('none for workloads without an identity', () => {
    expect(needed(...bound, deployment('shop', 'page', {}), deployment('shop', 'api', labelled('other')))).toEqual([]);
  });
});
