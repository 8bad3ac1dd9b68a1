import { describe, expect, test } from '@jest/globals';
import { App, Chart, Include, JsonPatch, Lazy, Yaml } from 'cdk8s';
import { Deployment, ServiceAccount } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { type MigrationStage, WorkloadIdentity } from '../../lib';
import { type Manifest, NOT_WRITTEN } from '../support/manifests';
import { catchWarnings, clientIdOf, deployment, messageOf } from '../support/shop';
import {
  annotationsFor,
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
  templateOf,
} from '../support/stages';
import { makeWorkload, WORKLOADS } from '../support/workloads';

catchWarnings();

const BOUND = { aadpodidbinding: 'orders' };
const USED = { 'azure.workload.identity/use': 'true' };
const PROXIED = { 'azure.workload.identity/inject-proxy-sidecar': 'true' };
const OF_POD_IDENTITY = ['AzureIdentity orders', 'AzureIdentityBinding orders-binding'];

/** What a workload is, at a stage and without one. */
function written(way: string, stage: MigrationStage | undefined, isBefore = false) {
  const chart = shopChart();
  if (stage && isBefore) move(chart, stage);
  const { workload, key } = makeWorkload(chart, way, 'web');
  managed(chart).assignTo(workload);
  if (stage && !isBefore) move(chart, stage);
  const documents = render(chart);
  return { documents, template: templateOf(documents, key.split(' ')[0], 'web') };
}

describe.each(Object.keys(WORKLOADS))('%s', (way) => {
  const before = written(way, undefined).template;
  const labels = { ...before.metadata?.labels };
  const { aadpodidbinding, ...own } = labels;

  test.each([
    ['pod-identity', POD_IDENTITY, labels, undefined, 'default', OF_POD_IDENTITY],
    ['dual', DUAL, { ...labels, ...USED }, undefined, 'orders', OF_POD_IDENTITY],
    ['proxy', PROXY, { ...labels, ...USED }, PROXIED, 'orders', OF_POD_IDENTITY],
    ['workload-identity', LAST, { ...own, ...USED }, undefined, 'orders', []],
  ])('stage %s', (_, stage, expected, annotations, account, objects) => {
    const { documents, template } = written(way, stage);
    expect(template.metadata.labels).toEqual(expected);
    expect(template.metadata.annotations).toEqual(annotations);
    expect(template.spec).toEqual({ ...before.spec, serviceAccountName: account });
    expect(list(documents).filter((one) => /^AzureIdentity/.test(one))).toEqual(objects);
    expect(only(documents, 'ServiceAccount')).toEqual([
      {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name: 'orders', namespace: 'shop', annotations: annotationsFor('orders') },
      },
    ]);
    expect(written(way, stage, true).documents).toEqual(documents);
  });
});

describe('which stage a workload has', () => {
  test.each([
    ['of the app', (app: App) => app],
    ['of the chart', (_: App, chart: Chart) => chart],
    ['of a construct', (_: App, _chart: Chart, construct: Construct) => construct],
    ['of the workload', (_: App, _chart: Chart, construct: Construct) => construct.node.findChild('deployment-web')],
  ])('the WorkloadIdentity %s, if it is the nearest', (_, scopeOf) => {
    const chart = shopChart();
    const construct = new Construct(chart, 'part');
    const web = deployment(construct, 'web');
    managed(chart).assignTo(web);
    const scopes = [chart.node.root as Construct, chart, construct, web];
    const nearest = scopeOf(chart.node.root as App, chart, construct) as Construct;
    for (const scope of scopes.slice(0, scopes.indexOf(nearest))) move(scope, LAST);
    move(nearest, PROXY);
    expect(templateOf(render(chart)).metadata).toEqual({ labels: { ...BOUND, ...USED }, annotations: PROXIED });
  });

  test('not that of a sibling, nor of a construct below', () => {
    const chart = shopChart();
    const [one, other] = [new Construct(chart, 'one'), new Construct(chart, 'other')];
    managed(chart).assignTo(deployment(one, 'web'));
    move(other, DUAL);
    const documents = render(chart);
    expect(templateOf(documents).metadata.labels).toEqual(BOUND);
    expect(only(documents, 'ServiceAccount')).toEqual([]);
  });

  test.each([true, false])('that of assignTo wins (called first: %s)', (isFirst) => {
    const chart = shopChart();
    const [web, worker] = [deployment(chart, 'web'), deployment(chart, 'worker')];
    const orders = managed(chart);
    if (!isFirst) move(chart, LAST);
    orders.assignTo(web, { stage: DUAL });
    orders.assignTo(worker);
    if (isFirst) move(chart, LAST);
    const documents = render(chart);
    expect(templateOf(documents, 'Deployment', 'web').metadata.labels).toEqual({ ...BOUND, ...USED });
    expect(templateOf(documents, 'Deployment', 'worker').metadata.labels).toEqual(USED);
  });

  test('a workload without an identity is not touched', () => {
    const chart = shopChart();
    managed(chart).assignTo(deployment(chart, 'web'));
    deployment(chart, 'other', { labels: { app: 'other' } });
    move(chart, LAST);
    expect(templateOf(render(chart), 'Deployment', 'other')).toEqual({
      metadata: { labels: { app: 'other' } },
      spec: { containers: [{ image: 'app', name: 'app' }] },
    });
  });

  test('two in one scope are an error, whatever the second is', () => {
    const chart = shopChart();
    move(chart, DUAL);
    expect(messageOf(() => new WorkloadIdentity(chart, 'again', { stage: DUAL }))).toBe(
      'shop/again: scope: got "shop"; allowed: one WorkloadIdentity for each scope; shop/workload-identity is for it already',
    );
    expect(chart.node.tryFindChild('again')).toBeUndefined();
  });

  test('but one that was removed does not count', () => {
    const chart = shopChart();
    managed(chart).assignTo(deployment(chart, 'web'));
    move(chart, DUAL);
    chart.node.tryRemoveChild('workload-identity');
    new WorkloadIdentity(chart, 'again', { stage: LAST });
    expect(templateOf(render(chart)).metadata.labels).toEqual(USED);
  });

  test('a construct with workloads at a stage of their own', () => {
    const chart = shopChart();
    const part = new Construct(chart, 'part');
    deployment(part, 'web');
    managed(chart).assignTo(part, { stage: DUAL });
    expect(templateOf(render(chart)).metadata.labels).toEqual({ ...BOUND, ...USED });
  });

  test('calls for one workload that disagree are refused', () => {
    const chart = shopChart();
    const web = deployment(chart, 'web');
    managed(chart).assignTo(web, { stage: DUAL, clientIdEnv: 'AZURE_CLIENT_ID' });
    managed(chart, 'storage').assignTo(web, { stage: PROXY });
    expect(messageOf(() => render(chart))).toBe(
      'shop/deployment-web: stage: got "\\"dual\\" for \\"orders\\" in namespace \\"shop\\", \\"proxy\\" for \\"storage\\" in namespace \\"shop\\""; allowed: the same stage for all identities of a workload',
    );
  });
});

describe('the props', () => {
  test.each([
    [{ stage: 'sidecar' }, 'stage: got "sidecar"; allowed: pod-identity, dual, proxy, workload-identity'],
    [{}, 'stage: got nothing; allowed: pod-identity, dual, proxy, workload-identity'],
    [{ stage: DUAL, injection: 'static' }, 'injection: got "static"; allowed: webhook, manifest'],
    [{ stage: DUAL, exchange: 'none' }, 'exchange: got "none"; allowed: federated-credential, identity-binding'],
    [
      { stage: DUAL, tenantId: 'contoso' },
      'tenantId: got "contoso"; allowed: a GUID: 32 hexadecimal digits as 8-4-4-4-12, not all zero',
    ],
    [
      { stage: DUAL, tokenExpiration: 3599 },
      'tokenExpiration: got 3599; allowed: seconds: a whole number from 3600 to 86400',
    ],
    [
      { stage: DUAL, tokenExpiration: 86_401 },
      'tokenExpiration: got 86401; allowed: seconds: a whole number from 3600 to 86400',
    ],
    [
      { stage: DUAL, tokenExpiration: 3600.5 },
      'tokenExpiration: got 3600.5; allowed: seconds: a whole number from 3600 to 86400',
    ],
    [
      { stage: DUAL, tokenExpiration: '1h' },
      'tokenExpiration: got "1h"; allowed: seconds: a whole number from 3600 to 86400',
    ],
    [{ stage: PROXY, proxyPort: 0 }, 'proxyPort: got 0; allowed: a port: a whole number from 1 to 65535'],
    [{ stage: PROXY, proxyPort: 65_536 }, 'proxyPort: got 65536; allowed: a port: a whole number from 1 to 65535'],
    [
      { stage: DUAL, kubernetesVersion: 'latest' },
      'kubernetesVersion: got "latest"; allowed: a version such as "1.32"',
    ],
    [
      { stage: DUAL, azureEnvironment: 'AzureStackCloud' },
      'azureEnvironment: got "AzureStackCloud"; allowed: AzureCloud, AzurePublicCloud, AzureChinaCloud, AzureGermanCloud, AzureUSGovernment, AzureUSGovernmentCloud',
    ],
    [
      { stage: DUAL, stages: DUAL },
      'props: unknown field "stages"; known fields: stage, injection, tenantId, azureEnvironment, tokenExpiration, proxyPort, exchange, kubernetesVersion. Write stage',
    ],
  ])('%j', (props, message) => {
    const chart = shopChart();
    const made = () => new WorkloadIdentity(chart, 'workload-identity', props as { stage: MigrationStage });
    expect(messageOf(made)).toBe(`shop/workload-identity: ${message}`);
    expect(chart.node.children).toEqual([]);
  });

  test.each([
    { tokenExpiration: 3600 },
    { tokenExpiration: 86_400 },
    { proxyPort: 1 },
    { proxyPort: 65_535 },
    { kubernetesVersion: 'v1.32.4' },
    { azureEnvironment: 'AzureChinaCloud' },
  ])('%j', (props) => {
    const chart = shopChart();
    expect(move(chart, PROXY, props).stage).toBe(PROXY);
    expect(render(chart)).toEqual([]);
  });

  test('a stage of assignTo', () => {
    const chart = shopChart();
    const made = () => managed(chart).assignTo(deployment(chart, 'web'), { stage: 'sidecar' as MigrationStage });
    expect(messageOf(made)).toBe(
      'shop/shop-orders: assignTo: stage: got "sidecar"; allowed: pod-identity, dual, proxy, workload-identity',
    );
  });
});

describe('without any stage', () => {
  const build = (change: (chart: Chart, app: App) => void) => {
    const app = new App({ outdir: NOT_WRITTEN });
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    const orders = managed(chart);
    for (const way of Object.keys(WORKLOADS)) {
      const name = way.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
      orders.assignTo(makeWorkload(chart, way, name).workload);
    }
    change(chart, app);
    return app.synthYaml();
  };

  test('no byte is different when a WorkloadIdentity is for others', () => {
    const plain = build(() => undefined);
    expect(build((chart) => move(new Construct(chart, 'part'), LAST))).toBe(plain);
    expect(build((chart) => chart.node.tryRemoveChild(move(chart, LAST).node.id))).toBe(plain);
    expect(plain).not.toMatch(/azure\.workload\.identity|kind: ServiceAccount|serviceAccountName/);
  });

  test('a WorkloadIdentity renders nothing, and changes no name', () => {
    const app = (isMoved: boolean) => {
      const chart = shopChart();
      if (isMoved) move(chart, LAST);
      new Deployment(chart, 'web', { containers: [{ image: 'app' }] });
      return (chart.node.root as App).synthYaml();
    };
    expect(app(true)).toBe(app(false));
  });
});

describe('late names and values', () => {
  test('a Lazy account, name and namespace', () => {
    const chart = shopChart();
    const web = deployment(chart, 'web', {
      spec: { serviceAccountName: Lazy.any({ produce: () => 'web-account' }) },
    });
    const account = new ServiceAccount(chart, 'account', { metadata: { name: 'early' } });
    (account.node.defaultChild as never as { addJsonPatch(patch: JsonPatch): void }).addJsonPatch(
      JsonPatch.replace('/metadata/name', 'web-account'),
    );
    managed(chart).assignTo(web);
    move(chart, DUAL);
    const documents = render(chart);
    expect(only(documents, 'ServiceAccount')).toEqual([
      {
        apiVersion: 'v1',
        automountServiceAccountToken: false,
        kind: 'ServiceAccount',
        metadata: { name: 'web-account', namespace: 'shop', annotations: annotationsFor('orders') },
      },
    ]);
  });

  test('a patch of the label of the webhook loses', () => {
    const chart = shopChart();
    const web = deployment(chart, 'web', { labels: { app: 'web' } });
    web.addJsonPatch(JsonPatch.add('/spec/template/spec/priorityClassName', 'high'));
    managed(chart).assignTo(web);
    move(chart, DUAL);
    web.addJsonPatch(JsonPatch.remove('/spec/template/metadata/labels/app'));
    expect(templateOf(render(chart))).toEqual({
      metadata: { labels: { ...BOUND, ...USED } },
      spec: { containers: [{ image: 'app', name: 'app' }], priorityClassName: 'high', serviceAccountName: 'orders' },
    });
  });

  test('early toJson has what is known by then', () => {
    const chart = shopChart();
    const web = deployment(chart, 'web');
    managed(chart).assignTo(web);
    expect(web.toJson().spec.template.metadata.labels).toEqual(BOUND);
    move(chart, DUAL);
    expect(web.toJson().spec.template.metadata.labels).toEqual({ ...BOUND, ...USED });
    expect(web.toJson().spec.template.spec.serviceAccountName).toBe('orders');
  });
});

test('an Include, with the account in the file', () => {
  const chart = shopChart();
  const yaml = Yaml.tmp([
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'web', labels: { app: 'web' }, annotations: { z: '1', a: '2' } },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: { template: { spec: { serviceAccountName: 'web', containers: [{ name: 'app', image: 'app' }] } } },
    },
  ]);
  const include = new Include(chart, 'include', { url: yaml });
  managed(chart).assignTo(include);
  move(chart, LAST);
  const documents: Manifest[] = render(chart);
  expect(list(documents)).toEqual(['ServiceAccount web', 'Deployment web']);
  expect(documents[0]?.metadata).toEqual({
    labels: { app: 'web' },
    name: 'web',
    namespace: 'shop',
    annotations: { a: '2', ...annotationsFor('orders'), z: '1' },
  });
  expect(documents[0]?.metadata.annotations['azure.workload.identity/client-id']).toBe(clientIdOf('orders'));
});
