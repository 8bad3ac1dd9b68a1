import { describe, expect, test } from '@jest/globals';
import { Lazy } from 'cdk8s';
import { AzureIdentity, type MigrationStage } from '../../lib';
import { TENANT_ID } from '../support/ids';
import { catchWarnings, clientIdOf, deployment, messageOf } from '../support/shop';
import {
  annotationsFor,
  application,
  DUAL,
  LAST,
  list,
  managed,
  move,
  only,
  POD_IDENTITY,
  PROXY,
  render,
  shopChart,
} from '../support/stages';

catchWarnings();

// A workload that this app does not render: what its pods need, as data.

const LABEL = { aadpodidbinding: 'orders' };
const USED = { 'azure.workload.identity/use': 'true' };

describe('assignToExternal with a stage returns what the pods need', () => {
  test.each([
    ['pod-identity', POD_IDENTITY, LABEL, 'default'],
    ['dual', DUAL, { ...LABEL, ...USED }, 'orders'],
    ['workload-identity', LAST, USED, 'orders'],
  ])('%s', (_, stage, labels, serviceAccountName) => {
    expect(managed(shopChart()).assignToExternal('helm', { namespace: 'shop', stage })).toEqual({
      labels,
      annotations: {},
      serviceAccountName,
      serviceAccountAnnotations: annotationsFor('orders'),
    });
  });

  test('with the account that is given, also on the way back', () => {
    for (const stage of [POD_IDENTITY, DUAL, LAST]) {
      const { serviceAccountName } = managed(shopChart()).assignToExternal('helm', {
        ...{ namespace: 'shop', stage, serviceAccountName: 'helm' },
      });
      expect(serviceAccountName).toBe('helm');
    }
  });

  test('with the tenant of a service principal', () => {
    const { serviceAccountAnnotations } = application(shopChart()).assignToExternal('helm', {
      ...{ namespace: 'shop', stage: DUAL },
    });
    expect(serviceAccountAnnotations).toEqual({
      'aad-pod-identity.federation/identities': `${clientIdOf('orders')}=`,
      'azure.workload.identity/client-id': clientIdOf('orders'),
      'azure.workload.identity/tenant-id': TENANT_ID,
    });
  });

  test('with the selector that is given', () => {
    const { labels } = managed(shopChart()).assignToExternal('helm', { namespace: 'shop', stage: DUAL, selector: 'x' });
    expect(labels).toEqual({ aadpodidbinding: 'x', ...USED });
  });

  test('in another namespace, with a hash, once pod identity is gone', () => {
    const orders = managed(shopChart());
    const { serviceAccountName } = orders.assignToExternal('helm', { namespace: 'tools', stage: LAST });
    expect(serviceAccountName).toMatch(/^orders-h[0-9a-f]{9}$/);
    expect(() => render(orders)).not.toThrow();
  });

  test('without a stage it is labels, as ever, whatever WorkloadIdentity says', () => {
    const chart = shopChart();
    move(chart, LAST);
    expect(managed(chart).assignToExternal('helm', { namespace: 'shop' })).toEqual(LABEL);
  });

  test('renders no account, and the binding at every stage', () => {
    for (const stage of [POD_IDENTITY, DUAL, LAST]) {
      const chart = shopChart();
      managed(chart).assignToExternal('helm', { namespace: 'shop', stage });
      expect(list(render(chart))).toEqual(['AzureIdentity orders', 'AzureIdentityBinding orders-binding']);
    }
  });
});

describe('assignToExternal refuses', () => {
  const call = (options: object, identity: AzureIdentity = managed(shopChart())) =>
    messageOf(() => identity.assignToExternal('helm', { namespace: 'shop', stage: DUAL, ...options }));
  const at = 'shop/shop-orders: assignToExternal';

  test.each([
    [
      { stage: PROXY },
      'stage: got "proxy"; allowed: another stage: this app cannot check the pods that the proxy would run in',
    ],
    [
      { stage: 'sidecar' as MigrationStage },
      'stage: got "sidecar"; allowed: pod-identity, dual, proxy, workload-identity',
    ],
    [
      { serviceAccountName: 'default' },
      'serviceAccountName: got "default"; allowed: another name: every pod of the namespace without a ServiceAccount could use the identity of default. Set serviceAccountName',
    ],
    [
      { namespace: 'tools' },
      'metadata.namespace: got "tools"; allowed: namespace "shop", the namespace of the identity "orders", which is namespaced. Assign identity.inNamespace("tools"), or set namespaced: false, which lets labelled pods of every namespace use the identity',
    ],
  ])('%j', (options, message) => {
    expect(call(options)).toBe(`${at}: ${message}`);
  });

  test('kube-system, whose pods the webhook is not asked about', () => {
    const identity = managed(shopChart('kube-system'));
    expect(call({ namespace: 'kube-system' }, identity)).toBe(
      `${at}: namespace: got "kube-system"; allowed: another namespace with the webhook: AKS does not ask it about pods of kube-system. Set injection: Injection.MANIFEST in WorkloadIdentity`,
    );
    expect(call({ namespace: 'kube-system', stage: POD_IDENTITY }, identity)).toBe('nothing was thrown');
  });

  test('auxiliary tenants', () => {
    const identity = application(shopChart(), 'orders', { auxiliaryTenantIds: [TENANT_ID.replace('7', '8')] });
    expect(call({}, identity)).toBe(
      `${at}: auxiliaryTenantIds: got ["82f988bf-86f1-41af-91ab-2d7cd011db47"]; allowed: none for "orders" in namespace "shop" with Workload Identity, which requests a token of one tenant. Remove them, and let the program ask each tenant`,
    );
    expect(call({ stage: POD_IDENTITY }, identity)).toBe('nothing was thrown');
  });

  test('an unknown client id', () => {
    expect(call({}, AzureIdentity.fromName(shopChart(), 'shop-orders', 'orders') as AzureIdentity)).toBe(
      `${at}: clientId: got nothing; allowed: the client id of the identity, for Workload Identity. Pass clientId to AzureIdentity.fromName(…)`,
    );
  });

  test('an account name that is known at synth only', () => {
    expect(call({ serviceAccountName: Lazy.any({ produce: () => 'x' }) })).toMatch(
      /serviceAccountName: got {"producer":{}}; allowed: a DNS-1123 subdomain/,
    );
  });

  test('several identities for one workload', () => {
    const chart = shopChart();
    for (const name of ['orders', 'storage'])
      managed(chart, name).assignToExternal('helm', {
        namespace: 'shop',
        stage: DUAL,
        selector: 'both',
        serviceAccountName: 'x',
      });
    expect(messageOf(() => render(chart))).toBe(
      'assignToExternal helm: stage: got "orders, storage"; allowed: one identity for a workload outside of the app: its ServiceAccount has one client id',
    );
  });

  test('calls for one workload that disagree', () => {
    const chart = shopChart();
    const orders = managed(chart);
    orders.assignToExternal('helm', { namespace: 'shop', stage: DUAL });
    orders.assignToExternal('helm', { namespace: 'shop', stage: LAST });
    expect(messageOf(() => render(chart))).toBe(
      'assignToExternal helm: stage: got ["dual","workload-identity"]; allowed: the same stage in all calls for the workload "helm"',
    );
  });

  test('but not two workloads', () => {
    const chart = shopChart();
    const orders = managed(chart);
    orders.assignToExternal('helm', { namespace: 'shop', stage: DUAL });
    orders.assignToExternal('other', { namespace: 'shop', stage: LAST });
    expect(() => render(chart)).not.toThrow();
  });
});

test('an account of an external workload that a workload of the app is made', () => {
  const chart = shopChart();
  const orders = managed(chart);
  orders.assignToExternal('helm', { namespace: 'shop', stage: DUAL });
  orders.assignTo(deployment(chart, 'web'), { stage: DUAL });
  // The same identity, so that one account may be for both.
  expect(only(render(chart), 'ServiceAccount')).toHaveLength(1);
});

test('accounts of external workloads with another identity', () => {
  const chart = shopChart();
  managed(chart, 'storage').assignToExternal('helm', { namespace: 'shop', stage: DUAL, serviceAccountName: 'orders' });
  managed(chart).assignTo(deployment(chart, 'web'), { stage: DUAL });
  expect(messageOf(() => render(chart))).toBe(
    'assignToExternal helm: serviceAccountName: got "orders"; allowed: one set of identities for all workloads with this ServiceAccount, because each could obtain them all; shop/deployment-web: "orders"; assignToExternal helm: "storage". Give each workload a ServiceAccount of its own, or assign the same identities',
  );
});
