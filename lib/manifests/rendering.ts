import { findPodTemplate } from '../upstream/pod-templates';
import { valueAt } from '../validate/path';
import type { Kustomization } from './kustomization';
import { type FieldPath, type Manifest, type ManifestMap, mapOf } from './manifest';
import type { Patch } from './patch';

/** What one kustomization does with its resources, after those inside of it. */
export interface RenderingStep {
  readonly patches: readonly Patch[];
  readonly podLabels: ManifestMap;
}

/** What an outermost kustomization makes of an object. */
export interface Rendering {
  readonly top: Kustomization;
  /** The file of the base that the object is in, which other kustomizations may use, too; undefined when it is in none. */
  readonly base: string | undefined;
  /** The namespace that the kustomizations inside of the outermost one set; undefined when none does. */
  readonly innerNamespace: string | undefined;
  /** The object, without what a component that `migrate rewrite` has written does; undefined when it is not known. */
  readonly value: ManifestMap | undefined;
  /** Whether its name may be another one. */
  readonly renames: boolean;
  /** Whether the outermost kustomization sets a field, which it does after its components. */
  readonly setsLast: (path: FieldPath) => boolean;
}

/** An object after some steps; undefined when a patch does what is not known. */
export function rendered(object: Manifest, steps: readonly RenderingStep[]): ManifestMap | undefined {
  let value: ManifestMap | undefined = object.value;
  for (const { patches, podLabels } of steps) {
    for (const patch of patches) {
      if (patch.changes(object)) value = value && patch.applied(value);
    }
    value = value && withPodLabels(object, value, podLabels);
  }
  return value;
}

/** Whether the last of these steps sets a field of an object. */
export function setsField(object: Manifest, { patches, podLabels }: RenderingStep, path: FieldPath): boolean {
  const ofTemplate = templateOf(object, object.value);
  const isLabel = ofTemplate && path.length === ofTemplate.length + 3 && path.at(-2) === 'labels';
  const label = String(path.at(-1));
  if (isLabel && path.at(-3) === 'metadata' && Object.hasOwn(podLabels, label)) return true;
  return patches.some((patch) => patch.changes(object) && patch.sets(path));
}

const templateOf = ({ group, kind }: Manifest, value: ManifestMap) =>
  findPodTemplate(group, kind, (path) => valueAt(value, path));

function withPodLabels(object: Manifest, value: ManifestMap, labels: ManifestMap): ManifestMap {
  const template = Object.keys(labels).length > 0 ? templateOf(object, value) : undefined;
  if (!template) return value;
  const set = (at: ManifestMap, [key, ...rest]: readonly string[]): ManifestMap =>
    key === undefined ? { ...at, ...labels } : { ...at, [key]: set(mapOf(at[key]), rest) };
  return set(value, [...template, 'metadata', 'labels']);
}
