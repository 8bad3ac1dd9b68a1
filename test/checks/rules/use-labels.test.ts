import { describe, expect, test } from '@jest/globals';
import { Manifests } from '../../../lib';
import { reportOn } from '../../../lib/checks/report-on';
import { findingsIn } from '../../support/checks';
import { pod, yaml } from '../../support/cluster';
import { account, TOKEN_MOUNT, TOKEN_VOLUME, USE, withClientId, workload } from '../../support/federation';
import { ACCOUNT, MAIN, ONE, pods, type TokenCase, TWO, testRule, wi } from '../../support/token-cases';

const LABELS = 'spec.template.metadata.labels';
const FIX = 'azure.workload.identity/use: "true"';
const at = (path: string, key = 'use') => `${path}["azure.workload.identity/${key}"]`;

const reported = (objects: readonly object[]) =>
  reportOn(Manifests.fromText('x.yaml', yaml(...objects))).findings.map(({ finding }) => finding);

const withMetadata = (object: { metadata: object }, metadata: object) => ({
  ...object,
  metadata: { ...object.metadata, ...metadata },
});
const BARE = pods({ labels: { app: 'web' } });

const vault = (parameters: object) => ({
  apiVersion: 'secrets-store.csi.x-k8s.io/v1',
  kind: 'SecretProviderClass',
  metadata: { name: 'vault', namespace: 'shop' },
  spec: { provider: 'azure', parameters: { keyvaultName: 'kv', tenantId: TWO, ...parameters } },
});
const MOUNTING = pods({
  labels: { app: 'web' },
  spec: {
    containers: [{ ...MAIN, volumeMounts: [{ name: 'v', mountPath: '/v' }] }],
    volumes: [
      {
        name: 'v',
        csi: { driver: 'secrets-store.csi.k8s.io', volumeAttributes: { secretProviderClass: 'vault' } },
      },
    ],
  },
});

const cronJob = (ofJobs: object, ofPods: object) => ({
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name: 'nightly', namespace: 'shop' },
  spec: {
    schedule: '0 4 * * *',
    jobTemplate: {
      metadata: { labels: ofJobs },
      spec: {
        ttlSecondsAfterFinished: 600,
        template: {
          metadata: { labels: ofPods },
          spec: { serviceAccountName: 'orders', restartPolicy: 'Never', containers: [MAIN] },
        },
      },
    },
  },
});

const release = (labels: object) => ({
  apiVersion: 'helm.toolkit.fluxcd.io/v2',
  kind: 'HelmRelease',
  metadata: { name: 'web', namespace: 'shop', labels },
  spec: { interval: '5m', chart: { spec: { chart: 'web' } } },
});

describe('use-label-not-on-pods', () => {
  testRule('use-label-not-on-pods', [
    ['on the Deployment', [ACCOUNT, withMetadata(BARE, { labels: USE })], [`error ${at('metadata.labels')} | ${FIX}`]],
    [
      'on the jobs of a CronJob',
      [ACCOUNT, cronJob(USE, {})],
      [`error ${at('spec.jobTemplate.metadata.labels')} | ${FIX}`],
    ],
    [
      'as an annotation of the pods',
      [ACCOUNT, pods({ labels: {}, annotations: USE })],
      [`error ${at('spec.template.metadata.annotations')} | ${FIX}`],
    ],
    [
      'on the ServiceAccount, as before 1.0, and on no pod of it',
      [withMetadata(ACCOUNT, { labels: USE }), BARE],
      [`warning ${at('metadata.labels')}`],
    ],
    ['on a HelmRelease', [release(USE)], [`warning ${at('metadata.labels')}`]],
    ['not when the pods have it too', [ACCOUNT, withMetadata(pods(), { labels: USE }), cronJob(USE, USE)], []],
    ['not on a ServiceAccount beside that of its pods', [withMetadata(ACCOUNT, { labels: USE }), pods()], []],
    ['not on a ServiceAccount whose pods are elsewhere', [withMetadata(ACCOUNT, { labels: USE })], []],
    [
      'not on a ServiceAccount with which the Secrets Store CSI driver mounts a vault for its pods',
      [withMetadata(ACCOUNT, { labels: USE }), MOUNTING, vault({ clientID: ONE })],
      [],
    ],
    [
      'on a ServiceAccount whose pods mount a vault with the identity of the node',
      [withMetadata(ACCOUNT, { labels: USE }), MOUNTING, vault({ useVMManagedIdentity: 'true' })],
      [`warning ${at('metadata.labels')}`],
    ],
    ['not when it says no', [ACCOUNT, withMetadata(BARE, { labels: wi('use', 'false') })], []],
    ['not on a Pod, which has its own labels', [ACCOUNT, pod('shop', 'p', USE, { serviceAccountName: 'orders' })], []],
    [
      'not on kinds whose operators may hand their labels on',
      [
        {
          apiVersion: 'kafka.strimzi.io/v1beta2',
          kind: 'KafkaConnect',
          metadata: { name: 'k', namespace: 'shop', labels: USE },
          spec: { replicas: 1 },
        },
      ],
      [],
    ],
  ] satisfies TokenCase[]);
});

describe('use-label-not-true', () => {
  const labelled = (value: unknown) => [ACCOUNT, pods({ labels: wi('use', value) })];
  testRule('use-label-not-true', [
    ...['True', 'yes', '1', 'enabled', ''].map(
      (value): TokenCase => [`as ${JSON.stringify(value)}`, labelled(value), [`error ${at(LABELS)} | ${FIX}`]],
    ),
    ['not as "true"', labelled('true'), []],
    ...['false', 'False', 'no', '0', 'disabled'].map(
      (value): TokenCase => [`not as ${JSON.stringify(value)}, which says no`, labelled(value), []],
    ),
  ]);

  test.each([true, 1])('%s without quotes is one finding, and quotes alone are not the advice', (value) => {
    expect(reported(labelled(value)).map(({ rule, fix }) => `${rule} | ${fix}`)).toEqual([
      `use-label-not-true | ${FIX}`,
    ]);
  });

  test('false without quotes says no, and is refused', () => {
    expect(reported(labelled(false)).map(({ rule }) => rule)).toEqual(['refused-by-api-server']);
  });
});

describe('annotation-not-quoted', () => {
  test.each([
    ['8000', 1],
    ['0x1f40', 1],
    // A number to kubectl, and a string to others.
    ['08000', 0],
  ])('%s without quotes', (port, count) => {
    const text = `apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
  annotations:
    azure.workload.identity/proxy-sidecar-port: ${port}
spec:
  containers: [{name: main, image: x}]
`;
    expect(findingsIn(text).filter(({ rule }) => rule === 'annotation-not-quoted')).toHaveLength(count);
  });

  const place = 'spec.template.metadata.annotations';
  const expiration = 'service-account-token-expiration';
  testRule('annotation-not-quoted', [
    [
      'a boolean',
      [ACCOUNT, pods({ annotations: wi('inject-proxy-sidecar', true) })],
      [`error ${at(place, 'inject-proxy-sidecar')} | azure.workload.identity/inject-proxy-sidecar: "true"`],
    ],
    [
      'a number, of an account too',
      [account('shop', 'orders', wi(expiration, 7200) as never)],
      [`error ${at('metadata.annotations', expiration)} | azure.workload.identity/${expiration}: "7200"`],
    ],
    ['not a string', [ACCOUNT, pods({ annotations: wi(expiration, '7200') })], []],
    ['not annotations of others', [ACCOUNT, pods({ annotations: { 'example.com/port': 80 } })], []],
  ]);
});

describe('client-id-on-pods', () => {
  const ofPods = `error ${at('spec.template.metadata.annotations', 'client-id')}`;
  const annotations = wi('client-id', TWO);
  const env = [{ name: 'AZURE_CLIENT_ID', value: TWO.toUpperCase() }];
  testRule('client-id-on-pods', [
    ['beside another one of the account', [ACCOUNT, pods({ annotations })], [ofPods]],
    ['and none on the account', [account('shop', 'orders'), pods({ annotations })], [ofPods]],
    ['as a label', [ACCOUNT, pods({ labels: { ...USE, ...annotations } })], [`error ${at(LABELS, 'client-id')}`]],
    [
      'on the Deployment',
      [account('shop', 'orders'), withMetadata(pods(), { annotations })],
      [`error ${at('metadata.annotations', 'client-id')}`],
    ],
    ['a warning when the account is elsewhere', [pods({ annotations })], [ofPods.replace('error', 'warning')]],
    ['not when it repeats that of the account', [ACCOUNT, pods({ annotations: wi('client-id', ONE) })], []],
    [
      'not when the containers name it',
      [account('shop', 'orders'), pods({ annotations, spec: { containers: [{ ...MAIN, env }] } })],
      [],
    ],
  ]);

  test('is the only finding then', () => {
    const ids = (...objects: object[]) => findingsIn(yaml(...objects)).map(({ rule }) => rule);
    expect(ids(account('shop', 'orders'), pods({ annotations }))).toEqual(['client-id-on-pods']);
    expect(ids(withClientId('shop', 'other', ONE), workload('shop', 'w', { labels: USE, annotations }))).toEqual([
      'client-id-on-pods',
    ]);
  });
});

describe('use-label-in-kube-system', () => {
  const inKubeSystem = (rest: object = {}) => [
    withClientId('kube-system', 'orders', ONE),
    workload('kube-system', 'w', { labels: USE, account: 'orders', ...rest }),
  ];
  const webhook = (annotations: object) => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: { name: 'azure-wi-webhook-mutating-webhook-configuration', annotations },
    webhooks: [],
  });
  testRule('use-label-in-kube-system', [
    ['with the label', inKubeSystem(), [`warning ${at(LABELS)}`]],
    ['with a webhook that says nothing', [...inKubeSystem(), webhook({})], [`warning ${at(LABELS)}`]],
    ['not with a webhook of its own', [...inKubeSystem(), webhook({ 'admissions.enforcer/disabled': 'true' })], []],
    [
      'not with the token written out',
      inKubeSystem({ spec: { volumes: [TOKEN_VOLUME], containers: [{ ...MAIN, volumeMounts: [TOKEN_MOUNT] }] } }),
      [],
    ],
    ['not in another namespace', [ACCOUNT, pods()], []],
  ]);
});
