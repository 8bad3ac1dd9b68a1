import { describe, expect, test } from '@jest/globals';
import { Chart, JsonPatch, Lazy, Testing } from 'cdk8s';
import { AzureIdentity, AzurePodIdentityException } from '../../lib';
import { announceInstall } from '../../lib/identity/install-announcement';
import { CLIENT_ID, TENANT_ID, TOKEN } from '../support/ids';
import { type Manifest, newChart } from '../support/manifests';
import { bindings, catchWarnings, clientIdOf, deployment, identity, messageOf, otherChart } from '../support/shop';

const warnings = catchWarnings();

describe('namespaces', () => {
  test('another one is refused at the call, and the message says what to do', () => {
    const chart = newChart();
    const web = deployment(otherChart(chart, 'billing'), 'web');
    expect(() => identity(chart, 'orders').assignTo(web)).toThrow(
      'billing/deployment-web: metadata.namespace: got "billing"; allowed: namespace "shop", the namespace of the identity "orders", which is namespaced. Assign identity.inNamespace("billing"), or set namespaced: false, which lets labelled pods of every namespace use the identity',
    );
  });

  test('another one that a patch makes is refused at synth', () => {
    const chart = newChart();
    const web = deployment(chart, 'web');
    identity(chart, 'orders').assignTo(web);
    web.addJsonPatch(JsonPatch.replace('/metadata/namespace', 'billing'));
    expect(() => Testing.synth(chart)).toThrow('metadata.namespace: got "billing"');
  });

  test('one that is stated and one that is not are not known to meet', () => {
    const chart = newChart();
    const web = deployment(new Chart(chart.node.root as Chart, 'none'), 'web');
    expect(() => identity(chart, 'orders').assignTo(web)).toThrow(
      'metadata.namespace: got nothing; allowed: namespace "shop"',
    );
  });

  test('none of both is one namespace', () => {
    const chart = newChart({});
    identity(chart, 'orders').assignTo(deployment(chart, 'web'));
    expect(bindings(chart)).toEqual([{ name: 'orders-binding', azureIdentity: 'orders', selector: 'orders' }]);
  });

  test('inNamespace is the same identity there: one object, once', () => {
    const chart = newChart();
    const billing = otherChart(chart, 'billing');
    const orders = AzureIdentity.servicePrincipal(chart, 'orders', {
      clientId: CLIENT_ID,
      tenantId: TENANT_ID,
      clientPassword: { name: 'secret' },
    });
    const there = orders.inNamespace('billing');
    expect(orders.inNamespace('billing')).toBe(there);
    expect(there.inNamespace('shop')).toBe(orders);
    expect(orders.inNamespace('shop')).toBe(orders);
    there.assignTo(deployment(billing, 'web'));
    const copies = Testing.synth(chart).filter(({ kind }: Manifest) => kind === 'AzureIdentity');
    expect(
      copies.map(({ metadata, spec }: Manifest) => [metadata.namespace, metadata.name, spec.clientPassword]),
    ).toEqual([
      ['shop', 'orders', { name: 'secret', namespace: 'shop' }],
      ['billing', 'orders', { name: 'secret', namespace: 'billing' }],
    ]);
    expect(bindings(chart).map(({ namespace, name }: Manifest) => `${namespace}/${name}`)).toEqual([
      'billing/orders-binding',
    ]);
  });

  test.each(['Shop', '', undefined])('inNamespace refuses %p', (namespace) => {
    expect(() => identity(newChart(), 'orders').inNamespace(namespace as string)).toThrow(
      'chart/orders: inNamespace: namespace: got',
    );
  });

  test('without namespaced, any will do, unless the install of the app makes all identities namespaced', () => {
    const chart = newChart();
    const wide = identity(chart, 'orders', { namespaced: false });
    const web = deployment(otherChart(chart, 'billing'), 'web');
    wide.assignTo(web);
    expect(bindings(chart)).toHaveLength(1);
    announceInstall(chart, { namespaced: false, path: 'chart/install' });
    expect(bindings(chart)).toHaveLength(1);
    announceInstall(chart, { namespaced: true, path: 'chart/install' });
    const refused =
      'billing/deployment-web: metadata.namespace: got "billing"; allowed: namespace "shop", the namespace of the identity "orders", because chart/install makes every identity namespaced. Assign identity.inNamespace("billing")';
    expect(messageOf(() => Testing.synth(chart))).toBe(refused);
    expect(messageOf(() => wide.assignTo(web))).toBe(refused);
  });

  test('StatefulSets of one name in two of them that share a client id: a warning names it', () => {
    const chart = newChart();
    const billing = otherChart(chart, 'billing');
    const orders = identity(chart, 'orders');
    orders.assignTo(deployment(chart, 'web', {}, 'StatefulSet'));
    orders.inNamespace('billing').assignTo(deployment(billing, 'web', {}, 'StatefulSet'));
    Testing.synth(chart);
    expect(warnings).toEqual([
      `Warning: billing/statefulset-web: pods named "web-0" in namespace "billing" and in namespace "shop" use the client id ${clientIdOf('orders')}: when one is deleted, MIC may remove the identity from the virtual machine of the other for some minutes. Add ${clientIdOf('orders')} to MIC's --immutable-user-msis.`,
    ]);
  });
});

describe('a workload that is rendered elsewhere', () => {
  test('gets its labels as data, and the binding is made', () => {
    const chart = newChart();
    expect(identity(chart, 'orders').assignToExternal('grafana', { namespace: 'shop' })).toEqual({
      aadpodidbinding: 'orders',
    });
    expect(bindings(chart)).toEqual([
      { namespace: 'shop', name: 'orders-binding', azureIdentity: 'orders', selector: 'orders' },
    ]);
  });

  test('with several identities needs one selector', () => {
    const chart = newChart();
    const [orders, storage] = ['orders', 'storage'].map((name) => identity(chart, name)) as [
      AzureIdentity,
      AzureIdentity,
    ];
    orders.assignToExternal('grafana', { namespace: 'shop', selector: 'grafana' });
    storage.assignToExternal('grafana', { namespace: 'shop', selector: 'grafana' });
    expect(bindings(chart).map(({ selector }: Manifest) => selector)).toEqual(['grafana', 'grafana']);
    storage.assignToExternal('grafana', { namespace: 'shop' });
    expect(() => Testing.synth(chart)).toThrow(
      'assignToExternal grafana: aadpodidbinding: got "grafana, storage"; allowed: the same selector for all identities of the workload "grafana"',
    );
  });

  test('may not get another identity by its selector', () => {
    const chart = newChart();
    identity(chart, 'orders').assignToExternal('grafana', { namespace: 'shop', selector: 'team' });
    identity(chart, 'storage').assignTo(deployment(chart, 'web'), { selector: 'team' });
    expect(() => Testing.synth(chart)).toThrow('assignToExternal grafana: aadpodidbinding: got "team"');
  });

  test('an exception called as an identity says nothing about it', () => {
    const chart = newChart();
    const billing = otherChart(chart, 'billing');
    for (const scope of [chart, billing]) identity(scope, 'orders').assignTo(deployment(scope, 'web'));
    new AzurePodIdentityException(chart, 'agents', { podLabels: { app: 'agent' }, metadata: { name: 'orders' } });
    expect(bindings(billing)).toHaveLength(1);
  });

  test('a node affinity by fields is not one for Windows', () => {
    const chart = newChart();
    const required = { nodeSelectorTerms: [{ matchFields: [] }] };
    const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } };
    identity(chart, 'orders').assignTo(deployment(chart, 'web', { spec: { affinity } }));
    expect(bindings(chart)).toHaveLength(1);
  });

  test('that another tool fills in may be any: nothing is refused', () => {
    const chart = newChart();
    const late = AzureIdentity.fromName(chart, 'late', 'orders', { namespace: TOKEN });
    expect(() => late.assignTo(deployment(chart, 'web'))).not.toThrow();
    expect(() => late.assignToExternal('grafana', { namespace: 'billing' })).not.toThrow();
  });

  test('needs a selector when the name of the identity is known at synth only', () => {
    const chart = newChart();
    const late = AzureIdentity.fromName(chart, 'late', Lazy.any({ produce: () => 'orders' }));
    expect(() => late.assignToExternal('x', { namespace: 'shop' })).toThrow('Set selector');
    expect(late.assignToExternal('x', { namespace: 'shop', selector: 'x' })).toEqual({ aadpodidbinding: 'x' });
    expect(bindings(chart)).toMatchObject([{ azureIdentity: 'orders', selector: 'x' }]);
  });

  test.each([
    [{ namespace: 'billing' }, 'metadata.namespace: got "billing"; allowed: namespace "shop"'],
    [{ namespace: 'Shop' }, 'namespace: got "Shop"'],
    [{}, 'namespace: got nothing'],
    [{ namespace: 'shop', selector: '' }, 'selector: got ""'],
    [{ namespace: 'shop', clientIdEnv: 'A' }, 'options: unknown field "clientIdEnv"'],
    [undefined, 'options: got nothing'],
  ])('%j is refused', (options, message) => {
    expect(() => identity(newChart(), 'orders').assignToExternal('x', options as never)).toThrow(
      `chart/orders: assignToExternal: ${message}`,
    );
  });
});
