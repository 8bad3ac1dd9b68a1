import { describe, expect, test } from '@jest/globals';
import { MIC, NMI, nmiWith } from '../../../lib/checks/examples/controller-examples';
import { changed, documents, WORKLOAD } from '../../../lib/checks/examples/custom-resource-examples';
import { admissionPolicyRefusesController } from '../../../lib/checks/rules/admission-policy-refuses-controller';
import { kubenetWithoutPolicy } from '../../../lib/checks/rules/kubenet-without-policy';
import { findingsIn } from '../../support/checks';

const PODS = { kinds: [{ apiGroups: [''], kinds: ['Pod'] }] };
const constraint = (kind: string, parameters: object | undefined, match: object = PODS, more: object = {}) =>
  `${JSON.stringify({
    apiVersion: 'constraints.gatekeeper.sh/v1beta1',
    kind,
    metadata: { name: 'secure' },
    spec: { match, parameters, ...more },
  })}\n`;
const refused = (...texts: string[]) =>
  findingsIn(documents(...texts), {}, [admissionPolicyRefusesController]).map(({ message }) => message.split('. ')[0]);
const first = (...texts: string[]) => refused(...texts)[0]?.replace('The constraint refuses ', '');

describe('a Gatekeeper constraint', () => {
  test.each<[string, object | undefined, string[], string]>([
    ['K8sPSPCapabilities', {}, [NMI], 'the capabilities DAC_READ_SEARCH, NET_ADMIN and NET_RAW of NMI'],
    ['K8sPSPCapabilities', undefined, [NMI], 'the capabilities DAC_READ_SEARCH, NET_ADMIN and NET_RAW of NMI'],
    [
      'K8sPSPCapabilities',
      { allowedCapabilities: ['net_admin', 'NET_RAW'] },
      [NMI],
      'the capability DAC_READ_SEARCH of NMI',
    ],
    [
      'K8sPSPCapabilities',
      { allowedCapabilities: ['*'], requiredDropCapabilities: ['NET_RAW'] },
      [MIC],
      'a container that keeps NET_RAW of MIC',
    ],
    ['K8sPSPHostNetworkingPorts', { min: 80, max: 9000 }, [NMI], 'the host network of NMI'],
    ['K8sPSPAllowedUsers', { runAsUser: { rule: 'MustRunAsNonRoot' } }, [MIC], 'user 0 (root) of MIC'],
    [
      'K8sPSPAllowedUsers',
      { runAsUser: { rule: 'MustRunAs', ranges: [{ min: 100, max: 200 }] } },
      [MIC],
      'user 0 (root) of MIC',
    ],
    ['K8sPSPHostFilesystem', {}, [MIC], 'the hostPath /etc/kubernetes/azure.json of MIC'],
    [
      'K8sPSPHostFilesystem',
      {
        allowedHostPaths: [
          { pathPrefix: '/run', readOnly: true },
          { pathPrefix: '/etc', readOnly: true },
        ],
      },
      [NMI],
      'the hostPath /run/xtables.lock of NMI',
    ],
    ['K8sPSPVolumeTypes', { volumes: ['configMap', 'secret'] }, [MIC], 'volumes of type hostPath of MIC'],
    ['K8sPSPReadOnlyRootFilesystem', {}, [NMI], 'a container without readOnlyRootFilesystem: true of NMI'],
    [
      'K8sPSPAllowPrivilegeEscalationContainer',
      {},
      [NMI],
      'a container without allowPrivilegeEscalation: false of NMI',
    ],
    [
      'K8sPSPPrivilegedContainer',
      {},
      [changed(NMI, '            runAsUser: 0\n', '            runAsUser: 0\n            privileged: true\n')],
      'a privileged container of NMI',
    ],
  ])('%s %j', (kind, parameters, controllers, expected) => {
    expect(first(...controllers, constraint(kind, parameters))).toBe(expected);
  });

  test.each<[string, string]>([
    ['without the example', ''],
    [
      'all that NMI adds allowed',
      constraint('K8sPSPCapabilities', { allowedCapabilities: ['NET_ADMIN', 'NET_RAW', 'DAC_READ_SEARCH'] }),
    ],
    [
      'what NMI drops anyway',
      constraint('K8sPSPCapabilities', {
        allowedCapabilities: ['*'],
        requiredDropCapabilities: ['NET_RAW', 'SYS_ADMIN'],
      }),
    ],
    ['the host network allowed', constraint('K8sPSPHostNetworkingPorts', { hostNetwork: true })],
    ['no privileged container', constraint('K8sPSPPrivilegedContainer', {})],
    ['any user', constraint('K8sPSPAllowedUsers', { runAsUser: { rule: 'RunAsAny' } })],
    [
      'root in a range',
      constraint('K8sPSPAllowedUsers', { runAsUser: { rule: 'MustRunAs', ranges: [{ min: 0, max: 200 }] } }),
    ],
    [
      'its files allowed',
      constraint('K8sPSPHostFilesystem', {
        allowedHostPaths: [{ pathPrefix: '/run/' }, { pathPrefix: '/etc', readOnly: true }],
      }),
    ],
    ['hostPath allowed', constraint('K8sPSPVolumeTypes', { volumes: ['hostPath'] })],
    ['its image exempt', constraint('K8sPSPCapabilities', { exemptImages: ['mcr.microsoft.com/oss/azure/*'] })],
    ['a dry run', constraint('K8sPSPCapabilities', {}, PODS, { enforcementAction: 'dryrun' })],
    ['a warning', constraint('K8sPSPCapabilities', {}, PODS, { enforcementAction: 'warn' })],
    [
      'actions by place, which may not refuse',
      constraint('K8sPSPCapabilities', {}, PODS, { enforcementAction: 'scoped' }),
    ],
    ['its namespace excluded', constraint('K8sPSPCapabilities', {}, { ...PODS, excludedNamespaces: ['default'] })],
    [
      'its namespace excluded by a beginning',
      constraint('K8sPSPCapabilities', {}, { ...PODS, excludedNamespaces: ['def*'] }),
    ],
    [
      'its namespace excluded by an end',
      constraint('K8sPSPCapabilities', {}, { ...PODS, excludedNamespaces: ['*ault'] }),
    ],
    ['other namespaces', constraint('K8sPSPCapabilities', {}, { ...PODS, namespaces: ['shop'] })],
    [
      'other labels',
      constraint('K8sPSPCapabilities', {}, { ...PODS, labelSelector: { matchLabels: { team: 'shop' } } }),
    ],
    [
      'labels of a namespace that is not here',
      constraint('K8sPSPCapabilities', {}, { ...PODS, namespaceSelector: { matchLabels: { team: 'shop' } } }),
    ],
    [
      'other kinds, in which it finds no containers',
      constraint('K8sPSPCapabilities', {}, { kinds: [{ apiGroups: ['apps'], kinds: ['DaemonSet'] }] }),
    ],
    ['a kind that is not known', constraint('K8sShopCapabilities', {})],
    [
      'a namespace that Gatekeeper passes over',
      `${constraint('K8sPSPCapabilities', {})}---\n${JSON.stringify({
        apiVersion: 'config.gatekeeper.sh/v1alpha1',
        kind: 'Config',
        metadata: { name: 'config', namespace: 'gatekeeper-system' },
        spec: { match: [{ excludedNamespaces: ['default'], processes: ['*'] }] },
      })}\n`,
    ],
  ])('silent: %s', (_what, text) => {
    expect(refused(NMI, text)).toEqual([]);
  });

  test('by labels of the namespace', () => {
    const text = constraint(
      'K8sPSPCapabilities',
      {},
      {
        ...PODS,
        namespaceSelector: { matchExpressions: [{ key: 'exempt', operator: 'DoesNotExist' }] },
      },
    );
    const namespace = (labels: object) =>
      `${JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default', labels } })}\n`;
    expect(refused(NMI, text, namespace({}))).toHaveLength(1);
    expect(refused(NMI, text, namespace({ exempt: 'true' }))).toEqual([]);
    expect(refused(NMI, text, namespace({ 'admission.gatekeeper.sh/ignore': 'no' }))).toEqual([]);
  });

  test('on both controllers is one finding, and what to write keeps the namespaces that are there', () => {
    const inIdentity = (text: string) => text.replaceAll('namespace: default', 'namespace: identity');
    const match = { ...PODS, excludedNamespaces: ['kube-system', '*-infra'] };
    const text = constraint('K8sPSPCapabilities', { requiredDropCapabilities: ['NET_RAW'] }, match);
    expect(
      findingsIn(documents(inIdentity(NMI), inIdentity(MIC), text), {}, [admissionPolicyRefusesController]),
    ).toMatchObject([
      {
        object: 'K8sPSPCapabilities secure',
        severity: 'error',
        path: 'spec.match.excludedNamespaces',
        fix: 'excludedNamespaces: [kube-system, "*-infra", identity]',
        message:
          'The constraint refuses the capabilities DAC_READ_SEARCH, NET_ADMIN and NET_RAW of NMI, and a container that keeps NET_RAW of MIC. No pod of MIC and NMI is created. Add the namespace identity to excludedNamespaces.',
      },
    ]);
  });

  test('on other workloads only is no matter', () => {
    expect(refused(WORKLOAD, constraint('K8sPSPReadOnlyRootFilesystem', {}))).toEqual([]);
  });
});

describe('the advice for kubenet', () => {
  const KUBENET = nmiWith('--allow-network-plugin-kubenet=true').replaceAll(
    'namespace: default',
    'namespace: identity',
  );

  test('excludes the namespace of NMI', () => {
    expect(findingsIn(KUBENET).map(({ rule, message }) => `${rule}: ${message.split('. ').at(-1)}`)).toEqual([
      'kubenet-without-policy: Add a K8sPSPCapabilities constraint with requiredDropCapabilities: [NET_RAW], allowedCapabilities: ["*"] and excludedNamespaces: [identity].',
    ]);
  });

  test('and its example refuses neither NMI nor MIC', () => {
    expect(refused(kubenetWithoutPolicy.good, MIC)).toEqual([]);
    expect(refused(kubenetWithoutPolicy.good.replace('[default]', '[kube-system]'), MIC)).toHaveLength(1);
  });

  test('is not needed when the flag was meant to be off', () => {
    const split = (value: string) => nmiWith('--allow-network-plugin-kubenet', `'${value}'`);
    const ids = (text: string) => findingsIn(text).map(({ rule }) => rule);
    expect(ids(split('false'))).toEqual(['boolean-flag-split']);
    expect(ids(split('true'))).toEqual(['boolean-flag-split', 'kubenet-without-policy']);
  });

  test('a dry run drops nothing', () => {
    const policy = constraint(
      'K8sPSPCapabilities',
      { allowedCapabilities: ['*'], requiredDropCapabilities: ['NET_RAW'] },
      { ...PODS, excludedNamespaces: ['identity'] },
      { enforcementAction: 'dryrun' },
    );
    const ids = (text: string) => findingsIn(documents(KUBENET, text)).map(({ rule }) => rule);
    expect(ids(policy)).toEqual(['kubenet-without-policy']);
    expect(ids(policy.replace('dryrun', 'deny'))).toEqual([]);
  });
});

describe('a policy of Kyverno', () => {
  const policy = (validate: object, rule: object = {}, spec: object = { validationFailureAction: 'Enforce' }) =>
    `${JSON.stringify({
      apiVersion: 'kyverno.io/v1',
      kind: 'ClusterPolicy',
      metadata: { name: 'secure' },
      spec: {
        ...spec,
        rules: [{ name: 'pods', match: { any: [{ resources: { kinds: ['Pod'] } }] }, validate, ...rule }],
      },
    })}\n`;
  const BASELINE = { podSecurity: { level: 'baseline', version: 'latest' } };
  const adds = (value: string[], more: object[] = []) => ({
    deny: {
      conditions: {
        all: [
          {
            key: '{{ request.object.spec.[ephemeralContainers, initContainers, containers][].securityContext.capabilities.add[] }}',
            operator: 'AnyNotIn',
            value,
          },
          ...more,
        ],
      },
    },
  });
  const excluding = (resources: object) => ({ exclude: { any: [{ resources }] } });
  const rejected = (...texts: string[]) =>
    refused(...texts).map((message) => message?.replace('The rule refuses ', ''));

  test.each<[string, string, string, string]>([
    ['Pod Security', policy(BASELINE), NMI, 'the host network of NMI'],
    ['Pod Security for MIC', policy(BASELINE), MIC, 'volumes of type hostPath of MIC'],
    ['an action of its own', policy({ ...BASELINE, failureAction: 'Enforce' }, {}, {}), NMI, 'the host network of NMI'],
    ['the host network', policy({ pattern: { spec: { '=(hostNetwork)': 'false' } } }), NMI, 'the host network of NMI'],
    [
      'hostPath',
      policy({ pattern: { spec: { '=(volumes)': [{ 'X(hostPath)': 'null' }] } } }),
      MIC,
      'volumes of type hostPath of MIC',
    ],
    ['capabilities', policy(adds(['CHOWN', 'NET_RAW'])), NMI, 'the capabilities DAC_READ_SEARCH and NET_ADMIN of NMI'],
    [
      'capabilities of each container',
      policy({
        foreach: [
          {
            list: 'request.object.spec.containers[]',
            deny: {
              conditions: {
                all: [
                  {
                    key: "{{ element.securityContext.capabilities.add[] || '[]' }}",
                    operator: 'AnyNotIn',
                    value: ['NET_BIND_SERVICE', ''],
                  },
                ],
              },
            },
          },
        ],
      }),
      NMI,
      'the capabilities DAC_READ_SEARCH, NET_ADMIN and NET_RAW of NMI',
    ],
    [
      'any capability',
      policy({
        pattern: { spec: { containers: [{ '=(securityContext)': { '=(capabilities)': { 'X(add)': 'null' } } }] } },
      }),
      NMI,
      'the capabilities DAC_READ_SEARCH, NET_ADMIN and NET_RAW of NMI',
    ],
    [
      'root',
      policy({ pattern: { spec: { containers: [{ '=(securityContext)': { '=(runAsUser)': '>0' } }] } } }),
      MIC,
      'user 0 (root) of MIC',
    ],
    [
      'with a condition about the operation',
      policy(BASELINE, {
        preconditions: { all: [{ key: '{{ request.operation }}', operator: 'NotEquals', value: 'DELETE' }] },
      }),
      NMI,
      'the host network of NMI',
    ],
    [
      'that excludes other namespaces',
      policy(BASELINE, excluding({ namespaces: ['kube-*'] })),
      NMI,
      'the host network of NMI',
    ],
  ])('%s', (_what, text, controller, expected) => {
    expect(rejected(controller, text)).toEqual([expected]);
  });

  test.each<[string, string]>([
    ['audit', policy(BASELINE, {}, { validationFailureAction: 'Audit' })],
    ['audit by default', policy(BASELINE, {}, {})],
    [
      'actions by namespace',
      policy(BASELINE, {}, { validationFailureAction: 'Enforce', validationFailureActionOverrides: [{}] }),
    ],
    [
      'controls excluded',
      policy({ podSecurity: { level: 'baseline', exclude: [{ controlName: 'Host Namespaces' }] } }),
    ],
    ['the namespace excluded', policy(BASELINE, excluding({ namespaces: ['def*'] }))],
    [
      'something excluded that is not known',
      policy(BASELINE, excluding({ namespaceSelector: { matchLabels: { infra: 'true' } } })),
    ],
    [
      'subjects',
      policy(BASELINE, {
        match: { any: [{ resources: { kinds: ['Pod'] }, subjects: [{ kind: 'User', name: 'x' }] }] },
      }),
    ],
    [
      'another namespace',
      policy(BASELINE, { match: { any: [{ resources: { kinds: ['Pod'], namespaces: ['shop'] } }] } }),
    ],
    ['other kinds', policy(BASELINE, { match: { any: [{ resources: { kinds: ['Service'] } }] } })],
    [
      'another condition',
      policy(BASELINE, {
        preconditions: { all: [{ key: '{{ request.object.metadata.name }}', operator: 'Equals', value: 'x' }] },
      }),
    ],
    [
      'an exception, which may be for NMI',
      `${policy(BASELINE)}---\n${JSON.stringify({
        apiVersion: 'kyverno.io/v2',
        kind: 'PolicyException',
        metadata: { name: 'nmi', namespace: 'default' },
        spec: { exceptions: [{ policyName: 'secure', ruleNames: ['pods'] }] },
      })}\n`,
    ],
    ['all capabilities of NMI allowed', policy(adds(['NET_ADMIN', 'NET_RAW', 'DAC_READ_SEARCH']))],
    ['capabilities and something else', policy(adds([], [{ key: '{{ x }}', operator: 'Equals', value: 'y' }]))],
    ['a shape that is not known', policy({ cel: { expressions: [{ expression: 'false' }] } })],
  ])('silent: %s', (_what, text) => {
    expect(rejected(NMI, text)).toEqual([]);
  });

  test('what to write excludes the namespace', () => {
    const [found] = findingsIn(documents(NMI, policy(BASELINE)), {}, [admissionPolicyRefusesController]);
    expect(found).toMatchObject({
      object: 'ClusterPolicy secure',
      path: 'spec.rules[0]',
      fix: 'exclude:\n  any:\n    - resources:\n        namespaces: [default]',
    });
    expect(rejected(NMI, policy(BASELINE, excluding({ namespaces: ['default'] })))).toEqual([]);
  });
});
