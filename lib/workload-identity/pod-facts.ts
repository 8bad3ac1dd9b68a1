import type { Json, PodTemplate } from '../synth/pod-template';
import { endByThemselves } from '../upstream/ending-pods';
import { skippedContainers } from '../upstream/pod-injection';
import { SECRETS_STORE_DRIVER } from '../upstream/secrets-store';
import { SKIP_CONTAINERS_ANNOTATION } from '../upstream/workload-identity';
import { type Path, valueAt } from '../validate/path';

/** A container of a pod template, and where it is. */
export interface ContainerFacts {
  readonly path: Path;
  readonly container: Json;
  readonly name: string;
  readonly isInit: boolean;
  /** Whether an annotation of the pods says that it gets no token. */
  readonly isSkipped: boolean;
  /** Its variables; those of `envFrom` are not known. */
  readonly env: readonly { readonly name?: unknown; readonly value?: unknown }[];
}

/** A workload, as far as checks of Workload Identity look at it. */
export interface PodFacts {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly manifest: Json;
  readonly template: PodTemplate;
  readonly specPath: Path;
  readonly spec: Json;
  /** Those of the pods; undefined when there are none. */
  readonly annotations: unknown;
  readonly containers: readonly ContainerFacts[];
}

const NO_VARIABLES: ContainerFacts['env'] = [];

/**
 * Undefined when only the labels of the pods are known.
 *
 * @param namespace unless the manifest says it
 */
export function podFacts(
  { apiGroup: group, kind }: { readonly apiGroup: string; readonly kind: string },
  manifest: Json,
  template: PodTemplate,
  namespace = valueAt(manifest, ['metadata', 'namespace']) as string | undefined,
): PodFacts | undefined {
  const { spec: specPath } = template;
  if (!specPath) return undefined;
  const spec = (valueAt(manifest, specPath) ?? {}) as Json;
  const annotations = valueAt(manifest, template.annotations);
  const skipped = skippedContainers(skippedAmong(annotations));
  const containers: ContainerFacts[] = [];
  addContainers(containers, spec.initContainers, [...specPath, 'initContainers'], skipped, true);
  addContainers(containers, spec.containers, [...specPath, 'containers'], skipped, false);
  // No spread: it takes longer than all else here.
  return { group, kind, namespace, manifest, template, specPath, spec, annotations, containers };
}

function addContainers(
  containers: ContainerFacts[],
  all: unknown,
  path: Path,
  skipped: ReadonlySet<string>,
  isInit: boolean,
): void {
  if (!Array.isArray(all)) return;
  for (let i = 0; i < all.length; i++) {
    const container = all[i];
    const name = String(container?.name);
    const env = Array.isArray(container?.env) ? container.env : NO_VARIABLES;
    containers.push({ path: [...path, i], container, name, isInit, isSkipped: skipped.has(name), env });
  }
}

/** The annotation that names containers which get no token. */
export function skippedIn(manifest: Json, template: PodTemplate): string | undefined {
  return skippedAmong(valueAt(manifest, template.annotations));
}

function skippedAmong(annotations: unknown): string | undefined {
  // Most pods have none.
  const names = annotations && valueAt(annotations, [SKIP_CONTAINERS_ANNOTATION]);
  return typeof names === 'string' ? names : undefined;
}

/** Whether its pods end, as those of a Job do. */
export function endsByItself({ kind, spec }: PodFacts): boolean {
  return endByThemselves(kind, spec.restartPolicy);
}

/** Names of the SecretProviderClasses that the pods mount. */
export function vaultClassesOf({ spec }: PodFacts): string[] {
  const { volumes } = spec;
  if (!Array.isArray(volumes)) return [];
  return volumes.flatMap((volume) => {
    const name = valueAt(volume, ['csi', 'volumeAttributes', 'secretProviderClass']);
    return valueAt(volume, ['csi', 'driver']) === SECRETS_STORE_DRIVER && typeof name === 'string' ? [name] : [];
  });
}

/** A ConfigMap or Secret all of whose keys are variables of a container. */
export interface EnvSource {
  readonly container: string;
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  readonly prefix: string;
}

/** The sources of variables in `envFrom`, of the containers that get the token. */
export function envSourcesOf({ containers }: PodFacts): EnvSource[] {
  // Most pods have none.
  if (containers.every(({ container }) => container.envFrom === undefined)) return [];
  return containers.flatMap(({ name: container, container: { envFrom }, isSkipped }) => {
    if (isSkipped || !Array.isArray(envFrom)) return [];
    return envFrom.flatMap((source) =>
      (['ConfigMap', 'Secret'] as const).flatMap((kind) => {
        const name = valueAt(source, [kind === 'Secret' ? 'secretRef' : 'configMapRef', 'name']);
        const prefix = String(valueAt(source, ['prefix']) ?? '');
        return typeof name === 'string' ? [{ container, kind, name, prefix }] : [];
      }),
    );
  });
}
