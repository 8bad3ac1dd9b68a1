import { describe, expect, test } from '@jest/globals';
import { App, type Chart } from 'cdk8s';
import { AzurePodIdentityException, FederatedIdentityCredentials, Injection } from '../../lib';
import { TENANT_ID } from '../support/ids';
import type { Manifest } from '../support/manifests';
import { catchWarnings, clientIdOf, deployment, messageOf, otherChart } from '../support/shop';
import {
  application,
  DUAL,
  LAST,
  list,
  managed,
  move,
  object,
  only,
  PROXY,
  render,
  serviceAccount,
  shopChart,
  templateOf,
  USING,
} from '../support/stages';

const warnings = catchWarnings();

/*
 * The faults of `azwi podidentity detect`, Microsoft's generator (pkg/cmd/podidentity in Azure/azure-workload-identity), by
 * number. Four cannot be seen here:
 * 13: it leaves fields of the live object in its output; nothing here reads an object from a cluster.
 * 22: it rewrites live objects, which nobody can merge into sources; the program of the user is the source here.
 * 23: its order differs from run to run; that two runs and any order of calls give the same bytes is in outputs.test.ts and
 *     random-stages.test.ts.
 * 24: it handles one owner once for each pod; there are no pods here.
 */

const USE = 'azure.workload.identity/use';
const containers = [{ name: 'app', image: 'app' }];
const MANIFEST = { injection: Injection.MANIFEST, tenantId: TENANT_ID };
const proxied = (props: object = MANIFEST, spec: object = {}) => {
  const chart = shopChart();
  managed(chart).assignTo(deployment(chart, 'web', { spec }));
  move(chart, PROXY, props);
  return templateOf(render(chart));
};

test.each(USING)('1: the pods have the label of the webhook, at %s', (stage) => {
  const chart = shopChart();
  managed(chart).assignTo(deployment(chart, 'web'));
  move(chart, stage);
  expect(templateOf(render(chart)).metadata.labels[USE]).toBe('true');
});

test('2: being in both worlds is a stage of its own, not an accident', () => {
  const labels = (stage: typeof DUAL | typeof LAST) => {
    const chart = shopChart();
    managed(chart).assignTo(deployment(chart, 'web'));
    move(chart, stage);
    const documents = render(chart);
    return [templateOf(documents).metadata.labels.aadpodidbinding, only(documents, 'AzureIdentity').length];
  };
  expect(labels(DUAL)).toEqual(['orders', 1]);
  expect(labels(LAST)).toEqual([undefined, 0]);
});

test('3: workloads without pods are moved: suspended, and scaled to zero', () => {
  const chart = shopChart();
  const orders = managed(chart);
  const template = { template: { spec: { containers } } };
  orders.assignTo(
    object(chart, 'batch/v1', 'CronJob', 'night', { spec: { suspend: true, jobTemplate: { spec: template } } }),
  );
  orders.assignTo(object(chart, 'apps/v1', 'Deployment', 'web', { spec: { replicas: 0, ...template } }));
  move(chart, DUAL);
  const documents = render(chart);
  for (const kind of ['CronJob', 'Deployment']) expect(templateOf(documents, kind).metadata.labels[USE]).toBe('true');
});

test('4: identities of one namespace, pods of another', () => {
  const chart = shopChart('infra');
  const team = otherChart(chart, 'team');
  managed(chart, 'orders', { namespaced: false }).assignTo(deployment(team, 'web'));
  move(chart.node.root as App, DUAL);
  expect(only(render(chart), 'ServiceAccount').map(({ metadata }) => metadata.namespace)).toEqual(['team']);
});

test('5: service principals move, and are listed where their credentials are not written', () => {
  const chart = shopChart();
  application(chart).assignTo(deployment(chart, 'web'));
  new FederatedIdentityCredentials(chart, 'all', { clusterName: 'a', issuer: 'https://issuer.example/' });
  move(chart, DUAL);
  expect(only(render(chart), 'ServiceAccount')[0]?.metadata.annotations['azure.workload.identity/client-id']).toBe(
    clientIdOf('orders'),
  );
  expect(warnings).toEqual([expect.stringMatching(/makes no federated credentials for "orders" in namespace "shop"/)]);
});

test('6: with several identities the default is asked for, and all get credentials', () => {
  const build = (options: object) => {
    const chart = shopChart();
    const web = deployment(chart, 'web');
    managed(chart).assignTo(web, options);
    managed(chart, 'a-first-by-name').assignTo(web);
    new FederatedIdentityCredentials(chart, 'all', { clusterName: 'a', issuer: 'https://issuer.example/' });
    move(chart, DUAL);
    return render(chart);
  };
  expect(() => build({})).toThrow(/which one is the default/);
  const documents = build({ clientIdEnv: 'AZURE_CLIENT_ID' });
  expect(only(documents, 'ServiceAccount')[0]?.metadata.annotations['azure.workload.identity/client-id']).toBe(
    clientIdOf('orders'),
  );
  expect(only(documents, 'FederatedIdentityCredential')).toHaveLength(2);
});

test('7: exceptions are not ignored', () => {
  const chart = shopChart();
  managed(chart).assignTo(deployment(chart, 'web'));
  new AzurePodIdentityException(chart, 'agent', { podLabels: { app: 'agent' } });
  move(chart, LAST);
  render(chart);
  expect(warnings).toEqual([
    expect.stringMatching(/^Warning: shop\/agent: pods with "app=agent" use an identity of their node/),
  ]);
});

test('8: credentials are written, with issuer and limit', () => {
  const build = (count: number) => {
    const chart = shopChart();
    const orders = managed(chart);
    for (let i = 0; i < count; i++) orders.assignTo(deployment(chart, `w${i}`), { serviceAccountName: `w${i}` });
    new FederatedIdentityCredentials(chart, 'all', { clusterName: 'a', issuer: 'https://issuer.example/' });
    return render(chart);
  };
  expect(only(build(2), 'FederatedIdentityCredential').map(({ spec }) => [spec.issuer, spec.subject])).toEqual([
    ['https://issuer.example/', 'system:serviceaccount:shop:w0'],
    ['https://issuer.example/', 'system:serviceaccount:shop:w1'],
  ]);
  expect(() => build(21)).toThrow(/at most 20 federated credentials/);
});

test('9: workloads of one name, and one that is called like an account, overwrite nothing', () => {
  const chart = shopChart();
  const orders = managed(chart);
  orders.assignTo(deployment(chart, 'app'));
  orders.assignTo(
    object(chart, 'batch/v1', 'CronJob', 'app', {
      spec: { jobTemplate: { spec: { template: { spec: { containers } } } } },
    }),
  );
  orders.assignTo(deployment(chart, 'app-serviceaccount'));
  move(chart, LAST);
  expect(list(render(chart))).toEqual([
    'ServiceAccount orders',
    'Deployment app',
    'CronJob app',
    'Deployment app-serviceaccount',
  ]);
});

test('10: one account with two identities is refused', () => {
  const chart = shopChart();
  serviceAccount(chart, 'shared');
  const spec = { serviceAccountName: 'shared' };
  managed(chart).assignTo(deployment(chart, 'web', { spec }));
  managed(chart, 'storage').assignTo(deployment(chart, 'worker', { spec }));
  move(chart, DUAL);
  expect(messageOf(() => render(chart))).toMatch(/one set of identities/);
});

test('11: kinds that nobody knows are moved, or refused by name alone', () => {
  const chart = shopChart();
  const orders = managed(chart);
  orders.assignTo(
    object(chart, 'argoproj.io/v1alpha1', 'Rollout', 'web', { spec: { template: { spec: { containers } } } }),
  );
  orders.assignTo(object(chart, 'example.com/v1', 'Thing', 'thing', { spec: { pod: { spec: { containers } } } }), {
    podTemplate: '/spec/pod',
  });
  move(chart, DUAL);
  const documents = render(chart);
  expect(templateOf(documents, 'Rollout').metadata.labels[USE]).toBe('true');
  expect(only(documents, 'Thing')[0]?.spec.pod.metadata.labels[USE]).toBe('true');
});

test('12: Jobs and Pods keep their form, with a word about recreating them', () => {
  const chart = shopChart();
  const orders = managed(chart);
  orders.assignTo(object(chart, 'batch/v1', 'Job', 'job', { spec: { template: { spec: { containers } } } }));
  orders.assignTo(object(chart, 'v1', 'Pod', 'pod', { spec: { containers } }));
  move(chart, DUAL);
  const documents = render(chart);
  expect(only(documents, 'Job')[0]?.spec).toEqual({
    template: {
      metadata: { labels: { aadpodidbinding: 'orders', [USE]: 'true' } },
      spec: { containers, serviceAccountName: 'orders' },
    },
  });
  expect(warnings).toEqual([expect.stringMatching(/is a Job/), expect.stringMatching(/is a Pod/)]);
});

describe('the proxy that is written out', () => {
  const [sidecar, init] = proxiedContainers();

  function proxiedContainers(): [Manifest, Manifest] {
    const [first, second] = proxied().spec.initContainers;
    return [first, second];
  }

  test('14: the redirect may run as root, whatever the pod says', () => {
    expect(init.securityContext).toMatchObject({ runAsNonRoot: false, runAsUser: 0 });
    expect(
      proxied(MANIFEST, { securityContext: { runAsNonRoot: true } }).spec.initContainers[1].securityContext,
    ).toEqual(init.securityContext);
  });

  test('15: the sidecar is hardened', () => {
    expect(sidecar.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      runAsUser: 1501,
    });
  });

  test('16: it is native and first, so that it is there before all others, and a Job ends', () => {
    const { spec } = proxied(MANIFEST, { initContainers: [{ name: 'first' }] });
    expect(spec.initContainers.map(({ name }: Manifest) => name)).toEqual(['azwi-proxy', 'azwi-proxy-init', 'first']);
    expect(spec.initContainers[0].restartPolicy).toBe('Always');
    expect(() => move(shopChart(), PROXY, { ...MANIFEST, kubernetesVersion: '1.28' })).toThrow(/1\.29 or later/);
  });

  test.each([MANIFEST, {}])('17: never on the host network: %j', (props) => {
    expect(messageOf(() => proxied(props, { hostNetwork: true }))).toMatch(/hostNetwork: got true/);
  });

  test.each([MANIFEST, {}])('18: never on a port that is taken: %j', (props) => {
    const spec = { containers: [{ name: 'app', ports: [{ containerPort: 8000 }] }] };
    expect(messageOf(() => proxied(props, spec))).toMatch(/containerPort: got 8000/);
  });
});

describe('the new account', () => {
  const build = (make: (chart: Chart) => unknown) => {
    const chart = shopChart();
    managed(chart).assignTo(deployment(chart, 'web'));
    make(chart);
    move(chart, DUAL);
    return () => only(render(chart), 'ServiceAccount', 'orders')[0];
  };

  test('19: has what default had, or is refused where roles would be lost', () => {
    expect(
      build((chart) => serviceAccount(chart, 'default', { imagePullSecrets: [{ name: 'r' }] }))()?.imagePullSecrets,
    ).toEqual([{ name: 'r' }]);
    const subjects = [{ kind: 'ServiceAccount', name: 'default', namespace: 'shop' }];
    expect(
      build((chart) => object(chart, 'rbac.authorization.k8s.io/v1', 'RoleBinding', 'reader', { subjects })),
    ).toThrow(/lose the permissions of default/);
  });

  test('20: never takes one that is there for something else', () => {
    expect(build((chart) => serviceAccount(chart, 'orders'))).toThrow(
      /a name that no other ServiceAccount of namespace "shop" has/,
    );
  });
});

test('21: without a proxy there is no privileged container', () => {
  for (const stage of [DUAL, LAST]) {
    for (const props of [{}, MANIFEST]) {
      const chart = shopChart();
      managed(chart).assignTo(deployment(chart, 'web'));
      move(chart, stage, props);
      expect(App.of(chart).synthYaml()).not.toMatch(/privileged|initContainers|NET_ADMIN/);
    }
  }
});
