import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { App, Chart, Duration, Testing, Yaml } from 'cdk8s';
import {
  AadPodIdentity,
  AadPodIdentityCrds,
  type AadPodIdentityProps,
  Cloud,
  CloudCredentials,
  InstallNames,
  LoggingFormat,
  Manifests,
  Mode,
} from '../../lib';
import { addCharts } from '../../main';
import { findingsIn, findingsOf } from '../support/checks';
import { DERIVED_RULES } from '../support/derived-rules';
import { readFilesInProcess } from '../support/files-in-process';
import { Folder } from '../support/folder';
import { CLIENT_ID, SUBSCRIPTION_ID, TENANT_ID } from '../support/ids';
import { NOT_WRITTEN } from '../support/manifests';
import { PARITY, parityTest } from '../support/parity';

afterAll(readFilesInProcess());

const AZURE = {
  cloud: Cloud.AZURE_PUBLIC_CLOUD,
  subscriptionId: SUBSCRIPTION_ID,
  resourceGroup: 'nodes',
  vmType: 'vmss',
  tenantId: TENANT_ID,
};

/** Installs that are right. */
const INSTALLS: { readonly [what: string]: AadPodIdentityProps } = {
  default: {},
  'in a namespace': { namespace: 'identity-system', createNamespace: true },
  managed: { mode: Mode.MANAGED },
  'managed, raw names': { mode: Mode.MANAGED, names: InstallNames.raw() },
  'forced namespaced': { forceNamespaced: true },
  'raw names': { names: InstallNames.raw() },
  'raw names, forced namespaced': { names: InstallNames.raw(), forceNamespaced: true },
  'raw names, in a namespace': { names: InstallNames.raw(), namespace: 'identity-system' },
  'other names': { names: InstallNames.helm({ releaseName: 'edge', nameOverride: 'podid' }) },
  'other ports': {
    mic: { probePort: 8181, prometheusPort: 8889 },
    nmi: { probePort: 8185, prometheusPort: 9091, port: 2580, listenAddress: '0.0.0.0' },
  },
  'another file of the kubelet': { nmi: { kubeletConfig: '/etc/kubelet' } },
  'credentials from a Secret': { mic: { cloudCredentials: CloudCredentials.fromSecret('azure') } },
  'a managed identity for MIC': { mic: { cloudCredentials: CloudCredentials.fromSecret('azure', { useMsi: true }) } },
  'credentials rendered': {
    mic: { cloudCredentials: CloudCredentials.rendered({ ...AZURE, clientId: CLIENT_ID, clientSecret: 'x' }) },
  },
  'a managed identity rendered': {
    mic: {
      cloudCredentials: CloudCredentials.rendered({ ...AZURE, clientId: 'msi', clientSecret: 'msi', useMsi: true }),
    },
  },
  'another cloud': { mic: { customCloudConfig: '/etc/kubernetes/cloud.json', cloudConfig: '/etc/azure/azure.json' } },
  'all of the flags': {
    customUserAgent: 'shop',
    mic: {
      replicas: 3,
      podDisruptionBudget: { maxUnavailable: 1 },
      leaderElection: { duration: Duration.seconds(30), name: 'lock', namespace: 'kube-system' },
      syncRetryDuration: Duration.minutes(30),
      immutableUserMsis: [CLIENT_ID],
      createDeleteBatch: 5,
      clientQps: 10,
      updateUserMsiMaxRetry: 0,
      updateUserMsiRetryInterval: Duration.seconds(0),
      identityAssignmentReconcileInterval: Duration.minutes(5),
      loggingFormat: LoggingFormat.JSON,
      logVerbosity: 4,
      enableProfile: true,
    },
    nmi: {
      ipTableUpdateTimeInterval: Duration.seconds(30),
      retryAttemptsForCreated: 1,
      retryAttemptsForAssigned: 1,
      findIdentityRetryInterval: Duration.seconds(1),
      setRetryAfterHeader: true,
      blockInstanceMetadata: true,
      enableConntrackDeletion: true,
      loggingFormat: LoggingFormat.JSON,
      logVerbosity: 4,
    },
  },
  'arguments of one’s own': {
    mic: { extraArgs: ['--v=6', '--stderrthreshold=INFO'] },
    nmi: { extraArgs: ['-v=6'], extraEnv: [{ name: 'EXTRA', value: 'x' }] },
  },
};

/** Neither as a part of a cluster nor as the whole of it. */
function expectSilence(...charts: Chart[]): void {
  const folder = new Folder(
    Object.fromEntries(charts.map((chart) => [`${chart.node.id}.yaml`, Yaml.stringify(...Testing.synth(chart))])),
  );
  const manifests = Manifests.fromPaths([folder.path]);
  folder.remove();
  for (const options of [{}, { wholeCluster: true, kubernetesVersion: '1.29', networkPlugin: 'azure' }]) {
    // The Secret of main.ts's service principal is the user's own, and in no manifest.
    const findings = findingsOf(manifests, options).filter(({ rule }) => rule !== 'secret-missing');
    expect(findings).toEqual([]);
  }
}

/** What the catalogue says of recorded samples, with the reason. */
const RIGHT: { readonly [sample: string]: readonly string[] } = {
  // 3 replicas with one leader-election-instance.
  'chart/mic-flags': ['leader-instance-shared warning'],
  // Only NMI has another tag.
  'chart/nmi-tag-1.5.5': ['controller-versions-differ warning'],
  'chart/nmi-tag-prerelease': ['controller-versions-differ warning'],
};

/** Together with what the whole cluster then does not have. */
const RIGHT_WHOLE: typeof RIGHT = {
  ...RIGHT,
  'raw/demo-identity.yaml': ['identity-without-binding warning'],
  'raw/demo-identity-service-principal.yaml': ['identity-without-binding warning'],
  'raw/demo-identity-service-principal-certificate.yaml': ['identity-without-binding warning'],
  'chart/identities-service-principals': ['binding-without-workload info', 'binding-without-workload info'],
  'chart/identities-user-assigned': ['binding-without-workload info', 'binding-without-workload info'],
};

describe('rules say nothing about what is right', () => {
  // Of secrets in manifests.
  beforeAll(() => void jest.spyOn(console, 'warn').mockImplementation(() => undefined));
  afterAll(() => void jest.restoreAllMocks());

  test.each(Object.entries(INSTALLS))('AadPodIdentity, %s', (_what, props) => {
    const app = new App({ outdir: NOT_WRITTEN });
    const crds = new Chart(app, 'crds');
    new AadPodIdentityCrds(crds, 'crds', {
      mode: props.mode ?? Mode.STANDARD,
      ...(props.names && { names: props.names }),
    });
    const chart = new Chart(app, 'install');
    new AadPodIdentity(chart, 'install', props);
    expectSilence(crds, chart);
  });

  test('the demo', () => {
    const app = new App({ outdir: NOT_WRITTEN });
    addCharts(app);
    expectSilence(...app.charts);
  });
});

describe('recorded samples', () => {
  const samples = () => [
    ...readdirSync(join(PARITY, 'raw')).map((file) => ({ name: `raw/${file}`, path: join(PARITY, 'raw', file) })),
    ...readdirSync(join(PARITY, 'chart')).map((name) => ({
      name: `chart/${name}`,
      path: join(PARITY, 'chart', name, 'expected.yaml'),
    })),
  ];
  const kubernetesVersionOf = (path: string) => {
    const options = join(path, '..', 'options.json');
    return existsSync(options) ? JSON.parse(readFileSync(options, 'utf8')).kubeVersion : '1.24';
  };
  const told = (wholeCluster: boolean) =>
    Object.fromEntries(
      samples()
        .filter(({ path }) => existsSync(path))
        .map(({ name, path }) => {
          const options = { wholeCluster, kubernetesVersion: kubernetesVersionOf(path) };
          const findings = findingsOf(Manifests.fromPaths([path]), options, DERIVED_RULES);
          return [name, findings.map(({ rule, severity }) => `${rule} ${severity}`)] as const;
        })
        .filter(([, findings]) => findings.length > 0),
    );

  parityTest('as part of a cluster', () => expect(told(false)).toEqual(RIGHT));
  parityTest('as the whole cluster', () => expect(told(true)).toEqual(RIGHT_WHOLE));

  parityTest('clusters full of mistakes: no crash, and the same findings in another order of documents', () => {
    for (const kind of ['assignments', 'tokens']) {
      for (const name of readdirSync(join(PARITY, kind))) {
        const text = readFileSync(join(PARITY, kind, name, 'cluster.yaml'), 'utf8');
        const turned = text
          .split(/^---\n/m)
          .reverse()
          .join('---\n');
        for (const options of [
          {},
          { wholeCluster: true },
          { mode: Mode.MANAGED },
          { forceNamespaced: true },
        ] as const) {
          const of = (one: string) =>
            findingsIn(one, options, DERIVED_RULES)
              .map(({ rule, object, path }) => `${rule} ${object} ${path}`)
              .sort();
          expect(of(turned)).toEqual(of(text));
        }
      }
    }
  });
});
