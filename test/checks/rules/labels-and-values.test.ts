import { describe, expect, test } from '@jest/globals';
import { check, Manifests } from '../../../lib';
import type { CheckOptions } from '../../../lib/checks/checked-cluster';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../../../lib/checks/examples/custom-resource-examples';
import { findingsIn, idsIn, placesIn } from '../../support/checks';

const WHOLE: CheckOptions = { wholeCluster: true };
const LABELS = '{aadpodidbinding: orders}';
const object = (apiVersion: string, kind: string, metadata: string, spec = '{}') =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: other, namespace: shop, ${metadata}}\nspec: ${spec}\n`;
const PODS = '{template: {spec: {containers: [{name: main, image: registry.example/orders:1}]}}}';
const bound = (...texts: string[]) => documents(IDENTITY, BINDING, ...texts);
const messageOf = (id: string, text: string, options: CheckOptions = {}) =>
  findingsIn(text, options).find(({ rule }) => rule === id)?.message;

describe('a label that reaches no pod', () => {
  test.each<[string, string, string]>([
    ['helm.toolkit.fluxcd.io/v2beta1', 'HelmRelease', 'podLabels'],
    ['helm.fluxcd.io/v1', 'HelmRelease', 'podLabels'],
    ['argoproj.io/v1alpha1', 'Application', 'podLabels'],
    ['argoproj.io/v1alpha1', 'ApplicationSet', 'podLabels'],
    ['helm.cattle.io/v1', 'HelmChart', 'podLabels'],
    ['sparkoperator.k8s.io/v1beta2', 'SparkApplication', 'spec.driver.labels and spec.executor.labels'],
    ['sparkoperator.k8s.io/v1beta2', 'ScheduledSparkApplication', 'spec.template.driver.labels'],
    ['kustomize.toolkit.fluxcd.io/v1', 'Kustomization', 'pod templates'],
    ['keda.sh/v1alpha1', 'ScaledObject', 'the pod template of that workload'],
    ['argoproj.io/v1alpha1', 'CronWorkflow', 'spec.workflowSpec.podMetadata.labels'],
    ['v1', 'ServiceAccount', 'the pod template of the workload'],
    ['v1', 'Service', 'the pod template of the workload'],
    ['v1', 'Namespace', 'the pod template of the workload'],
    ['networking.k8s.io/v1', 'Ingress', 'the pod template of the workload'],
  ])('%s %s', (apiVersion, kind, advice) => {
    for (const field of ['labels', 'annotations']) {
      const text = bound(object(apiVersion, kind, `${field}: ${LABELS}`));
      for (const options of [{}, WHOLE]) {
        // The binding is not called unused: its pods are where the label was meant to be.
        expect(placesIn(text, options)).toEqual([`label-on-no-pod metadata.${field}.aadpodidbinding`]);
      }
      expect(messageOf('label-on-no-pod', text)).toContain(advice);
    }
  });

  test.each<[string, string]>([
    ['pods have it too', bound(WORKLOAD, object('v1', 'Service', `labels: ${LABELS}`))],
    [
      'pods have it too, of an operator',
      bound(
        object('v1', 'Service', `labels: ${LABELS}`),
        object('example.com/v1', 'Runner', 'labels: {}', `{podLabels: ${LABELS}}`),
      ),
    ],
    [
      'it is among the values too',
      bound(
        object('helm.toolkit.fluxcd.io/v2', 'HelmRelease', `labels: ${LABELS}`, `{values: {podLabels: ${LABELS}}}`),
      ),
    ],
    [
      'it is among the labels of the driver too',
      bound(
        object(
          'sparkoperator.k8s.io/v1beta2',
          'SparkApplication',
          `labels: ${LABELS}`,
          `{driver: {labels: ${LABELS}}, executor: {labels: ${LABELS}}}`,
        ),
      ),
    ],
    ['an operator hands it on', bound(object('kafka.strimzi.io/v1beta2', 'Kafka', `labels: ${LABELS}`))],
    ['it is not known what an operator does', bound(object('example.com/v1', 'Runner', `labels: ${LABELS}`))],
    [
      'nor what it does besides its pod template',
      bound(object('kubeflow.org/v1', 'Notebook', `labels: ${LABELS}`, PODS)),
    ],
    ['a Service selects by it', bound(WORKLOAD, object('v1', 'Service', 'labels: {}', `{selector: ${LABELS}}`))],
  ])('silent: %s', (_what, text) => {
    expect(placesIn(text)).toEqual([]);
    expect(idsIn(text, WHOLE)).toEqual([]);
  });

  test.each([
    ['argoproj.io/v1alpha1', 'Rollout'],
    ['serving.knative.dev/v1', 'Service'],
    ['apps.kruise.io/v1alpha1', 'CloneSet'],
  ])('%s %s labels pods with its template only', (apiVersion, kind) => {
    const text = bound(object(apiVersion, kind, `labels: ${LABELS}`, PODS));
    expect(placesIn(text)).toEqual(['label-on-workload metadata.labels.aadpodidbinding']);
  });
});

describe('a label key that is similar', () => {
  const withKey = (key: string, value = 'orders') =>
    bound(changed(WORKLOAD, 'aadpodidbinding: orders', `${key}: ${value}`));

  test.each([
    'aadpodidentity',
    'aadPodIdBinding',
    'aad-pod-id-binding',
    'aadpodbinding',
    'aad-pod-identity',
    'podidentity',
    'azureidentitybinding',
    'example.com/aadpodidentity',
  ])('%s', (key) => {
    expect(findingsIn(withKey(key), WHOLE)).toMatchObject([
      { rule: 'label-key-misspelt', fix: 'aadpodidbinding: orders' },
    ]);
  });

  test.each<[string, string]>([
    ['a value that no binding selects', withKey('aadpodidentity', 'enabled')],
    ['another label with the value', withKey('app.kubernetes.io/name')],
    ['another word', withKey('identity')],
    [
      'the right label beside it',
      bound(changed(WORKLOAD, 'aadpodidbinding: orders', 'aadpodidbinding: orders\n        aadpodidentity: orders')),
    ],
  ])('silent: %s', (_what, text) => {
    expect(idsIn(text)).toEqual([]);
  });

  test('among the values of a chart', () => {
    const release = object(
      'helm.toolkit.fluxcd.io/v2',
      'HelmRelease',
      'labels: {}',
      '{values: {web: {podLabels: {aadPodIdBinding: orders}}}}',
    );
    expect(placesIn(bound(release), WHOLE)).toEqual(['label-key-misspelt spec.values.web.podLabels.aadPodIdBinding']);
  });
});

const APPLICATION = (source: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: web
  namespace: argocd
spec:
  destination:
    namespace: shop
${source}`;

const inText = (label: string) =>
  APPLICATION(`  source:
    chart: web
    targetRevision: 1.0.0
    helm:
      values: |
        # what the pods are

        podLabels:
          aadpodidbinding: ${label}
`);
const inObject = (label: string) =>
  APPLICATION(`  sources:
    - path: charts/web
    - chart: web
      helm:
        valuesObject:
          web:
            podLabels: {aadpodidbinding: ${label}}
`);
const inParameters = (label: string) =>
  APPLICATION(`  source:
    chart: web
    helm:
      parameters:
        - name: podLabels.app
          value: web
        - name: podLabels.aadpodidbinding
          value: ${label}
`);
const inRelease = (label: string) => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: shop}
spec:
  values:
    podLabels:
      aadpodidbinding: ${label}
`;
const inHelmChart = (label: string) => `apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: web, namespace: kube-system}
spec:
  chart: web
  valuesContent: |-
    podLabels:
      aadpodidbinding: ${label}
`;

describe('a label among the values of a chart', () => {
  const FORMS: readonly [string, (label: string) => string, string, number, number][] = [
    ['text of an Application', inText, '/spec/source/helm/values/podLabels/aadpodidbinding', 17, 11],
    [
      'one of the sources of an Application',
      inObject,
      '/spec/sources/1/helm/valuesObject/web/podLabels/aadpodidbinding',
      15,
      25,
    ],
    ['a parameter of an Application', inParameters, '/spec/source/helm/parameters/1', 15, 11],
    ['a HelmRelease', inRelease, '/spec/values/podLabels/aadpodidbinding', 7, 7],
    ['text of a HelmChart', inHelmChart, '/spec/valuesContent/podLabels/aadpodidbinding', 8, 7],
  ];

  test.each(FORMS)('%s: near a selector', (what, form, path, line, column) => {
    const findings = check(Manifests.fromText('web.yaml', documents(form('order'), IDENTITY, BINDING)), WHOLE);
    expect(findings).toMatchObject([
      { rule: 'label-in-values-without-binding', severity: 'warning', path, line, column },
    ]);
    const fix = what.includes('parameter') ? 'value: orders' : 'aadpodidbinding: orders';
    // In text, the line is a part of the field.
    expect(findings[0]?.fix).toBe(what.startsWith('text') ? undefined : fix);
  });

  test.each(FORMS)('%s: equal to a selector, the binding is used', (_what, form) => {
    expect(idsIn(documents(form('orders'), IDENTITY, BINDING), WHOLE)).toEqual([]);
  });

  test.each(FORMS)('%s: its binding may be elsewhere', (_what, form) => {
    expect(idsIn(documents(form('payments'), IDENTITY, BINDING))).toEqual([]);
  });

  test('is not meant for the binding of another workload', () => {
    expect(idsIn(documents(inRelease('orders2'), IDENTITY, BINDING, WORKLOAD))).toEqual([]);
    expect(idsIn(documents(inRelease('Orders'), IDENTITY, BINDING, WORKLOAD))).toEqual([
      'label-in-values-without-binding',
    ]);
  });

  test('as an annotation', () => {
    expect(placesIn(bound(inRelease('orders').replace('podLabels', 'podAnnotations')), WHOLE)).toEqual([
      'label-as-annotation spec.values.podAnnotations.aadpodidbinding',
    ]);
  });

  test('text that is not YAML is left alone', () => {
    expect(idsIn(bound(inText('"orders')))).toEqual([]);
  });
});

const install = (values: string, version = '4.1.18', kind = 'HelmRepository') => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: pod-identity, namespace: kube-system}
spec:
  chart:
    spec:
      chart: aad-pod-identity
      version: ${JSON.stringify(version)}
      sourceRef: {kind: ${kind}, name: charts}
  values:
${values.replace(/^(?=.)/gm, '    ')}`;
const OLD_KEYS = 'forceNameSpaced: true\ninstallCRDs: true\n';

describe('values of the chart of AAD Pod Identity', () => {
  test('keys that it does not read', () => {
    expect(findingsIn(install(OLD_KEYS))).toMatchObject([
      {
        rule: 'chart-value-unread',
        severity: 'error',
        at: 'HelmRelease kube-system/pod-identity: forceNameSpaced: true',
        fix: 'forceNamespaced: "true"',
        message: expect.stringContaining('namespaced mode is off'),
      },
      { severity: 'warning', at: 'HelmRelease kube-system/pod-identity: installCRDs: true', fix: undefined },
    ]);
    expect(placesIn(install('mic: {replica: 3}\nfoo: 1\n'))).toEqual([
      'chart-value-unread spec.values.foo',
      'chart-value-unread spec.values.mic.replica',
    ]);
    // The key did not turn it on: nothing is lost.
    expect(findingsIn(install('forceNameSpaced: false\n'))).toMatchObject([{ severity: 'warning', fix: undefined }]);
  });

  test.each([
    '',
    '*',
    '4.x',
    '>=4.0.0',
    '>= 4.0.0 < 5.0.0',
    '~4.1',
    '^4.0.0',
    'v4.1.18',
    '4.0.0',
    '4.1.2',
    '3.x || 4.x',
  ])('of version %j', (version) => {
    expect(idsIn(install(OLD_KEYS, version))).toEqual(['chart-value-unread', 'chart-value-unread']);
  });

  test.each(['3.0.0', '2.1.0', '3.x', '<4.0.0', '~3.0', '^3.0.0', '1.5.5', '3.0.0 - 4.0.0', '$(VERSION)'])(
    'silent: of version %j, whose keys are not known',
    (version) => {
      expect(idsIn(install(OLD_KEYS, version))).toEqual([]);
    },
  );

  test.each<[string, string]>([
    ['a chart in a repository of Git', install(OLD_KEYS, '', 'GitRepository')],
    ['another chart', install(OLD_KEYS).replace('chart: aad-pod-identity', 'chart: web')],
    ['keys that it reads', install('forceNamespaced: "true"\nmic: {replicas: 3, podLabels: {a: b}}\nglobal: {a: b}\n')],
    ['values that are replaced before', install('mic: {probePort: "$(PORT)"}\n')],
    ['no values', install('')],
  ])('silent: %s', (_what, text) => {
    expect(idsIn(text)).toEqual([]);
  });

  test('values that render refuses', () => {
    const values = 'operationMode: Managed\nmic:\n  probePort: abc\n';
    expect(placesIn(install(values))).toEqual(['chart-value-invalid spec.values.operationMode']);
    expect(placesIn(install(values.replace('Managed', 'standard')))).toEqual([
      'chart-value-invalid spec.values.mic.probePort',
    ]);
    const secret = 'adminsecret:\n  clientSecret: do-not-print\n  useMSI: true\n';
    const findings = findingsIn(install(secret));
    expect(new Set(findings.map(({ rule }) => rule))).toEqual(new Set(['chart-value-invalid']));
    expect(JSON.stringify(findings.map(({ message }) => message))).not.toContain('do-not-print');
    // The rest of them may be in a Secret.
    expect(idsIn(install(secret).replace('  values:', '  valuesFrom: [{kind: Secret, name: mic}]\n  values:'))).toEqual(
      [],
    );
  });

  test('values that render warns about', () => {
    expect(findingsIn(install('forceNamespaced: "True"\n'))).toMatchObject([
      {
        rule: 'chart-value-invalid',
        severity: 'warning',
        path: 'spec.values.forceNamespaced',
        message: expect.stringContaining('"True" does not turn it on'),
      },
    ]);
    const resourceID =
      '/subscriptions/7d1f2a60-5a57-4b0e-8f0e-2d1c7a6b9e42/resourceGroups/a/providers/Microsoft.ManagedIdentity/userAssignedIdentities/a';
    const identity = { type: 0, clientID: '0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42', resourceID };
    const identities = { a: { ...identity, binding: { name: 'a', selector: 'a' } } };
    expect(idsIn(install(`azureIdentities: ${JSON.stringify(identities)}\n`))).toEqual([]);
  });

  test('in an umbrella chart', () => {
    const umbrella = install('other: {a: 1}\naad-pod-identity:\n  forceNameSpaced: true\n').replace(
      'chart: aad-pod-identity',
      'chart: platform',
    );
    expect(placesIn(umbrella)).toEqual(['chart-value-unread spec.values.aad-pod-identity.forceNameSpaced']);
    expect(messageOf('chart-value-unread', install('aad-pod-identity: {mic: {}}\n'))).toContain('umbrella chart');
  });

  test('in the text of an Application, at their line', () => {
    const text = APPLICATION(`  sources:
    - chart: aad-pod-identity
      targetRevision: 4.1.*
      helm:
        values: |

          mic:
              replica: 2
        parameters: [{name: nmi.allowNetworkPluginKubnet, value: "true"}]
`);
    expect(check(Manifests.fromText('app.yaml', text))).toMatchObject([
      { rule: 'chart-value-unread', line: 16, column: 15, path: '/spec/sources/0/helm/values/mic/replica' },
      { rule: 'chart-value-unread', line: 17, column: 22, path: '/spec/sources/0/helm/parameters/0' },
    ]);
  });

  test('folded text has the place of its field', () => {
    const text = APPLICATION(
      '  source:\n    chart: aad-pod-identity\n    helm:\n      values: "foo: 1\\nmic: {}\\n"\n',
    );
    expect(check(Manifests.fromText('app.yaml', text))).toMatchObject([
      { rule: 'chart-value-unread', line: 12, column: 7 },
    ]);
  });
});
