import type { Program } from '../../upstream/flag';
import { LAST_VERSION, REPOSITORY } from '../../upstream/images';
import { MIC_CREDENTIALS } from '../../upstream/mic-credentials';
import { Mode } from '../../upstream/mode';
import { AZURE_JSON, KUBELET_CONFIG } from '../../upstream/node-files';
import {
  ALL_TAINTS,
  CONTROLLERS,
  LINUX,
  MAX_UNAVAILABLE_NMI,
  MIC_AFFINITY,
  MIC_REPLICAS,
  resourcesOf,
} from '../defaults';
import { ImagePullPolicy } from '../image-pull-policy';
import { UpdateStrategyType } from '../update-strategy-type';

/** A value of a values file. A whole number from `--set` is a bigint, because Helm treats it differently. */
export type Value = string | number | bigint | boolean | null | undefined | Value[] | Values;

/** A map of values. */
export interface Values {
  [key: string]: Value;
}

const empty = (...keys: string[]): Values => Object.fromEntries(keys.map((key) => [key, '']));

const controllerDefaults = (component: Program): Values => ({
  image: component,
  tag: `v${LAST_VERSION}`,
  logVerbosity: 0,
  resources: resourcesOf(component),
  podAnnotations: {},
  podLabels: {},
  nodeSelector: LINUX,
  ...empty('priorityClassName', 'loggingFormat', 'prometheusPort'),
});

/** The default values of chart 4.1.18. */
export const CHART_DEFAULTS: Values = {
  nameOverride: '',
  fullnameOverride: '',
  image: { repository: REPOSITORY, imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT },
  forceNamespaced: 'false',
  installMICException: 'true',
  adminsecret: {},
  operationMode: Mode.STANDARD,
  mic: {
    ...controllerDefaults('mic'),
    replicas: MIC_REPLICAS,
    tolerations: [],
    affinity: MIC_AFFINITY,
    topologySpreadConstraints: [],
    podDisruptionBudget: {},
    leaderElection: empty('instance', 'namespace', 'name', 'duration'),
    immutableUserMSIs: [],
    cloudConfig: AZURE_JSON,
    customCloud: { enabled: false, configPath: '/etc/kubernetes/akscustom.json' },
    ...empty('probePort', 'syncRetryDuration', 'createDeleteBatch', 'clientQps', 'updateUserMSIMaxRetry'),
    ...empty('updateUserMSIRetryInterval', 'identityAssignmentReconcileInterval'),
  },
  nmi: {
    ...controllerDefaults('nmi'),
    updateStrategy: {
      type: UpdateStrategyType.ROLLING_UPDATE,
      rollingUpdate: { maxUnavailable: MAX_UNAVAILABLE_NMI },
    },
    tolerations: ALL_TAINTS,
    affinity: {},
    probePort: String(CONTROLLERS.nmi.probePort),
    enableScaleFeatures: true,
    metadataHeaderRequired: true,
    allowNetworkPluginKubenet: false,
    kubeletConfig: KUBELET_CONFIG,
    setRetryAfterHeader: false,
    enableConntrackDeletion: false,
    ...empty('ipTableUpdateTimeIntervalInSeconds', 'micNamespace', 'retryAttemptsForCreated'),
    ...empty('retryAttemptsForAssigned', 'findIdentityRetryIntervalInSeconds', 'blockInstanceMetadata'),
  },
  rbac: { enabled: true, allowAccessToSecrets: true, pspEnabled: false, createUserFacingClusterRoles: false },
  azureIdentities: null,
  customUserAgent: '',
};

/** Values that the chart reads although its defaults do not contain them. */
export const UNNAMED_KEYS: { readonly [parent: string]: readonly string[] } = {
  '': ['imagePullSecrets'],
  adminsecret: MIC_CREDENTIALS.map(({ value }) => value),
  'mic.podDisruptionBudget': ['minAvailable'],
};

/** The keys of an entry of `azureIdentities`, and of its binding. */
export const IDENTITY_KEYS = [
  ...['name', 'namespace', 'type', 'clientID', 'resourceID', 'tenantID', 'clientPassword', 'auxiliaryTenantIDs'],
  'binding',
];
export const BINDING_KEYS = ['name', 'selector'];

/** Values that are written to the manifests unchanged. */
export const FREE_FORM: readonly string[] = ['mic', 'nmi'].flatMap((component) =>
  ['resources', 'podAnnotations', 'podLabels', 'nodeSelector', 'affinity', 'updateStrategy'].map(
    (key) => `${component}.${key}`,
  ),
);

/** Keys that earlier charts read, or that look like keys of the chart, with what to write instead. */
export const DEAD_KEYS: { readonly [path: string]: string } = {
  forceNameSpaced: 'Removed with chart 3.0.1: write forceNamespaced: "true"; until then, namespaced mode is off',
  installCRDs: 'Removed with chart 4.0.0: Helm installs the chart’s folder crds/, and --include-crds renders it',
  azureIdentity: 'Removed with chart 2.0.0: write azureIdentities',
  azureIdentityBinding: 'Removed with chart 2.0.0: write azureIdentities.<name>.binding',
  'mic.podDisruptionBudget.maxUnavailable': 'The chart reads minAvailable only',
  '["USER-SUPPLIED VALUES"]': 'helm get values prints this heading without -o yaml',
  '["COMPUTED VALUES"]': 'helm get values --all prints this heading without -o yaml',
};
