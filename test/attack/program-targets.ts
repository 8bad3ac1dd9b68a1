import { ApiObject, type Chart, Duration, JsonPatch } from 'cdk8s';
import {
  AadPodIdentity,
  AadPodIdentityCrds,
  AzureIdentity,
  AzureIdentityBinding,
  AzurePodIdentityException,
  assignmentsOf,
  CloudCredentials,
  checkChart,
  Demo,
  GitOps,
  InstallNames,
  IptablesCleanup,
  ManagedIdentities,
  ManagedIdentityId,
} from '../../lib';
import { toHaveNoIdentityFindings } from '../../lib/testing/jest';
import { CLIENT_ID, RESOURCE_ID, SUBSCRIPTION_ID, TENANT_ID } from '../support/ids';

/** A call of a program and its arguments: a tree, any part of which may be hostile. */
export interface Target {
  readonly given: () => { [name: string]: unknown };
  // biome-ignore lint/suspicious/noExplicitAny: as JavaScript passes it.
  readonly call: (chart: Chart, given: any) => unknown;
  /** Whether all that is given is in what is written, as text at least. */
  readonly writes?: boolean;
}

const metadata = () => ({
  name: 'orders',
  namespace: 'shop',
  labels: { team: 'shop' },
  annotations: { note: 'a note' },
  finalizers: ['example.com/keep'],
  ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: 'a-uid', controller: true }],
});
const named = () => ({ ...metadata(), name: 'other' });

const user = (chart: Chart) =>
  AzureIdentity.userAssigned(chart, 'its-identity', { resourceId: RESOURCE_ID, clientId: CLIENT_ID });
const pod = (chart: Chart) =>
  new ApiObject(chart, 'pod', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web' },
    spec: { containers: [{ name: 'web', image: 'web' }] },
  });

const component = () => ({
  image: 'registry/image:v1.8.17',
  priorityClassName: 'first',
  resources: { limits: { cpu: '200m', 'example.com/gpu': '1' }, requests: { cpu: '100m', 'example.com/gpu': '1' } },
  nodeSelector: { pool: 'system' },
  tolerations: [{ key: 'only', operator: 'Equal', value: 'nmi', effect: 'NoExecute', tolerationSeconds: 5 }],
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: 'pool', operator: 'In', values: ['system'] }] }],
      },
    },
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'other' } } },
      ],
    },
  },
  podLabels: { cost: 'shop' },
  podAnnotations: { note: 'a note' },
  logVerbosity: 3,
  loggingFormat: 'json',
  probePort: 8086,
  prometheusPort: 9091,
  enableProfile: true,
  extraArgs: ['--vmodule=x=1'],
  extraEnv: [{ name: 'A', value: 'b' }],
  extraVolumes: [{ name: 'v', csi: { driver: 'd', volumeAttributes: { a: 'b' } } }],
  extraVolumeMounts: [{ name: 'v', mountPath: '/v' }],
  extraContainers: [{ name: 'side', image: 'side' }],
});

export const TARGETS: { readonly [name: string]: Target } = {
  'AzureIdentity.userAssigned': {
    given: () => ({ id: 'x', props: { resourceId: RESOURCE_ID, clientId: CLIENT_ID, metadata: metadata() } }),
    call: (chart, { id, props }) => AzureIdentity.userAssigned(chart, id, props),
    writes: true,
  },
  'AzureIdentity.servicePrincipal': {
    given: () => ({
      id: 'x',
      props: {
        clientId: CLIENT_ID,
        tenantId: TENANT_ID,
        clientPassword: { name: 'secret', namespace: 'shop' },
        auxiliaryTenantIds: [TENANT_ID],
        adEndpoint: 'https://login.microsoftonline.us/',
        namespaced: true,
        metadata: metadata(),
      },
    }),
    call: (chart, { id, props }) => AzureIdentity.servicePrincipal(chart, id, props),
    writes: true,
  },
  'AzureIdentity.servicePrincipalWithCertificate': {
    given: () => ({
      id: 'x',
      props: { clientId: CLIENT_ID, tenantId: TENANT_ID, clientPassword: { name: 'secret' }, metadata: metadata() },
    }),
    call: (chart, { id, props }) => AzureIdentity.servicePrincipalWithCertificate(chart, id, props),
    writes: true,
  },
  'AzureIdentity.fromName': {
    given: () => ({ id: 'x', name: 'theirs', options: { namespace: 'shop', namespaced: true, clientId: CLIENT_ID } }),
    call: (chart, { id, name, options }) => {
      const identity = AzureIdentity.fromName(chart, id, name, options);
      new AzureIdentityBinding(chart, 'its-binding', { identity, selector: 'web' });
      identity.assignTo(pod(chart), { selector: 'web', clientIdEnv: 'AZURE_CLIENT_ID' });
    },
    writes: true,
  },
  'identity.inNamespace': {
    given: () => ({ namespace: 'other' }),
    call: (chart, { namespace }) => user(chart).inNamespace(namespace),
    writes: true,
  },
  'imported.inNamespace': {
    given: () => ({ namespace: 'other' }),
    call: (chart, { namespace }) => AzureIdentity.fromName(chart, 'theirs', 'theirs').inNamespace(namespace),
  },
  'identity.assignTo': {
    given: () => ({
      options: {
        selector: 'web',
        clientIdEnv: 'AZURE_CLIENT_ID',
        containers: ['web'],
        podTemplate: '/metadata/labels',
      },
    }),
    call: (chart, { options }) => user(chart).assignTo(pod(chart), { ...options, podTemplate: undefined }),
  },
  'identity.assignTo with a workload': {
    given: () => ({ workload: undefined }),
    call: (chart, { workload }) => user(chart).assignTo(workload),
  },
  'identity.assignTo with a pod template': {
    given: () => ({ options: { podTemplate: '/spec/template/labels' } }),
    call: (chart, { options }) => {
      const spec = { template: { labels: { app: 'web' } } };
      user(chart).assignTo(new ApiObject(chart, 'job', { apiVersion: 'example.com/v1', kind: 'Run', spec }), options);
    },
  },
  'identity.assignToExternal': {
    given: () => ({ id: 'orders', options: { namespace: 'shop', selector: 'web' } }),
    call: (chart, { id, options }) => user(chart).assignToExternal(id, options),
  },
  AzureIdentityBinding: {
    given: () => ({ id: 'x', props: { selector: 'web', metadata: { ...named(), namespace: undefined } } }),
    call: (chart, { id, props }) =>
      new AzureIdentityBinding(chart, id, isMap(props) ? { identity: user(chart), ...props } : props),
    writes: true,
  },
  'AzureIdentityBinding with an identity': {
    given: () => ({ props: { identity: undefined } }),
    call: (chart, { props }) => new AzureIdentityBinding(chart, 'x', props),
  },
  AzurePodIdentityException: {
    given: () => ({ id: 'x', props: { podLabels: { app: 'agent', tier: 'node' }, metadata: metadata() } }),
    call: (chart, { id, props }) => new AzurePodIdentityException(chart, id, props),
    writes: true,
  },
  Demo: {
    given: () => ({
      id: 'x',
      props: {
        subscriptionId: SUBSCRIPTION_ID,
        resourceGroup: 'shop',
        selector: 'web',
        image: 'registry/demo:v1',
        metadata: named(),
      },
    }),
    call: (chart, { id, props }) => new Demo(chart, id, isMap(props) ? { identity: user(chart), ...props } : props),
    writes: true,
  },
  IptablesCleanup: {
    given: () => ({
      id: 'x',
      props: {
        image: 'registry/nmi:v1',
        nmiPort: 2580,
        nodeSelector: { pool: 'system' },
        tolerations: component().tolerations,
        metadata: metadata(),
      },
    }),
    call: (chart, { id, props }) => new IptablesCleanup(chart, id, props),
    writes: true,
  },
  AadPodIdentity: {
    given: () => ({
      id: 'x',
      props: {
        namespace: 'identity',
        followNamespace: true,
        createNamespace: true,
        mode: 'standard',
        forceNamespaced: false,
        crds: false,
        installMicException: true,
        imagePullPolicy: 'Always',
        imagePullSecrets: ['registry'],
        customUserAgent: 'agent',
        rbac: { enabled: true, secrets: [{ name: 'secret', namespace: 'shop' }], createUserFacingClusterRoles: true },
        names: InstallNames.raw(),
      },
    }),
    call: (chart, { id, props }) => new AadPodIdentity(chart, id, props),
  },
  'AadPodIdentity with props of MIC': {
    given: () => ({
      mic: {
        ...component(),
        replicas: 3,
        topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' }],
        podDisruptionBudget: { minAvailable: '50%' },
        leaderElection: { instance: 'one', namespace: 'locks', name: 'lock', duration: Duration.seconds(20) },
        customCloudConfig: '/etc/cloud.json',
        cloudConfig: '/etc/azure.json',
        syncRetryDuration: Duration.minutes(5),
        immutableUserMsis: [CLIENT_ID],
        createDeleteBatch: 21,
        clientQps: 6.5,
        configMapName: 'remembers',
        typeUpgradeStatusKey: 'status',
      },
    }),
    call: (chart, { mic }) => new AadPodIdentity(chart, 'x', { mic }),
    writes: true,
  },
  'AadPodIdentity with props of NMI': {
    given: () => ({
      nmi: {
        ...component(),
        version: '1.8.17',
        updateStrategy: { type: 'RollingUpdate', maxUnavailable: '10%' },
        ipTableUpdateTimeInterval: Duration.seconds(61),
        micNamespace: 'mics',
        retryAttemptsForCreated: 17,
        findIdentityRetryInterval: Duration.seconds(6),
        blockInstanceMetadata: true,
        kubeletConfig: '/etc/kubelet',
        listenAddress: '127.0.0.2',
        port: 2580,
        metadataPort: 81,
      },
    }),
    call: (chart, { nmi }) => new AadPodIdentity(chart, 'x', { nmi }),
  },
  'AadPodIdentity.fromHelmValues': {
    given: () => ({
      id: 'x',
      options: {
        values: { operationMode: 'standard' },
        releaseName: 'release',
        namespace: 'identity',
        kubeVersion: '1.27.0',
        includeCrds: false,
        lenient: false,
      },
    }),
    // Hostile values are attacked where files are.
    call: (chart, { id, options }) =>
      AadPodIdentity.fromHelmValues(chart, id, isMap(options) ? { ...options, values: {} } : options),
  },
  AadPodIdentityCrds: {
    given: () => ({ id: 'x', props: { names: InstallNames.raw(), mode: 'managed' } }),
    call: (chart, { id, props }) => new AadPodIdentityCrds(chart, id, props),
  },
  'InstallNames.helm': {
    given: () => ({ options: { releaseName: 'release', nameOverride: 'name', fullnameOverride: 'full' } }),
    call: (chart, { options }) => {
      const rbac = { createUserFacingClusterRoles: true };
      new AadPodIdentity(chart, 'x', { names: InstallNames.helm(options), rbac });
    },
    writes: true,
  },
  'CloudCredentials.fromSecret': {
    given: () => ({ name: 'secret', options: { useMsi: true } }),
    call: (chart, { name, options }) =>
      new AadPodIdentity(chart, 'x', { mic: { cloudCredentials: CloudCredentials.fromSecret(name, options) } }),
  },
  'CloudCredentials.rendered': {
    given: () => ({
      props: {
        cloud: 'AzurePublicCloud',
        subscriptionId: SUBSCRIPTION_ID,
        resourceGroup: 'nodes',
        vmType: 'vmss',
        tenantId: TENANT_ID,
        clientId: CLIENT_ID,
        clientSecret: 'secret',
        useMsi: true,
        userAssignedMsiClientId: CLIENT_ID,
      },
    }),
    call: (chart, { props }) =>
      new AadPodIdentity(chart, 'x', { mic: { cloudCredentials: CloudCredentials.rendered(props) } }),
  },
  'ManagedIdentityId.of': {
    given: () => ({ subscriptionId: SUBSCRIPTION_ID, resourceGroup: 'shop', name: 'orders' }),
    call: (chart, { subscriptionId, resourceGroup, name }) => {
      const resourceId = ManagedIdentityId.of(subscriptionId, resourceGroup, name);
      AzureIdentity.userAssigned(chart, 'x', { resourceId, clientId: CLIENT_ID });
    },
    writes: true,
  },
  'ManagedIdentityId.parse': {
    given: () => ({ text: RESOURCE_ID }),
    call: (chart, { text }) =>
      AzureIdentity.userAssigned(chart, 'x', { resourceId: ManagedIdentityId.parse(text), clientId: CLIENT_ID }),
    writes: true,
  },
  'ManagedIdentities.fromJson': {
    given: () => ({ file: '/no/such/file' }),
    call: (_chart, { file }) => ManagedIdentities.fromJson(file),
  },
  'metadata that is added': {
    given: () => ({
      label: ['team', 'shop'],
      annotation: ['note', 'a note'],
      finalizer: 'example.com/keep',
      owner: metadata().ownerReferences[0],
      other: ['generateName', 'orders-'],
    }),
    call: (chart, { label, annotation, finalizer, owner, other }) => {
      const added = user(chart).metadata;
      const spread = (list: unknown) => (isMap(list) ? [list, list] : pairOf(list)) as [string, string];
      added.addLabel(...spread(label));
      added.addAnnotation(...spread(annotation));
      added.addFinalizers(finalizer);
      added.addOwnerReference(owner);
      added.add(...spread(other));
    },
    writes: true,
  },
  addJsonPatch: {
    given: () => ({ value: { a: ['b'] }, path: '/spec/x' }),
    call: (chart, { value, path }) => user(chart).addJsonPatch(JsonPatch.add(path, value)),
    writes: true,
  },
  'addJsonPatch with a patch': {
    given: () => ({ patch: JsonPatch.remove('/spec/type') }),
    call: (chart, { patch }) => user(chart).addJsonPatch(patch),
  },
  GitOps: {
    given: () => ({ scope: undefined }),
    call: (chart, { scope }) => {
      GitOps.argoCd(scope ?? chart);
      GitOps.flux(scope ?? chart);
    },
  },
  checkChart: {
    given: () => ({ options: { namespace: 'shop', mode: 'standard', suppressions: [suppression()] } }),
    call: (chart, { options }) => checkChart(chart, options),
  },
  'checkChart of a scope': { given: () => ({ scope: undefined }), call: (_chart, { scope }) => checkChart(scope) },
  assignmentsOf: {
    given: () => ({ options: { namespace: 'shop', mode: 'standard', forceNamespaced: true } }),
    call: (chart, { options }) => assignmentsOf(chart, options),
  },
  'assignmentsOf a scope': { given: () => ({ scope: undefined }), call: (_chart, { scope }) => assignmentsOf(scope) },
  toHaveNoIdentityFindings: {
    given: () => ({ options: { failOn: 'error', namespace: 'shop', suppressions: [suppression()] } }),
    call: (chart, { options }) => toHaveNoIdentityFindings(chart, options).message(),
  },
  'toHaveNoIdentityFindings of a scope': {
    given: () => ({ scope: undefined }),
    call: (_chart, { scope }) => toHaveNoIdentityFindings(scope),
  },
};

const suppression = () => ({ rule: 'duplicate-binding', object: 'shop/two', reason: 'later' });

function pairOf(list: unknown): unknown[] {
  try {
    const [first, second] = [(list as unknown[])[0], (list as unknown[])[1]];
    return [first, second];
  } catch {
    return [list, list];
  }
}

function isMap(value: unknown): value is object {
  try {
    return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  } catch {
    return false;
  }
}

type Make = (scope: never, id: never) => unknown;

/** What is made in a scope, under an id. */
export const CONSTRUCTS: { readonly [name: string]: Make } = {
  'AzureIdentity.userAssigned': (scope, id) =>
    AzureIdentity.userAssigned(scope, id, {
      resourceId: RESOURCE_ID,
      clientId: CLIENT_ID,
      metadata: { name: 'orders' },
    }),
  'AzureIdentity.fromName': (scope, id) => AzureIdentity.fromName(scope, id, 'orders'),
  AzurePodIdentityException: (scope, id) =>
    new AzurePodIdentityException(scope, id, { podLabels: { app: 'agent' }, metadata: { name: 'agent' } }),
  'AzurePodIdentityException.forAksAddons': (scope, id) => AzurePodIdentityException.forAksAddons(scope, id),
  IptablesCleanup: (scope, id) => new IptablesCleanup(scope, id),
  AadPodIdentity: (scope, id) => new AadPodIdentity(scope, id),
  'AadPodIdentity.fromHelmValues': (scope, id) =>
    AadPodIdentity.fromHelmValues(scope, id, { values: {}, releaseName: 'release' }),
  AadPodIdentityCrds: (scope, id) => new AadPodIdentityCrds(scope, id),
};
