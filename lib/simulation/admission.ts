import { goDecimal } from '../go/numbers';
import { isAtLeast } from '../go/semver';
import type { Texts } from '../manifests/fields';
import { isMap, listFrom, type ManifestMap, mapOf, stringOf } from '../manifests/manifest';
import { setKey, type YamlValue } from '../manifests/yaml-value';
import {
  injectedVariables,
  PROXY_CONTAINER,
  PROXY_INIT_CONTAINER,
  proxyContainer,
  proxyInitContainer,
  tokenMount,
  tokenVolume,
} from '../upstream/webhook-pod';
import {
  CLIENT_ID_ANNOTATION,
  DEFAULT_ACCOUNT,
  DEFAULT_PROXY_PORT,
  INJECT_PROXY_ANNOTATION,
  NATIVE_SIDECAR_SINCE,
  PROXY_PORT_ANNOTATION,
  SKIP_CONTAINERS_ANNOTATION,
  TENANT_ID_ANNOTATION,
  TOKEN_EXPIRATION,
  TOKEN_EXPIRATION_ANNOTATION,
  USE_LABEL,
  USED,
} from '../upstream/workload-identity';
import { show } from '../validate/format';
import { annotationsAt } from './annotations-at';
import type { ServiceAccounts } from './service-accounts';
import type { Workload } from './workload';

/** What the webhook is started with. */
export interface WebhookSettings {
  readonly tenantId: string;
  readonly kubernetesVersion: string;
  readonly authorityHost: string;
}

/** What the webhook does with the pods of a workload. */
export type Admission =
  | { readonly called: false }
  | { readonly called: true; readonly refused: string }
  | { readonly called: true; readonly pod: ManifestMap };

/** The volume's name, which the webhook derives from that of the pod. */
const VOLUME = 'wi-token';
/** The images without registry and tag, which the webhook's build sets. */
const [PROXY, PROXY_INIT] = ['/proxy:', '/proxy-init:'];

/** The pod that the API server sends to the webhook. */
interface Pod {
  readonly labels: Texts;
  readonly annotations: Texts;
  readonly spec: ManifestMap;
}

class Refused extends Error {}

/** The webhook of Workload Identity as a function (pkg/webhook/webhook.go, Handle). */
export function admission(workload: Workload, accounts: ServiceAccounts, settings: WebhookSettings): Admission {
  if (!isCalled(workload)) return { called: false };
  const pod = podOf(workload);
  try {
    return { called: true, pod: admitted(pod, workload.namespace, accounts, settings) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { called: true, refused: error.message };
  }
}

/** Whether the API server asks the webhook about the workload's pods. */
export function isCalled({ labels }: Pick<Workload, 'labels'>): boolean {
  return Object.hasOwn(labels, USE_LABEL) && labels[USE_LABEL] === USED;
}

/** The ServiceAccount of a workload's pods. The API server copies `serviceAccount`, the old name of the field. */
export function accountOf({ manifest, template }: Pick<Workload, 'manifest' | 'template'>): string {
  const spec = mapOf(manifest.at([...template, 'spec']));
  return stringOf(spec.serviceAccountName) || stringOf(spec.serviceAccount) || DEFAULT_ACCOUNT;
}

function podOf(workload: Workload): Pod {
  const { manifest, template, labels } = workload;
  const spec = rewritten(mapOf(manifest.at([...template, 'spec']))) as ManifestMap;
  return { labels, annotations: annotationsAt(manifest, [...template, 'metadata', 'annotations']), spec };
}

function admitted(pod: Pod, namespace: string, accounts: ServiceAccounts, settings: WebhookSettings): ManifestMap {
  const { annotations } = pod;
  const name = stringOf(pod.spec.serviceAccountName) || stringOf(pod.spec.serviceAccount) || DEFAULT_ACCOUNT;
  const account = accounts.find(namespace, name);
  if (!account) throw new Refused(`there is no ServiceAccount ${namespace}/${name}`);
  let containers = listFrom(pod.spec.containers);
  let initContainers = listFrom(pod.spec.initContainers);
  if (Object.hasOwn(annotations, INJECT_PROXY_ANNOTATION)) {
    if (pod.spec.hostNetwork === true) {
      throw new Refused('hostNetwork is true, so that the proxy would change the network of the node');
    }
    const port = proxyPort(annotations);
    initContainers = withContainer(initContainers, PROXY_INIT_CONTAINER, (all) => [
      ...all,
      proxyInitContainer(port, PROXY_INIT),
    ]);
    if (isAtLeast(settings.kubernetesVersion, versionParts(NATIVE_SIDECAR_SINCE))) {
      initContainers = withContainer(initContainers, PROXY_CONTAINER, (all) => [
        { ...proxyContainer(port, PROXY), restartPolicy: 'Always' },
        ...all,
      ]);
    } else {
      containers = withContainer(containers, PROXY_CONTAINER, (all) => [proxyContainer(port, PROXY), ...all]);
    }
  }
  const expiration = tokenExpiration(annotations, account.annotations);
  const skipped = skippedContainers(annotations);
  const variables = injectedVariables({
    clientId: account.annotations[CLIENT_ID_ANNOTATION] ?? '',
    // An empty annotation counts.
    tenantId: account.annotations[TENANT_ID_ANNOTATION] ?? settings.tenantId,
    authorityHost: settings.authorityHost,
  });
  const mutated = (all: readonly YamlValue[]) =>
    all.map((container) =>
      isMap(container) && !skipped.has(stringOf(container.name)) ? withToken(container, variables) : container,
    );
  const metadata: ManifestMap = { labels: { ...pod.labels } };
  if (Object.keys(annotations).length > 0) metadata.annotations = { ...annotations };
  const spec: ManifestMap = { ...pod.spec, containers: mutated(containers) };
  if (initContainers.length > 0) spec.initContainers = mutated(initContainers);
  spec.volumes = named(listFrom(pod.spec.volumes), tokenVolume(VOLUME, expiration));
  return { metadata, spec };
}

function withContainer(
  containers: readonly YamlValue[],
  name: string,
  add: (containers: readonly YamlValue[]) => YamlValue[],
): YamlValue[] {
  return containers.some((container) => mapOf(container).name === name) ? [...containers] : add(containers);
}

/** Present variables stay, those with `valueFrom` too. */
function withToken(container: ManifestMap, variables: readonly { name: string; value: string }[]): ManifestMap {
  const env = listFrom(container.env);
  const present = new Set(env.map((variable) => mapOf(variable).name));
  const added = variables.filter(({ name }) => !present.has(name)).map((variable) => ({ ...variable }));
  return {
    ...container,
    ...(env.length + added.length > 0 && { env: [...env, ...added] }),
    volumeMounts: named(listFrom(container.volumeMounts), tokenMount(VOLUME)),
  };
}

/** A list with an item, in place of one with its name. */
function named(list: readonly YamlValue[], item: ManifestMap): YamlValue[] {
  const at = list.findIndex((other) => mapOf(other).name === item.name);
  return at < 0 ? [...list, item] : list.with(at, item);
}

function tokenExpiration(ofPod: Texts, ofAccount: Texts): number {
  const given = ofPod[TOKEN_EXPIRATION_ANNOTATION] || ofAccount[TOKEN_EXPIRATION_ANNOTATION];
  if (!given) return TOKEN_EXPIRATION.default;
  const { least, most } = TOKEN_EXPIRATION;
  const seconds = goDecimal(given, 64);
  if (typeof seconds === 'number' && seconds >= least && seconds <= most) return seconds;
  throw new Refused(`${TOKEN_EXPIRATION_ANNOTATION}: got ${show(given)}; allowed: seconds from ${least} to ${most}`);
}

function proxyPort(annotations: Texts): number {
  const given = annotations[PROXY_PORT_ANNOTATION];
  if (given === undefined) return DEFAULT_PROXY_PORT;
  const port = goDecimal(given, 32);
  if (typeof port === 'number') return port;
  throw new Refused(`${PROXY_PORT_ANNOTATION}: got ${show(given)}; allowed: a port number`);
}

/** The names of the containers to skip. `strings.TrimSpace` and `trim` differ in U+FEFF and U+0085, which no name has. */
function skippedContainers(annotations: Texts): ReadonlySet<string> {
  const given = annotations[SKIP_CONTAINERS_ANNOTATION];
  return new Set(given ? given.split(';').map((name) => name.trim()) : []);
}

const versionParts = (version: string): number[] => version.split('.').map(Number);

/** Fields that Go leaves out when they are false, or empty strings (k8s.io/api/core/v1/types.go, omitempty). */
const FALSE_IS_ABSENT = ['hostNetwork', 'hostPID', 'hostIPC', 'readOnly', 'stdin', 'stdinOnce', 'tty'];
const EMPTY_IS_ABSENT = ['value', 'serviceAccountName', 'serviceAccount', 'nodeName'];

/** What is left of a spec when the webhook has read and written it, without an empty `resources`. */
function rewritten(value: YamlValue): YamlValue {
  if (Array.isArray(value)) return value.filter((item) => item !== null).map(rewritten);
  if (!isMap(value)) return value;
  const kept: ManifestMap = {};
  for (const [key, item] of Object.entries<YamlValue>(value)) {
    if (!isLeftOut(key, item)) setKey(kept, key, rewritten(item));
  }
  return kept;
}

function isLeftOut(key: string, value: YamlValue): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (isMap(value)) return key === 'resources' && Object.keys(value).length === 0;
  if (value === false) return FALSE_IS_ABSENT.includes(key);
  return value === null || (value === '' && EMPTY_IS_ABSENT.includes(key));
}
