import { describe, expect, test } from '@jest/globals';
import { ApiObject, Lazy, Testing } from 'cdk8s';
import { AzureIdentity, AzureIdentityBinding, Demo } from '../../lib';
import { CLIENT_ID, RESOURCE_ID, SUBSCRIPTION_ID, TOKEN } from '../support/ids';
import { type Manifest, newChart } from '../support/manifests';
import { bindings, catchWarnings, deployment, identity, labelOf, messageOf, otherChart } from '../support/shop';

catchWarnings();

describe('selectors', () => {
  test('of workloads with one identity: its name, and one binding for all of them', () => {
    const chart = newChart();
    const orders = identity(chart, 'orders');
    const workloads = ['a', 'b', 'c'].map((name) => deployment(chart, name));
    for (const workload of workloads) orders.assignTo(workload);
    expect(bindings(chart)).toEqual([
      { namespace: 'shop', name: 'orders-binding', azureIdentity: 'orders', selector: 'orders' },
    ]);
    expect(workloads.map(labelOf)).toEqual(['orders', 'orders', 'orders']);
  });

  test('of a workload with several: its own, with a binding for each', () => {
    const chart = newChart();
    const nightly = deployment(chart, 'nightly');
    for (const name of ['orders', 'storage']) identity(chart, name).assignTo(nightly);
    expect(bindings(chart)).toEqual(
      ['orders', 'storage'].map((azureIdentity) => ({
        namespace: 'shop',
        name: `${azureIdentity}-nightly-h70a3043eb`,
        azureIdentity,
        selector: 'nightly-h70a3043eb',
      })),
    );
    expect(labelOf(nightly)).toBe('nightly-h70a3043eb');
  });

  test('of an identity that is not namespaced: with a hash that its namespace decides', () => {
    const chart = newChart();
    const billing = otherChart(chart, 'billing');
    const workloads = [chart, billing].map((there) => {
      const workload = deployment(there, 'web');
      identity(there, 'orders', { namespaced: false }).assignTo(workload);
      return workload;
    });
    expect(bindings(chart)).toEqual([
      { namespace: 'shop', name: 'orders-binding', azureIdentity: 'orders', selector: 'orders-h4d67e0b1b' },
    ]);
    expect(new Set(workloads.map(labelOf)).size).toBe(2);
  });

  test.each([
    'a.b.c',
    '3scale',
    'x'.repeat(63),
    'x'.repeat(64),
    `${'x'.repeat(50)}.${'y'.repeat(30)}`,
    `${'a.'.repeat(126)}b`,
  ])('and the name of the binding are valid for an identity called %s', (name) => {
    const chart = newChart();
    AzureIdentity.fromName(chart, 'identity', name).assignTo(deployment(chart, 'web'));
    AzureIdentity.fromName(chart, 'other', 'other').assignTo(deployment(chart, 'web', {}, 'StatefulSet'));
    AzureIdentity.fromName(chart, 'again', name).assignTo(chart.node.findChild('statefulset-web'));
    for (const { name: binding, selector } of bindings(chart)) {
      expect(selector).toMatch(/^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/);
      expect(binding).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/);
      expect(binding.length).toBeLessThanOrEqual(253);
    }
  });

  test('that are given win, for all identities of the workload', () => {
    const chart = newChart();
    const web = deployment(chart, 'web');
    identity(chart, 'orders').assignTo(web, { selector: 'Web_1' });
    identity(chart, 'storage').assignTo(web);
    expect(labelOf(web)).toBe('Web_1');
    expect(bindings(chart).map(({ name, selector }: Manifest) => [name, selector])).toEqual([
      ['orders-web-1-h282c6d287', 'Web_1'],
      ['storage-web-1-haea44a875', 'Web_1'],
    ]);
  });

  test('that are given twice must be the same', () => {
    const chart = newChart();
    const web = deployment(chart, 'web');
    identity(chart, 'orders').assignTo(web, { selector: 'a' });
    identity(chart, 'storage').assignTo(web, { selector: 'b' });
    expect(() => Testing.synth(chart)).toThrow(
      'chart/deployment-web: selector: got "\\"a\\" for \\"orders\\" in namespace \\"shop\\", \\"b\\" for \\"storage\\" in namespace \\"shop\\""; allowed: the same selector for all identities of a workload',
    );
  });

  test('that are given and collide with a generated one are refused, wherever the other is', () => {
    const chart = newChart();
    identity(chart, 'orders').assignTo(deployment(chart, 'web'));
    identity(chart, 'storage').assignTo(deployment(chart, 'api'), { selector: 'orders' });
    const message = messageOf(() => Testing.synth(chart));
    expect(message).toContain(
      'chart/deployment-web: aadpodidbinding: got "orders"; allowed: a selector that gives this workload only what was assigned to it, "orders"; chart/storage/Binding0 also gives it "storage". Choose another selector, or assign that identity, too',
    );
    expect(message).toContain('chart/deployment-api: aadpodidbinding: got "orders"');
  });

  test('and bindings of a workload are made anew when it gets a further identity after a synth', () => {
    const chart = newChart();
    const web = deployment(chart, 'web');
    const orders = identity(chart, 'orders');
    orders.assignTo(web);
    expect(bindings(chart)).toHaveLength(1);
    identity(chart, 'storage').assignTo(web);
    expect(new Set(bindings(chart).map(({ selector }: Manifest) => selector))).toEqual(new Set([labelOf(web)]));
  });
});

describe('what is there already', () => {
  test('a binding of the same identity and selector is used, made here or included', () => {
    const chart = newChart();
    const orders = identity(chart, 'orders');
    new AzureIdentityBinding(chart, 'mine', { identity: orders, metadata: { name: 'mine' } });
    new ApiObject(chart, 'included', {
      apiVersion: 'aadpodidentity.k8s.io/v1',
      kind: 'AzureIdentityBinding',
      metadata: { name: 'included' },
      spec: { azureIdentity: 'orders', selector: 'team' },
    });
    orders.assignTo(deployment(chart, 'web'));
    orders.assignTo(deployment(chart, 'api'), { selector: 'team' });
    expect(bindings(chart).map(({ name }: Manifest) => name)).toEqual(['mine', 'included']);
  });

  test('a binding made by hand that would give a workload more is refused', () => {
    const chart = newChart();
    identity(chart, 'orders').assignTo(deployment(chart, 'web'));
    new AzureIdentityBinding(chart, 'mine', { identity: identity(chart, 'storage'), selector: 'orders' });
    expect(() => Testing.synth(chart)).toThrow('chart/mine also gives it "storage"');
  });

  test('an identity that somebody else renders is bound', () => {
    const chart = newChart();
    const web = deployment(chart, 'web');
    AzureIdentity.fromName(chart, 'shared', 'orders').assignTo(web);
    expect(Testing.synth(chart).map(({ kind }: Manifest) => kind)).toEqual(['Deployment', 'AzureIdentityBinding']);
  });

  test('the same label is fine, another one is refused', () => {
    const chart = newChart();
    const orders = identity(chart, 'orders');
    orders.assignTo(deployment(chart, 'same', { labels: { aadpodidbinding: 'orders' } }));
    expect(bindings(chart)).toHaveLength(1);
    orders.assignTo(deployment(chart, 'other', { labels: { aadpodidbinding: 'old' } }));
    expect(() => Testing.synth(chart)).toThrow(
      'chart/deployment-other: spec.template.metadata.labels.aadpodidbinding: got "old"; allowed: "orders", the selector for "orders" in namespace "shop". Remove the label, or keep it with assignTo(workload, { selector: "old" })',
    );
  });

  test('the demo, which brings its label', () => {
    const chart = newChart();
    const orders = identity(chart, 'orders');
    orders.assignTo(new Demo(chart, 'demo', { identity: orders, subscriptionId: SUBSCRIPTION_ID, resourceGroup: 'r' }));
    expect(bindings(chart).map(({ name }: Manifest) => name)).toEqual(['orders-binding']);
  });

  test('a workload that was removed needs nothing', () => {
    const chart = newChart();
    identity(chart, 'orders').assignTo(deployment(chart, 'web'));
    chart.node.tryRemoveChild('deployment-web');
    expect(bindings(chart)).toEqual([]);
  });

  test('an identity that was removed while a workload needs it is missed', () => {
    const chart = newChart();
    identity(chart, 'orders').assignTo(deployment(chart, 'web'));
    chart.node.tryRemoveChild('orders');
    expect(() => Testing.synth(chart)).toThrow(
      'chart/deployment-web: aadpodidbinding: got "orders"; allowed: an identity that is bound in the app; "shop/orders" is not',
    );
  });

  test('what an included identity says about itself counts more than what fromName says', () => {
    const chart = newChart();
    const billing = otherChart(chart, 'billing');
    new ApiObject(chart, 'included', {
      apiVersion: 'aadpodidentity.k8s.io/v1',
      kind: 'AzureIdentity',
      metadata: { name: 'orders' },
      spec: {},
    });
    AzureIdentity.fromName(chart, 'orders', 'orders').assignTo(deployment(chart, 'web'));
    identity(billing, 'orders').assignTo(deployment(billing, 'web'));
    expect(() => Testing.synth(chart)).toThrow('billing/deployment-web: aadpodidbinding: got "orders"');
  });

  test('names and client ids that are known at synth only', () => {
    const chart = newChart();
    const late = AzureIdentity.userAssigned(chart, 'late', {
      resourceId: RESOURCE_ID,
      clientId: Lazy.any({ produce: () => CLIENT_ID }),
      metadata: { name: Lazy.any({ produce: () => 'orders' }) },
    });
    const web = deployment(chart, 'web');
    late.assignTo(web, { clientIdEnv: 'AZURE_CLIENT_ID' });
    expect(bindings(chart)).toEqual([
      { namespace: 'shop', name: 'orders-binding', azureIdentity: 'orders', selector: 'orders' },
    ]);
    expect(web.toJson().spec.template.spec.containers[0].env).toEqual([{ name: 'AZURE_CLIENT_ID', value: CLIENT_ID }]);
  });

  test('a name with a token of another tool, which a hash would hide, needs a selector', () => {
    const chart = newChart();
    const late = AzureIdentity.fromName(chart, 'late', TOKEN);
    expect(() => late.assignTo(deployment(chart, 'web'))).toThrow(
      `chart/late: assignTo: metadata.name: got "${TOKEN}"; allowed: an identity name that is known before synth. Set selector`,
    );
    late.assignTo(deployment(chart, 'api'), { selector: 'late' });
    expect(bindings(chart)).toMatchObject([{ name: `${TOKEN}-late`, azureIdentity: TOKEN, selector: 'late' }]);
  });

  test('bindings stay the same constructs in a second synth', () => {
    const chart = newChart();
    const orders = identity(chart, 'orders');
    orders.assignTo(deployment(chart, 'web'));
    Testing.synth(chart);
    const [binding] = orders.node.children;
    identity(chart, 'storage').assignTo(deployment(chart, 'api'));
    Testing.synth(chart);
    expect(orders.node.children).toEqual([binding]);
    expect(orders.node.children[0]).toBe(binding);
  });

  test('a pod of a known name, alone with its identity, is fine', () => {
    const chart = newChart();
    const pod = new ApiObject(chart, 'pod', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web' },
      spec: { containers: [{ name: 'app', image: 'app' }] },
    });
    identity(chart, 'orders').assignTo(pod);
    expect(bindings(chart)).toMatchObject([{ selector: 'orders' }]);
  });
});
