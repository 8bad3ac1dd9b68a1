import { describe, expect, test } from '@jest/globals';
import { App, Chart } from 'cdk8s';
import { Deployment } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { AzureIdentity } from '../../lib';
import { TENANT_ID } from '../support/ids';
import { NOT_WRITTEN } from '../support/manifests';
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
  render,
  resourceIdOf,
  serviceAccount,
  shopChart,
  templateOf,
} from '../support/stages';

catchWarnings();

// The ServiceAccounts of workloads that name none.

const namesOf = (chart: Chart) =>
  only(render(chart), 'ServiceAccount').map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);

describe('one for each namespace and identity', () => {
  test('shared by its workloads, of all kinds and charts', () => {
    const chart = shopChart();
    const other = new Chart(chart.node.root as App, 'other', { namespace: 'shop' });
    const orders = managed(chart);
    orders.assignTo(deployment(chart, 'web'));
    orders.assignTo(deployment(chart, 'app', {}, 'StatefulSet'));
    orders.assignTo(deployment(other, 'worker'));
    move(chart.node.root as App, DUAL);
    const documents = render(chart);
    expect(namesOf(chart)).toEqual(['shop/orders']);
    for (const [kind, name] of [
      ['Deployment', 'web'],
      ['StatefulSet', 'app'],
      ['Deployment', 'worker'],
    ] as const)
      expect(templateOf(documents, kind, name).spec.serviceAccountName).toBe('orders');
  });

  test('named after the identity in its namespace, with a hash elsewhere', () => {
    const chart = shopChart();
    const orders = managed(chart, 'orders', { namespaced: true });
    orders.assignTo(deployment(chart, 'web'), { stage: LAST });
    orders.assignTo(deployment(otherChart(chart, 'billing'), 'web'), { stage: LAST });
    expect(namesOf(chart)).toEqual(['shop/orders', expect.stringMatching(/^billing\/orders-h[0-9a-f]{9}$/)]);
  });

  test.each([
    ['that is for every namespace', 'orders', { namespaced: false }],
    ['whose name is no label value', `${'long-'.repeat(20)}name`, {}],
    ['whose name YAML reads as a number', 'e3', { namespaced: true }],
  ])('with the hash of its selector for one %s', (_, name, props) => {
    const chart = shopChart();
    managed(chart, name, props).assignTo(deployment(chart, 'web'));
    move(chart, DUAL);
    const documents = render(chart);
    expect(templateOf(documents).spec.serviceAccountName).toBe(templateOf(documents).metadata.labels.aadpodidbinding);
    expect(only(documents, 'ServiceAccount', templateOf(documents).spec.serviceAccountName)).toHaveLength(1);
  });

  test('two identities of one name in two namespaces do not meet', () => {
    const chart = shopChart();
    const billing = otherChart(chart, 'billing');
    managed(chart).assignTo(deployment(chart, 'web'), { stage: LAST });
    AzureIdentity.userAssigned(billing, 'orders', {
      resourceId: resourceIdOf('far'),
      clientId: clientIdOf('far'),
    }).assignTo(deployment(chart, 'worker'), { stage: LAST });
    expect(new Set(namesOf(chart)).size).toBe(2);
  });

  test('one that is called default needs a name for it', () => {
    const build = (options: object) => {
      const chart = shopChart();
      managed(chart, 'default').assignTo(deployment(chart, 'web'), options);
      move(chart, DUAL);
      return chart;
    };
    expect(messageOf(() => render(build({})))).toBe(
      'shop/deployment-web: serviceAccountName: got "default"; allowed: another name: every pod of the namespace without a ServiceAccount could use the identity of default. Set serviceAccountName',
    );
    expect(namesOf(build({ serviceAccountName: 'web' }))).toEqual(['shop/web']);
    expect(() => render(build({ serviceAccountName: 'default' }))).toThrow(/serviceAccountName: got "default"/);
  });
});

describe('its name in the options', () => {
  test('makes one of that name', () => {
    const chart = shopChart();
    managed(chart).assignTo(deployment(chart, 'web'), { serviceAccountName: 'web-account' });
    move(chart, DUAL);
    const documents = render(chart);
    expect(only(documents, 'ServiceAccount')).toEqual([
      {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name: 'web-account', namespace: 'shop', annotations: annotationsFor('orders') },
      },
    ]);
    expect(templateOf(documents).spec.serviceAccountName).toBe('web-account');
  });

  test('uses the one of the app with that name', () => {
    const chart = shopChart();
    serviceAccount(chart, 'web-account', { automountServiceAccountToken: false });
    managed(chart).assignTo(deployment(chart, 'web'), { serviceAccountName: 'web-account' });
    move(chart, DUAL);
    const [account, ...others] = only(render(chart), 'ServiceAccount');
    expect(others).toEqual([]);
    expect(account).toMatchObject({
      automountServiceAccountToken: false,
      metadata: { annotations: annotationsFor('orders') },
    });
  });

  test.each(['Web', 'a b', '', '-a'])('must be one: %j', (serviceAccountName) => {
    const chart = shopChart();
    expect(messageOf(() => managed(chart).assignTo(deployment(chart, 'web'), { serviceAccountName }))).toMatch(
      /^shop\/shop-orders: assignTo: serviceAccountName: got ".*"; allowed: /,
    );
  });
});

describe('a ServiceAccount of that name in the app', () => {
  test('that no workload names is not taken', () => {
    const chart = shopChart();
    serviceAccount(chart, 'orders');
    managed(chart).assignTo(deployment(chart, 'web'));
    move(chart, DUAL);
    expect(messageOf(() => render(chart))).toBe(
      'shop/deployment-web: serviceAccountName: got "orders"; allowed: a name that no other ServiceAccount of namespace "shop" has; shop/serviceaccount-orders has it. Set serviceAccountName: "orders" to use that one, or another name',
    );
  });

  test('of another namespace is no concern', () => {
    const chart = shopChart();
    serviceAccount(otherChart(chart, 'billing'), 'orders');
    managed(chart).assignTo(deployment(chart, 'web'));
    move(chart, DUAL);
    expect(namesOf(chart)).toEqual(['shop/orders', 'billing/orders']);
  });
});

describe('the place in the file', () => {
  test('is directly before the first of its workloads', () => {
    const chart = shopChart();
    const last = object(chart, 'v1', 'ConfigMap', 'before');
    const part = new Construct(chart, 'part');
    object(part, 'v1', 'ConfigMap', 'inside');
    const web = deployment(part, 'web');
    object(part, 'v1', 'ConfigMap', 'behind');
    const worker = deployment(chart, 'worker');
    const orders = managed(chart);
    orders.assignTo(worker);
    orders.assignTo(web);
    move(chart, LAST);
    expect(last.name).toBe('before');
    expect(list(render(chart))).toEqual([
      'ConfigMap before',
      'ConfigMap inside',
      'ServiceAccount orders',
      'Deployment web',
      'ConfigMap behind',
      'Deployment worker',
    ]);
  });

  test('is the same whatever the order of the calls', () => {
    const build = (isReversed: boolean) => {
      const chart = shopChart();
      const [web, worker] = [deployment(chart, 'web'), deployment(chart, 'worker')];
      const [orders, storage] = [managed(chart), managed(chart, 'storage')];
      const calls = [
        () => orders.assignTo(web),
        () => storage.assignTo(worker),
        () => orders.assignTo(deployment(otherChart(chart, 'more'), 'x'), { stage: LAST }),
        () => move(chart, DUAL),
      ];
      for (const call of isReversed ? calls.reverse() : calls) call();
      return list(render(chart));
    };
    expect(build(true)).toEqual(build(false));
    expect(build(true).slice(0, 4)).toEqual([
      'ServiceAccount orders',
      'Deployment web',
      'ServiceAccount storage',
      'Deployment worker',
    ]);
  });

  test('is before its workloads in a chart with dependencies', () => {
    const chart = shopChart();
    const web = deployment(chart, 'web');
    const early = object(chart, 'v1', 'ConfigMap', 'early');
    web.addDependency(early);
    early.addDependency(deployment(chart, 'first'));
    const orders = managed(chart);
    orders.assignTo(web);
    move(chart, LAST);
    expect(list(render(chart))).toEqual([
      'Deployment first',
      'ConfigMap early',
      'ServiceAccount orders',
      'Deployment web',
    ]);
  });

  test('is beside the workload of a construct such as cdk8s-plus, and its id is free', () => {
    const chart = shopChart();
    const web = new Deployment(chart, 'web', { metadata: { name: 'web' }, containers: [{ image: 'app' }] });
    object(web, 'v1', 'ConfigMap', 'x').node.addMetadata('taken', true);
    new Construct(web, 'ServiceAccount0');
    managed(chart).assignTo(web);
    move(chart, LAST);
    const documents = render(chart);
    expect(list(documents).indexOf('ServiceAccount orders')).toBe(list(documents).indexOf('Deployment web') - 1);
  });

  test('never changes the name of a file', () => {
    const build = (isMoved: boolean) => {
      const app = new App({ outdir: NOT_WRITTEN });
      const charts = ['one', 'two'].map((id) => new Chart(app, id, { namespace: 'shop' }));
      const orders = managed(charts[1] as Chart);
      for (const chart of charts) orders.assignTo(deployment(chart, `${chart.node.id}-web`));
      if (isMoved) move(app, DUAL);
      app.synthYaml();
      return app.charts.map((chart) => [chart.node.path, chart.node.dependencies.map(({ node }) => node.path)]);
    };
    expect(build(true)).toEqual(build(false));
  });
});

describe('what it has', () => {
  test('the tenant of a service principal, always', () => {
    const chart = shopChart();
    application(chart).assignTo(deployment(chart, 'web'));
    move(chart, DUAL);
    expect(only(render(chart), 'ServiceAccount')[0]?.metadata.annotations).toEqual({
      'aad-pod-identity.federation/identities': `${clientIdOf('orders')}=`,
      'azure.workload.identity/client-id': clientIdOf('orders'),
      'azure.workload.identity/tenant-id': TENANT_ID,
    });
  });

  test('the tenant of a managed identity only when it is given', () => {
    const tenant = (props: object) => {
      const chart = shopChart();
      managed(chart).assignTo(deployment(chart, 'web'));
      move(chart, DUAL, props);
      return only(render(chart), 'ServiceAccount')[0]?.metadata.annotations['azure.workload.identity/tenant-id'];
    };
    expect(tenant({})).toBeUndefined();
    expect(tenant({ tenantId: TENANT_ID })).toBe(TENANT_ID);
  });

  test('what is known of an identity from elsewhere', () => {
    const build = (options: object) => {
      const chart = shopChart();
      AzureIdentity.fromName(chart, 'identity', 'orders', options).assignTo(deployment(chart, 'web'));
      move(chart, DUAL);
      return () => only(render(chart), 'ServiceAccount')[0]?.metadata.annotations;
    };
    const [clientId, resourceId] = [clientIdOf('orders'), resourceIdOf('orders')];
    expect(build({ clientId, resourceId })()).toEqual(annotationsFor('orders'));
    expect(build({ clientId, tenantId: TENANT_ID })()).toEqual({
      'aad-pod-identity.federation/identities': `${clientId}=`,
      'azure.workload.identity/client-id': clientId,
      'azure.workload.identity/tenant-id': TENANT_ID,
    });
    expect(messageOf(build({ resourceId }))).toBe(
      'shop/deployment-web: clientId: got nothing; allowed: the client id of "orders" in namespace "shop", for Workload Identity. Pass clientId to AzureIdentity.fromName(…)',
    );
  });

  test('nothing of the token expiration, which the pods have', () => {
    const chart = shopChart();
    managed(chart).assignTo(deployment(chart, 'web'));
    move(chart, DUAL, { tokenExpiration: 7200 });
    const documents = render(chart);
    expect(only(documents, 'ServiceAccount')[0]?.metadata.annotations).toEqual(annotationsFor('orders'));
    expect(templateOf(documents).metadata.annotations).toEqual({
      'azure.workload.identity/service-account-token-expiration': '7200',
    });
  });
});

test('a chart without a namespace', () => {
  const chart = new Chart(new App({ outdir: NOT_WRITTEN }), 'plain');
  managed(chart, 'orders', { namespaced: false }).assignTo(deployment(chart, 'web'));
  move(chart, DUAL);
  const [account] = only(render(chart), 'ServiceAccount');
  expect(account?.metadata).toEqual({
    name: expect.stringMatching(/^orders-h/),
    annotations: annotationsFor('orders'),
  });
});

test('accounts of an explicit pod-identity are the same objects', () => {
  const chart = shopChart();
  managed(chart).assignTo(deployment(chart, 'web'));
  move(chart, POD_IDENTITY);
  expect(namesOf(chart)).toEqual(['shop/orders']);
});
