import { PROXY_CONTAINER, PROXY_INIT_CONTAINER, tokenMount, tokenVolume, type Variable } from './webhook-pod';

/** A map of a pod spec. */
export type SpecMap = { readonly [key: string]: unknown };

/** What the containers of a pod get. */
export interface TokenInjection {
  readonly variables: readonly Variable[];
  /** Name of the volume with the token. */
  readonly volume: string;
  readonly expirationSeconds: number;
  /** Names of the containers that get nothing. */
  readonly skipped: ReadonlySet<string>;
}

/** The containers of the proxy for a pod. */
export interface ProxyInjection {
  readonly sidecar: SpecMap;
  readonly init: SpecMap;
  /**
   * Where they go. `native`: the sidecar is the first init container, and the redirect the last. `container`: the same with
   * the sidecar as first container. `ahead`: both before the init containers, so that these are redirected, too.
   */
  readonly place: 'native' | 'container' | 'ahead';
}

/** A pod spec with the proxy. A container of the name is kept (pkg/webhook/webhook.go, injectProxySidecarContainer). */
export function withProxy(spec: SpecMap, { sidecar, init, place }: ProxyInjection): SpecMap {
  const before = listOf(spec.initContainers);
  const inits = hasNamed(before, PROXY_INIT_CONTAINER)
    ? before
    : place === 'ahead'
      ? [init, ...before]
      : [...before, init];
  if (place === 'container') {
    const containers = listOf(spec.containers);
    const all = hasNamed(containers, PROXY_CONTAINER) ? containers : [sidecar, ...containers];
    return { ...spec, initContainers: inits, containers: all };
  }
  const native = { ...sidecar, restartPolicy: 'Always' };
  return { ...spec, initContainers: hasNamed(inits, PROXY_CONTAINER) ? inits : [native, ...inits] };
}

/** A pod spec whose containers have the token and the variables (pkg/webhook/webhook.go, mutateContainers). */
export function withToken(spec: SpecMap, injection: TokenInjection): SpecMap {
  const { volume, expirationSeconds } = injection;
  const initContainers = listOf(spec.initContainers);
  return {
    ...spec,
    containers: listOf(spec.containers).map((container) => containerWith(container, injection)),
    ...(initContainers.length > 0 && {
      initContainers: initContainers.map((container) => containerWith(container, injection)),
    }),
    volumes: withNamed(listOf(spec.volumes), tokenVolume(volume, expirationSeconds)),
  };
}

/** Variables that are there stay, those with `valueFrom` too. */
function containerWith(container: unknown, { variables, volume, skipped }: TokenInjection): unknown {
  if (!isMap(container) || skipped.has(String(container.name))) return container;
  const env = listOf(container.env);
  const present = new Set(env.map(nameOf));
  const added = variables.filter(({ name }) => !present.has(name)).map((variable) => ({ ...variable }));
  return {
    ...container,
    ...(env.length + added.length > 0 && { env: [...env, ...added] }),
    volumeMounts: withNamed(listOf(container.volumeMounts), tokenMount(volume)),
  };
}

/**
 * The containers that an annotation skips (pkg/webhook/webhook.go, getSkipContainers). `strings.TrimSpace` and `trim` differ
 * in U+FEFF and U+0085, which no name has.
 */
export function skippedContainers(annotation: string | undefined): ReadonlySet<string> {
  return annotation ? new Set(annotation.split(';').map((name) => name.trim())) : NONE;
}

const NONE: ReadonlySet<string> = new Set();

/** A list with an item, in place of one with its name. */
function withNamed(list: readonly unknown[], item: SpecMap): unknown[] {
  const at = list.findIndex((other) => nameOf(other) === item.name);
  return at < 0 ? [...list, item] : list.with(at, item);
}

const hasNamed = (list: readonly unknown[], name: string) => list.some((item) => nameOf(item) === name);
const nameOf = (item: unknown) => (isMap(item) ? item.name : undefined);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function isMap(value: unknown): value is SpecMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
