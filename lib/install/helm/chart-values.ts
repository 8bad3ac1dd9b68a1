import { AZURE_JSON, KUBELET_CONFIG } from '../../upstream/node-files';
import { LINUX, MIC_MEMORY, NMI_MEMORY, resourcesWith } from '../defaults';

/** A value of a values file. A whole number that came by `--set` is a bigint, as Helm keeps these apart. */
export type Value = string | number | bigint | boolean | null | undefined | Value[] | Values;

/** A map of values. */
export interface Values {
  [key: string]: Value;
}

const TAG = 'v1.8.17';

/** The default values of chart 4.1.18. */
export const CHART_DEFAULTS: Values = {
  nameOverride: '',
  fullnameOverride: '',
  image: { repository: 'mcr.microsoft.com/oss/azure/aad-pod-identity', imagePullPolicy: 'IfNotPresent' },
  forceNamespaced: 'false',
  installMICException: 'true',
  adminsecret: {},
  operationMode: 'standard',
  mic: {
    image: 'mic',
    tag: TAG,
    priorityClassName: '',
    logVerbosity: 0,
    loggingFormat: '',
    replicas: 2,
    resources: resourcesWith(MIC_MEMORY),
    podAnnotations: {},
    podLabels: {},
    nodeSelector: LINUX,
    tolerations: [],
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          {
            weight: 1,
            podAffinityTerm: {
              topologyKey: 'kubernetes.io/hostname',
              labelSelector: { matchLabels: { 'app.kubernetes.io/component': 'mic' } },
            },
          },
        ],
      },
    },
    topologySpreadConstraints: [],
    podDisruptionBudget: {},
    leaderElection: { instance: '', namespace: '', name: '', duration: '' },
    probePort: '',
    syncRetryDuration: '',
    immutableUserMSIs: [],
    createDeleteBatch: '',
    clientQps: '',
    prometheusPort: '',
    cloudConfig: AZURE_JSON,
    customCloud: { enabled: false, configPath: '/etc/kubernetes/akscustom.json' },
    updateUserMSIMaxRetry: '',
    updateUserMSIRetryInterval: '',
    identityAssignmentReconcileInterval: '',
  },
  nmi: {
    image: 'nmi',
    tag: TAG,
    priorityClassName: '',
    logVerbosity: 0,
    loggingFormat: '',
    resources: resourcesWith(NMI_MEMORY),
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
    podAnnotations: {},
    podLabels: {},
    nodeSelector: LINUX,
    tolerations: [{ operator: 'Exists' }],
    affinity: {},
    ipTableUpdateTimeIntervalInSeconds: '',
    micNamespace: '',
    probePort: '8085',
    retryAttemptsForCreated: '',
    retryAttemptsForAssigned: '',
    findIdentityRetryIntervalInSeconds: '',
    enableScaleFeatures: true,
    prometheusPort: '',
    blockInstanceMetadata: '',
    metadataHeaderRequired: true,
    allowNetworkPluginKubenet: false,
    kubeletConfig: KUBELET_CONFIG,
    setRetryAfterHeader: false,
    enableConntrackDeletion: false,
  },
  rbac: { enabled: true, allowAccessToSecrets: true, pspEnabled: false, createUserFacingClusterRoles: false },
  azureIdentities: null,
  customUserAgent: '',
};

/** Values that the chart reads without naming them in its defaults. */
export const UNNAMED_KEYS: { readonly [parent: string]: readonly string[] } = {
  '': ['imagePullSecrets'],
  adminsecret: [
    'cloud',
    'subscriptionID',
    'resourceGroup',
    'vmType',
    'tenantID',
    'clientID',
    'clientSecret',
    'useMSI',
    'userAssignedMSIClientID',
  ],
  'mic.podDisruptionBudget': ['minAvailable'],
};

/** The keys of an entry of `azureIdentities`, and of its binding. */
export const IDENTITY_KEYS = [
  'name',
  'namespace',
  'type',
  'clientID',
  'resourceID',
  'tenantID',
  'clientPassword',
  'auxiliaryTenantIDs',
  'binding',
];
export const BINDING_KEYS = ['name', 'selector'];

/** Values whose content goes into the manifests as it is. */
export const FREE_FORM: readonly string[] = ['mic', 'nmi'].flatMap((component) =>
  ['resources', 'podAnnotations', 'podLabels', 'nodeSelector', 'affinity', 'updateStrategy'].map(
    (key) => `${component}.${key}`,
  ),
);

/** Keys that earlier charts read, and others that look as if the chart did; what to write instead. */
export const DEAD_KEYS: { readonly [path: string]: string } = {
  forceNameSpaced: 'Removed with chart 3.0.1: write forceNamespaced: "true", without which namespaced mode is off',
  installCRDs: 'Removed with chart 4.0.0: Helm installs the chart’s folder crds/; includeCrds renders it here',
  azureIdentity: 'Removed with chart 2.0.0: write azureIdentities',
  azureIdentityBinding: 'Removed with chart 2.0.0: write azureIdentities.<name>.binding',
  'mic.podDisruptionBudget.maxUnavailable': 'The chart reads minAvailable only',
  '["USER-SUPPLIED VALUES"]': 'It is the heading that helm get values prints without -o yaml',
  '["COMPUTED VALUES"]': 'It is the heading that helm get values --all prints without -o yaml',
};
