import { describe, expect, test } from '@jest/globals';
import { App, Chart, Lazy } from 'cdk8s';
import { AzureIdentity, FederatedIdentityCredentials, GitOps, TokenExchange } from '../../lib';
import { TENANT_ID } from '../support/ids';
import { type Manifest, NOT_WRITTEN } from '../support/manifests';
import { catchWarnings, clientIdOf, deployment, messageOf, otherChart } from '../support/shop';
import {
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
  resourceIdOf,
  serviceAccount,
  shopChart,
  templateOf,
} from '../support/stages';

const warnings = catchWarnings();

const ISSUER =
  'https://westeurope.oic.prod-aks.azure.com/72f988bf-86f1-41af-91ab-2d7cd011db47/11111111-2222-4333-8444-555555555555/';
const KIND = 'FederatedIdentityCredential';

const credentials = (scope: Chart, clusterName = 'prod', id = 'credentials') =>
  new FederatedIdentityCredentials(scope, id, { clusterName, issuer: ISSUER });
const written = (chart: Chart): Manifest[] => only(render(chart), KIND);
const pairs = (chart: Chart) =>
  written(chart).map(({ spec }) => `${spec.owner.armId.split('/').at(-1)} ${spec.subject}`);
const subject = (account: string, namespace = 'shop') => `system:serviceaccount:${namespace}:${account}`;

describe('FederatedIdentityCredentials', () => {
  test('renders an object of the operator', () => {
    const chart = shopChart();
    managed(chart).assignTo(deployment(chart, 'web'));
    credentials(otherChart(chart, 'operator'));
    expect(written(chart)).toEqual([
      {
        apiVersion: 'managedidentity.azure.com/v1api20230131',
        kind: KIND,
        metadata: {
          name: expect.stringMatching(/^orders-orders-h[0-9a-f]{9}$/),
          namespace: 'operator',
          annotations: { 'serviceoperator.azure.com/reconcile-policy': 'detach-on-delete' },
        },
        spec: {
          azureName: expect.stringMatching(/^prod-shop-orders-[0-9a-f]{10}$/),
          owner: { armId: resourceIdOf('orders') },
          issuer: ISSUER,
          subject: subject('orders'),
          audiences: ['api://AzureADTokenExchange'],
        },
      },
    ]);
  });

  test.each([undefined, POD_IDENTITY, DUAL, PROXY, LAST])('the same at every stage: %s', (stage) => {
    const build = (at: typeof stage) => {
      const chart = shopChart();
      managed(chart).assignTo(deployment(chart, 'web'));
      credentials(otherChart(chart, 'operator'));
      if (at) move(chart, at);
      return render(chart);
    };
    expect(only(build(stage), KIND)).toEqual(only(build(undefined), KIND));
    // The first commit brings credentials, the second the stage.
    expect(build(undefined).filter(({ kind }) => kind === 'ServiceAccount')).toEqual([]);
    expect(templateOf(build(undefined)).spec.serviceAccountName).toBeUndefined();
  });

  test('changes nothing but itself, without a stage', () => {
    const build = (isFederated: boolean) => {
      const chart = shopChart();
      serviceAccount(chart, 'own');
      managed(chart).assignTo(deployment(chart, 'web'));
      managed(chart, 'storage').assignTo(deployment(chart, 'worker', { spec: { serviceAccountName: 'own' } }));
      if (isFederated) credentials(otherChart(chart, 'operator'));
      return render(chart).filter(({ kind }) => kind !== KIND);
    };
    expect(build(true)).toEqual(build(false));
  });

  test('one for each identity and account: of its own, made, of several identities, and outside of the app', () => {
    const chart = shopChart();
    const billing = otherChart(chart, 'billing');
    const [orders, storage] = [managed(chart), managed(chart, 'storage')];
    orders.assignTo(deployment(chart, 'web'));
    orders.assignTo(deployment(chart, 'web-2'));
    orders.inNamespace('billing').assignTo(deployment(billing, 'web'));
    orders.assignTo(deployment(chart, 'own', { spec: { serviceAccountName: 'own' } }), { serviceAccountName: 'own' });
    const both = deployment(chart, 'both');
    orders.assignTo(both, { clientIdEnv: 'AZURE_CLIENT_ID', selector: 'both' });
    storage.assignTo(both, { selector: 'both' });
    storage.assignToExternal('helm', { namespace: 'tools', stage: LAST, serviceAccountName: 'helm' });
    storage.assignToExternal('old', { namespace: 'shop' });
    credentials(otherChart(chart, 'operator'));
    expect(pairs(chart)).toEqual([
      `orders ${subject('orders', 'billing')}`,
      `orders ${subject('both')}`,
      `orders ${subject('orders')}`,
      `orders ${subject('own')}`,
      `storage ${subject('both')}`,
      `storage ${subject('helm', 'tools')}`,
    ]);
  });

  test('none for an identity that nobody uses', () => {
    const chart = shopChart();
    managed(chart);
    credentials(otherChart(chart, 'operator'));
    expect(written(chart)).toEqual([]);
  });

  test('two clusters and three namespaces make six', () => {
    const chart = shopChart();
    const orders = managed(chart);
    for (const namespace of ['a', 'b', 'c'])
      orders.inNamespace(namespace).assignTo(deployment(otherChart(chart, namespace), 'web'));
    const operator = otherChart(chart, 'operator');
    credentials(operator, 'one', 'one');
    credentials(operator, 'two', 'two');
    const all = written(chart);
    expect(all).toHaveLength(6);
    for (const key of ['azureName', 'name'] as const)
      expect(new Set(all.map(({ spec, metadata }) => spec[key] ?? metadata[key])).size).toBe(6);
  });

  test('one Azure identity in two objects, in capitals, has one', () => {
    const chart = shopChart();
    managed(chart).assignTo(deployment(chart, 'web'), { serviceAccountName: 'web' });
    const resourceId = resourceIdOf('orders').replace('/resourceGroups/shop/', '/resourcegroups/SHOP/');
    const again = managed(chart, 'again', { resourceId, clientId: clientIdOf('orders') });
    again.assignToExternal('helm', { namespace: 'shop', stage: LAST, serviceAccountName: 'web' });
    credentials(otherChart(chart, 'operator'));
    expect(written(chart)).toHaveLength(1);
  });

  test('the same objects whatever the order of calls', () => {
    const build = (isReversed: boolean) => {
      const chart = shopChart();
      const operator = otherChart(chart, 'operator');
      const [orders, storage] = [managed(chart), managed(chart, 'storage')];
      const [web, worker] = [deployment(chart, 'web'), deployment(chart, 'worker')];
      const calls = [
        () => credentials(operator),
        () => orders.assignTo(web),
        () => storage.assignTo(worker),
        () => orders.assignTo(worker, { clientIdEnv: 'AZURE_CLIENT_ID' }),
      ];
      for (const call of isReversed ? calls.reverse() : calls) call();
      return render(chart);
    };
    expect(build(true)).toEqual(build(false));
  });

  test('follows the app from one synth to the next', () => {
    const chart = shopChart();
    const web = deployment(chart, 'web');
    const orders = managed(chart);
    orders.assignTo(web);
    credentials(otherChart(chart, 'operator'));
    expect(pairs(chart)).toEqual([`orders ${subject('orders')}`]);
    chart.node.tryRemoveChild(web.node.id);
    orders.assignTo(deployment(chart, 'worker'), { serviceAccountName: 'worker' });
    expect(pairs(chart)).toEqual([`orders ${subject('worker')}`]);
  });

  test.each([
    [
      { clusterName: '' },
      'clusterName: got ""; allowed: a label of the cluster: 1 to 63 letters, digits, "-" and "_", starting with a letter or digit',
    ],
    [
      { clusterName: 'a b' },
      'clusterName: got "a b"; allowed: a label of the cluster: 1 to 63 letters, digits, "-" and "_", starting with a letter or digit',
    ],
    [
      { issuer: ISSUER.slice(0, -1) },
      `issuer: got "${ISSUER.slice(0, -1)}"; allowed: the issuer of the cluster: an https URL, which ends with "/" for AKS. Write the URL with its final slash, as AKS prints it`,
    ],
    [
      { issuer: 'http://issuer.example/' },
      'issuer: got "http://issuer.example/"; allowed: the issuer of the cluster: an https URL, which ends with "/" for AKS. Write an https URL',
    ],
    [
      { issuer: undefined },
      'issuer: got nothing; allowed: the issuer of the cluster: an https URL, which ends with "/" for AKS',
    ],
  ])('refuses %j', (props, message) => {
    const made = () =>
      new FederatedIdentityCredentials(shopChart(), 'x', { clusterName: 'a', issuer: ISSUER, ...props } as never);
    expect(messageOf(made)).toBe(`shop/x: ${message}`);
  });

  test('a Lazy issuer is checked at synth', () => {
    const build = (issuer: string) => {
      const chart = shopChart();
      managed(chart).assignTo(deployment(chart, 'web'));
      const late = Lazy.any({ produce: () => issuer }) as unknown as string;
      new FederatedIdentityCredentials(chart, 'x', { clusterName: 'a', issuer: late });
      return () => written(chart)[0]?.spec.issuer;
    };
    expect(build(ISSUER)()).toBe(ISSUER);
    expect(build(ISSUER.slice(0, -1))).toThrow(/issuer: got .*final slash/);
  });
});

describe('names', () => {
  const nameOf = (clusterName: string, namespace: string, account: string) => {
    const chart = shopChart();
    const far = managed(otherChart(chart, 'elsewhere'), 'far', { namespaced: false });
    far.assignToExternal('x', { namespace, stage: LAST, serviceAccountName: account });
    credentials(otherChart(chart, 'operator'), clusterName);
    const [one] = written(chart).filter(({ spec }) => spec.owner.armId.endsWith('/far'));
    return one as Manifest;
  };
  const azure = (...given: Parameters<typeof nameOf>) => nameOf(...given).spec.azureName;

  test.each([
    ['prod', 'shop', 'orders'],
    ['P', 'a', 'b'],
    ['prod_1', 'shop', 'orders.v2.example'],
    ['x'.repeat(63), 'n'.repeat(63), `${'a'.repeat(60)}.${'b'.repeat(60)}`],
  ])('are valid: %s %s %s', (...given) => {
    expect(azure(...given)).toMatch(/^[a-zA-Z0-9][a-zA-Z0-9_-]{2,119}$/);
    expect(nameOf(...given).metadata.name).toMatch(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/);
    expect(nameOf(...given).metadata.name.length).toBeLessThanOrEqual(253);
  });

  test('differ by cluster, namespace and account, also beyond 120 characters', () => {
    const long = 'x'.repeat(63);
    const names = [
      azure(long, 'n'.repeat(63), `${'a'.repeat(60)}.b`),
      azure(long, 'n'.repeat(63), `${'a'.repeat(60)}.c`),
      azure('a', 'b-c', 'd'),
      azure('a-b', 'c', 'd'),
      azure('a', 'b', 'c-d'),
      azure('a', 'b', 'c.d'),
    ];
    expect(new Set(names).size).toBe(names.length);
  });

  test('stay, whatever else is added', () => {
    expect(azure('prod', 'shop', 'orders')).toBe(azure('prod', 'shop', 'orders'));
    expect(azure('prod', 'shop', 'orders')).toMatch(/^prod-shop-orders-[0-9a-f]{10}$/);
  });
});

describe('who is not covered', () => {
  test('is in a warning: applications, and identities without a resource id', () => {
    const chart = shopChart();
    application(chart, 'app').assignTo(deployment(chart, 'web'));
    const clientId = clientIdOf('imported');
    AzureIdentity.fromName(chart, 'imported', 'imported', { clientId }).assignTo(deployment(chart, 'worker'));
    credentials(otherChart(chart, 'operator'));
    expect(written(chart)).toEqual([]);
    expect(warnings).toEqual([
      'Warning: operator/credentials: makes no federated credentials for "app" in namespace "shop", "imported" in namespace "shop": applications, and identities without a resource id. Make them with az.',
    ]);
  });

  test('not one with it: fromName takes resourceId and tenantId', () => {
    const chart = shopChart();
    AzureIdentity.fromName(chart, 'imported', 'orders', {
      clientId: clientIdOf('orders'),
      resourceId: resourceIdOf('orders'),
      tenantId: TENANT_ID,
    }).assignTo(deployment(chart, 'web'));
    credentials(otherChart(chart, 'operator'));
    move(chart, DUAL);
    expect(pairs(chart)).toEqual([`orders ${subject('orders')}`]);
    expect(warnings).toEqual([]);
    expect(only(render(chart), 'ServiceAccount')[0]?.metadata.annotations['azure.workload.identity/tenant-id']).toBe(
      TENANT_ID,
    );
  });

  test.each([
    [{ resourceId: 'orders' }, /imported: spec\.resourceID: got "orders"; allowed: /],
    [{ tenantId: 'contoso' }, /imported: spec\.tenantID: got "contoso"; allowed: a GUID/],
  ])('fromName refuses %j', (options, message) => {
    expect(messageOf(() => AzureIdentity.fromName(shopChart(), 'imported', 'orders', options))).toMatch(message);
  });
});

describe('the limit of 20', () => {
  const build = (count: number, clusters = 0, props: object | undefined = undefined) => {
    const chart = shopChart();
    const orders = managed(chart);
    for (let i = 0; i < count; i++) {
      const name = `web-${String(i).padStart(2, '0')}`;
      orders.assignTo(deployment(chart, name), { serviceAccountName: name });
    }
    for (let i = 0; i < clusters; i++) credentials(otherChart(chart, `cluster-${i}`), `c${i}`);
    if (props) move(chart, DUAL, props);
    return () => render(chart);
  };
  const WARNING = (count: number) =>
    `Warning: shop/shop-orders: "orders" in namespace "shop" needs at least ${count} federated credentials, of 20 that it can have; those of other clusters count, too.`;

  test.each([
    [17, []],
    [18, [WARNING(18)]],
    [20, [WARNING(20)]],
  ])('%s pass, from 18 with a warning', (count, expected) => {
    build(count, 0, {})();
    expect(warnings).toEqual(expected);
  });

  test('21 are an error that lists them and the ways out', () => {
    const message = messageOf(build(21, 0, {}));
    expect(message).toMatch(
      /^shop\/shop-orders: subjects: got 21; allowed: at most 20 federated credentials for one identity; it needs at least 21, for system:serviceaccount:shop:web-00, /,
    );
    expect(message).toContain('system:serviceaccount:shop:web-20');
    expect(message).toMatch(
      /web-20\. Let workloads share a ServiceAccount, use several managed identities, or set exchange: "identity-binding", which needs one for all$/,
    );
  });

  test('without a stage, once credentials are made', () => {
    expect(build(21)).not.toThrow();
    expect(build(21, 1)).toThrow(/subjects: got 21;/);
  });

  test('each cluster counts', () => {
    expect(build(10, 2)).not.toThrow();
    expect(warnings).toEqual([WARNING(20)]);
    expect(build(11, 2)).toThrow(/subjects: got 22;/);
  });

  test('identities are compared without case', () => {
    const chart = shopChart();
    const [small, large] = [resourceIdOf('orders'), resourceIdOf('orders').toUpperCase()].map((resourceId, i) =>
      managed(chart, `orders-${i}`, {
        resourceId: i
          ? resourceId.replace(
              /^.*?(?=\/PROVIDERS)/,
              '/subscriptions/3F0C4B52-6D0A-4D3C-9A53-0F5E5D7A9B10/resourceGroups/SHOP',
            )
          : resourceId,
        clientId: clientIdOf('orders'),
      }),
    );
    for (let i = 0; i < 11; i++) {
      small?.assignTo(deployment(chart, `a${i}`), { serviceAccountName: `a${i}` });
      large?.assignTo(deployment(chart, `b${i}`), { serviceAccountName: `b${i}` });
    }
    move(chart, DUAL);
    expect(messageOf(() => render(chart))).toMatch(/subjects: got 22; allowed: .* it needs at least 22, for /);
  });

  test('identity bindings have none', () => {
    build(25, 0, { exchange: TokenExchange.IDENTITY_BINDING, tenantId: TENANT_ID })();
    expect(warnings.filter((one) => one.includes('federated credentials'))).toEqual([]);
  });
});

describe('GitOps', () => {
  const build = () => {
    const chart = shopChart();
    managed(chart).assignTo(deployment(chart, 'web'));
    credentials(chart);
    move(chart, DUAL);
    return chart;
  };

  test('argoCd applies accounts and credentials before workloads', () => {
    const chart = build();
    GitOps.argoCd(chart.node.root as App);
    const waves = Object.fromEntries(
      render(chart).map(({ kind, metadata }) => [kind, metadata.annotations?.['argocd.argoproj.io/sync-wave']]),
    );
    expect(waves).toEqual({
      ServiceAccount: '-2',
      FederatedIdentityCredential: '-2',
      AzureIdentity: '-1',
      AzureIdentityBinding: '-1',
      Deployment: undefined,
    });
  });

  test('in one file, accounts are before their workload', () => {
    const chart = build();
    expect(list(render(chart)).indexOf('ServiceAccount orders')).toBe(
      list(render(chart)).indexOf('Deployment web') - 1,
    );
  });

  test('flux leaves them as they are', () => {
    const chart = build();
    const before = render(chart);
    GitOps.flux(chart.node.root as App);
    expect(render(chart)).toEqual(before);
  });
});

test('an app without workloads', () => {
  const chart = new Chart(new App({ outdir: NOT_WRITTEN }), 'operator', { namespace: 'operator' });
  credentials(chart);
  expect(render(chart)).toEqual([]);
  expect(warnings).toEqual([]);
});
