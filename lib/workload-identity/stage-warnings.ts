import type { Json } from '../synth/pod-template';
import { authorityHostOf } from '../upstream/authority-hosts';
import { WRITTEN_TOKEN_PATH } from '../upstream/sdk-credentials';
import { INJECTED_VARIABLES } from '../upstream/webhook-pod';
import { NATIVE_SIDECAR_SINCE, PROXY_USER, SKIP_CONTAINERS_ANNOTATION } from '../upstream/workload-identity';
import { listOf, show } from '../validate/format';
import { valueAt } from '../validate/path';
import { isPlainObject } from '../validate/unresolved';
import { Injection } from './injection';
import { MigrationStage, usesWorkloadIdentity } from './migration-stage';
import { endsByItself, type PodFacts } from './pod-facts';
import type { StageSettings } from './stage-settings';

/** What is assigned to a workload, as far as warnings look at it. */
export interface WarnedIdentity {
  readonly name: string;
  readonly adEndpoint: string | undefined;
}

type Warning = (pod: PodFacts, settings: StageSettings, identities: readonly WarnedIdentity[]) => string | undefined;

/** What is valid, but may not do what was meant, in full sentences. */
export function stageWarnings(
  pod: PodFacts,
  settings: StageSettings,
  identities: readonly WarnedIdentity[],
): readonly string[] {
  const found: string[] = [];
  const look = (warnings: readonly Warning[]) => {
    for (const warning of warnings) {
      const text = warning(pod, settings, identities);
      if (text !== undefined) found.push(text);
    }
  };
  look(ALWAYS);
  if (usesWorkloadIdentity(settings.stage)) look(WITH_TOKEN);
  if (settings.stage === MigrationStage.PROXY && settings.injection === Injection.WEBHOOK) look(WITH_PROXY);
  return found;
}

const recreated: Warning = ({ kind, group }) => {
  if (kind === 'Pod') return 'is a Pod: Kubernetes refuses the change. Delete it and create it again.';
  if (kind !== 'Job' || group !== 'batch') return undefined;
  return 'is a Job, whose pod template cannot be changed. Delete it and create it again, or give it another name.';
};

const onDelete: Warning = ({ kind, manifest }) => {
  if (valueAt(manifest, ['spec', 'updateStrategy', 'type']) !== 'OnDelete') return undefined;
  return `is a ${kind} with updateStrategy OnDelete: its pods stay as they are until you delete them.`;
};

const ALWAYS: readonly Warning[] = [recreated, onDelete];

/** Values with which DefaultAzureCredential still tries WorkloadIdentityCredential. */
const WITH_WORKLOAD_IDENTITY = ['prod', 'workloadidentitycredential'];

const isLimiting = ({ name, value }: { readonly name?: unknown; readonly value?: unknown }) =>
  name === 'AZURE_TOKEN_CREDENTIALS' && !WITH_WORKLOAD_IDENTITY.includes(String(value).toLowerCase());

const tokenCredentials: Warning = ({ containers }) => {
  const found = containers.find(({ env, isSkipped }) => !isSkipped && env.some(isLimiting));
  if (!found) return undefined;
  return `has AZURE_TOKEN_CREDENTIALS in container ${show(found.name)}, which limits DefaultAzureCredential to some credentials. Set it to prod or WorkloadIdentityCredential, or remove it.`;
};

const hardCoded: Warning = ({ containers }) => {
  const found = containers.find(({ container }) => says(container, WRITTEN_TOKEN_PATH));
  if (!found) return undefined;
  return `names the file or the volume of the token in container ${show(found.name)}; both differ between releases of the webhook. Read AZURE_FEDERATED_TOKEN_FILE instead.`;
};

/** A request to the metadata service that names the identity by its resource id. */
const RESOURCE_ID = /\bm(?:s)?i_res_id\b|\/userAssignedIdentities\//i;

const asksByResourceId: Warning = ({ containers }, _settings, identities) => {
  if (identities.length < 2) return undefined;
  const found = containers.find(({ container }) => says(container, RESOURCE_ID));
  if (!found) return undefined;
  return `seems to request tokens by resource id in container ${show(found.name)}: with Workload Identity the SDKs then use the default client id. Request them by client id.`;
};

const otherCloud: Warning = ({ containers }, { azureEnvironment }, identities) => {
  if (identities.every(({ adEndpoint }) => adEndpoint === undefined)) return undefined;
  const isSet = ({ name }: { readonly name?: unknown }) => name === INJECTED_VARIABLES.authorityHost;
  if (containers.every(({ env, isSkipped }) => isSkipped || env.some(isSet))) return undefined;
  const host = authorityHostOf(azureEnvironment);
  const other = identities.find(({ adEndpoint }) => adEndpoint !== undefined && hostOf(adEndpoint) !== hostOf(host));
  if (!other) return undefined;
  return `has the identity ${show(other.name)} with adEndpoint ${other.adEndpoint}, but Workload Identity requests tokens at ${host}. Set AZURE_AUTHORITY_HOST in the containers.`;
};

const allSkipped: Warning = ({ containers }) => {
  if (containers.length === 0 || containers.some(({ isInit, isSkipped }) => !isInit && !isSkipped)) return undefined;
  return `names all its containers in ${SKIP_CONTAINERS_ANNOTATION}, so none of them gets a token. Remove those that need one from the annotation.`;
};

const WITH_TOKEN: readonly Warning[] = [allSkipped, tokenCredentials, hardCoded, asksByResourceId, otherCloud];

const otherUser: Warning = ({ spec }) => {
  const user = valueAt(spec, ['securityContext', 'runAsUser']);
  if (user === undefined || user === 0 || user === PROXY_USER) return undefined;
  return `runs as user ${String(user)}, and so does the proxy: what it forwards to the metadata service is redirected to itself. Set runAsUser in the containers instead, or use Injection.MANIFEST.`;
};

const initContainers: Warning = ({ containers }) => {
  const names = containers.filter(({ isInit }) => isInit).map(({ name }) => name);
  if (names.length === 0) return undefined;
  return `has init containers, ${listOf(names)}, which start before requests are redirected to the proxy: NMI answers theirs, and nothing does when it is gone. Injection.MANIFEST redirects them, too.`;
};

const endless: Warning = (pod, { kubernetesVersion }) => {
  if (kubernetesVersion !== undefined || !endsByItself(pod)) return undefined;
  return `is a ${pod.kind} at stage proxy: before Kubernetes ${NATIVE_SIDECAR_SINCE} the proxy keeps its pods running forever. Set kubernetesVersion in WorkloadIdentity.`;
};

const WITH_PROXY: readonly Warning[] = [endless, otherUser, initContainers];

const says = ({ env, args, command, volumeMounts }: Json, pattern: RegExp) =>
  hasText(env, pattern) || hasText(args, pattern) || hasText(command, pattern) || hasText(volumeMounts, pattern);

function hasText(value: unknown, pattern: RegExp): boolean {
  if (typeof value === 'string') return pattern.test(value);
  if (Array.isArray(value)) return value.some((item) => hasText(item, pattern));
  if (!isPlainObject(value)) return false;
  for (const key in value) if (hasText((value as Json)[key], pattern)) return true;
  return false;
}

const hostOf = (url: string | undefined) => (url !== undefined && URL.canParse(url) ? new URL(url).host : url);
