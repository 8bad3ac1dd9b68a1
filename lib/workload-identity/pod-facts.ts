import type { Json, PodTemplate } from '../synth/pod-template';
import { SECRETS_STORE_DRIVER } from '../upstream/secrets-store';
import { type Path, valueAt } from '../validate/path';

/** A container of a pod template, and where it is. */
export interface ContainerFacts {
  readonly path: Path;
  readonly container: Json;
  readonly name: string;
  readonly isInit: boolean;
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

/** Undefined when only the labels of the pods are known. */
export function podFacts(
  { apiGroup: group, kind }: { readonly apiGroup: string; readonly kind: string },
  manifest: Json,
  template: PodTemplate,
): PodFacts | undefined {
  const { spec: specPath } = template;
  if (!specPath) return undefined;
  const spec = (valueAt(manifest, specPath) ?? {}) as Json;
  const containers = (['initContainers', 'containers'] as const).flatMap((list) => {
    const all = spec[list];
    return (Array.isArray(all) ? all : []).map((container, i) => ({
      path: [...specPath, list, i],
      container,
      name: String(container?.name),
      isInit: list === 'initContainers',
      env: Array.isArray(container?.env) ? container.env : [],
    }));
  });
  const namespace = valueAt(manifest, ['metadata', 'namespace']) as string | undefined;
  return { ...{ group, kind, namespace, manifest, template }, ...{ specPath, spec, containers } };
}

/** Whether its pods end, as those of a Job do. */
export function endsByItself({ kind, spec }: PodFacts): boolean {
  return ['Job', 'CronJob', 'ScaledJob'].includes(kind) || ['Never', 'OnFailure'].includes(String(spec.restartPolicy));
}

/** Names of the SecretProviderClasses that the pods mount. */
export function vaultClassesOf({ spec }: PodFacts): string[] {
  const { volumes } = spec;
  return (Array.isArray(volumes) ? volumes : []).flatMap((volume) => {
    const name = valueAt(volume, ['csi', 'volumeAttributes', 'secretProviderClass']);
    return valueAt(volume, ['csi', 'driver']) === SECRETS_STORE_DRIVER && typeof name === 'string' ? [name] : [];
  });
}
