import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { App, Chart } from 'cdk8s';
import {
  AadPodIdentity,
  AadPodIdentityCrds,
  AzureIdentity,
  AzureIdentityBinding,
  AzurePodIdentityException,
  type CheckOptions,
  check,
  checkChart,
  Demo,
  type Finding,
  InstallNames,
  Manifests,
  Mode,
} from '../../lib';
import { RULES } from '../../lib/checks/rules';
import { addCharts } from '../../main';
import { chartSamples } from '../support/chart-samples';
import { readFilesInProcess } from '../support/files-in-process';
import { CLIENT_ID, RESOURCE_ID, TENANT_ID } from '../support/ids';
import { NOT_WRITTEN } from '../support/manifests';
import { PARITY, parityTest } from '../support/parity';

afterAll(readFilesInProcess());

const newApp = () => new App({ outdir: NOT_WRITTEN });
/** Those that fail a check. */
const serious = (findings: readonly Finding[]) => findings.filter(({ severity }) => severity !== 'info');
const ofChart = (make: (chart: Chart) => void, options: CheckOptions = {}) => {
  const chart = new Chart(newApp(), 'chart', { namespace: 'shop' });
  make(chart);
  return serious(checkChart(chart, options));
};
const userAssigned = (chart: Chart, id = 'orders') =>
  AzureIdentity.userAssigned(chart, id, { resourceId: RESOURCE_ID, clientId: CLIENT_ID });
const clientPassword = { name: 'principal' };

describe('our own output has no finding of severity error or warning', () => {
  const constructs: { readonly [name: string]: (chart: Chart) => void } = {
    'a user-assigned identity': (chart) => userAssigned(chart),
    'one for every namespace': (chart) =>
      AzureIdentity.userAssigned(chart, 'orders', { resourceId: RESOURCE_ID, clientId: CLIENT_ID, namespaced: false }),
    'a service principal': (chart) =>
      AzureIdentity.servicePrincipal(chart, 'sp', { clientId: CLIENT_ID, tenantId: TENANT_ID, clientPassword }),
    'a service principal with a certificate': (chart) =>
      AzureIdentity.servicePrincipalWithCertificate(chart, 'sp', {
        clientId: CLIENT_ID,
        tenantId: TENANT_ID,
        clientPassword,
      }),
    'a binding': (chart) => new AzureIdentityBinding(chart, 'binding', { identity: userAssigned(chart) }),
    'an exception': (chart) => new AzurePodIdentityException(chart, 'agent', { podLabels: { app: 'agent' } }),
    'the exception for the add-ons of AKS': (chart) => AzurePodIdentityException.forAksAddons(chart, 'aks'),
    'the demo': (chart) => {
      const identity = userAssigned(chart);
      new AzureIdentityBinding(chart, 'binding', { identity });
      new Demo(chart, 'demo', { identity, subscriptionId: RESOURCE_ID.split('/')[2] as string, resourceGroup: 'shop' });
    },
    'the definitions': (chart) => new AadPodIdentityCrds(chart, 'crds'),
    'the install': (chart) => new AadPodIdentity(chart, 'install'),
    'the install with the names of the plain YAML': (chart) =>
      new AadPodIdentity(chart, 'install', { names: InstallNames.raw() }),
    'the install in managed mode': (chart) => new AadPodIdentity(chart, 'install', { mode: Mode.MANAGED }),
    'the install forced namespaced': (chart) => new AadPodIdentity(chart, 'install', { forceNamespaced: true }),
  };

  test.each(Object.keys(constructs))('%s', (name) => {
    expect(ofChart(constructs[name] as (chart: Chart) => void)).toEqual([]);
  });

  test.each([{}, { wholeCluster: true, networkPlugin: 'azure', kubernetesVersion: '1.24' }])(
    'main.ts, with its charts as one cluster: %j',
    (options) => {
      const app = newApp();
      addCharts(app);
      // Whoever looks after the cluster makes the Secrets: they are not among the manifests.
      const found = serious(checkChart(app, options)).filter(({ rule }) => rule !== 'secret-missing');
      expect(found).toEqual([]);
    },
  );
});

/**
 * What is found in upstream's own YAML and in what its chart renders, by sample, without notes. A rule that is not there
 * is not looked for.
 */
const EXPECTED: { readonly [sample: string]: readonly string[] } = {
  // Places to be filled in, as "CLIENTID" and "RESOURCE_GROUP".
  'raw/demo-identity.yaml': [
    'client-id-not-a-guid AzureIdentity default/demo-aad1 /spec/clientID',
    'resource-id-malformed AzureIdentity default/demo-aad1 /spec/resourceID',
  ],
  'raw/demo-identity-service-principal.yaml': [
    'client-id-not-a-guid AzureIdentity default/demo-aad1 /spec/clientID',
    'secret-not-encoded Secret default/demo-aad1-sp /data/clientSecret',
  ],
  'raw/demo-identity-service-principal-certificate.yaml': [
    'client-id-not-a-guid AzureIdentity default/demo-aad1 /spec/clientID',
    'secret-not-encoded Secret default/demo-aad1-sp /data/certificate',
  ],
  'raw/no-azure-json-rbac.yaml': ['secret-not-encoded Secret default/aadpodidentity-admin-secret /data/ClientID'],
  // Without roles: for clusters without RBAC, which manifests do not tell.
  'raw/no-azure-json-no-rbac.yaml': [
    'controller-without-permissions DaemonSet default/nmi /spec/template/spec/serviceAccountName',
    'secret-not-encoded Secret default/aadpodidentity-admin-secret /data/ClientID',
  ],
  'raw/standard-no-rbac.yaml': [
    'controller-without-permissions DaemonSet default/nmi /spec/template/spec/serviceAccountName',
  ],
  'chart/no-rbac/expected.yaml': [
    'controller-without-permissions DaemonSet default/aad-pod-identity-nmi /spec/template/spec/serviceAccountName',
    'controller-without-permissions Deployment default/aad-pod-identity-mic /spec/template/spec/serviceAccountName',
  ],
  // Values that ask for it.
  'chart/identities-service-principals/expected.yaml': [
    'secret-in-other-namespace AzureIdentity default/cert /spec/clientPassword/namespace',
    'secret-in-other-namespace AzureIdentity default/legacy /spec/clientPassword/namespace',
  ],
  'chart/mic-flags/expected.yaml': [
    'leader-instance-shared Deployment default/aad-pod-identity-mic /spec/template/spec/containers/0/args/4',
  ],
  'chart/nmi-flags/expected.yaml': [
    'metadata-header-not-required DaemonSet default/aad-pod-identity-nmi /spec/template/spec/containers/0/args/10',
    'kubenet-without-policy DaemonSet default/aad-pod-identity-nmi /spec/template/spec/containers/0/args/14',
  ],
  'chart/nmi-tag-1.5.5/expected.yaml': [
    'controller-versions-differ DaemonSet default/aad-pod-identity-nmi /spec/template/spec/containers/0/image',
  ],
  'chart/nmi-tag-prerelease/expected.yaml': [
    'controller-versions-differ DaemonSet default/aad-pod-identity-nmi /spec/template/spec/containers/0/image',
  ],
  'chart/no-mic-exception/expected.yaml': ['mic-not-excepted Deployment default/aad-pod-identity-mic'],
};

const samples = existsSync(PARITY)
  ? [
      ...readdirSync(join(PARITY, 'raw')).map((file) => `raw/${file}`),
      ...chartSamples.filter(({ refused }) => !refused).map(({ name }) => `chart/${name}/expected.yaml`),
    ]
  : [];

describe('recorded samples', () => {
  const known = new Set(RULES.map(({ id }) => id));
  for (const sample of samples) {
    parityTest(sample, () => {
      const found = serious(check(Manifests.fromPaths([join(PARITY, sample)])));
      const expected = (EXPECTED[sample] ?? []).filter((line) => known.has(line.split(' ')[0] as string));
      expect(found.map(({ rule, object, path }) => `${rule} ${object} ${path}`.trimEnd())).toEqual(expected);
    });
  }
});
