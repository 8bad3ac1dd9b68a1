import { DEFAULT_NAMESPACE } from '../../upstream/api';
import { AZURE_JSON } from '../../upstream/node-files';
import { DNS_SUBDOMAIN } from '../../validate/kubernetes-names';
import type { Problems } from '../../validate/problems';
import { checkProps } from '../../validate/props';
import { integer, optional, upTo100Percent } from '../../validate/shape';
import { CloudCredentials } from '../cloud-credentials';
import { MIC_LABELS, MIC_REPLICAS } from '../defaults';
import { NODE_FILE } from '../formats';
import type { InstallContext } from '../objects/controller';
import type { MicSettings } from '../objects/mic';
import type { PodDisruptionBudget } from '../objects/pod-disruption-budget';
import { TOPOLOGY_SPREAD_CONSTRAINTS } from '../pod-shapes';
import { wire } from '../wire';
import type { AadPodIdentityProps } from './aad-pod-identity-props';
import { controllerOfProps, propsOf, unlessEmpty } from './controller-of-props';

const MIC_PROPS = propsOf('mic', [
  ...['replicas', 'topologySpreadConstraints', 'podDisruptionBudget'],
  ...['cloudCredentials', 'cloudConfig', 'customCloudConfig'],
]);

/** The settings of MIC. */
export function micOfProps(
  problems: Problems,
  warnings: string[],
  props: AadPodIdentityProps,
  { distribution, namespace }: InstallContext,
  forceNamespaced: boolean,
): MicSettings {
  const mic = props.mic ?? {};
  checkProps(problems, mic, MIC_PROPS, 'mic');
  if (mic.leaderElection !== undefined) {
    checkProps(problems, mic.leaderElection, ['instance', 'namespace', 'name', 'duration'], 'mic.leaderElection');
  }
  problems.expectOptional('mic.cloudConfig', mic.cloudConfig, NODE_FILE);
  problems.expectOptional('mic.customCloudConfig', mic.customCloudConfig, NODE_FILE);
  const { cloudCredentials: credentials, replicas = MIC_REPLICAS, topologySpreadConstraints } = mic;
  if (credentials !== undefined && !(credentials instanceof CloudCredentials)) {
    problems.addKind(
      'mic.cloudCredentials',
      credentials,
      'CloudCredentials.fromSecret(…) or CloudCredentials.rendered(…)',
    );
  }
  if (credentials instanceof CloudCredentials && credentials.existing !== undefined) {
    problems.expect('mic.cloudCredentials', credentials.existing, DNS_SUBDOMAIN);
  }
  if (credentials !== undefined && mic.cloudConfig !== undefined) {
    problems.add('mic.cloudConfig', mic.cloudConfig, 'nothing, with cloudCredentials');
  }
  integer(0)(problems, 'mic.replicas', replicas);
  optional(TOPOLOGY_SPREAD_CONSTRAINTS)(problems, 'mic.topologySpreadConstraints', wire(topologySpreadConstraints));
  if (replicas === 0) warnings.push('mic.replicas is 0: no identities are assigned');
  if (mic.leaderElection?.instance !== undefined && typeof replicas === 'number' && replicas > 1) {
    warnings.push('mic.leaderElection.instance is one name for all replicas: each of them acts as the leader');
  }
  if (credentials instanceof CloudCredentials && credentials.data) {
    warnings.push(
      'mic.cloudCredentials: the client secret is written to the manifest: anyone who can read it can read the secret',
    );
  }
  const cloudConfig = credentials === undefined ? (mic.cloudConfig ?? AZURE_JSON) : undefined;
  const follows = props.followNamespace !== false && namespace !== DEFAULT_NAMESPACE;
  const settings = controllerOfProps(
    problems,
    'mic',
    props,
    {
      ...(distribution.kubeconfig !== undefined && { '--kubeconfig': distribution.kubeconfig }),
      ...(cloudConfig !== undefined && { '--cloudconfig': cloudConfig }),
      '--logtostderr': true,
      ...(follows && { '--leader-election-namespace': namespace }),
      ...(forceNamespaced && !distribution.namespacedByEnvironment && { '--forceNamespaced': 'true' }),
    },
    distribution,
  );
  return {
    ...settings,
    replicas,
    topologySpreadConstraints: unlessEmpty(wire(topologySpreadConstraints)),
    cloudConfig,
    customCloudConfig: mic.customCloudConfig,
    credentials,
    forceNamespaced: distribution.namespacedByEnvironment ? String(forceNamespaced) : undefined,
  };
}

/** The PodDisruptionBudget, if set. */
export function budgetOfProps(
  problems: Problems,
  { mic }: AadPodIdentityProps,
  { distribution }: InstallContext,
): PodDisruptionBudget | undefined {
  const budget = mic?.podDisruptionBudget;
  if (budget === undefined) return undefined;
  const field = 'mic.podDisruptionBudget';
  if (!checkProps(problems, budget, ['minAvailable', 'maxUnavailable'], field)) return undefined;
  const { minAvailable, maxUnavailable } = budget;
  if ((minAvailable === undefined) === (maxUnavailable === undefined)) {
    problems.add(field, budget, 'either minAvailable or maxUnavailable');
  }
  optional(upTo100Percent)(problems, `${field}.minAvailable`, minAvailable);
  optional(upTo100Percent)(problems, `${field}.maxUnavailable`, maxUnavailable);
  const matchLabels = distribution.checksum ? MIC_LABELS : distribution.mic.matchLabels;
  return { apiVersion: 'policy/v1', minAvailable, maxUnavailable, matchLabels };
}
