import { describe, expect, test } from '@jest/globals';
import type { Chart } from 'cdk8s';
import type { MigrationStage } from '../../lib';
import { catchWarnings, deployment } from '../support/shop';
import {
  annotationsFor,
  DUAL,
  list,
  managed,
  move,
  object,
  only,
  POD_IDENTITY,
  PROXY,
  render,
  serviceAccount,
  shopChart,
  templateOf,
} from '../support/stages';

catchWarnings();

// An apply that drops serviceAccountName leaves the old value in the cluster: the way back names `default`.

type Spec = { readonly serviceAccountName?: string; readonly serviceAccount?: string };

const written = (spec: Spec, stage: MigrationStage, change: (chart: Chart) => void = () => undefined) => {
  const chart = shopChart();
  if (spec.serviceAccountName === 'web' || spec.serviceAccount === 'web') serviceAccount(chart, 'web');
  managed(chart).assignTo(deployment(chart, 'web', { spec }));
  move(chart, stage);
  change(chart);
  return render(chart);
};
const accountsOf = (spec: Spec, stage: MigrationStage) => {
  const { serviceAccountName, serviceAccount: old } = templateOf(written(spec, stage)).spec;
  return { serviceAccountName, serviceAccount: old };
};

describe('an explicit pod-identity', () => {
  test.each([
    ['none', {}, { serviceAccountName: 'default' }],
    ['default', { serviceAccountName: 'default' }, { serviceAccountName: 'default' }],
    ['an empty one', { serviceAccountName: '' }, { serviceAccountName: 'default' }],
    [
      'default, by its old name',
      { serviceAccount: 'default' },
      { serviceAccountName: 'default', serviceAccount: 'default' },
    ],
    ['its own', { serviceAccountName: 'web' }, { serviceAccountName: 'web' }],
    ['its own, by its old name', { serviceAccount: 'web' }, { serviceAccount: 'web' }],
  ])('names the ServiceAccount that stood: %s', (_, spec, expected) => {
    expect(accountsOf(spec, POD_IDENTITY)).toEqual({
      serviceAccountName: undefined,
      serviceAccount: undefined,
      ...expected,
    });
  });

  test.each([DUAL, PROXY])('keeps the accounts of %s, in their places', (stage) => {
    const [before, after] = [written({}, stage), written({}, POD_IDENTITY)];
    expect(list(after)).toEqual(list(before));
    expect(only(after, 'ServiceAccount')).toEqual(only(before, 'ServiceAccount'));
  });

  test('keeps the annotations of an account that somebody else makes', () => {
    expect(only(written({ serviceAccountName: 'web' }, POD_IDENTITY), 'ServiceAccount')[0]?.metadata).toEqual({
      name: 'web',
      namespace: 'shop',
      annotations: annotationsFor('orders'),
    });
  });

  test('changes nothing else', () => {
    const chart = shopChart();
    const web = deployment(chart, 'web', { labels: { app: 'web' } });
    managed(chart).assignTo(web);
    const before = render(chart);
    move(chart, POD_IDENTITY);
    const after = render(chart).filter(({ kind }) => kind !== 'ServiceAccount');
    expect(templateOf(after).spec.serviceAccountName).toBe('default');
    delete templateOf(after).spec.serviceAccountName;
    expect(after).toEqual(before);
  });

  test('gives pods no label and no annotation of Workload Identity, at any setting', () => {
    const chart = shopChart();
    managed(chart).assignTo(deployment(chart, 'web'));
    move(chart, POD_IDENTITY, {
      tokenExpiration: 7200,
      proxyPort: 9000,
      injection: 'manifest' as never,
      tenantId: '72f988bf-86f1-41af-91ab-2d7cd011db47',
    });
    expect(templateOf(render(chart))).toEqual({
      metadata: { labels: { aadpodidbinding: 'orders' } },
      spec: { containers: [{ image: 'app', name: 'app' }], serviceAccountName: 'default' },
    });
  });

  test('writes default into the field of a custom resource', () => {
    const chart = shopChart();
    const spark = object(chart, 'sparkoperator.k8s.io/v1beta2', 'SparkApplication', 'job', {
      spec: { driver: { labels: {} } },
    });
    managed(chart).assignTo(spark, {
      podTemplate: '/spec/driver/labels',
      serviceAccountPath: '/spec/driver/serviceAccount',
      stage: POD_IDENTITY,
    });
    expect(only(render(chart), 'SparkApplication')[0]?.spec).toEqual({
      driver: { labels: { aadpodidbinding: 'orders' }, serviceAccount: 'default' },
    });
  });

  test('of one workload, beside others at dual with the same account', () => {
    const chart = shopChart();
    const orders = managed(chart);
    orders.assignTo(deployment(chart, 'canary'), { stage: POD_IDENTITY });
    orders.assignTo(deployment(chart, 'web'));
    move(chart, DUAL);
    const documents = render(chart);
    expect(list(documents)).toEqual([
      'AzureIdentity orders',
      'AzureIdentityBinding orders-binding',
      'ServiceAccount orders',
      'Deployment canary',
      'Deployment web',
    ]);
    expect(templateOf(documents, 'Deployment', 'canary').spec.serviceAccountName).toBe('default');
    expect(templateOf(documents, 'Deployment', 'web').spec.serviceAccountName).toBe('orders');
  });

  test('is the word for it: no stage at all takes accounts and field away', () => {
    const chart = shopChart();
    managed(chart).assignTo(deployment(chart, 'web'));
    const before = render(chart);
    move(chart, DUAL);
    expect(list(render(chart))).toContain('ServiceAccount orders');
    chart.node.tryRemoveChild('workload-identity');
    managed(chart, 'other');
    expect(render(chart).filter(({ metadata }) => metadata.name !== 'other')).toEqual(before);
  });
});
