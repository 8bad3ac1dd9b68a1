import { describe } from '@jest/globals';
import { binding, exception, identity, labelled, mic, nmi } from '../../support/cluster';
import { USE } from '../../support/federation';
import { ACCOUNT, MAIN, ONE, pods, type TokenCase, TWO, testRule, WHOLE } from '../../support/token-cases';

// What is left of pod identity when workloads have Workload Identity.

const BOUND = [identity('shop', 'orders', { clientID: ONE }), binding('shop', 'b', 'orders', 'orders')];

describe('secret-provider-class-uses-pod-identity', () => {
  const place = 'error spec.parameters.usePodIdentity';
  const vault = (parameters: object, name = 'vault') => ({
    apiVersion: 'secrets-store.csi.x-k8s.io/v1',
    kind: 'SecretProviderClass',
    metadata: { name, namespace: 'shop' },
    spec: { provider: 'azure', parameters: { keyvaultName: 'kv', tenantId: TWO, ...parameters } },
  });
  const mounting = (labels: object = USE, name = 'web') =>
    pods(
      {
        labels,
        spec: {
          containers: [{ ...MAIN, volumeMounts: [{ name: 'v', mountPath: '/v' }] }],
          volumes: [
            {
              name: 'v',
              csi: { driver: 'secrets-store.csi.k8s.io', volumeAttributes: { secretProviderClass: 'vault' } },
            },
          ],
        },
      },
      name,
    );
  const OLD = vault({ usePodIdentity: 'true' });
  testRule('secret-provider-class-uses-pod-identity', [
    [
      'with the client id of the account',
      [ACCOUNT, mounting(), OLD],
      [`${place} | usePodIdentity: "false"\nclientID: ${ONE}`],
    ],
    [
      'with its own client id',
      [ACCOUNT, mounting(), vault({ usePodIdentity: 'true', clientID: TWO })],
      [`${place} | usePodIdentity: "false"`],
    ],
    [
      'once for several workloads',
      [ACCOUNT, mounting(), mounting(USE, 'api'), OLD],
      [`${place} | usePodIdentity: "false"\nclientID: ${ONE}`],
    ],
    [
      'without lines to write when others still need it',
      [ACCOUNT, ...BOUND, mounting(), mounting(labelled('orders'), 'api'), OLD],
      [place],
    ],
    [
      'not when the pods still have their binding',
      [ACCOUNT, ...BOUND, mounting({ ...USE, ...labelled('orders') }), OLD],
      [],
    ],
    ['not of a class with a client id', [ACCOUNT, mounting(), vault({ clientID: ONE })], []],
    ['not when it says false', [ACCOUNT, mounting(), vault({ usePodIdentity: 'false', clientID: ONE })], []],
    [
      'not of a class that no pod mounts',
      [ACCOUNT, mounting(), vault({ clientID: ONE }), vault({ usePodIdentity: 'true' }, 'old')],
      [],
    ],
  ]);
});

describe('keda-uses-pod-identity', () => {
  const authentication = (provider: string, kind = 'TriggerAuthentication') => ({
    apiVersion: 'keda.sh/v1alpha1',
    kind,
    metadata: { name: 'queue', ...(kind === 'TriggerAuthentication' && { namespace: 'shop' }) },
    spec: { podIdentity: { provider } },
  });
  const operator = (tag: string) =>
    pods(
      { labels: {}, spec: { containers: [{ name: 'keda-operator', image: `ghcr.io/kedacore/keda:${tag}` }] } },
      'keda',
    );
  const place = 'spec.podIdentity.provider';
  testRule('keda-uses-pod-identity', [
    ['when nothing else uses pod identity', [ACCOUNT, pods(), authentication('azure')], [`warning ${place}`]],
    [
      'of the cluster',
      [ACCOUNT, pods(), authentication('azure', 'ClusterTriggerAuthentication')],
      [`warning ${place}`],
    ],
    [
      'an error with a release that does not know it',
      [operator('2.15.0'), authentication('azure')],
      [`error ${place}`],
    ],
    ['an error with a release 3', [operator('3.0.1'), authentication('azure')], [`error ${place}`]],
    ['not with a release that knows it, beside a binding', [...BOUND, operator('2.14.1'), authentication('azure')], []],
    [
      'not beside pod identity, with a release that is not known',
      [...BOUND, ACCOUNT, pods(), authentication('azure')],
      [],
    ],
    ['not without Workload Identity', [authentication('azure')], []],
    ['not azure-workload', [ACCOUNT, operator('2.16.0'), authentication('azure-workload')], []],
    ['not aws', [ACCOUNT, operator('2.16.0'), authentication('aws')], []],
  ]);
});

describe('chart-values-use-pod-identity', () => {
  const release = (values: object, chart = 'web') => ({
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { name: 'web', namespace: 'shop' },
    spec: { interval: '5m', chart: { spec: { chart } }, values },
  });
  const OLD = release({ podLabels: labelled('web') });
  const label = 'spec.values.podLabels.aadpodidbinding';
  testRule('chart-values-use-pod-identity', [
    ['a label', [ACCOUNT, pods(), OLD], [`warning ${label}`], WHOLE],
    ['a note when pod identity may be elsewhere', [ACCOUNT, pods(), OLD], [`info ${label}`]],
    ['not while a binding is there', [ACCOUNT, pods(), ...BOUND, OLD], [], WHOLE],
    ['not while a workload has the label', [ACCOUNT, pods(), pods({ labels: labelled('x') }, 'old'), OLD], [], WHOLE],
    ['not without Workload Identity', [OLD], [], WHOLE],
    ['not the label of Workload Identity', [ACCOUNT, pods(), release({ podLabels: USE })], [], WHOLE],
  ]);
});

const policy = (cidr: string, except: readonly string[], namespace = 'shop') => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'egress', namespace },
  spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{ to: [{ ipBlock: { cidr, except } }] }] },
});
const BLOCKED = policy('0.0.0.0/0', ['169.254.169.254/32']);

describe('nmi-removed-early', () => {
  const EXCEPTION = exception('shop', 'agent', { app: 'agent' });
  const AGENT = pods({ labels: { app: 'agent' } }, 'agent');
  testRule('nmi-removed-early', [
    ['while an excepted pod is here', [ACCOUNT, pods(), EXCEPTION, AGENT], ['error '], WHOLE],
    ['while MIC is here', [ACCOUNT, pods(), mic([])], ['error '], WHOLE],
    ['a warning when NMI may be elsewhere, beside MIC', [ACCOUNT, pods(), mic([])], ['warning ']],
    [
      'although a policy blocks another namespace',
      [ACCOUNT, pods(), EXCEPTION, AGENT, policy('0.0.0.0/0', ['169.254.169.254/32'], 'x')],
      ['error '],
      WHOLE,
    ],
    [
      'although a policy blocks another address',
      [ACCOUNT, pods(), EXCEPTION, AGENT, policy('0.0.0.0/0', ['10.0.0.0/8'])],
      ['error '],
      WHOLE,
    ],
    ['not behind a policy', [ACCOUNT, pods(), EXCEPTION, AGENT, BLOCKED], [], WHOLE],
    ['not with an exception alone, when NMI may be elsewhere', [ACCOUNT, pods(), EXCEPTION, AGENT], []],
    ['not while NMI is here', [ACCOUNT, pods(), EXCEPTION, AGENT, mic([]), nmi([])], [], WHOLE],
    ['not when nothing of pod identity is here', [ACCOUNT, pods()], [], WHOLE],
    ['not without Workload Identity', [EXCEPTION, AGENT], [], WHOLE],
    ['not with the add-on of AKS', [ACCOUNT, pods(), EXCEPTION, AGENT], [], { ...WHOLE, aksAddon: true }],
    [
      'not in managed mode, where the add-on has NMI',
      [ACCOUNT, pods(), EXCEPTION, AGENT],
      [],
      { ...WHOLE, mode: 'managed' as never },
    ],
  ] satisfies TokenCase[]);
});

describe('mic-removed-before-bindings', () => {
  const assigned = {
    apiVersion: 'aadpodidentity.k8s.io/v1',
    kind: 'AzureAssignedIdentity',
    metadata: { name: 'web-shop-orders', namespace: 'shop' },
    spec: {},
  };
  const remains = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'aad-pod-id-mic-role' },
    rules: [],
  };
  testRule('mic-removed-before-bindings', [
    ['while NMI is here', [ACCOUNT, pods(), ...BOUND, nmi([])], ['warning ']],
    ['while its role is here', [ACCOUNT, pods(), ...BOUND, remains], ['error '], WHOLE],
    ['while an assigned identity is here', [ACCOUNT, pods(), ...BOUND, assigned], ['error '], WHOLE],
    ['not while MIC is here', [ACCOUNT, pods(), ...BOUND, nmi([]), mic([])], []],
    ['not after the bindings', [ACCOUNT, pods(), nmi([])], []],
    ['not in an app alone', [ACCOUNT, pods(), ...BOUND], []],
    ['not without Workload Identity, where another rule reports it', [...BOUND, nmi([])], [], WHOLE],
    ['not with the add-on of AKS', [ACCOUNT, pods(), ...BOUND, nmi([])], [], { aksAddon: true }],
  ]);
});
