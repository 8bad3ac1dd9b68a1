import { goDecimal } from '../go/numbers';
import { isAtLeast } from '../go/semver';
import type { Texts } from '../manifests/fields';
import { isMap, type ManifestMap, mapOf, stringOf } from '../manifests/manifest';
import { setKey, type YamlValue } from '../manifests/yaml-value';
import { type SpecMap, skippedContainers, type TokenInjection, withProxy, withToken } from '../upstream/pod-injection';
import { injectedVariables, proxyContainer, proxyInitContainer } from '../upstream/webhook-pod';
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
import { podSpecOf, type Workload } from './workload';

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
export function accountOf(workload: Pick<Workload, 'manifest' | 'template'>): string {
  return accountIn(podSpecOf(workload));
}

function accountIn({ serviceAccountName, serviceAccount }: ManifestMap): string {
  return stringOf(serviceAccountName) || stringOf(serviceAccount) || DEFAULT_ACCOUNT;
}

function podOf(workload: Workload): Pod {
  const { manifest, template, labels } = workload;
  const spec = rewritten(mapOf(manifest.at([...template, 'spec']))) as ManifestMap;
  return { labels, annotations: annotationsAt(manifest, [...template, 'metadata', 'annotations']), spec };
}

function admitted(pod: Pod, namespace: string, accounts: ServiceAccounts, settings: WebhookSettings): ManifestMap {
  const { annotations } = pod;
  const name = accountIn(pod.spec);
  const account = accounts.find(namespace, name);
  if (!account) throw new Refused(`there is no ServiceAccount ${namespace}/${name}`);
  const spec = Object.hasOwn(annotations, INJECT_PROXY_ANNOTATION) ? proxied(pod, settings) : pod.spec;
  const injection: TokenInjection = {
    variables: injectedVariables({
      clientId: account.annotations[CLIENT_ID_ANNOTATION] ?? '',
      // An empty annotation counts.
      tenantId: account.annotations[TENANT_ID_ANNOTATION] ?? settings.tenantId,
      authorityHost: settings.authorityHost,
    }),
    volume: VOLUME,
    expirationSeconds: tokenExpiration(annotations, account.annotations),
    skipped: skippedContainers(annotations[SKIP_CONTAINERS_ANNOTATION]),
  };
  const metadata: ManifestMap = { labels: { ...pod.labels } };
  if (Object.keys(annotations).length > 0) metadata.annotations = { ...annotations };
  return { metadata, spec: withToken(spec, injection) as ManifestMap };
}

function proxied({ spec, annotations }: Pod, { kubernetesVersion }: WebhookSettings): SpecMap {
  if (spec.hostNetwork === true) {
    throw new Refused('hostNetwork is true, so that the proxy would change the network of the node');
  }
  const port = proxyPort(annotations);
  const isNative = isAtLeast(kubernetesVersion, NATIVE_SIDECAR_SINCE.split('.').map(Number));
  return withProxy(spec, {
    sidecar: proxyContainer(port, PROXY),
    init: proxyInitContainer(port, PROXY_INIT),
    place: isNative ? 'native' : 'container',
  });
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
