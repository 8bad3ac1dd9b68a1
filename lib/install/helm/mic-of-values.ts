import { isAtLeast } from '../../go/semver';
import { MIC_CREDENTIALS } from '../../upstream/mic-credentials';
import { GUID } from '../../validate/azure-values';
import { decodedText } from '../../validate/encoded';
import { integer, upTo100Percent } from '../../validate/shape';
import { CloudCredentials } from '../cloud-credentials';
import { MIC_LABELS } from '../defaults';
import { CLOUD, NOT_EMPTY } from '../formats';
import type { InstallContext } from '../objects/controller';
import type { MicSettings } from '../objects/mic';
import type { PodDisruptionBudget } from '../objects/pod-disruption-budget';
import { TOPOLOGY_SPREAD_CONSTRAINTS } from '../pod-shapes';
import type { ChartReader } from './chart-reader';
import { isMap } from './coalesce';
import { controllerOfValues, nodeFile } from './controller-of-values';
import { goText, isTrue } from './go-template';
import { quotedValue, UNREADABLE } from './template-text';

/** Upstream: charts/aad-pod-identity/templates/mic-deployment.yaml. */
export function micOfValues(reader: ChartReader, { distribution }: InstallContext): MicSettings {
  const credentials = credentialsOfValues(reader);
  const quoted = (path: string) => reader.quoted(path);
  const cloudConfig = credentials ? undefined : nodeFile(reader, 'mic.cloudConfig', quoted);
  const custom = reader.isTrue('mic.customCloud.enabled')
    ? nodeFile(reader, 'mic.customCloud.configPath', quoted)
    : undefined;
  if (custom !== undefined && custom === cloudConfig) {
    reader.problems.add('mic.customCloud.configPath', custom, 'another file than mic.cloudConfig');
  }
  const userMsis = immutableUserMsis(reader);
  const settings = controllerOfValues(reader, 'mic', distribution.mic, {
    ...(cloudConfig !== undefined && { '--cloudconfig': cloudConfig }),
    '--logtostderr': true,
    ...(userMsis !== undefined && { '--immutable-user-msis': userMsis }),
  });
  const replicas = reader.plain('mic.replicas', 'a whole number, 0 or more');
  if (replicas !== undefined) integer(0)(reader.problems, 'mic.replicas', replicas);
  if (replicas === 0) reader.warn('mic.replicas', 'with 0 no identities are assigned');
  if (isTrue(reader.get('mic.leaderElection.instance')) && replicas !== 1) {
    reader.warn('mic.leaderElection.instance', 'one name for all replicas: each of them acts as the leader');
  }
  return {
    ...settings,
    replicas,
    topologySpreadConstraints: reader.content('mic.topologySpreadConstraints', TOPOLOGY_SPREAD_CONSTRAINTS),
    cloudConfig,
    customCloudConfig: custom,
    credentials,
    forceNamespaced: reader.quoted('forceNamespaced'),
  };
}

/** Upstream: charts/aad-pod-identity/templates/mic-secret.yaml; `required` and `b64enc` accept only strings. */
function credentialsOfValues(reader: ChartReader): CloudCredentials | undefined {
  const given = reader.get('adminsecret');
  if (!isTrue(given)) return undefined;
  if (!isMap(given)) {
    reader.problems.addKind('adminsecret', given, 'a map');
    return undefined;
  }
  const data: { [key: string]: string } = {};
  for (const { key, value, msi: mayBeEmpty } of MIC_CREDENTIALS) {
    if (mayBeEmpty && !isTrue(given.useMSI)) continue;
    const text = given[value];
    if (typeof text === 'string' && (mayBeEmpty || text !== '')) {
      data[key] = text;
      if (value !== 'clientSecret' && value !== 'cloud' && decodedText(text) !== undefined) {
        reader.warn(
          `adminsecret.${value}`,
          'the value is base64 already; the chart encodes it again. Write the decoded value',
        );
      }
      continue;
    }
    // Not the value: it may be the secret.
    const allowed = mayBeEmpty ? 'a string' : NOT_EMPTY.allowed;
    reader.problems.addKind(`adminsecret.${value}`, text === '' ? undefined : text, allowed);
  }
  if (data.Cloud !== undefined && !CLOUD.accepts(data.Cloud)) {
    reader.problems.add('adminsecret.cloud', data.Cloud, CLOUD.allowed, CLOUD.hint?.(data.Cloud));
  }
  if (given.useMSI === 'false') {
    reader.warn('adminsecret.useMSI', 'the string "false" counts as true in the chart');
  }
  reader.warn(
    'adminsecret',
    'the client secret is written to the manifest: anyone who can read it can read the secret',
  );
  return CloudCredentials.fromData(data);
}

/** `"--immutable-user-msis={{- join "," value}}"` */
function immutableUserMsis(reader: ChartReader): string | undefined {
  const path = 'mic.immutableUserMSIs';
  const given = reader.get(path);
  if (!isTrue(given)) return undefined;
  const items = Array.isArray(given) ? given.filter((item) => item !== null) : [given];
  const joined = quotedValue(items.map(goText).join(','));
  if (joined === UNREADABLE) {
    reader.problems.add(path, given, 'a string without double quotes and "\\"');
    return undefined;
  }
  const wrong = joined.split(',').find((id) => !GUID.accepts(id) || id !== id.toLowerCase());
  if (wrong !== undefined)
    reader.warn(path, `${JSON.stringify(wrong)} is not a client id in lower case: MIC does not protect it`);
  return joined;
}

/** Upstream: charts/aad-pod-identity/templates/mic-pod-disruption-budget.yaml. */
export function budgetOfValues(reader: ChartReader, kubeVersion: string | undefined): PodDisruptionBudget | undefined {
  const path = 'mic.podDisruptionBudget';
  const given = reader.get(path);
  if (!isTrue(given)) return undefined;
  if (!isMap(given)) {
    reader.problems.add(path, given, 'a map with minAvailable');
    return undefined;
  }
  const minAvailable = reader.plain(`${path}.minAvailable`, 'a number or a percentage');
  if (minAvailable !== undefined) upTo100Percent(reader.problems, `${path}.minAvailable`, minAvailable);
  else reader.warn(path, 'without minAvailable it protects nothing');
  return {
    apiVersion:
      kubeVersion !== undefined && isAtLeast(kubeVersion, [1, 21, 0]) === false ? 'policy/v1beta1' : 'policy/v1',
    minAvailable,
    maxUnavailable: undefined,
    matchLabels: MIC_LABELS,
  };
}
