import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { ApiObject, App, Chart, JsonPatch, Lazy, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import { AzureIdentity, AzureIdentityBinding, AzurePodIdentityException, Demo, type IAzureIdentity } from '../lib';
import { announceInstall } from '../lib/identity/install-announcement';
import { WARNING } from '../lib/synth/warnings';
import { CLIENT_ID, RESOURCE_ID, SUBSCRIPTION_ID, TENANT_ID } from './support/ids';
import { type Manifest, newChart } from './support/manifests';
import { clientIdOf, deployment, identity } from './support/shop';

let warnings: string[];
beforeEach(() => {
  warnings = [];
  jest.spyOn(console, 'warn').mockImplementation((text) => {
    warnings.push(String(text));
  });
});
afterEach(() => {
  jest.restoreAllMocks();
});

const otherChart = (chart: Chart, namespace: string) => new Chart(chart.node.root as Chart, namespace, { namespace });
const bindings = (chart: Chart) =>
  Testing.synth(chart)
    .filter(({ kind }: Manifest) => kind === 'AzureIdentityBinding')
    .map(({ metadata, spec }: Manifest) => ({ namespace: metadata.namespace, name: metadata.name, ...spec }));
const labelOf = (object: ApiObject) => object.toJson().spec.template.metadata.labels.aadpodidbinding;
const messageOf = (run: () => void): string => {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing was thrown';
};

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
      'chart/deployment-web: selector: got "\\"a\\" for \\"orders\\" of namespace \\"shop\\", \\"b\\" for \\"storage\\" of namespace \\"shop\\""; allowed: one selector for all identities of a workload',
    );
  });

  test('that are given and collide with a generated one are refused, wherever the other is', () => {
    const chart = newChart();
    identity(chart, 'orders').assignTo(deployment(chart, 'web'));
    identity(chart, 'storage').assignTo(deployment(chart, 'api'), { selector: 'orders' });
    const message = messageOf(() => Testing.synth(chart));
    expect(message).toContain(
      'chart/deployment-web: aadpodidbinding: got "orders"; allowed: a selector that gives this workload exactly what was assigned to it, "orders"; chart/storage/Binding0 gives it "storage" too. Choose another selector, or assign that identity as well',
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
    expect(() => Testing.synth(chart)).toThrow('chart/mine gives it "storage" too');
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
      'chart/deployment-other: spec.template.metadata.labels.aadpodidbinding: got "old"; allowed: "orders", the selector for "orders" of namespace "shop". Remove the label, or keep it with assignTo(workload, { selector: "old" })',
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
});

describe('namespaces', () => {
  test('another one is refused at the call, and the message says what to do', () => {
    const chart = newChart();
    const web = deployment(otherChart(chart, 'billing'), 'web');
    expect(() => identity(chart, 'orders').assignTo(web)).toThrow(
      'billing/deployment-web: metadata.namespace: got "billing"; allowed: namespace "shop", that of the identity "orders", which is namespaced. Assign identity.inNamespace("billing"), or make the identity with namespaced: false, and pods of every namespace that carry the label can use it',
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
      'billing/deployment-web: metadata.namespace: got "billing"; allowed: namespace "shop", that of the identity "orders", because chart/install makes every identity namespaced. Assign identity.inNamespace("billing")';
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
      `Warning: billing/statefulset-web: pods called "web-0" in namespace "billing" and in namespace "shop" use the client id ${clientIdOf('orders')}: when one is deleted, MIC may take the identity off the machine of the other for some minutes. Put ${clientIdOf('orders')} into MIC's list of immutable identities (--immutable-user-msis).`,
    ]);
  });
});

describe('what pod identity cannot serve is refused', () => {
  const affinity = {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/os', operator: 'In', values: ['windows'] }] }],
      },
    },
  };
  test.each([
    [
      'host network',
      { hostNetwork: true },
      'spec.template.spec.hostNetwork: got true; allowed: for a workload with an identity, false: the host network goes past NMI',
    ],
    [
      'a Windows node selector',
      { nodeSelector: { 'kubernetes.io/os': 'windows' } },
      'spec.template.spec.nodeSelector: got {"kubernetes.io/os":"windows"}; allowed: nodes with Linux',
    ],
    [
      'the old Windows node selector',
      { nodeSelector: { 'beta.kubernetes.io/os': 'windows' } },
      'spec.template.spec.nodeSelector: got',
    ],
    [
      'virtual nodes',
      { nodeSelector: { type: 'virtual-kubelet' } },
      'spec.template.spec.nodeSelector: got {"type":"virtual-kubelet"}',
    ],
    ['Windows pods', { os: { name: 'windows' } }, 'spec.template.spec.os.name: got "windows"'],
    ['Windows by affinity', { affinity }, 'spec.template.spec.affinity.nodeAffinity'],
  ])('%s', (_what, spec, message) => {
    const chart = newChart();
    identity(chart, 'orders').assignTo(deployment(chart, 'web', { spec }));
    expect(() => Testing.synth(chart)).toThrow(`chart/deployment-web: ${message}`);
  });

  test.each([
    ['Linux', { nodeSelector: { 'kubernetes.io/os': 'linux' }, hostNetwork: false, os: { name: 'linux' } }],
    [
      'Windows as one of two',
      {
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [
                { matchExpressions: [{ key: 'kubernetes.io/os', operator: 'In', values: ['windows', 'linux'] }] },
              ],
            },
          },
        },
      },
    ],
  ])('but not %s', (_what, spec) => {
    const chart = newChart();
    identity(chart, 'orders').assignTo(deployment(chart, 'web', { spec }));
    expect(bindings(chart)).toHaveLength(1);
  });

  test('labels that an exception catches, also one that is added later, included or in other case', () => {
    const chart = newChart();
    identity(chart, 'orders').assignTo(deployment(chart, 'web', { labels: { tier: 'Agent' } }));
    expect(bindings(chart)).toHaveLength(1);
    new AzurePodIdentityException(chart, 'agents', { podLabels: { none: 'x', tier: 'agent' } });
    expect(() => Testing.synth(chart)).toThrow(
      'chart/deployment-web: spec.template.metadata.labels["tier"]: got "Agent"; allowed: for a workload with an identity, labels that no AzurePodIdentityException has; chart/agents has {"tier":"agent"}, and one label is enough',
    );
  });

  test('but not those of another namespace or key', () => {
    const chart = newChart();
    identity(chart, 'orders').assignTo(deployment(chart, 'web', { labels: { tier: 'agent' } }));
    new AzurePodIdentityException(otherChart(chart, 'billing'), 'there', { podLabels: { tier: 'agent' } });
    new AzurePodIdentityException(chart, 'here', { podLabels: { Tier: 'agent' } });
    expect(bindings(chart)).toHaveLength(1);
  });

  test('a Deployment that NMI takes for MIC: an error where MIC is, a warning where it may be', () => {
    const chart = newChart({ namespace: 'default' });
    identity(chart, 'orders').assignTo(deployment(chart, 'microservice'));
    Testing.synth(chart);
    expect(warnings).toEqual([
      expect.stringContaining('NMI takes pods of namespace "default" whose ReplicaSet begins with "mic" for MIC'),
    ]);
    announceInstall(chart, { namespaced: false, micNamespace: 'Default', path: 'install' });
    expect(() => Testing.synth(chart)).toThrow(
      'chart/deployment-microservice: metadata.name: got "microservice"; allowed: in "default", the namespace of MIC',
    );
  });

  test('two identities of one name on one workload', () => {
    const chart = newChart();
    const web = deployment(chart, 'web');
    identity(chart, 'orders', { namespaced: false }).assignTo(web);
    identity(otherChart(chart, 'billing'), 'orders', { namespaced: false }).assignTo(web);
    expect(() => Testing.synth(chart)).toThrow(
      'for one workload, identities of different names: MIC would assign only one of them',
    );
  });

  test('pods whose names join to one', () => {
    const chart = newChart({ namespace: 'a' });
    const longer = otherChart(chart, 'a-b');
    identity(chart, 'b-x').assignTo(deployment(chart, 'w', {}, 'StatefulSet'));
    identity(longer, 'x').assignTo(deployment(longer, 'w', {}, 'StatefulSet'));
    expect(() => Testing.synth(chart)).toThrow('AzureAssignedIdentity: got "w-0-a-b-x"');
  });
});

describe('what is no workload is refused by name', () => {
  const orders = () => identity(newChart(), 'orders');
  test.each([
    [undefined, 'nothing'],
    [null, 'null'],
    ['web', 'text'],
    [{ spec: {} }, 'an object'],
    [deployment, 'a function'],
  ])('%p', (workload, kind) => {
    expect(() => orders().assignTo(workload as never)).toThrow(
      `chart/orders: assignTo: workload: got ${kind}; allowed: a construct`,
    );
  });

  test('a kind of Kubernetes without pods, at the call', () => {
    const chart = newChart();
    const config = new ApiObject(chart, 'config', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'config' },
    });
    expect(() => identity(chart, 'orders').assignTo(config)).toThrow(
      'chart/config: workload: got "ConfigMap config"; allowed: an object with a pod template',
    );
  });

  test('a custom resource without one, at synth', () => {
    const chart = newChart();
    const rollout = new ApiObject(chart, 'rollout', {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Rollout',
      metadata: { name: 'r' },
      spec: { workloadRef: {} },
    });
    identity(chart, 'orders').assignTo(rollout);
    expect(() => Testing.synth(chart)).toThrow('chart/rollout: workload: got "Rollout r"');
  });

  test('a construct without any in it', () => {
    const chart = newChart();
    const empty = otherChart(chart, 'empty');
    identity(chart, 'orders').assignTo(empty);
    expect(() => Testing.synth(chart)).toThrow(
      'empty: workload: got "Chart"; allowed: a construct with at least one object in it that has a pod template',
    );
  });

  test('one of another app', () => {
    expect(() => orders().assignTo(deployment(newChart({}, 'other'), 'web'))).toThrow(
      'got "other/deployment-web"; allowed: a workload of the app that the identity is in',
    );
  });

  test.each([
    [{ selektor: 'x' }, 'options: got "selektor"'],
    [{ selector: '' }, 'selector: got ""'],
    [{ selector: 'a b' }, 'selector: got "a b"'],
    [{ selector: '0o17' }, 'selector: got "0o17"; allowed: text that YAML 1.1 readers do not take for a number'],
    [{ selector: 1 }, 'selector: got 1'],
    [{ clientIdEnv: '1A' }, 'clientIdEnv: got "1A"'],
    [{ containers: ['app'] }, 'containers: got ["app"]; allowed: nothing without clientIdEnv'],
    [{ clientIdEnv: 'A', containers: 'app' }, 'containers: got "app"'],
    [{ clientIdEnv: 'A', containers: [] }, 'containers: got []'],
    [{ podTemplate: 'spec/template' }, 'podTemplate: got "spec/template"; allowed: a JSON pointer'],
    ['x', 'options: got text'],
    [null, 'options: got null'],
  ])('options %j', (options, message) => {
    const chart = newChart();
    const web = deployment(chart, 'web');
    expect(() => identity(chart, 'orders').assignTo(web, options as never)).toThrow(
      `chart/orders: assignTo: ${message}`,
    );
  });
});

describe('client ids in environment variables', () => {
  const several = (spec: object = {}) => {
    const chart = newChart();
    const web = deployment(chart, 'web', { spec });
    const make = (name: string): IAzureIdentity => identity(chart, name);
    return { chart, web, orders: make('orders'), storage: make('storage') };
  };
  const spec = {
    initContainers: [{ name: 'init', image: 'i' }],
    containers: [
      { name: 'app', image: 'a', env: [{ name: 'Z', value: 'z' }] },
      { name: 'side', image: 's' },
    ],
  };
  const envs = (web: ApiObject) => {
    const { initContainers, containers } = web.toJson().spec.template.spec;
    return [...initContainers, ...containers].map(({ env }: Manifest) => env);
  };

  test('of all containers, behind what is there', () => {
    const { web, orders } = several(spec);
    orders.assignTo(web, { clientIdEnv: 'AZURE_CLIENT_ID' });
    const added = { name: 'AZURE_CLIENT_ID', value: clientIdOf('orders') };
    expect(envs(web)).toEqual([[added], [{ name: 'Z', value: 'z' }, added], [added]]);
  });

  test('of chosen ones, each its own', () => {
    const { web, orders, storage } = several(spec);
    storage.assignTo(web, { clientIdEnv: 'AZURE_CLIENT_ID', containers: ['side'] });
    orders.assignTo(web, { clientIdEnv: 'AZURE_CLIENT_ID', containers: ['init'] });
    expect(envs(web).map((env) => env?.at(-1).value)).toEqual([clientIdOf('orders'), 'z', clientIdOf('storage')]);
  });

  test('one that is there with this value is fine', () => {
    const env = [{ name: 'ID', value: clientIdOf('orders') }];
    const { web, orders } = several({ ...spec, containers: [{ name: 'app', image: 'a', env }] });
    orders.assignTo(web, { clientIdEnv: 'ID', containers: ['app'] });
    expect(envs(web)).toEqual([undefined, env]);
  });

  test.each<[string, (all: ReturnType<typeof several>) => void, string]>([
    [
      'two identities under one variable',
      ({ web, orders, storage }) => {
        orders.assignTo(web, { clientIdEnv: 'ID' });
        storage.assignTo(web, { clientIdEnv: 'ID', containers: ['app'] });
      },
      'spec.template.spec.containers.0 (app).env: got "ID"; allowed: one identity under one variable, not "orders" of namespace "shop" and "storage" of namespace "shop"',
    ],
    [
      'a variable with another value',
      ({ web, orders }) => orders.assignTo(web, { clientIdEnv: 'Z' }),
      'spec.template.spec.containers.0 (app).env: Z: got "z"; allowed: "00000000',
    ],
    [
      'a container that is not there',
      ({ web, orders }) => orders.assignTo(web, { clientIdEnv: 'ID', containers: ['aap'] }),
      'containers: got "aap"; allowed: the containers "init", "app" and "side"',
    ],
    [
      'a client id that is not known',
      ({ chart, web }) => AzureIdentity.fromName(chart, 'x', 'x').assignTo(web, { clientIdEnv: 'ID' }),
      'clientIdEnv: got "ID"; allowed: an identity whose client id is known, which that of "x" of namespace "shop" is not. Give it to AzureIdentity.fromName(…)',
    ],
  ])('%s: an error', (_what, assign, message) => {
    const all = several(spec);
    assign(all);
    expect(messageOf(() => Testing.synth(all.chart))).toContain(`chart/deployment-web: ${message}`);
  });

  test('several identities without any of it: a warning, once', () => {
    const { chart, web, orders, storage } = several();
    orders.assignTo(web);
    storage.assignTo(web);
    Testing.synth(chart);
    Testing.synth(chart);
    const text = `has the identities "orders" and "storage", and nothing in its containers names one by client id: NMI answers with any of them. Assign one with clientIdEnv: 'AZURE_CLIENT_ID'.`;
    expect(warnings).toEqual([`Warning: chart/deployment-web: ${text}`]);
    expect(web.node.metadata).toMatchObject([{ type: WARNING, data: text }]);
  });

  test.each([
    ['a variable', { env: [{ name: 'AZURE_CLIENT_ID', value: 'x' }] }],
    ['an argument', { args: ['--client-id=x'] }],
    ['the id itself', { command: ['run', clientIdOf('orders')] }],
  ])('several identities and %s that names one: no warning', (_what, container) => {
    const { chart, web, orders, storage } = several({ containers: [{ name: 'app', ...container }] });
    orders.assignTo(web);
    storage.assignTo(web);
    Testing.synth(chart);
    expect(warnings).toEqual([]);
  });

  test('two identities with one client id: a warning', () => {
    const chart = newChart();
    const web = deployment(chart, 'web', { spec: { containers: [{ name: 'app', args: ['--client-id'] }] } });
    for (const name of ['a', 'b']) AzureIdentity.fromName(chart, name, name, { clientId: CLIENT_ID }).assignTo(web);
    Testing.synth(chart);
    expect(warnings).toEqual([expect.stringContaining(`of which two have the client id ${CLIENT_ID}`)]);
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
      'assignToExternal grafana: aadpodidbinding: got "grafana, storage"; allowed: one label for the workload "grafana"',
    );
  });

  test('may not get another identity by its selector', () => {
    const chart = newChart();
    identity(chart, 'orders').assignToExternal('grafana', { namespace: 'shop', selector: 'team' });
    identity(chart, 'storage').assignTo(deployment(chart, 'web'), { selector: 'team' });
    expect(() => Testing.synth(chart)).toThrow('assignToExternal grafana: aadpodidbinding: got "team"');
  });

  test.each([
    [{ namespace: 'billing' }, 'metadata.namespace: got "billing"; allowed: namespace "shop"'],
    [{ namespace: 'Shop' }, 'namespace: got "Shop"'],
    [{}, 'namespace: got nothing'],
    [{ namespace: 'shop', selector: '' }, 'selector: got ""'],
    [{ namespace: 'shop', clientIdEnv: 'A' }, 'options: got "clientIdEnv"'],
    [undefined, 'options: got nothing'],
  ])('%j is refused', (options, message) => {
    expect(() => identity(newChart(), 'orders').assignToExternal('x', options as never)).toThrow(
      `chart/orders: assignToExternal: ${message}`,
    );
  });
});

test('what is placed behind an identity comes behind its bindings, however it is written', () => {
  const make = () => {
    const chart = newChart();
    const web = deployment(chart, 'web');
    const tools = new Construct(chart, 'tools');
    deployment(tools, 'late');
    const orders = identity(chart, 'orders');
    orders.assignTo(web);
    web.addDependency(orders);
    tools.node.addDependency(orders);
    return chart;
  };
  const kinds = ['AzureIdentity', 'AzureIdentityBinding', 'Deployment', 'Deployment'];
  const kindsIn = (text: string) => [...text.matchAll(/^kind: (.*)/gm)].map(([, kind]) => kind);
  expect(Testing.synth(make()).map(({ kind }: Manifest) => kind)).toEqual(kinds);
  expect(kindsIn((make().node.root as App).synthYaml())).toEqual(kinds);
});

test('when a check fails nothing is written', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'refused-'));
  const app = new App({ outdir });
  new ApiObject(new Chart(app, 'first'), 'config', { apiVersion: 'v1', kind: 'ConfigMap' });
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  identity(chart, 'orders').assignTo(deployment(chart, 'web', { spec: { hostNetwork: true } }));
  expect(() => app.synth()).toThrow('hostNetwork');
  expect(readdirSync(outdir)).toEqual([]);
  rmSync(outdir, { recursive: true });
});

describe('locality', () => {
  const base = (chart: Chart) => {
    const [orders, storage] = ['orders', 'storage'].map((name) => identity(chart, name)) as [
      AzureIdentity,
      AzureIdentity,
    ];
    const web = deployment(chart, 'web');
    orders.assignTo(web);
    orders.assignTo(deployment(chart, 'nightly'));
    storage.assignTo(chart.node.findChild('deployment-nightly'));
    return { orders, storage };
  };
  const texts = (add: (chart: Chart, all: ReturnType<typeof base>) => void) => {
    const chart = newChart();
    add(chart, base(chart));
    return Testing.synth(chart).map((manifest: Manifest) => JSON.stringify(manifest));
  };
  test.each<[string, (chart: Chart, all: ReturnType<typeof base>) => void, string[]]>([
    [
      'a workload with an identity that is in use',
      (chart, { orders }) => orders.assignTo(deployment(chart, 'api')),
      ['Deployment'],
    ],
    ['an identity', (chart) => identity(chart, 'billing'), ['AzureIdentity']],
    [
      'a workload with an identity of its own',
      (chart) => identity(chart, 'billing').assignTo(deployment(chart, 'api')),
      ['AzureIdentity', 'AzureIdentityBinding', 'Deployment'],
    ],
    [
      'a workload with several',
      (chart, { orders, storage }) => {
        const api = deployment(chart, 'api');
        orders.assignTo(api);
        storage.assignTo(api);
      },
      ['AzureIdentityBinding', 'AzureIdentityBinding', 'Deployment'],
    ],
  ])('%s adds its own documents and changes no other, nor their order', (_what, add, kinds) => {
    const before = texts(() => {});
    const after = texts(add);
    expect(after.filter((text: string) => before.includes(text))).toEqual(before);
    const added = after.filter((text: string) => !before.includes(text));
    expect(added.map((text: string) => JSON.parse(text).kind).sort()).toEqual(kinds);
  });
});
