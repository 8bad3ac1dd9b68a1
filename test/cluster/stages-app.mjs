import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { ApiObject, App, Chart } = require('cdk8s');
const plus = require('cdk8s-plus-27');
const {
  AzureIdentity,
  EntraEgress,
  FederatedIdentityCredentials,
  ManagedIdentityId,
  MetadataBlock,
  WorkloadIdentity,
} = require('../../build/lib');

const id = (number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
export const TENANT = id(999);

/**
 * An app with workloads of all kinds that use identities in every way.
 *
 * @param namespace of the workloads; another one, whose pods are isolated, is called `<namespace>-closed`
 * @param settings of `WorkloadIdentity`; undefined for an app without
 * @param once whether kinds are in it whose pod templates cannot be changed
 */
export function stagesYaml(namespace, settings, once = true) {
  const app = new App();
  if (settings) new WorkloadIdentity(app, 'workload-identity', { tenantId: TENANT, ...settings });
  const chart = new Chart(app, 'workloads', { namespace });
  const [orders, storage] = ['orders', 'storage'].map((name, i) =>
    AzureIdentity.userAssigned(chart, name, { resourceId: resourceId(name), clientId: id(i + 1) }),
  );
  const partner = AzureIdentity.servicePrincipal(chart, 'partner', {
    clientId: id(3),
    tenantId: TENANT,
    clientPassword: { name: 'partner-client-secret' },
  });
  const reports = AzureIdentity.fromName(chart, 'reports', 'reports', { clientId: id(4), resourceId: resourceId('r') });
  // IDENTITY_BINDING is refused for service principals.
  const noApplications = settings?.exchange !== undefined;

  // Accounts that are made, shared by two workloads.
  orders.assignTo(workload(chart, 'apps/v1', 'Deployment', 'web'));
  orders.assignTo(workload(chart, 'apps/v1', 'StatefulSet', 'worker', { serviceName: 'worker' }));
  reports.assignTo(workload(chart, 'apps/v1', 'ReplicaSet', 'reports'));
  if (!noApplications) partner.assignTo(workload(chart, 'apps/v1', 'Deployment', 'partner'));
  // Accounts of the app, by the field and by its old name; one elsewhere.
  for (const name of ['agent', 'legacy'])
    new ApiObject(chart, name, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } });
  orders.assignTo(workload(chart, 'apps/v1', 'DaemonSet', 'agents', {}, { serviceAccountName: 'agent' }));
  storage.assignTo(workload(chart, 'apps/v1', 'Deployment', 'legacy-web', {}, { serviceAccount: 'legacy' }));
  const elsewhere = workload(chart, 'apps/v1', 'Deployment', 'elsewhere', {}, { serviceAccountName: 'elsewhere' });
  storage.assignTo(elsewhere, { serviceAccountName: 'elsewhere' });
  // Several identities.
  const several = [workload(chart, 'apps/v1', 'Deployment', 'several'), cronJob(chart, 'nightly')];
  for (const one of several) {
    orders.assignTo(one, { clientIdEnv: 'AZURE_CLIENT_ID' });
    storage.assignTo(one, { clientIdEnv: 'STORAGE_CLIENT_ID' });
  }
  orders.assignTo(
    new plus.Deployment(chart, 'plus', {
      metadata: { name: 'plus' },
      containers: [{ image: 'app:1', portNumber: 80 }],
    }),
  );
  if (once) {
    storage.assignTo(job(chart, 'once'));
    storage.assignTo(workload(chart, 'v1', 'Pod', 'single'));
  }

  new MetadataBlock(chart, 'no-metadata', { exceptPods: { app: 'agents' } });
  const closed = new Chart(app, 'closed', { namespace: `${namespace}-closed` });
  new ApiObject(closed, 'closed', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'closed' },
    spec: { podSelector: {}, policyTypes: ['Egress'] },
  });
  orders.inNamespace(`${namespace}-closed`).assignTo(workload(closed, 'apps/v1', 'Deployment', 'web'));
  new EntraEgress(closed, 'entra');
  const operator = new Chart(app, 'operator', { namespace: 'identity-system' });
  new FederatedIdentityCredentials(operator, 'credentials', {
    clusterName: namespace,
    issuer: `https://westeurope.oic.prod-aks.azure.com/${TENANT}/${id(998)}/`,
  });
  return app.synthYaml();
}

const resourceId = (name) => ManagedIdentityId.of(id(997), 'identities', name).resourceId;

/** A pod spec with what the injection has to keep: init containers, variables, volumes, mounts, a security context. */
const podSpec = (name, more = {}) => ({
  ...more,
  securityContext: { fsGroup: 2000 },
  initContainers: [{ name: 'prepare', image: 'registry.example/prepare:1', args: ['--once'] }],
  containers: [
    {
      name,
      image: 'registry.example/app:1.0',
      env: [{ name: 'MODE', value: 'fast' }],
      ports: [{ containerPort: 8080 }],
      securityContext: { runAsUser: 1000, allowPrivilegeEscalation: false },
      volumeMounts: [{ name: 'cache', mountPath: '/cache' }],
    },
    { name: 'helper', image: 'registry.example/helper:1.0' },
  ],
  volumes: [{ name: 'cache', emptyDir: {} }],
});

function workload(chart, apiVersion, kind, name, spec = {}, pod = {}) {
  const labels = { app: name };
  const ofController = {
    ...spec,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: podSpec(name, pod) },
  };
  return new ApiObject(chart, `${kind}-${name}`, {
    apiVersion,
    kind,
    metadata: { name, labels },
    spec: kind === 'Pod' ? podSpec(name, pod) : ofController,
  });
}

const jobSpec = (name) => ({
  template: { metadata: { labels: { app: name } }, spec: podSpec(name, { restartPolicy: 'Never' }) },
});

const job = (chart, name) =>
  new ApiObject(chart, `Job-${name}`, { apiVersion: 'batch/v1', kind: 'Job', metadata: { name }, spec: jobSpec(name) });

const cronJob = (chart, name) =>
  new ApiObject(chart, `CronJob-${name}`, {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name },
    spec: { schedule: '0 3 * * *', jobTemplate: { spec: jobSpec(name) } },
  });
