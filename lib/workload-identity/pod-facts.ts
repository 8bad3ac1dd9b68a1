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
  readonly containers: readonly ContainerFacts[];
}

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
  const skipped = skippedContainers(skippedIn(manifest, template));
  const containers: ContainerFacts[] = [];
  for (const list of ['initContainers', 'containers']) {
    const all = spec[list];
    (Array.isArray(all) ? all : []).forEach((container, i) => {
      const name = String(container?.name);
      containers.push({
        path: [...specPath, list, i],
        container,
        name,
        isInit: list === 'initContainers',
        isSkipped: skipped.has(name),
        env: Array.isArray(container?.env) ? container.env : [],
      });
    });
  }
  // No spread: it takes longer than all else here.
  return { group, kind, namespace, manifest, template, specPath, spec, containers };
}

/** Where the annotations of the pods are. */
export const annotationsOf = ({ labels }: PodTemplate): Path => [...labels.slice(0, -1), 'annotations'];

/** The annotation that names containers which get no token. */
export function skippedIn(manifest: Json, template: PodTemplate): string | undefined {
  const annotations = valueAt(manifest, annotationsOf(template));
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
  return (Array.isArray(volumes) ? volumes : []).flatMap((volume) => {
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
