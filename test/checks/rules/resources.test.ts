import { describe, expect, test } from '@jest/globals';
import type { CheckOptions } from '../../../lib/checks/checked-cluster';
import { MIC, micWith, NMI, nmiWith } from '../../../lib/checks/examples/controller-examples';
import {
  BINDING,
  changed,
  documents,
  IDENTITY,
  SHARED_IDENTITY,
  WORKLOAD,
} from '../../../lib/checks/examples/custom-resource-examples';
import { Mode } from '../../../lib/upstream/mode';
import * as checks from '../../support/checks';
import { DERIVED_RULES } from '../../support/derived-rules';

const findingsIn = (text: string, options: CheckOptions = {}) => checks.findingsIn(text, options, DERIVED_RULES);
const placesIn = (text: string, options: CheckOptions = {}) => checks.placesIn(text, options, DERIVED_RULES);

const severities = (text: string, options: CheckOptions = {}) =>
  findingsIn(text, options).map(({ rule, severity }) => `${rule} ${severity}`);
const WHOLE = { wholeCluster: true };
const KEY = '["aadpodidentity.k8s.io/Behavior"]';
const CLIENT_ID = '0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42';

const inNamespace = (text: string, namespace: string) => text.replaceAll('namespace: shop', `namespace: ${namespace}`);
const SHOP = documents(IDENTITY, BINDING, WORKLOAD);

describe('workload-taken-for-mic', () => {
  const called = (name: string, namespace = 'default') =>
    inNamespace(changed(WORKLOAD, 'name: orders\n', `name: ${name}\n`), namespace);
  const unlabelled = (text: string) => changed(text, '        aadpodidbinding: orders\n', '');

  test.each<[string, string, string[]]>([
    ['mic alone', called('mic'), ['workload-taken-for-mic error']],
    ['another namespace', called('microservice', 'shop'), []],
    [
      'the namespace that NMI is told',
      documents(nmiWith('--MICNamespace=shop'), called('microservice', 'shop')),
      ['workload-taken-for-mic error'],
    ],
    ['default, when NMI is told another', documents(nmiWith('--MICNamespace=shop'), called('microservice')), []],
    ['a StatefulSet has no ReplicaSet', changed(called('microservice'), 'kind: Deployment', 'kind: StatefulSet'), []],
    ['capitals count', called('aad-mic'), []],
    [
      'without the label it may do harm only',
      documents(NMI, unlabelled(called('microservice'))),
      ['workload-taken-for-mic warning'],
    ],
    ['without the label and without NMI', unlabelled(called('microservice')), ['workload-taken-for-mic info']],
    ['MIC itself', documents(MIC, NMI), []],
  ])('%s', (_what, text, told) => {
    expect(severities(text)).toEqual(told);
  });
});

describe('behavior-without-effect', () => {
  const LINE = 'aadpodidentity.k8s.io/Behavior: namespaced';
  const annotated = (line: string) => documents(changed(IDENTITY, LINE, line), BINDING, WORKLOAD);
  const onBinding = changed(BINDING, '  namespace: shop\n', `  namespace: shop\n  annotations:\n    ${LINE}\n`);

  test.each<[string, string, string[]]>([
    ['the value', annotated('aadpodidentity.k8s.io/Behavior: Namespaced'), [`error metadata.annotations${KEY}`]],
    ['an empty value', annotated("aadpodidentity.k8s.io/Behavior: ''"), [`error metadata.annotations${KEY}`]],
    [
      'the key',
      annotated('aadpodidentity.k8s.io/behavior: namespaced'),
      ['error metadata.annotations["aadpodidentity.k8s.io/behavior"]'],
    ],
    [
      'British',
      annotated('aadpodidentity.k8s.io/Behaviour: namespaced'),
      ['error metadata.annotations["aadpodidentity.k8s.io/Behaviour"]'],
    ],
    ['another group', annotated('aadpodidentity.io/Behavior: namespaced'), []],
    [
      'a letter in the group',
      annotated('aadpodidentiy.k8s.io/Behavior: namespaced'),
      ['error metadata.annotations["aadpodidentiy.k8s.io/Behavior"]'],
    ],
    ['another word', annotated('aadpodidentity.k8s.io/behavior-note: namespaced'), []],
    ['somebody else’s', annotated('example.com/behavior: namespaced'), []],
    ['as a label', changed(annotated(LINE), 'annotations', 'labels'), [`error metadata.labels${KEY}`]],
    ['twice, once right', annotated(`${LINE}\n    aadpodidentity.k8s.io/behavior: x`), []],
    [
      'on the binding of a shared identity',
      documents(SHARED_IDENTITY, onBinding, WORKLOAD),
      [`error metadata.annotations${KEY}`],
    ],
    ['on the binding as well', documents(IDENTITY, onBinding, WORKLOAD), [`info metadata.annotations${KEY}`]],
    [
      'on the pods',
      documents(
        SHARED_IDENTITY,
        BINDING,
        changed(
          WORKLOAD,
          '    metadata:\n',
          `    metadata:\n      annotations: { aadpodidentity.k8s.io/Behavior: namespaced }\n`,
        ),
      ),
      [`error spec.template.metadata.annotations${KEY}`],
    ],
    [
      'on a namespace',
      `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  annotations:\n    ${LINE}\n`,
      [`error metadata.annotations${KEY}`],
    ],
  ])('%s', (_what, text, told) => {
    const found = findingsIn(text).map(({ rule, severity, path }) => {
      expect(rule).toBe('behavior-without-effect');
      return `${severity} ${path}`;
    });
    expect(found).toEqual(told);
  });

  test('where everything is namespaced, nothing is lost', () => {
    const text = annotated('aadpodidentity.k8s.io/behavior: namespaced');
    for (const options of [{ forceNamespaced: true }, { mode: Mode.MANAGED }] as const) {
      expect(severities(text, options)).toEqual(['behavior-without-effect info']);
    }
  });
});

describe('field-without-effect', () => {
  test.each<[string, string, string[]]>([
    [
      'of an identity',
      documents(changed(IDENTITY, '  type: 0\n', '  type: 0\n  replicas: 1\n  adResourceID: x\n'), BINDING),
      ['spec.adResourceID', 'spec.replicas'],
    ],
    ['a weight of 0 is one as well', documents(IDENTITY, `${BINDING}  weight: 0\n`), ['spec.weight']],
    ['null', documents(IDENTITY, `${BINDING}  weight:\n`), []],
  ])('%s', (_what, text, paths) => {
    expect(placesIn(text)).toEqual(paths.map((path) => `field-without-effect ${path}`));
  });
});

describe('what is not used', () => {
  const dangling = (name: string) => changed(BINDING, 'azureIdentity: orders', `azureIdentity: ${name}`);

  test.each<[string, string, string[]]>([
    ['an identity alone', IDENTITY, ['identity-without-binding warning']],
    [
      'a binding in another namespace refers to the name: another mistake',
      documents(IDENTITY, inNamespace(BINDING, 'b'), inNamespace(WORKLOAD, 'b')),
      [],
    ],
    ['a binding with a name that is nearly it: another mistake', documents(IDENTITY, dangling('order'), WORKLOAD), []],
    [
      'a binding that is refused: another mistake',
      documents(IDENTITY, changed(BINDING, 'selector: orders', 'selector: 1'), WORKLOAD),
      [],
    ],
    [
      'a field in another case: another mistake',
      documents(IDENTITY, changed(BINDING, 'azureIdentity', 'AzureIdentity'), WORKLOAD),
      [],
    ],
    ['a binding alone', documents(IDENTITY, BINDING), ['binding-without-workload info']],
    [
      'a label that is nearly it: another mistake',
      documents(IDENTITY, BINDING, changed(WORKLOAD, 'aadpodidbinding: orders', 'aadpodidbinding: Orders')),
      [],
    ],
    [
      'a label that is the name of the binding: another mistake',
      documents(IDENTITY, changed(BINDING, 'selector: orders', 'selector: x'), WORKLOAD),
      [],
    ],
    [
      'a selector that no label can be: another mistake',
      documents(IDENTITY, changed(BINDING, 'selector: orders', "selector: 'orders '")),
      [],
    ],
    [
      'the label in the wrong place: another mistake',
      documents(
        IDENTITY,
        BINDING,
        changed(
          changed(WORKLOAD, '        aadpodidbinding: orders\n', ''),
          '  namespace: shop\n',
          '  namespace: shop\n  labels: { aadpodidbinding: orders }\n',
        ),
      ),
      [],
    ],
    [
      'the label where no pod template is known',
      documents(
        IDENTITY,
        BINDING,
        'apiVersion: example.com/v1\nkind: Runner\nmetadata:\n  name: x\nspec:\n  pod:\n    labels:\n      aadpodidbinding: orders\n',
      ),
      [],
    ],
    ['all of it', SHOP, []],
  ])('%s', (_what, text, told) => {
    expect(severities(text, WHOLE)).toEqual(told);
    expect(severities(text)).toEqual([]);
  });

  test('in managed mode a binding without a selector is for pods without the label', () => {
    expect(
      severities(documents(IDENTITY, changed(BINDING, 'selector: orders', "selector: ''")), {
        ...WHOLE,
        mode: Mode.MANAGED,
      }),
    ).toEqual([]);
  });
});

describe('pods that MIC does not tell apart', () => {
  const set = (name: string, namespace: string, replicas: number) =>
    changed(
      inNamespace(
        changed(changed(WORKLOAD, 'name: orders\n', `name: ${name}\n`), 'kind: Deployment', 'kind: StatefulSet'),
        namespace,
      ),
      'spec:\n',
      `spec:\n  replicas: ${replicas}\n`,
    );
  const bound = (...namespaces: string[]) =>
    documents(...namespaces.map((namespace) => inNamespace(documents(IDENTITY, BINDING), namespace)));
  const other = (text: string) => text.replaceAll(CLIENT_ID, '7d1f2a60-5a57-4b0e-8f0e-2d1c7a6b9e42');

  test.each<[string, string, string[]]>([
    [
      'StatefulSets of one name',
      documents(bound('a', 'b'), set('web', 'a', 1), set('web', 'b', 1)),
      ['same-name-shares-identity info'],
    ],
    ['of other client ids', documents(bound('a'), other(bound('b')), set('web', 'a', 1), set('web', 'b', 1)), []],
    ['of other names', documents(bound('a', 'b'), set('web', 'a', 1), set('api', 'b', 1)), []],
    [
      'Deployments have pods of random names',
      documents(bound('a', 'b'), inNamespace(WORKLOAD, 'a'), inNamespace(WORKLOAD, 'b')),
      [],
    ],
    [
      'with a MIC',
      documents(MIC, bound('a', 'b'), set('web', 'a', 1), set('web', 'b', 1)),
      ['same-name-shares-identity warning'],
    ],
    [
      'that never removes it',
      documents(
        micWith(`--immutable-user-msis=${CLIENT_ID.toUpperCase()}`),
        bound('a', 'b'),
        set('web', 'a', 1),
        set('web', 'b', 1),
      ),
      [],
    ],
    ['pods of other names', documents(bound('a', '0-a'), set('web', 'a', 1), set('web-0', '0-a', 1)), []],
  ])('%s', (_what, text, told) => {
    expect(severities(text)).toEqual(told);
  });

  test('names that join alike', () => {
    const pod = (name: string, namespace: string) =>
      `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\n  labels: { aadpodidbinding: orders }\nspec:\n  containers: [{ name: x, image: x }]\n`;
    const identities = documents(bound('b'), other(bound('a-b')));
    expect(severities(documents(identities, pod('web-0', 'a-b'), pod('web-0-a', 'b')))).toEqual([
      'assigned-name-ambiguous warning',
    ]);
    expect(severities(documents(identities, set('web', 'a-b', 1), pod('web-0-a', 'b')))).toEqual([
      'assigned-name-ambiguous warning',
    ]);
    expect(severities(documents(identities, set('web', 'a-b', 3), pod('web-2-a', 'b')))).toEqual([
      'assigned-name-ambiguous warning',
    ]);
    expect(severities(documents(identities, set('web', 'a-b', 2), pod('web-2-a', 'b')))).toEqual([]);
    expect(severities(documents(identities, pod('web-0', 'a-b'), pod('web-0-a', 'b')), { mode: Mode.MANAGED })).toEqual(
      [],
    );
  });

  const twice = (text: string) =>
    documents(
      IDENTITY,
      BINDING,
      changed(text, 'name: orders', 'name: second'),
      changed(
        changed(BINDING, 'name: orders-binding', 'name: second'),
        'azureIdentity: orders',
        'azureIdentity: second',
      ),
    );

  test('one client id twice on a pod', () => {
    const named = `${WORKLOAD}          env: [{ name: AZURE_CLIENT_ID, value: ${CLIENT_ID} }]\n`;
    const others = changed(named, 'name: orders\n', 'name: others\n');
    expect(placesIn(documents(twice(IDENTITY), named, others))).toEqual(['client-id-twice-on-pod spec.clientID']);
    expect(placesIn(documents(twice(other(IDENTITY)), named))).toEqual([]);
    expect(placesIn(documents(twice(IDENTITY), named), { mode: Mode.MANAGED })).toEqual([]);
    expect(placesIn(documents(micWith(`--immutable-user-msis=${CLIENT_ID}`), twice(IDENTITY), named))).toEqual([]);
  });
});

describe('versions and modes', () => {
  const MANAGED = nmiWith('--operation-mode=managed', '--forceNamespaced');
  const EXCEPTION = (labels: string) =>
    `apiVersion: aadpodidentity.k8s.io/v1\nkind: AzurePodIdentityException\nmetadata:\n  name: x\n  namespace: default\nspec:\n  podLabels: ${labels}\n`;
  const versions = (mic: string, nmi: string, ...args: string[]) =>
    documents(changed(MIC, 'v1.8.17', mic), changed(nmiWith(...args), 'v1.8.17', nmi));

  test.each<[string, string, string[]]>([
    ['MIC beside managed mode', documents(MIC, MANAGED), ['managed-with-dead-objects warning']],
    ['the exception for AKS', documents(MANAGED, EXCEPTION('{ kubernetes.azure.com/managedby: aks }')), []],
    ['an exception for mic and another', documents(MANAGED, EXCEPTION('{ app: mic, tier: x }')), []],
    ['the exception without managed mode', documents(MIC, NMI, EXCEPTION('{ app: mic }')), []],
    ['one v less', versions('1.8.17', 'v1.8.17'), []],
    ['a tag that is no version', versions('latest', 'v1.8.17'), []],
    ['a digest behind the tag', versions('v1.8.16@sha256:00', 'v1.8.17'), ['controller-versions-differ warning']],
    ['a MIC that is too old: one mistake', versions('v1.5.2', 'v1.8.17'), ['mic-without-node-label warning']],
    [
      'it is not looked for',
      versions('v1.5.2', 'v1.8.17', '--enableScaleFeatures=false'),
      ['controller-versions-differ warning'],
    ],
    ['nor by an old NMI', versions('v1.5.2', 'v1.5.2'), []],
    [
      'but by an old NMI that is told to',
      versions('v1.5.2', 'v1.6.1', '--enableScaleFeatures=true'),
      ['mic-without-node-label warning'],
    ],
    ['MICNamespace that no namespace has', nmiWith('--MICNamespace=a_b'), ['mic-namespace-not-a-name info']],
  ])('%s', (_what, text, told) => {
    expect(severities(text)).toEqual(told);
  });

  test('standard mode without MIC', () => {
    expect(severities(NMI, WHOLE)).toEqual(['standard-without-mic error']);
    expect(severities(MANAGED, WHOLE)).toEqual([]);
    expect(severities(NMI)).toEqual([]);
    expect(
      severities(documents(NMI, changed(MIC, '--cloudconfig=/etc/kubernetes/azure.json', '--v=1')), WHOLE),
    ).toEqual(['mic-without-credentials error']);
    // refused-by-api-server reports the argument, and what MIC then lacks is not known.
    expect(severities(documents(NMI, changed(MIC, '--cloudconfig=/etc/kubernetes/azure.json', '1')), WHOLE)).toEqual(
      [],
    );
  });

  test('the definition of AzureAssignedIdentity, unless it is the chart’s', () => {
    const definition = (labels: string) =>
      `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: azureassignedidentities.aadpodidentity.k8s.io\n  labels: ${labels}\n`;
    expect(severities(documents(MANAGED, definition('{}')))).toEqual(['managed-with-dead-objects warning']);
    expect(severities(documents(MANAGED, definition('{ app.kubernetes.io/name: aad-pod-identity }')))).toEqual([]);
  });
});

describe('what surrounds NMI', () => {
  const PSP = 'apiVersion: policy/v1beta1\nkind: PodSecurityPolicy\nmetadata:\n  name: x\n';
  test('APIs that are gone', () => {
    expect(severities(PSP)).toEqual([]);
    expect(severities(PSP, { kubernetesVersion: '1.24.9' })).toEqual([]);
    expect(severities(PSP, { kubernetesVersion: 'v1.25' })).toEqual(['removed-api error']);
    expect(severities(changed(WORKLOAD, 'apps/v1', 'extensions/v1beta1'), { kubernetesVersion: '1.16' })).toEqual([
      'removed-api error',
    ]);
    expect(severities(changed(WORKLOAD, 'apps/v1', 'apps/v1beta1'), { kubernetesVersion: '1.15' })).toEqual([]);
  });

  test('budgets', () => {
    const budget = (name: string, app: string, limit: string) =>
      `apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: ${name}\n  namespace: default\nspec:\n  selector: { matchLabels: { app: ${app} } }\n${limit}`;
    expect(severities(documents(MIC, budget('x', 'mic', '')))).toEqual(['disruption-budget-without-limit warning']);
    expect(severities(documents(MIC, budget('x', 'mic', '  maxUnavailable: 1\n')))).toEqual([]);
    expect(severities(documents(MIC, budget('x', 'mic', '  minAvailable: 0\n')))).toEqual([]);
    expect(severities(documents(MIC, budget('x', 'shop', '')))).toEqual([]);
  });

  test('Retry-After', () => {
    const once = ['--retry-attempts-for-created=1', '--retry-attempts-for-assigned=1'];
    expect(severities(nmiWith('--set-retry-after-header', ...once))).toEqual(['retry-after-with-retries warning']);
    expect(severities(nmiWith('--set-retry-after-header', ...once, '--find-identity-retry-interval=1'))).toEqual([]);
    expect(severities(nmiWith('--set-retry-after-header=false'))).toEqual([]);
    expect(severities(nmiWith('--set-retry-after-header', '--operation-mode=managed', '--forceNamespaced'))).toEqual(
      [],
    );
  });

  test('instance metadata', () => {
    const asking = (path: string) =>
      changed(
        WORKLOAD,
        '          image:',
        `          env: [{ name: U, value: 'http://169.254.169.254${path}' }]\n          image:`,
      );
    const block = nmiWith('--block-instance-metadata');
    const told = (path: string, nmi = block) => placesIn(documents(nmi, IDENTITY, BINDING, asking(path)));
    expect(told('/metadata/instance/compute')).toEqual([
      'instance-metadata-blocked spec.template.spec.containers[0].env[0].value',
    ]);
    expect(told('/METADATA/instance')).toHaveLength(1);
    expect(told('/metadata/Instance')).toEqual([]);
    expect(told('/metadata/identity/oauth2/token')).toEqual([]);
    expect(told('/metadata/instance', NMI)).toEqual([]);
  });

  test('priorities', () => {
    const important = (name: string) =>
      documents(
        IDENTITY,
        BINDING,
        changed(WORKLOAD, '      containers:', `      priorityClassName: ${name}\n      containers:`),
      );
    const priorityClass = (name: string, value: number, more = '') =>
      `apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata:\n  name: ${name}\nvalue: ${value}\n${more}`;
    expect(severities(documents(NMI, important('high'), priorityClass('high', 10)))).toEqual([
      'nmi-priority-below-workloads info',
    ]);
    expect(severities(documents(NMI, important('high')))).toEqual([]);
    expect(severities(documents(NMI, important('low'), priorityClass('low', -10)))).toEqual([]);
    expect(
      severities(
        documents(NMI, important('high'), priorityClass('high', 10), priorityClass('all', 10, 'globalDefault: true\n')),
      ),
    ).toEqual([]);
    expect(
      severities(
        documents(
          NMI,
          changed(important('high'), 'aadpodidbinding', 'app.kubernetes.io/name'),
          priorityClass('high', 10),
        ),
      ),
    ).toEqual([]);
  });

  test('Pod Security', () => {
    const namespace = (name: string, labels: string) =>
      `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n  labels: ${labels}\n`;
    const level = (value: string) => `{ pod-security.kubernetes.io/enforce: ${value} }`;
    const told = (text: string, ...controllers: string[]) =>
      findingsIn(documents(...controllers, text)).map(({ object, message }) => `${object}: ${message.split(',')[0]}`);
    expect(told(namespace('default', level('restricted')), MIC, NMI)).toEqual([
      'Namespace default: Pod Security level restricted blocks MIC and NMI',
    ]);
    expect(told(namespace('default', level('baseline')), MIC)).toHaveLength(1);
    expect(told(namespace('default', level('privileged')), NMI)).toEqual([]);
    expect(told(namespace('default', '{ pod-security.kubernetes.io/warn: baseline }'), NMI)).toEqual([]);
    expect(told(namespace('shop', level('restricted')), NMI)).toEqual([]);
  });

  test('sidecars', () => {
    const annotated = (annotations: string, labels = '') =>
      documents(
        IDENTITY,
        BINDING,
        changed(
          changed(
            WORKLOAD,
            '    metadata:\n      labels:\n',
            `    metadata:\n      annotations: { ${annotations} }\n      labels:\n`,
          ),
          '        app: orders\n        aad',
          `        app: orders\n${labels}        aad`,
        ),
      );
    const istio = "sidecar.istio.io/inject: 'true'";
    const told = (text: string) => placesIn(text).map((line) => line.slice(0, line.indexOf(' ')));
    const LABEL = `        ${istio}\n`;
    expect(told(annotated(istio))).toEqual(['sidecar-captures-requests']);
    expect(told(annotated('', LABEL))).toEqual(['sidecar-captures-requests']);
    expect(told(annotated("sidecar.istio.io/inject: 'false'"))).toEqual([]);
    expect(told(annotated("sidecar.istio.io/inject: 'false'", LABEL))).toEqual(['sidecar-captures-requests']);
    expect(told(annotated(`${istio}, traffic.sidecar.istio.io/excludeOutboundIPRanges: 10.0.0.0/8`))).toEqual([
      'sidecar-captures-requests',
    ]);
    expect(
      told(annotated(`${istio}, traffic.sidecar.istio.io/excludeOutboundIPRanges: '10.0.0.0/8,169.254.0.0/16'`)),
    ).toEqual([]);
    expect(told(annotated(`${istio}, traffic.sidecar.istio.io/excludeOutboundPorts: '443,80'`))).toEqual([]);
    expect(told(annotated(`${istio}, traffic.sidecar.istio.io/includeOutboundIPRanges: 10.0.0.0/8`))).toEqual([]);
    expect(told(annotated('linkerd.io/inject: enabled'))).toEqual(['sidecar-captures-requests']);
    expect(told(annotated("linkerd.io/inject: enabled, config.linkerd.io/skip-outbound-ports: '70-90'"))).toEqual([]);
    expect(told(annotated('linkerd.io/inject: disabled'))).toEqual([]);
    expect(told(changed(annotated(istio), 'aadpodidbinding', 'tier'))).toEqual([]);
  });

  test('Cilium', () => {
    expect(severities(NMI, { networkPlugin: 'azure' })).toEqual([]);
    expect(severities(NMI, { networkPlugin: 'Cilium' })).toEqual(['cilium-needs-redirect info']);
  });
});
