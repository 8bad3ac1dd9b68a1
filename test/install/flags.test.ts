import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Duration, Testing } from 'cdk8s';
import { AadPodIdentity, type AadPodIdentityProps } from '../../lib';
import { type Manifest, newChart } from '../support/manifests';

// Every flag of cmd/mic/main.go and cmd/nmi/main.go of 1.8.17 that a prop of its own sets.

type Case = [prop: string, value: unknown, arg: string, bad: unknown[]];

const DURATIONS = ['3600', 15, '1d', '', '5 m', Duration.millis(0), Duration.days(200_000)];
const BOOLEANS = ['true', 'false', 1, null];
const PORTS = [0, 65536, 80.5, '8080', -1];

const MIC: Case[] = [
  ['kubeconfig', '/etc/kube/config', '--kubeconfig=/etc/kube/config', ['relative', '/a:b', '/a/../b', '']],
  ['cloudConfig', '/etc/cloud.json', '--cloudconfig=/etc/cloud.json', ['relative', '/a:b', '/a/../b', '']],
  ['syncRetryDuration', Duration.hours(2), '--syncRetryDuration=2h', DURATIONS],
  ['leaderElection.instance', 'mic-a', '--leader-election-instance=mic-a', ['', 'a b', 5]],
  ['leaderElection.namespace', 'locks', '--leader-election-namespace=locks', ['', 'a.b', 'A']],
  ['leaderElection.name', 'lock.a', '--leader-election-name=lock.a', ['', 'a_b', 'A']],
  ['leaderElection.duration', Duration.millis(1500), '--leader-election-duration=1500ms', DURATIONS],
  ['probePort', 8081, '--http-probe-port=8081', PORTS],
  ['prometheusPort', 8889, '--prometheus-port=8889', PORTS],
  ['enableProfile', true, '--enableProfile=true', BOOLEANS],
  ['enableScaleFeatures', false, '--enableScaleFeatures=false', BOOLEANS],
  ['createDeleteBatch', 1_000_000, '--createDeleteBatch=1000000', [0, -1, 2.5, '20', Number.NaN]],
  ['clientQps', 7.5, '--clientQps=7.5', [0, 0.5, -1, '5', Number.POSITIVE_INFINITY]],
  [
    'immutableUserMsis',
    ['0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42', '5b2d9c6e-2f46-4d0c-9b3e-1d9b0c7e5a03'],
    '--immutable-user-msis=0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42,5b2d9c6e-2f46-4d0c-9b3e-1d9b0c7e5a03',
    [[], '0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42', ['x'], [' 0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42']],
  ],
  ['configMapName', 'upgrade', '--config-map-name=upgrade', ['', 'A_b']],
  ['typeUpgradeStatusKey', 'done', '--type-upgrade-status-key=done', ['', 'a b']],
  ['enableTypeUpgrade', false, '--enable-type-upgrade=false', BOOLEANS],
  ['updateUserMsiMaxRetry', 0, '--update-user-msi-max-retry=0', [-1, 1.5, '2']],
  ['updateUserMsiRetryInterval', Duration.seconds(0), '--update-user-msi-retry-interval=0s', ['1', 1]],
  [
    'identityAssignmentReconcileInterval',
    Duration.minutes(5),
    '--identity-assignment-reconcile-interval=5m',
    DURATIONS,
  ],
  ['loggingFormat', 'json', '--log-format=json', ['JSON', 'xml', '']],
  ['logVerbosity', 5, '-v=5', [-(2 ** 31) - 1, 1.5, '5']],
];

const NMI: Case[] = [
  ['listenAddress', '0.0.0.0', '--nmi-listen-address=0.0.0.0', ['localhost', '::1', '1.2.3.256', '']],
  ['port', 2580, '--nmi-port=2580', PORTS],
  ['metadataIp', '169.254.169.253', '--metadata-ip=169.254.169.253', ['metadata', '']],
  ['metadataPort', 81, '--metadata-port=81', PORTS],
  [
    'ipTableUpdateTimeInterval',
    Duration.minutes(1),
    '--ipt-update-interval-sec=60',
    [60, Duration.millis(1500), Duration.seconds(0)],
  ],
  ['micNamespace', 'identity', '--MICNamespace=identity', ['', 'A']],
  ['probePort', 8086, '--http-probe-port=8086', PORTS],
  ['retryAttemptsForCreated', 1, '--retry-attempts-for-created=1', [-1, '1', 0.5]],
  ['retryAttemptsForAssigned', 2, '--retry-attempts-for-assigned=2', [-1, '1', 0.5]],
  ['findIdentityRetryInterval', Duration.seconds(1), '--find-identity-retry-interval=1', [1, Duration.millis(1500)]],
  ['enableProfile', true, '--enableProfile=true', BOOLEANS],
  ['enableScaleFeatures', false, '--enableScaleFeatures=false', BOOLEANS],
  ['blockInstanceMetadata', true, '--block-instance-metadata=true', BOOLEANS],
  ['metadataHeaderRequired', false, '--metadata-header-required=false', BOOLEANS],
  ['prometheusPort', 9091, '--prometheus-port=9091', PORTS],
  ['allowNetworkPluginKubenet', true, '--allow-network-plugin-kubenet=true', BOOLEANS],
  [
    'kubeletConfig',
    '/etc/sysconfig/kubelet',
    '--kubelet-config=/etc/sysconfig/kubelet',
    ['relative', '/run/xtables.lock'],
  ],
  ['setRetryAfterHeader', true, '--set-retry-after-header=true', BOOLEANS],
  ['enableConntrackDeletion', true, '--enable-conntrack-deletion=true', BOOLEANS],
  ['loggingFormat', 'text', '--log-format=text', ['TEXT', '']],
  ['logVerbosity', -1, '-v=-1', [2 ** 31, '5']],
];

function argsOf(kind: string, props: AadPodIdentityProps): string[] {
  const chart = newChart({});
  new AadPodIdentity(chart, 'install', props);
  const manifest = Testing.synth(chart).find((object: Manifest) => object.kind === kind);
  return manifest.spec.template.spec.containers[0].args;
}

function propsWith(component: string, prop: string, value: unknown): AadPodIdentityProps {
  const [first = '', second] = prop.split('.');
  return { [component]: { [first]: second === undefined ? value : { [second]: value } } } as AadPodIdentityProps;
}

describe.each([
  ['mic', 'Deployment', MIC],
  ['nmi', 'DaemonSet', NMI],
])('flags of %s', (component, kind, cases) => {
  const { warn } = console;
  beforeAll(() => {
    console.warn = () => undefined;
  });
  afterAll(() => {
    console.warn = warn;
  });

  test.each(cases)('%s', (prop, value, arg, bad) => {
    expect(argsOf(kind, propsWith(component, prop, value))).toContain(arg);
    for (const wrong of bad) {
      const make = () => new AadPodIdentity(newChart({}), 'install', propsWith(component, prop, wrong));
      expect([wrong, messageOf(make)]).toEqual([
        wrong,
        expect.stringMatching(`^chart/install: ${component}\\.${prop.replace('.', '\\.')}[^:]*: got .*; allowed: `),
      ]);
    }
  });

  test('none twice, and none without "="', () => {
    const all: { [prop: string]: unknown } = {};
    for (const [prop, value] of cases) Object.assign(all, mergeInto(all, prop, value));
    const args = argsOf(kind, { [component]: all, customUserAgent: 'contoso fleet' } as AadPodIdentityProps);
    const names = args.map((arg) => arg.split('=')[0]);
    expect(new Set(names).size).toBe(names.length);
    expect(args.filter((arg) => !arg.includes('='))).toEqual(component === 'mic' ? ['--logtostderr'] : []);
    expect(args).toContain('--custom-user-agent=contoso fleet');
  });
});

function mergeInto(all: { [prop: string]: unknown }, prop: string, value: unknown) {
  const [first = '', second] = prop.split('.');
  return { [first]: second === undefined ? value : { ...(all[first] as object), [second]: value } };
}

function messageOf(make: () => unknown): string {
  try {
    make();
    return 'no error';
  } catch (error) {
    return (error as Error).message.split('\n')[0] ?? '';
  }
}

describe('flags without a prop of their own', () => {
  test('come as extra arguments, behind the others', () => {
    const extraArgs = ['--version=false', '--vmodule=mic=5', '-v=2', '--stderrthreshold=2'];
    expect(argsOf('Deployment', { mic: { extraArgs } }).slice(-4)).toEqual(extraArgs);
    expect(argsOf('DaemonSet', { nmi: { extraArgs: ['--version'] } }).at(-1)).toBe('--version');
  });

  test.each([
    ['--forceNamespaced false', 'a flag with its value in one string, such as --flag=value'],
    ['false', 'a flag with its value in one string, such as --flag=value'],
    ['--forcenamespaced=true', 'a flag of the controller. Did you mean --forceNamespaced?'],
    ['--nmi-port=5', 'a flag of the controller'],
    [
      '--syncRetryDuration=3600',
      '--syncRetryDuration= with a duration with its unit, such as 90s or 1h30m, more than 0',
    ],
    ['--syncRetryDuration=0', '--syncRetryDuration= with a duration with its unit, such as 90s or 1h30m, more than 0'],
    ['--createDeleteBatch=1e+06', '--createDeleteBatch= with a whole number, 1 or more'],
    ['--createDeleteBatch', '--createDeleteBatch=value'],
    ['--cloudconfig=/x', 'each flag once. The install sets it'],
    ['--enable-type-upgrade=yes', '--enable-type-upgrade= with true or false'],
  ])('%s is refused', (arg, allowed) => {
    const make = () => new AadPodIdentity(newChart({}), 'install', { mic: { extraArgs: [arg] } });
    expect(messageOf(make)).toBe(`chart/install: mic.extraArgs[0]: got ${JSON.stringify(arg)}; allowed: ${allowed}`);
  });

  test('one that a prop sets is named', () => {
    const mic = { probePort: 8081, extraArgs: ['--http-probe-port=8082'] };
    expect(messageOf(() => new AadPodIdentity(newChart({}), 'install', { mic }))).toContain(
      'each flag once. The prop mic.probePort sets it',
    );
  });
});
