import { DEFAULT_NAMESPACE } from '../../upstream/api';
import { AZURE_JSON } from '../../upstream/node-files';
import type { Problems } from '../../validate/problems';
import { checkProps } from '../../validate/props';
import { integer, upTo100Percent } from '../../validate/shape';
import { CloudCredentials } from '../cloud-credentials';
import { MIC_MEMORY } from '../defaults';
import { NODE_FILE } from '../formats';
import { MIC_FLAGS } from '../mic-flags';
import type { InstallContext } from '../objects/controller';
import type { MicSettings } from '../objects/mic';
import type { PodDisruptionBudget } from '../objects/pod-disruption-budget';
import { TOPOLOGY_SPREAD_CONSTRAINTS } from '../pod-shapes';
import { wire } from '../wire';
import type { AadPodIdentityProps } from './aad-pod-identity-props';
import { COMPONENT_PROPS, controllerOfProps } from './controller-of-props';

const MIC_PROPS = [
  ...COMPONENT_PROPS,
  'replicas',
  'topologySpreadConstraints',
  'podDisruptionBudget',
  'leaderElection',
  'cloudCredentials',
  'cloudConfig',
  'customCloudConfig',
  'kubeconfig',
  'syncRetryDuration',
  'immutableUserMsis',
  'createDeleteBatch',
  'clientQps',
  'updateUserMsiMaxRetry',
  'updateUserMsiRetryInterval',
  'identityAssignmentReconcileInterval',
  'enableTypeUpgrade',
  'configMapName',
  'typeUpgradeStatusKey',
  'enableScaleFeatures',
];

/** MIC as its props say. */
export function micOfProps(
  problems: Problems,
  warnings: string[],
  props: AadPodIdentityProps,
  { flavour, namespace }: InstallContext,
  forceNamespaced: boolean,
): MicSettings {
  const mic = props.mic ?? {};
  checkProps(problems, mic, MIC_PROPS, 'mic');
  if (mic.leaderElection !== undefined) {
    checkProps(problems, mic.leaderElection, ['instance', 'namespace', 'name', 'duration'], 'mic.leaderElection');
  }
  problems.expectOptional('mic.cloudConfig', mic.cloudConfig, NODE_FILE);
  problems.expectOptional('mic.customCloudConfig', mic.customCloudConfig, NODE_FILE);
  const { cloudCredentials: credentials, replicas = 2, topologySpreadConstraints } = mic;
  if (credentials !== undefined && !(credentials instanceof CloudCredentials)) {
    problems.addKind(
      'mic.cloudCredentials',
      credentials,
      'CloudCredentials.fromSecret(…) or CloudCredentials.rendered(…)',
    );
  }
  if (credentials !== undefined && mic.cloudConfig !== undefined) {
    problems.add('mic.cloudConfig', mic.cloudConfig, 'no file, with cloudCredentials');
  }
  integer(0)(problems, 'mic.replicas', replicas);
  if (topologySpreadConstraints !== undefined) {
    TOPOLOGY_SPREAD_CONSTRAINTS(problems, 'mic.topologySpreadConstraints', wire(topologySpreadConstraints));
  }
  if (replicas === 0) warnings.push('mic.replicas is 0: nobody assigns identities');
  if (mic.leaderElection?.instance !== undefined && replicas > 1) {
    warnings.push('mic.leaderElection.instance is one name for all replicas: each of them takes itself for the leader');
  }
  if (credentials instanceof CloudCredentials && credentials.data) {
    warnings.push('mic.cloudCredentials: the client secret is in the manifest, readable for all who can read that');
  }
  const cloudConfig = credentials === undefined ? (mic.cloudConfig ?? AZURE_JSON) : undefined;
  const follows = props.followNamespace !== false && namespace !== DEFAULT_NAMESPACE;
  const settings = controllerOfProps(
    problems,
    'mic',
    props,
    MIC_FLAGS,
    {
      ...(flavour.kubeconfig !== undefined && { '--kubeconfig': flavour.kubeconfig }),
      ...(cloudConfig !== undefined && { '--cloudconfig': cloudConfig }),
      '--logtostderr': true,
      ...(follows && { '--leader-election-namespace': namespace }),
      ...(forceNamespaced && !flavour.namespacedByEnvironment && { '--forceNamespaced': 'true' }),
    },
    flavour,
    {
      memory: MIC_MEMORY,
      probePort: 8080,
      tolerations: undefined,
      affinity: flavour.micAffinity,
      prometheusPort: 8888,
    },
  );
  return {
    ...settings,
    replicas,
    topologySpreadConstraints: topologySpreadConstraints?.length ? wire(topologySpreadConstraints) : undefined,
    cloudConfig,
    customCloudConfig: mic.customCloudConfig,
    credentials,
    forceNamespaced: flavour.namespacedByEnvironment ? String(forceNamespaced) : undefined,
  };
}

/** The PodDisruptionBudget, when one is wanted. */
export function budgetOfProps(
  problems: Problems,
  { mic }: AadPodIdentityProps,
  { flavour }: InstallContext,
): PodDisruptionBudget | undefined {
  const budget = mic?.podDisruptionBudget;
  if (budget === undefined) return undefined;
  const field = 'mic.podDisruptionBudget';
  if (!checkProps(problems, budget, ['minAvailable', 'maxUnavailable'], field)) return undefined;
  const { minAvailable, maxUnavailable } = budget;
  if ((minAvailable === undefined) === (maxUnavailable === undefined)) {
    problems.add(field, budget, 'minAvailable or maxUnavailable, and not both');
  }
  if (minAvailable !== undefined) upTo100Percent(problems, `${field}.minAvailable`, minAvailable);
  if (maxUnavailable !== undefined) upTo100Percent(problems, `${field}.maxUnavailable`, maxUnavailable);
  const component = { 'app.kubernetes.io/component': 'mic' };
  const matchLabels = flavour.checksum ? component : flavour.mic.matchLabels;
  return { apiVersion: 'policy/v1', minAvailable, maxUnavailable, matchLabels };
}
