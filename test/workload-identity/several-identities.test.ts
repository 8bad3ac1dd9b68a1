import { describe, expect, test } from '@jest/globals';
import type { Chart } from 'cdk8s';
import { Injection } from '../../lib';
import { TENANT_ID } from '../support/ids';
import type { Manifest } from '../support/manifests';
import { catchWarnings, clientIdOf, deployment, messageOf } from '../support/shop';
import {
  application,
  DUAL,
  LAST,
  managed,
  move,
  only,
  POD_IDENTITY,
  PROXY,
  render,
  resourceIdOf,
  shopChart,
  templateOf,
  USING,
} from '../support/stages';

catchWarnings();

const OTHER_TENANT = '3f0c4b52-6d0a-4d3c-9a53-0f5e5d7a9b10';
const TWO = {
  spec: {
    containers: [
      { name: 'app', image: 'app' },
      { name: 'log', image: 'log' },
    ],
  },
};
const accountOf = (documents: readonly Manifest[]) => only(documents, 'ServiceAccount')[0] as Manifest;
const idOf = (documents: readonly Manifest[], key = 'client-id') =>
  accountOf(documents).metadata.annotations[`azure.workload.identity/${key}`];
const envOf = (documents: readonly Manifest[]) =>
  Object.fromEntries(templateOf(documents).spec.containers.map(({ name, env }: Manifest) => [name, env]));
const variable = (name: string, value: string) => ({ name, value });

describe('several identities of a workload', () => {
  const build = (stage = DUAL, isReversed = false) => {
    const chart = shopChart();
    const web = deployment(chart, 'web');
    const calls = [
      () => managed(chart).assignTo(web, { clientIdEnv: 'AZURE_CLIENT_ID' }),
      () => managed(chart, 'billing').assignTo(web, { clientIdEnv: 'BILLING_ID' }),
    ];
    for (const call of isReversed ? calls.reverse() : calls) call();
    move(chart, stage);
    return render(chart);
  };

  test.each(USING)('have one account of the workload’s own, called as its selector, at %s', (stage) => {
    const documents = build(stage);
    const { labels } = templateOf(build()).metadata;
    expect(accountOf(documents).metadata).toEqual({
      name: labels.aadpodidbinding,
      namespace: 'shop',
      annotations: {
        'aad-pod-identity.federation/identities': `${clientIdOf('billing')}=${resourceIdOf('billing')},${clientIdOf('orders')}=${resourceIdOf('orders')}`,
        'azure.workload.identity/client-id': clientIdOf('orders'),
      },
    });
    expect(labels.aadpodidbinding).toMatch(/^web-h[0-9a-f]{9}$/);
    expect(templateOf(documents).spec.serviceAccountName).toBe(labels.aadpodidbinding);
  });

  test('the default is the one with AZURE_CLIENT_ID, the others have their variables', () => {
    expect(envOf(build())).toEqual({
      app: [variable('AZURE_CLIENT_ID', clientIdOf('orders')), variable('BILLING_ID', clientIdOf('billing'))],
    });
  });

  test('in any order', () => {
    expect(accountOf(build(DUAL, true))).toEqual(accountOf(build()));
    expect(templateOf(build(DUAL, true))).toEqual(templateOf(build()));
  });

  test.each([...USING, POD_IDENTITY])('without a default they are an error, at %s', (stage) => {
    const chart = shopChart();
    const web = deployment(chart, 'web');
    managed(chart).assignTo(web, { clientIdEnv: 'ORDERS_ID' });
    managed(chart, 'billing').assignTo(web);
    move(chart, stage);
    expect(messageOf(() => render(chart))).toBe(
      `shop/deployment-web: clientIdEnv: got nothing; allowed: "AZURE_CLIENT_ID" for one of the identities "billing" and "orders": Workload Identity needs to know which one is the default. Write assignTo(workload, { clientIdEnv: 'AZURE_CLIENT_ID' }) for it`,
    );
  });

  test('but not without a stage', () => {
    const chart = shopChart();
    const web = deployment(chart, 'web');
    managed(chart).assignTo(web, { clientIdEnv: 'ORDERS_ID' });
    managed(chart, 'billing').assignTo(web);
    expect(() => render(chart)).not.toThrow();
  });

  test('with one selector that was chosen, which is the name of the account', () => {
    const chart = shopChart();
    const web = deployment(chart, 'web');
    managed(chart).assignTo(web, { selector: 'both', clientIdEnv: 'AZURE_CLIENT_ID' });
    managed(chart, 'billing').assignTo(web, { selector: 'both' });
    move(chart, DUAL);
    expect(accountOf(render(chart)).metadata.name).toBe('both');
  });

  test('and one that is no name of a ServiceAccount', () => {
    const chart = shopChart();
    const web = deployment(chart, 'web');
    managed(chart).assignTo(web, { selector: 'Both_of_them', clientIdEnv: 'AZURE_CLIENT_ID' });
    managed(chart, 'billing').assignTo(web, { selector: 'Both_of_them' });
    move(chart, DUAL);
    expect(accountOf(render(chart)).metadata.name).toMatch(/^web-h[0-9a-f]{9}$/);
  });
});

describe('two defaults in different containers', () => {
  const build = (
    stage = DUAL,
    second: (chart: Chart) => ReturnType<typeof managed> = (chart) => managed(chart, 'billing'),
  ) => {
    const chart = shopChart();
    const web = deployment(chart, 'web', TWO);
    managed(chart).assignTo(web, { clientIdEnv: 'AZURE_CLIENT_ID', containers: ['app'] });
    second(chart).assignTo(web, { clientIdEnv: 'AZURE_CLIENT_ID', containers: ['log'] });
    return (props: object = {}) => {
      move(chart, stage, props);
      return render(chart);
    };
  };

  test('leave the client id off the account: each container has its variable', () => {
    const documents = build()();
    expect(accountOf(documents).metadata.annotations).toEqual({
      'aad-pod-identity.federation/identities': `${clientIdOf('billing')}=${resourceIdOf('billing')},${clientIdOf('orders')}=${resourceIdOf('orders')}`,
    });
    expect(envOf(documents)).toEqual({
      app: [variable('AZURE_CLIENT_ID', clientIdOf('orders'))],
      log: [variable('AZURE_CLIENT_ID', clientIdOf('billing'))],
    });
  });

  test('of one tenant have it on the account', () => {
    const documents = build()({ tenantId: TENANT_ID });
    expect(idOf(documents, 'tenant-id')).toBe(TENANT_ID);
    expect(envOf(documents).app).toEqual([variable('AZURE_CLIENT_ID', clientIdOf('orders'))]);
  });

  test('of two tenants have it in their containers', () => {
    const documents = build(LAST, (chart) => application(chart, 'billing', { tenantId: OTHER_TENANT }))({
      tenantId: TENANT_ID,
    });
    expect(idOf(documents, 'tenant-id')).toBeUndefined();
    expect(envOf(documents)).toEqual({
      app: [variable('AZURE_CLIENT_ID', clientIdOf('orders')), variable('AZURE_TENANT_ID', TENANT_ID)],
      log: [variable('AZURE_CLIENT_ID', clientIdOf('billing')), variable('AZURE_TENANT_ID', OTHER_TENANT)],
    });
  });

  test('and not when one is the webhook’s', () => {
    const documents = build(DUAL, (chart) => application(chart, 'billing', { tenantId: OTHER_TENANT }))();
    expect(envOf(documents)).toEqual({
      app: [variable('AZURE_CLIENT_ID', clientIdOf('orders'))],
      log: [variable('AZURE_CLIENT_ID', clientIdOf('billing')), variable('AZURE_TENANT_ID', OTHER_TENANT)],
    });
  });

  test('have no variable of a tenant on the way back', () => {
    const documents = build(POD_IDENTITY, (chart) => application(chart, 'billing', { tenantId: OTHER_TENANT }))();
    expect(envOf(documents).log).toEqual([variable('AZURE_CLIENT_ID', clientIdOf('billing'))]);
  });

  test('in one container are an error', () => {
    const chart = shopChart();
    const web = deployment(chart, 'web');
    managed(chart).assignTo(web, { clientIdEnv: 'AZURE_CLIENT_ID' });
    managed(chart, 'billing').assignTo(web, { clientIdEnv: 'AZURE_CLIENT_ID' });
    move(chart, DUAL);
    expect(messageOf(() => render(chart))).toMatch(
      /env: got "AZURE_CLIENT_ID"; allowed: one identity per variable, not "(orders|billing)"/,
    );
  });
});

describe('two tenants', () => {
  const build = (stage = PROXY, props: object = {}) => {
    const chart = shopChart();
    const web = deployment(chart, 'web');
    managed(chart).assignTo(web, { clientIdEnv: 'AZURE_CLIENT_ID' });
    application(chart, 'billing', { tenantId: OTHER_TENANT }).assignTo(web, { clientIdEnv: 'BILLING_ID' });
    move(chart, stage, props);
    return () => render(chart);
  };

  test.each([
    [{}, 'that of the webhook'],
    [{ tenantId: TENANT_ID }, TENANT_ID],
  ])('are an error with the proxy: %j', (props, shown) => {
    expect(messageOf(build(PROXY, props))).toBe(
      `shop/deployment-web: tenantId: got {"billing":"${OTHER_TENANT}","orders":"${shown}"}; allowed: one tenant at stage proxy: the proxy requests all tokens there`,
    );
  });

  test('are none with the proxy when they are one', () => {
    expect(build(PROXY, { tenantId: OTHER_TENANT })).not.toThrow();
  });

  test('have that of the default on the account at dual', () => {
    const documents = build(DUAL, { tenantId: TENANT_ID })();
    expect([idOf(documents), idOf(documents, 'tenant-id')]).toEqual([clientIdOf('orders'), TENANT_ID]);
  });

  test('are written out with Injection.MANIFEST', () => {
    const chart = shopChart();
    const web = deployment(chart, 'web', TWO);
    managed(chart).assignTo(web, { clientIdEnv: 'AZURE_CLIENT_ID', containers: ['app'] });
    application(chart, 'billing', { tenantId: OTHER_TENANT }).assignTo(web, {
      clientIdEnv: 'AZURE_CLIENT_ID',
      containers: ['log'],
    });
    move(chart, LAST, { tenantId: TENANT_ID, injection: Injection.MANIFEST });
    const tenants = Object.values<Manifest[]>(envOf(render(chart))).map(
      (env) => env.find(({ name }) => name === 'AZURE_TENANT_ID')?.value,
    );
    expect(tenants).toEqual([TENANT_ID, OTHER_TENANT]);
  });
});
