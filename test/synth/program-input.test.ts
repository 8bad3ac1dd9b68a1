import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  ApiObject,
  App,
  Chart,
  Duration,
  type IResolver,
  JsonPatch,
  Lazy,
  type ResolutionContext,
  Testing,
} from 'cdk8s';
import {
  AadPodIdentity,
  AzureIdentity,
  AzureIdentityBinding,
  AzurePodIdentityException,
  assignmentsOf,
  CloudCredentials,
  checkChart,
  GitOps,
  InstallNames,
  IptablesCleanup,
  ManagedIdentities,
  ManagedIdentityId,
} from '../../lib';
import { YamlText } from '../../lib/manifests/yaml';
import { toHaveNoIdentityFindings } from '../../lib/testing/jest';
import { kindOf } from '../../lib/validate/format';
import { demo, servicePrincipal as principal, userAssigned as user } from '../support/constructs';
import { CLIENT_ID, RESOURCE_ID, SUBSCRIPTION_ID } from '../support/ids';
import { type Manifest, newChart, onlyManifest } from '../support/manifests';

// biome-ignore lint/suspicious/noExplicitAny: as JavaScript passes it.
type Anything = any;

const lazy = (value: unknown): Anything => Lazy.any({ produce: () => value });
const exception = (chart: Chart, props: Anything) =>
  new AzurePodIdentityException(chart, 'agents', { podLabels: { app: 'agent' }, ...props });
const binding = (chart: Chart, props: Anything) =>
  new AzureIdentityBinding(chart, 'binding', { identity: user(chart), ...props });
const install = (chart: Chart, props: Anything) => new AadPodIdentity(chart, 'install', props);
const cleanup = (chart: Chart, props: Anything) => new IptablesCleanup(chart, 'cleanup', props);

let outdir: string;
beforeAll(() => {
  outdir = mkdtempSync(join(tmpdir(), 'program-'));
});
afterAll(() => rmSync(outdir, { recursive: true }));

/** What is said when nothing is written. */
function refusal(make: (chart: Chart) => unknown): string {
  for (const file of readdirSync(outdir)) rmSync(join(outdir, file));
  const app = new App({ outdir });
  new ApiObject(new Chart(app, 'a-chart-before'), 'object', { apiVersion: 'v1', kind: 'ConfigMap' });
  try {
    make(new Chart(app, 'chart', { namespace: 'shop' }));
    app.synth();
  } catch (error) {
    expect(readdirSync(outdir)).toEqual([]);
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}

describe('what a Lazy of a field produces is checked', () => {
  const wrong: [string, unknown, string][] = [
    ['a number', 5, '5'],
    ['a boolean', true, 'true'],
    ['a map', { a: 1 }, '{"a":1}'],
    ['nothing', undefined, 'nothing'],
    ['a list', ['x'], '["x"]'],
  ];
  const fields: { [field: string]: (chart: Chart, value: unknown) => unknown } = {
    'orders: spec.clientID': (c, clientId) => user(c, { clientId }),
    'orders: spec.resourceID': (c, resourceId) => user(c, { resourceId }),
    'orders: spec.tenantID': (c, tenantId) => principal(c, { tenantId }),
    'orders: spec.adEndpoint': (c, adEndpoint) => principal(c, { adEndpoint }),
    'orders: spec.clientPassword.name': (c, name) => principal(c, { clientPassword: { name } }),
    'orders: spec.clientPassword.namespace': (c, namespace) =>
      principal(c, { clientPassword: { name: 'secret', namespace } }),
    'orders: spec.auxiliaryTenantIDs[0]': (c, tenant) => principal(c, { auxiliaryTenantIds: [tenant] }),
    'orders: metadata.name': (c, name) => user(c, { metadata: { name } }),
    'orders: metadata.namespace': (c, namespace) => user(c, { metadata: { namespace } }),
    'orders: metadata.labels["team"]': (c, team) => user(c, { metadata: { labels: { team } } }),
    'orders: metadata.annotations["note"]': (c, note) => user(c, { metadata: { annotations: { note } } }),
    'orders: metadata.finalizers[0]': (c, finalizer) => user(c, { metadata: { finalizers: [finalizer] } }),
    'agents: spec.podLabels["app"]': (c, app) => exception(c, { podLabels: { app } }),
    'binding: spec.selector': (c, selector) => binding(c, { selector }),
    'theirs: metadata.name': (c, name) => AzureIdentity.fromName(c, 'theirs', name as string),
    'theirs: spec.clientID': (c, clientId: Anything) => AzureIdentity.fromName(c, 'theirs', 'theirs', { clientId }),
    'demo: spec.template.spec.containers[0].args: --subscription-id': (c, subscriptionId) =>
      demo(c, { subscriptionId }),
    'demo: spec.template.spec.containers[0].image': (c, image) => demo(c, { image }),
    'cleanup: nodeSelector["pool"]': (c, pool) => cleanup(c, { nodeSelector: { pool } }),
    'cleanup: image': (c, image) => cleanup(c, { image }),
    'install: metadata.namespace': (c, namespace) => install(c, { namespace }),
    'install: imagePullSecrets[0]': (c, secret) => install(c, { imagePullSecrets: [secret] }),
    'install: customUserAgent (--custom-user-agent)': (c, customUserAgent) => install(c, { customUserAgent }),
    'install: mic.image': (c, image) => install(c, { mic: { image } }),
    'install: mic.podLabels["app"]': (c, app) => install(c, { mic: { podLabels: { app } } }),
    'install: nmi.podAnnotations["note"]': (c, note) => install(c, { nmi: { podAnnotations: { note } } }),
    'install: nmi.nodeSelector["pool"]': (c, pool) => install(c, { nmi: { nodeSelector: { pool } } }),
    'install: nmi.tolerations[0].key': (c, key) => install(c, { nmi: { tolerations: [{ key, operator: 'Exists' }] } }),
    'install: mic.kubeconfig (--kubeconfig)': (c, kubeconfig) => install(c, { mic: { kubeconfig } }),
    'install: mic.syncRetryDuration (--syncRetryDuration)': (c, syncRetryDuration) =>
      install(c, { mic: { syncRetryDuration } }),
    'install: mic.cloudCredentials': (c, name) =>
      install(c, { mic: { cloudCredentials: CloudCredentials.fromSecret(name as string) } }),
  };

  test.each(Object.entries(fields).flatMap(([field, make]) => wrong.map((what) => [field, ...what, make] as const)))(
    '%s: %s',
    (field, _what, value, shown, make) => {
      const lines = refusal((chart) => make(chart, lazy(value))).split('\n');
      const line = lines.find((text) => text.startsWith(`chart/${field}: got `));
      expect(line).toMatch(/: got .*; allowed: ./);
      // It may be the secret itself.
      const seen = field.endsWith('cloudCredentials') && typeof value !== 'boolean' ? kindOf(value) : shown;
      expect(line).toContain(`${field}: got ${seen}; allowed: `);
    },
  );

  test.each<[string, (chart: Chart) => unknown]>([
    ['orders: spec.clientID: got "orders"; allowed: a GUID', (c) => user(c, { clientId: lazy('orders') })],
    ['orders: spec.clientID: got 5; allowed: a GUID', (c) => user(c, { clientId: lazy(lazy(5)) })],
    ['orders: spec.clientID: got 5; allowed: a GUID', (c) => user(c, { clientId: { resolve: () => 5 } })],
    ['agents: spec.podLabels: got a Map; allowed: a map', (c) => exception(c, { podLabels: lazy(new Map()) })],
    ['install: mic.replicas: got "2"; allowed: a whole number', (c) => install(c, { mic: { replicas: lazy('2') } })],
    ['install: nmi.port (--nmi-port): got 0; allowed: a whole', (c) => install(c, { nmi: { port: lazy(0) } })],
    ['install: nmi.nodeSelector: got "x"; allowed: a map', (c) => install(c, { nmi: { nodeSelector: lazy('x') } })],
    ['install: mic.podLabels: got 5; allowed: a map', (c) => install(c, { mic: { podLabels: lazy(5) } })],
    ['install: mode: got {"producer":{}}; allowed: "standard"', (c) => install(c, { mode: lazy('managed') })],
    ['install: mic.extraEnv: got {"producer":{}}; allowed: a list', (c) => install(c, { mic: { extraEnv: lazy([]) } })],
    [
      'orders: spec.clientID: got an unreadable value: no such id;',
      (c) => user(c, { clientId: throwing('no such id') }),
    ],
  ])('%s', (message, make) => {
    expect(refusal(make)).toContain(`chart/${message}`);
  });

  test('and so is what the resolvers of an app make of anything', () => {
    const resolver: IResolver = {
      resolve: (context: ResolutionContext) => context.value === 'registry/later' && context.replaceValue(5),
    };
    const chart = new Chart(new App({ outdir, resolvers: [resolver] }), 'chart', { namespace: 'shop' });
    exception(chart, { metadata: { annotations: { note: 'registry/later' } } });
    expect(() => Testing.synth(chart)).toThrow('chart/agents: metadata.annotations["note"]: got 5; allowed: a string');
  });

  test('what is right is written as it is produced', () => {
    const chart = newChart();
    install(chart, {
      namespace: lazy('identity'),
      customUserAgent: lazy('agent'),
      mic: {
        replicas: lazy(3),
        image: lazy('registry/mic:v1'),
        prometheusPort: lazy(9001),
        syncRetryDuration: lazy(Duration.minutes(5)),
        podLabels: lazy({ cost: 'shop' }),
        podAnnotations: lazy({ note: 'a note' }),
        nodeSelector: lazy({ pool: 'system' }),
        resources: lazy({ limits: { cpu: '1' } }),
        topologySpreadConstraints: lazy([{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }]),
      },
    });
    const { metadata, spec } = Testing.synth(chart).find(({ kind }) => kind === 'Deployment');
    expect([metadata.namespace, spec.replicas]).toEqual(['identity', 3]);
    const { template } = spec;
    expect(template.metadata.labels).toMatchObject({ cost: 'shop', 'app.kubernetes.io/component': 'mic' });
    expect(template.metadata.annotations).toMatchObject({ note: 'a note', 'checksum/config': expect.any(String) });
    expect(template.spec.nodeSelector).toEqual({ pool: 'system' });
    expect(template.spec.topologySpreadConstraints).toHaveLength(1);
    const [container] = template.spec.containers;
    expect(container.args).toEqual(
      expect.arrayContaining(['--syncRetryDuration=5m', '--prometheus-port=9001', '--custom-user-agent=agent']),
    );
    expect(container.ports).toEqual([{ containerPort: 9001, name: 'metrics', protocol: 'TCP' }]);
    expect([container.image, container.resources]).toEqual(['registry/mic:v1', { limits: { cpu: '1' } }]);
  });
});

describe('what is no map, or no list, is not taken apart', () => {
  class Labels {
    public readonly team = 'shop';
  }
  const noMaps: [string, unknown, string][] = [
    ['a Map', new Map([['team', 'shop']]), 'a Map'],
    ['text', 'yes', '"yes"'],
    ['a list', ['shop'], '["shop"]'],
    ['a class instance', new Labels(), 'an object'],
    ['a number', 5, '5'],
    ['null', null, 'null'],
    ['a Date', new Date(0), 'a Date'],
  ];
  const maps: { [field: string]: (chart: Chart, map: unknown) => unknown } = {
    'orders: metadata.labels': (c, labels) => user(c, { metadata: { labels } }),
    'orders: metadata.annotations': (c, annotations) => user(c, { metadata: { annotations } }),
    'binding: metadata.labels': (c, labels) => binding(c, { metadata: { labels } }),
    'binding: metadata.annotations': (c, annotations) => binding(c, { metadata: { annotations } }),
    'agents: spec.podLabels': (c, podLabels) => exception(c, { podLabels }),
    'agents: metadata.labels': (c, labels) => exception(c, { metadata: { labels } }),
    'demo: metadata.labels': (c, labels) => demo(c, { metadata: { labels } }),
    'demo: metadata.annotations': (c, annotations) => demo(c, { metadata: { annotations } }),
    'cleanup: metadata.labels': (c, labels) => cleanup(c, { metadata: { labels } }),
    'cleanup: nodeSelector': (c, nodeSelector) => cleanup(c, { nodeSelector }),
    ...Object.fromEntries(
      ['mic', 'nmi'].flatMap((part) =>
        ['nodeSelector', 'podLabels', 'podAnnotations', 'resources', 'affinity'].map((prop) => [
          `install: ${part}.${prop}`,
          (c: Chart, map: unknown) => install(c, { [part]: { [prop]: map } }),
        ]),
      ),
    ),
    'install: mic.resources.limits': (c, limits) =>
      install(c, { mic: { resources: { limits, requests: { cpu: '1' } } } }),
  };
  const noLists: [string, unknown, string][] = [
    ['text', 'yes', '"yes"'],
    ['a Set', new Set(['yes']), 'a Set'],
    ['a map', { a: 'yes' }, '{"a":"yes"}'],
  ];
  const lists: { [field: string]: (chart: Chart, list: unknown) => unknown } = {
    'orders: metadata.finalizers': (c, finalizers) => user(c, { metadata: { finalizers } }),
    'orders: metadata.ownerReferences': (c, ownerReferences) => user(c, { metadata: { ownerReferences } }),
    'orders: spec.auxiliaryTenantIDs': (c, auxiliaryTenantIds) => principal(c, { auxiliaryTenantIds }),
    'cleanup: tolerations': (c, tolerations) => cleanup(c, { tolerations }),
    'install: imagePullSecrets': (c, imagePullSecrets) => install(c, { imagePullSecrets }),
    'install: rbac.secrets': (c, secrets) => install(c, { rbac: { secrets } }),
    ...Object.fromEntries(
      ['tolerations', 'extraArgs', 'extraEnv', 'extraVolumes', 'extraVolumeMounts', 'extraContainers'].map((prop) => [
        `install: nmi.${prop}`,
        (c: Chart, list: unknown) => install(c, { nmi: { [prop]: list } }),
      ]),
    ),
  };

  test.each([
    ...Object.entries(maps).flatMap(([field, make]) => noMaps.map((what) => [field, ...what, make] as const)),
    ...Object.entries(lists).flatMap(([field, make]) => noLists.map((what) => [field, ...what, make] as const)),
  ])('%s: %s', (field, _what, value, shown, make) => {
    // `null` for no limits is what the API server has, too.
    if (value === null && field.endsWith('.limits')) return;
    const line = refusal((chart) => make(chart, value))
      .split('\n')
      .find((text) => text.startsWith(`chart/${field}: got `));
    expect(line).toContain(`: got ${shown}; allowed: `);
  });

  test.each<[string, Anything]>([
    ['finalizers[0]: got 5; allowed: a qualified name', { finalizers: [5] }],
    ['finalizers[0]: got null; allowed: a qualified name', { finalizers: [null] }],
    ['finalizers[0]: got "no key"; allowed: a qualified name', { finalizers: ['no key'] }],
    ['ownerReferences[0]: got "owner"; allowed: a map with', { ownerReferences: ['owner'] }],
    ['ownerReferences[0].uid: got nothing', { ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'x' }] }],
    [
      'ownerReferences[0].controller: got "yes"; allowed: true or false',
      { ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'x', uid: 'u', controller: 'yes' }] },
    ],
    ['generateName: got 5; allowed: a string', { generateName: 5 }],
  ])('metadata.%s', (message, metadata) => {
    expect(refusal((chart) => user(chart, { metadata }))).toContain(`chart/orders: metadata.${message}`);
  });

  test('nor when it is added later', () => {
    const { metadata } = user(newChart());
    const add: [() => void, string][] = [
      [() => metadata.addFinalizers('yes' as never, null as never), 'metadata.finalizers[1]: got null'],
      [() => metadata.addOwnerReference('owner' as never), 'metadata.ownerReferences[0]: got "owner"'],
      [() => metadata.addLabel(Symbol('team') as never, 'shop'), 'metadata.labels: invalid key Symbol(team)'],
      [() => metadata.add('labels', { team: 'shop' }), 'metadata: invalid key "labels"; allowed: another field'],
      [() => metadata.add('note', new Map()), 'metadata.note: got a Map'],
    ];
    for (const [call, message] of add) expect(call).toThrow(`chart/orders: ${message}`);
  });

  test('a symbol for a key is refused, unless nobody sees it: jsii marks the maps of other languages so', () => {
    const labels = { team: 'shop', [Symbol('x')]: 'y' };
    expect(refusal((chart) => user(chart, { metadata: { labels } }))).toContain(
      'chart/orders: metadata.labels: got an object with a symbol for a key',
    );
    const marked = Object.defineProperty({ team: 'shop' }, Symbol('$jsii$'), { value: 'map', enumerable: false });
    expect(user(newChart(), { metadata: { labels: marked } }).metadata.getLabel('team')).toBe('shop');
  });

  test('all that is wrong with one construct is said at once', () => {
    const metadata = { labels: new Map(), annotations: 'yes', finalizers: 'yes' };
    const lines = refusal((chart) => user(chart, { metadata, clientId: Symbol('x') })).split('\n');
    expect(lines.map((line) => line.replace(/; allowed: .*/, ''))).toEqual([
      'chart/orders: spec.clientID: got Symbol(x)',
      'chart/orders: metadata.labels: got a Map',
      'chart/orders: metadata.annotations: got "yes"',
      'chart/orders: metadata.finalizers: got "yes"',
    ]);
  });
});

function throwing(message: string): Anything {
  const produce = () => {
    throw new Error(message);
  };
  return Lazy.any({ produce });
}

describe('no message is the engine’s', () => {
  const cyclic: Anything = { name: 'secret' };
  cyclic.again = cyclic;
  const getter = Object.defineProperty({}, 'name', {
    enumerable: true,
    get: () => (undefined as Anything).name,
  });
  const closed = new Proxy({}, { ownKeys: () => (undefined as Anything).keys });

  test.each<[string, (chart: Chart) => unknown]>([
    [
      'chart/orders: props: got an unreadable value; allowed: a map with resourceId',
      (c) => AzureIdentity.userAssigned(c, 'orders', closed as never),
    ],
    [
      'chart/orders: spec.clientID: got [{"list":"an object that contains itself"}]; allowed',
      (c) => user(c, { clientId: listIn() }),
    ],
    ['chart/orders: props: unknown field "again"', (c) => AzureIdentity.userAssigned(c, 'orders', cyclic)],
    [
      'chart/orders: spec.clientPassword.name: got an unreadable value; allowed: a DNS',
      (c) => principal(c, { clientPassword: getter }),
    ],
    ['chart/orders: spec.clientID: got 7; allowed: a GUID', (c) => user(c, { clientId: 7n })],
    ['chart/orders: spec.clientID: got a function', (c) => user(c, { clientId: () => CLIENT_ID })],
    ['chart/orders: metadata.name: got Symbol(x)', (c) => user(c, { metadata: { name: Symbol('x') } })],
    ['chart/orders: metadata.name: got {"toString":1}', (c) => user(c, { metadata: { name: { toString: 1 } } })],
    ['chart/install: mic.replicas: got Symbol(x)', (c) => install(c, { mic: { replicas: Symbol('x') } })],
    ['chart/install: nmi.tolerations[0]: got null', (c) => install(c, { nmi: { tolerations: [null] } })],
    ['chart/install: nmi.extraEnv[0]: got null', (c) => install(c, { nmi: { extraEnv: [null] } })],
    [
      'chart/install: nmi.extraVolumes[0].list[0]',
      (c) => install(c, { nmi: { extraVolumes: [{ name: 'v', list: [null] }] } }),
    ],
    [
      'chart/install: imagePullSecrets: got {"producer":{}}; allowed: a list',
      (c) => install(c, { imagePullSecrets: lazy([]) }),
    ],
    [
      'chart/install: releaseName: got 5; allowed: the name',
      (c) => AadPodIdentity.fromHelmValues(c, 'install', { values: {}, releaseName: 5 as never }),
    ],
    ['chart/install: options: got null', (c) => AadPodIdentity.fromHelmValues(c, 'install', null as never)],
    [
      'InstallNames.helm: releaseName: got 5; allowed: a label value',
      () => InstallNames.helm({ releaseName: 5 as never }),
    ],
    [
      'InstallNames.helm: releaseName: got {"producer":{}}; allowed: a string that is known',
      () => InstallNames.helm({ releaseName: lazy('x') }),
    ],
    ['InstallNames.helm: options: got null', () => InstallNames.helm(null as never)],
    [
      'CloudCredentials.rendered: cloud: got Symbol(x)',
      () => CloudCredentials.rendered({ cloud: Symbol('x') } as never),
    ],
    ['CloudCredentials.fromSecret: options: got null', () => CloudCredentials.fromSecret('x', null as never)],
    ['ManagedIdentityId.of: name: got {"producer":{}}', () => ManagedIdentityId.of(SUBSCRIPTION_ID, 'shop', lazy('x'))],
    ['ManagedIdentities.fromJson: file: got 0; allowed: the path', () => ManagedIdentities.fromJson(0 as never)],
    ['orders: scope: got nothing; allowed: a Chart', () => user(undefined as never)],
    ['orders: scope: got a string; allowed: a Chart', () => user('chart' as never)],
    ['orders: scope: got "App"; allowed: a Chart', ({ node }) => user(node.root as never)],
    ['chart: id: got 5; allowed: a non-empty string', (c) => user(c, {}, 5)],
    ['chart: id: got nothing', (c) => new AadPodIdentity(c, undefined as never)],
    ['chart/orders: id: got "orders"; allowed: an id that no other', (c) => [user(c), user(c)]],
    [
      'chart/orders: assignTo: workload: got an object',
      (c) => user(c).assignTo(new Proxy(c, { get: () => undefined })),
    ],
    ['chart/orders: assignTo: options: got null', (c) => user(c).assignTo(c, null as never)],
    [
      'chart/orders: assignTo: podTemplate: got {"producer":{}}',
      (c) => user(c).assignTo(c, { podTemplate: lazy('/x') }),
    ],
    ['chart/orders: inNamespace: namespace: got Symbol(x)', (c) => user(c).inNamespace(Symbol('x') as never)],
    ['chart/orders: a JSON patch: got nothing', (c) => user(c).addJsonPatch(undefined as never)],
    ['chart/orders: a JSON patch: got an object', (c) => user(c).addJsonPatch(JsonPatch.add('spec', 1))],
    ['chart/orders: /spec/x: got a Map', (c) => user(c).addJsonPatch(JsonPatch.add('/spec/x', { y: new Map() }))],
    ['chart/orders: /spec/x: got a bigint', (c) => user(c).addJsonPatch(JsonPatch.add('/spec/x', [1n]))],
    [
      'chart/orders: a JSON patch: got 5; allowed: a patch that keeps',
      (c) => user(c).addJsonPatch(JsonPatch.replace('', 5)),
    ],
    ['GitOps.argoCd: scope: got nothing', () => GitOps.argoCd(undefined as never)],
    ['checkChart: scope: got nothing; allowed: a chart', () => checkChart(undefined as never)],
    ['checkChart: suppressions[0]: got null', (c) => checkChart(c, { suppressions: [null as never] })],
    ['assignmentsOf: mode: got "Managed"', (c) => assignmentsOf(c, { mode: 'Managed' as never })],
    ['toHaveNoIdentityFindings: failOn: got "warn"', (c) => toHaveNoIdentityFindings(c, { failOn: 'warn' as never })],
  ])('%s', (message, make) => {
    expect(refusal(make)).toContain(message);
  });

  test('a Proxy that hides nothing is read as what it stands for', () => {
    const chart = newChart();
    user(chart, new Proxy({ metadata: { labels: { team: 'shop' } } }, {}));
    expect(onlyManifest(chart).metadata.labels).toEqual({ team: 'shop' });
  });

  test('a getter is read once', () => {
    let reads = 0;
    const props = Object.defineProperty({ resourceId: RESOURCE_ID }, 'clientId', {
      enumerable: true,
      get: () => (reads++ === 0 ? CLIENT_ID : 5),
    }) as Anything;
    const chart = newChart();
    AzureIdentity.userAssigned(chart, 'orders', props);
    expect(onlyManifest(chart).spec.clientID).toBe(CLIENT_ID);
  });
});

/** A list that contains itself. */
function listIn(): Anything {
  const list: unknown[] = [];
  list.push({ list });
  return { resolve: () => list };
}

describe('keys that objects have anyway are keys like others', () => {
  const KEYS = { constructor: 'a', toString: 'b', hasOwnProperty: 'c', valueOf: 'd', isPrototypeOf: 'e' };
  const container = ({ spec }: Manifest) => spec.template.spec.containers[0];
  const find = (chart: Chart, wanted: string): Manifest => Testing.synth(chart).find(({ kind }) => kind === wanted);

  test.each<[string, (chart: Chart) => unknown, (chart: Chart) => unknown]>([
    ['labels', (c) => user(c, { metadata: { labels: KEYS } }), (c) => find(c, 'AzureIdentity').metadata.labels],
    [
      'annotations',
      (c) => user(c, { namespaced: false, metadata: { annotations: KEYS } }),
      (c) => find(c, 'AzureIdentity').metadata.annotations,
    ],
    [
      'annotations beside our own',
      (c) => [GitOps.argoCd(c), user(c, { metadata: { annotations: KEYS } })],
      (c) => {
        const { annotations } = find(c, 'AzureIdentity').metadata;
        return Object.fromEntries(Object.keys(KEYS).map((key) => [key, annotations[key]]));
      },
    ],
    ['podLabels', (c) => exception(c, { podLabels: KEYS }), (c) => onlyManifest(c).spec.podLabels],
    ['late podLabels', (c) => exception(c, { podLabels: lazy(KEYS) }), (c) => onlyManifest(c).spec.podLabels],
    ['nodeSelector', (c) => cleanup(c, { nodeSelector: KEYS }), (c) => onlyManifest(c).spec.template.spec.nodeSelector],
    [
      'nodeSelector of MIC',
      (c) => install(c, { mic: { nodeSelector: KEYS } }),
      (c) => find(c, 'Deployment').spec.template.spec.nodeSelector,
    ],
    [
      'podAnnotations of NMI',
      (c) => install(c, { nmi: { podAnnotations: KEYS } }),
      (c) => find(c, 'DaemonSet').spec.template.metadata.annotations,
    ],
    [
      'attributes of a volume',
      (c) => install(c, { nmi: { extraVolumes: [{ name: 'v', csi: { driver: 'd', volumeAttributes: KEYS } }] } }),
      (c) =>
        find(c, 'DaemonSet').spec.template.spec.volumes.find(({ name }: Manifest) => name === 'v').csi.volumeAttributes,
    ],
    [
      'names of variables',
      (c) => install(c, { nmi: { extraEnv: Object.entries(KEYS).map(([name, value]) => ({ name, value })) } }),
      (c) => {
        const env = container(find(c, 'DaemonSet')).env as { name: string; value: string }[];
        const ours = env.filter(({ name }) => Object.keys(KEYS).includes(name));
        return Object.fromEntries(ours.map(({ name, value }) => [name, value]));
      },
    ],
    ['labels of the chart', (c) => user(c), (c) => onlyManifest(c).metadata.labels],
  ])('%s', (what, make, read) => {
    const chart = newChart({ namespace: 'shop', ...(what === 'labels of the chart' && { labels: KEYS }) });
    make(chart);
    const written = read(chart) as object;
    expect(Object.entries(written).sort()).toEqual(Object.entries(KEYS).sort());
    const text = (chart.node.root as App).synthYaml();
    const documents = new YamlText('app', text).documents.map(({ value }) => value);
    expect(documents).toEqual(chart.toJson());
  });

  test('and `__proto__` is refused where no key may begin so, and never lost', () => {
    const proto: Anything = JSON.parse('{"__proto__":"x"}');
    const key = 'key "__proto__"; allowed: a qualified name: at most 63';
    expect(refusal((c) => user(c, { metadata: { labels: proto } }))).toContain(
      `chart/orders: metadata.labels: invalid label ${key}`,
    );
    expect(refusal((c) => exception(c, { podLabels: proto }))).toContain(
      `chart/agents: spec.podLabels: invalid label ${key}`,
    );
    expect(refusal((c) => cleanup(c, { nodeSelector: proto }))).toContain(
      `chart/cleanup: nodeSelector: invalid ${key}`,
    );
    expect(refusal((c) => install(c, { mic: { resources: { limits: proto } } }))).toContain('"__proto__"');
    expect(refusal((c) => install(c, proto))).toContain('chart/install: props: unknown field "__proto__"');
    const operator = { key: 'pool', operator: '__proto__' };
    const terms = { nodeSelectorTerms: [{ matchExpressions: [operator] }] };
    const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } };
    expect(refusal((c) => install(c, { mic: { affinity } }))).toContain('.operator: got "__proto__"');
    const chart = newChart();
    install(chart, { nmi: { extraVolumes: [{ name: 'v', csi: { driver: 'd', volumeAttributes: proto } }] } });
    expect((chart.node.root as App).synthYaml()).toContain('__proto__: x');
  });

  test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])('a construct may be called %s', (id) => {
    const chart = newChart();
    user(chart, { metadata: { name: 'orders' } }, id);
    expect(onlyManifest(chart).metadata.name).toBe('orders');
    expect(chart.node.findChild(id).node.path).toBe(`chart/${id}`);
  });

  test('an identity and a namespace may be called constructor', () => {
    const chart = newChart();
    const identity = user(chart, {}, 'constructor');
    const theirs = AzureIdentity.fromName(chart, 'theirs', 'constructor', { namespace: 'other' });
    identity.inNamespace('constructor');
    theirs.inNamespace('constructor');
    new AzureIdentityBinding(chart, 'binding', { identity });
    const written = Testing.synth(chart).map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`);
    expect(written).toEqual([
      'AzureIdentity shop/constructor',
      'AzureIdentity constructor/constructor',
      'AzureIdentityBinding shop/constructor-binding',
    ]);
    expect(identity.metadata.getLabel('constructor')).toBeUndefined();
  });

  test('workloads and external ones, too', () => {
    const chart = newChart();
    const identity = user(chart, {}, 'constructor');
    const template = {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'constructor', image: 'web' }] },
    };
    const web = new ApiObject(chart, 'web', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'constructor' },
      spec: { template },
    });
    identity.assignTo(web, { clientIdEnv: 'constructor', containers: ['constructor'] });
    identity.assignToExternal('constructor', { namespace: 'shop' });
    const deployment = find(chart, 'Deployment');
    expect(deployment.spec.template.metadata.labels).toEqual({ aadpodidbinding: 'constructor', app: 'web' });
    expect(container(deployment).env).toEqual([{ name: 'constructor', value: CLIENT_ID }]);
  });
});
