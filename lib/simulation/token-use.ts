import { listFrom, type ManifestMap, mapOf, stringOf } from '../manifests/manifest';
import type { YamlValue } from '../manifests/yaml-value';
import { skippedContainers } from '../upstream/pod-injection';
import { INJECTED_VARIABLES, PROXY_CONTAINER, PROXY_INIT_CONTAINER } from '../upstream/webhook-pod';
import {
  AUDIENCE,
  IDENTITY_BINDING_ANNOTATION,
  INJECT_PROXY_ANNOTATION,
  SKIP_CONTAINERS_ANNOTATION,
  USED,
} from '../upstream/workload-identity';
import { isCalled } from './admission';
import { annotationsAt } from './annotations-at';
import { podSpecOf, type Workload } from './workload';

/** A container that gets tokens of Entra ID. */
export interface TokenContainer {
  readonly name: string;
  /** Its literal `AZURE_CLIENT_ID`; undefined when it has none. */
  readonly clientId: string | undefined;
  /** Whether the variable comes from elsewhere, so that the account's client id is not set. */
  readonly isElsewhere: boolean;
}

/** How the pods of a workload use Workload Identity, as their template says. */
export interface TokenUse {
  /** Whether the API server asks the webhook about them. */
  readonly isCalled: boolean;
  /** Whether requests to the metadata service are redirected to the proxy of Workload Identity. */
  readonly isProxied: boolean;
  /** Whether an identity binding of AKS stands in for the federated credential. */
  readonly hasIdentityBinding: boolean;
  /** The containers that get a token, or whose requests the proxy answers, init containers first. */
  readonly containers: readonly TokenContainer[];
}

export function tokenUseOf(workload: Workload): TokenUse {
  const called = isCalled(workload);
  const spec = podSpecOf(workload);
  const volumes = tokenVolumes(spec);
  const annotations = called ? annotationsAt(workload.manifest, [...workload.template, 'metadata', 'annotations']) : {};
  const skipped = skippedContainers(called ? annotations[SKIP_CONTAINERS_ANNOTATION] : undefined);
  const inits = listFrom(spec.initContainers).map(mapOf);
  const containers = listFrom(spec.containers).map(mapOf);
  const all = [...inits, ...containers];
  const has = (name: string) => all.some((container) => container.name === name);
  const isProxied =
    Object.hasOwn(annotations, INJECT_PROXY_ANNOTATION) || (has(PROXY_CONTAINER) && has(PROXY_INIT_CONTAINER));
  const getsToken = (container: ManifestMap) =>
    // The redirect is that of the whole pod; a proxy needs a token itself.
    (isProxied && (called || volumes.size > 0)) ||
    mounts(container, volumes) ||
    (called && !skipped.has(stringOf(container.name)));
  return {
    isCalled: called,
    isProxied,
    hasIdentityBinding: annotations[IDENTITY_BINDING_ANNOTATION]?.toLowerCase() === USED,
    containers: all.filter(getsToken).map(tokenContainer),
  };
}

/** Whether a workload's pods use Workload Identity: by the label, or by a token that is written out. */
export function usesToken(workload: Workload): boolean {
  return isCalled(workload) || tokenVolumes(podSpecOf(workload)).size > 0;
}

/** Names of the volumes with a token that Entra ID exchanges. */
function tokenVolumes({ volumes }: ManifestMap): ReadonlySet<YamlValue | undefined> {
  const names = new Set<YamlValue | undefined>();
  for (const volume of listFrom(volumes)) {
    const { name, projected } = mapOf(volume);
    const isToken = (source: YamlValue) => mapOf(mapOf(source).serviceAccountToken).audience === AUDIENCE;
    if (listFrom(mapOf(projected).sources).some(isToken)) names.add(name);
  }
  return names;
}

function mounts({ volumeMounts }: ManifestMap, volumes: ReadonlySet<YamlValue | undefined>): boolean {
  return volumes.size > 0 && listFrom(volumeMounts).some((mount) => volumes.has(mapOf(mount).name));
}

function tokenContainer({ name, env }: ManifestMap): TokenContainer {
  // The last one of a name counts.
  const variable = listFrom(env)
    .map(mapOf)
    .findLast((one) => one.name === INJECTED_VARIABLES.clientId);
  const clientId = stringOf(variable?.value) || undefined;
  return { name: stringOf(name), clientId, isElsewhere: variable !== undefined && clientId === undefined };
}
