import { afterAll, describe, expect, test } from '@jest/globals';
import { App, Chart, Include, JsonPatch, Lazy, Yaml } from 'cdk8s';
import * as plus27 from 'cdk8s-plus-27';
import * as plus34 from 'cdk8s-plus-34';
import type { Construct } from 'constructs';
import type { AzureIdentity } from '../../lib';
import { readFilesInProcess } from '../support/files-in-process';
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
  USING,
} from '../support/stages';

afterAll(readFilesInProcess());

catchWarnings();

// The ServiceAccount that a workload names: annotated where it is.

const ACCOUNT = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: 'web', annotations: { a: '1', z: '2' } },
};

/** Each way to make a ServiceAccount `web`. */
const ACCOUNTS: { [way: string]: (scope: Construct) => unknown } = {
  'cdk8s-plus-27': (scope) => new plus27.ServiceAccount(scope, 'web', { metadata: ACCOUNT.metadata }),
  'cdk8s-plus-34': (scope) => new plus34.ServiceAccount(scope, 'web', { metadata: ACCOUNT.metadata }),
  generated: (scope) => new plus27.k8s.KubeServiceAccount(scope, 'web', { metadata: ACCOUNT.metadata }),
  ApiObject: (scope) => object(scope, 'v1', 'ServiceAccount', 'web').metadata.addAnnotation('a', '1'),
  Include: (scope) => new Include(scope, 'web', { url: Yaml.tmp([ACCOUNT]) }),
  'a Lazy name': (scope) =>
    object(scope, 'v1', 'ServiceAccount', 'web').metadata.add('name', Lazy.any({ produce: () => 'web' })),
  'a patched name': (scope) =>
    object(scope, 'v1', 'ServiceAccount', 'early').addJsonPatch(JsonPatch.replace('/metadata/name', 'web')),
  'another chart': (scope) => {
    const account = serviceAccount(new Chart(scope.node.root as App, 'other', { namespace: 'shop' }), 'web');
    account.metadata.addAnnotation('a', '1');
  },
};

describe('is annotated in place, whatever made it', () => {
  test.each(Object.keys(ACCOUNTS).flatMap((way) => [true, false].map((isBefore) => [way, isBefore] as const)))(
    '%s (before the call: %s)',
    (way, isBefore) => {
      const chart = shopChart();
      const web = deployment(chart, 'web', { spec: { serviceAccountName: 'web' } });
      const plain = shopChart();
      ACCOUNTS[way]?.(plain);
      const [before] = only(render(plain), 'ServiceAccount');
      if (isBefore) ACCOUNTS[way]?.(chart);
      managed(chart).assignTo(web);
      move(chart, DUAL);
      if (!isBefore) ACCOUNTS[way]?.(chart);
      const documents = render(chart);
      expect(only(documents, 'ServiceAccount')).toEqual([
        {
          ...before,
          metadata: {
            ...before?.metadata,
            annotations: { ...before?.metadata.annotations, ...annotationsFor('orders') },
          },
        },
      ]);
      expect(templateOf(documents).spec.serviceAccountName).toBe('web');
    },
  );

  test('with everything that it has', () => {
    const chart = shopChart();
    const content = {
      imagePullSecrets: [{ name: 'registry' }],
      secrets: [{ name: 'token' }],
      automountServiceAccountToken: false,
    };
    const account = serviceAccount(chart, 'web', content);
    account.metadata.addLabel('app', 'web');
    managed(chart).assignTo(deployment(chart, 'web', { spec: { serviceAccountName: 'web' } }));
    move(chart, LAST);
    expect(only(render(chart), 'ServiceAccount')).toEqual([
      {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name: 'web', namespace: 'shop', labels: { app: 'web' }, annotations: annotationsFor('orders') },
        ...content,
      },
    ]);
  });

  test.each(USING)('by its old name, at %s', (stage) => {
    const chart = shopChart();
    serviceAccount(chart, 'web');
    managed(chart).assignTo(deployment(chart, 'web', { spec: { serviceAccount: 'web' } }));
    move(chart, stage);
    const documents = render(chart);
    expect(only(documents, 'ServiceAccount', 'web')[0]?.metadata.annotations).toEqual(annotationsFor('orders'));
    expect(templateOf(documents).spec.serviceAccountName).toBeUndefined();
    expect(templateOf(documents).spec.serviceAccount).toBe('web');
  });

  test.each([plus27, plus34])('of a workload of cdk8s-plus', (plus) => {
    const chart = shopChart();
    const account = new plus27.ServiceAccount(chart, 'account', { metadata: { name: 'web' } });
    const web = new (plus as typeof plus27).Deployment(chart, 'web', {
      containers: [{ image: 'app' }],
      serviceAccount: account as plus27.IServiceAccount,
    });
    managed(chart).assignTo(web);
    move(chart, DUAL);
    const documents = render(chart);
    expect(only(documents, 'ServiceAccount')[0]?.metadata.annotations).toEqual(annotationsFor('orders'));
    expect(templateOf(documents).spec.serviceAccountName).toBe('web');
  });

  test('in its own namespace only', () => {
    const chart = shopChart();
    serviceAccount(otherChart(chart, 'billing'), 'web');
    serviceAccount(chart, 'web');
    managed(chart).assignTo(deployment(chart, 'web', { spec: { serviceAccountName: 'web' } }));
    move(chart, DUAL);
    expect(
      only(render(chart), 'ServiceAccount', 'web').map(({ metadata }) => [metadata.namespace, metadata.annotations]),
    ).toEqual([
      ['shop', annotationsFor('orders')],
      ['billing', undefined],
    ]);
  });

  test('in a custom resource, where serviceAccountPath leads', () => {
    const chart = shopChart();
    serviceAccount(chart, 'spark');
    const job = object(chart, 'sparkoperator.k8s.io/v1beta2', 'SparkApplication', 'job', {
      spec: { driver: { labels: { app: 'job' }, serviceAccount: 'spark' } },
    });
    managed(chart).assignTo(job, {
      podTemplate: '/spec/driver/labels',
      serviceAccountPath: '/spec/driver/serviceAccount',
      stage: LAST,
    });
    const documents = render(chart);
    expect(only(documents, 'ServiceAccount')[0]?.metadata.annotations).toEqual(annotationsFor('orders'));
    expect(only(documents, 'SparkApplication')[0]?.spec.driver).toEqual({
      labels: { app: 'job', 'azure.workload.identity/use': 'true' },
      serviceAccount: 'spark',
    });
  });
});

describe('with annotations of its own', () => {
  const build = (annotations: object, identity: (chart: Chart) => AzureIdentity = managed) => {
    const chart = shopChart();
    const account = serviceAccount(chart, 'web');
    for (const [key, value] of Object.entries(annotations)) account.metadata.addAnnotation(key, value);
    identity(chart).assignTo(deployment(chart, 'web', { spec: { serviceAccountName: 'web' } }));
    move(chart, DUAL);
    return () => render(chart);
  };

  test.each([
    ['client-id', clientIdOf('billing'), clientIdOf('orders')],
    ['tenant-id', '3f0c4b52-6d0a-4d3c-9a53-0f5e5d7a9b10', TENANT_ID],
  ])('another %s is refused', (key, value, wanted) => {
    const run = build({ [`azure.workload.identity/${key}`]: value }, key === 'tenant-id' ? application : managed);
    expect(messageOf(run)).toBe(
      `shop/deployment-web: ServiceAccount web: metadata.annotations["azure.workload.identity/${key}"]: got "${value}"; allowed: "${wanted}", for shop/deployment-web. Remove the annotation`,
    );
  });

  test('the same client id is not, nor in capitals', () => {
    const documents = build({ 'azure.workload.identity/client-id': clientIdOf('orders').toUpperCase() })();
    expect(only(documents, 'ServiceAccount')[0]?.metadata.annotations).toEqual(annotationsFor('orders'));
  });

  test.each(['100', '86401', '1h'])('token expiration %s is refused: the webhook would refuse the pods', (value) => {
    const key = 'azure.workload.identity/service-account-token-expiration';
    expect(messageOf(build({ [key]: value }))).toBe(
      `shop/deployment-web: ServiceAccount web: metadata.annotations["${key}"]: got "${value}"; allowed: a string with seconds from 3600 to 86400`,
    );
  });

  test('token expiration 7200 is not', () => {
    const key = 'azure.workload.identity/service-account-token-expiration';
    expect(only(build({ [key]: '7200' })(), 'ServiceAccount')[0]?.metadata.annotations).toEqual({
      ...annotationsFor('orders'),
      [key]: '7200',
    });
  });
});

describe('that is not in the app', () => {
  const build = (options: object = {}, stage = DUAL, identity: (chart: Chart) => AzureIdentity = managed) => {
    const chart = shopChart();
    identity(chart).assignTo(deployment(chart, 'web', { spec: { serviceAccountName: 'web' } }), options);
    move(chart, stage);
    return () => render(chart);
  };
  const command = (annotations: object) =>
    `kubectl annotate serviceaccount web --namespace shop ${Object.entries(annotations)
      .map(([key, value]) => `${key}=${value}`)
      .join(' ')}`;

  test.each([...USING, POD_IDENTITY])('is an error with the command, at %s', (stage) => {
    expect(messageOf(build({}, stage))).toBe(
      `shop/deployment-web: spec.template.spec.serviceAccountName: got "web"; allowed: a ServiceAccount of this app, which is then annotated. If it is elsewhere, set serviceAccountName: "web" in assignTo, and run: ${command(annotationsFor('orders'))}`,
    );
  });

  test('has the tenant of a service principal in the command', () => {
    const annotations = {
      'aad-pod-identity.federation/identities': `${clientIdOf('orders')}=`,
      'azure.workload.identity/client-id': clientIdOf('orders'),
      'azure.workload.identity/tenant-id': TENANT_ID,
    };
    expect(messageOf(build({}, DUAL, application))).toContain(`and run: ${command(annotations)}`);
  });

  test.each(USING)('is accepted with its name in the options, and not made, at %s', (stage) => {
    const documents = build({ serviceAccountName: 'web' }, stage)();
    expect(only(documents, 'ServiceAccount')).toEqual([]);
    expect(templateOf(documents).spec.serviceAccountName).toBe('web');
  });

  test('another name in the options is refused', () => {
    expect(messageOf(build({ serviceAccountName: 'other' }))).toBe(
      'shop/deployment-web: serviceAccountName: got "other"; allowed: "web", which spec.template.spec.serviceAccountName names. Leave it out',
    );
  });

  test('is no concern without a stage', () => {
    const chart = shopChart();
    managed(chart).assignTo(deployment(chart, 'web', { spec: { serviceAccountName: 'web' } }));
    expect(templateOf(render(chart)).spec.serviceAccountName).toBe('web');
  });

  test('is made for no other workload either', () => {
    const chart = shopChart();
    const orders = managed(chart, 'web');
    orders.assignTo(deployment(chart, 'web', { spec: { serviceAccountName: 'web' } }), { serviceAccountName: 'web' });
    orders.assignTo(deployment(chart, 'worker'));
    move(chart, DUAL);
    expect(messageOf(() => render(chart))).toBe(
      'shop/deployment-web: serviceAccountName: got "web"; allowed: another name than the ServiceAccount of shop/deployment-web, which is outside of the app. Set serviceAccountName for shop/deployment-worker',
    );
  });
});

describe('of a custom resource', () => {
  const build = (spec: object, options: object) => {
    const chart = shopChart();
    const job = object(chart, 'sparkoperator.k8s.io/v1beta2', 'SparkApplication', 'job', { spec });
    managed(chart).assignTo(job, { podTemplate: '/spec/driver/labels', stage: DUAL, ...options });
    return () => render(chart);
  };
  const driver = { driver: { labels: { app: 'job' } } };

  test('that has labels only must be named', () => {
    expect(messageOf(build(driver, {}))).toBe(
      'shop/sparkapplication-job: podTemplate: got "spec.driver.labels"; allowed: with Workload Identity, a known ServiceAccount. Set serviceAccountPath to the field that names it, or serviceAccountName to its name',
    );
  });

  test('may be named in the options: then it is elsewhere', () => {
    const documents = build(driver, { serviceAccountName: 'spark' })();
    expect(list(documents)).not.toContain('ServiceAccount spark');
    expect(only(documents, 'SparkApplication')[0]?.spec.driver).toEqual({
      labels: { aadpodidbinding: 'orders', app: 'job', 'azure.workload.identity/use': 'true' },
    });
  });

  test('or is in the app, and annotated', () => {
    const chart = shopChart();
    serviceAccount(chart, 'spark');
    const job = object(chart, 'sparkoperator.k8s.io/v1beta2', 'SparkApplication', 'job', { spec: driver });
    managed(chart).assignTo(job, { podTemplate: '/spec/driver/labels', serviceAccountName: 'spark', stage: DUAL });
    expect(only(render(chart), 'ServiceAccount')[0]?.metadata.annotations).toEqual(annotationsFor('orders'));
  });

  test('is not default', () => {
    const message =
      'got "default"; allowed: another name: every pod of the namespace without a ServiceAccount could use the identity of default. Set serviceAccountName';
    expect(messageOf(build(driver, { serviceAccountName: 'default' }))).toBe(
      `shop/sparkapplication-job: serviceAccountName: ${message}`,
    );
  });

  test('is made where serviceAccountPath leads, when none stands there', () => {
    const documents = build(driver, { serviceAccountPath: '/spec/driver/serviceAccount' })();
    expect(list(documents).slice(0, 2)).toEqual(['ServiceAccount orders', 'SparkApplication job']);
    expect(only(documents, 'SparkApplication')[0]?.spec.driver.serviceAccount).toBe('orders');
  });

  test.each([
    [
      '/spec/drivr/serviceAccount',
      'shop/sparkapplication-job: serviceAccountPath: got "/spec/drivr/serviceAccount"; allowed: a JSON pointer to a field in a map of the SparkApplication',
    ],
    [
      '/spec/driver/labels',
      'shop/sparkapplication-job: spec.driver.labels: got {"app":"job"}; allowed: the name of a ServiceAccount',
    ],
    [
      'serviceAccount',
      'shop/shop-orders: assignTo: serviceAccountPath: got "serviceAccount"; allowed: a JSON pointer such as "/spec/podTemplate"',
    ],
  ])('not where there is no such field: %s', (serviceAccountPath, message) => {
    expect(messageOf(() => build(driver, { serviceAccountPath })())).toBe(message);
  });

  test('of several identities must be the same', () => {
    const chart = shopChart();
    const job = object(chart, 'sparkoperator.k8s.io/v1beta2', 'SparkApplication', 'job', { spec: driver });
    const options = { podTemplate: '/spec/driver/labels', stage: DUAL };
    managed(chart).assignTo(job, { ...options, serviceAccountName: 'one' });
    managed(chart, 'storage').assignTo(job, { ...options, serviceAccountName: 'two' });
    expect(messageOf(() => render(chart))).toMatch(
      /serviceAccountName: got .*one.*two.*; allowed: the same ServiceAccount for all identities of a workload/,
    );
  });
});

test('dist/ alone tells which credentials an account needs', () => {
  const chart = shopChart();
  const [web, worker] = [deployment(chart, 'web'), deployment(chart, 'worker')];
  managed(chart).assignTo(web, { clientIdEnv: 'AZURE_CLIENT_ID' });
  application(chart, 'app').assignTo(web, { clientIdEnv: 'APP_ID' });
  application(chart, 'solo').assignTo(worker);
  move(chart, DUAL);
  const annotations = only(render(chart), 'ServiceAccount').map(
    ({ metadata }) => metadata.annotations['aad-pod-identity.federation/identities'],
  );
  expect(annotations).toEqual([
    `${clientIdOf('app')}=,${clientIdOf('orders')}=${resourceIdOf('orders')}`,
    `${clientIdOf('solo')}=`,
  ]);
});

test('a second synth with other identities annotates anew', () => {
  const app = new App({ outdir: NOT_WRITTEN });
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  serviceAccount(chart, 'web');
  const web = deployment(chart, 'web', { spec: { serviceAccountName: 'web' } });
  managed(chart).assignTo(web, { clientIdEnv: 'AZURE_CLIENT_ID' });
  move(chart, DUAL);
  expect(only(render(chart), 'ServiceAccount')[0]?.metadata.annotations).toEqual(annotationsFor('orders'));
  managed(chart, 'storage').assignTo(web, { clientIdEnv: 'STORAGE_ID' });
  expect(only(render(chart), 'ServiceAccount')[0]?.metadata.annotations).toEqual({
    ...annotationsFor('orders', 'storage'),
    'azure.workload.identity/client-id': clientIdOf('orders'),
  });
  chart.node.tryRemoveChild('workload-identity');
  managed(chart, 'unused');
  expect(only(render(chart), 'ServiceAccount')[0]?.metadata.annotations).toBeUndefined();
});
