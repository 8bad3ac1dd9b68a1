import { type FieldPath, isMap, type Manifest, mapOf } from '../manifests/manifest';
import type { YamlValue } from '../manifests/yaml-value';
import { BINDING_LABEL } from '../upstream/api';
import { handsLabelsOn } from '../upstream/own-labels';
import type { ChartValues } from './chart-values';

/** A label `aadpodidbinding` outside of known pod templates. Its pods are not in the answer. */
export interface UnseenLabel {
  readonly manifest: Manifest;
  readonly path: FieldPath;
}

/** Fields that may hold labels of pods. Those of selectors only refer to them. */
const LABELS = /labels$/i;
const SELECTORS = ['matchLabels'];

/** The maps of labels in a value, except those of selectors, until `visit` returns true; whether it did. */
export function eachLabels(
  value: YamlValue,
  visit: (labels: { readonly [key: string]: YamlValue }, path: FieldPath) => boolean,
): boolean {
  const path: (string | number)[] = [];
  const isIn = (part: YamlValue | undefined): boolean => {
    if (typeof part !== 'object' || part === null) return false;
    const field = path.at(-1);
    if (isMap(part) && typeof field === 'string' && LABELS.test(field) && !SELECTORS.includes(field)) {
      if (visit(part, [...path])) return true;
    }
    for (const [key, item] of Object.entries<YamlValue>(part as { [key: string]: YamlValue })) {
      path.push(Array.isArray(part) ? Number(key) : key);
      if (isIn(item)) return true;
      path.pop();
    }
    return false;
  };
  return isIn(value);
}

/** The first such label in an object without a pod template: operators create pods from fields of their own. */
export function unseenLabelOf(manifest: Manifest, values: readonly ChartValues[]): UnseenLabel | undefined {
  let found: FieldPath | undefined;
  eachLabels(manifest.value, (labels, path) => {
    // The object's own labels are not those of a pod.
    const isOwn = path.length === 2 && path[0] === 'metadata';
    if (!isOwn && Object.hasOwn(labels, BINDING_LABEL)) found = [...path, BINDING_LABEL];
    return found !== undefined;
  });
  found ??= values.flatMap((one) => one.labels.map(({ path }) => one.fieldOf(path)))[0];
  // Unless its operator hands them on.
  const own = handsLabelsOn(manifest.group, manifest.kind) ? ownLabelOf(manifest)?.path : undefined;
  if (own?.[1] === 'labels') found ??= own;
  return found && { manifest, path: found };
}

/** The label in the metadata of an object without a pod template, as a label or an annotation. */
export function ownLabelOf(manifest: Manifest): UnseenLabel | undefined {
  const { metadata } = manifest;
  const field = ['labels', 'annotations'].find((name) => Object.hasOwn(mapOf(metadata[name]), BINDING_LABEL));
  return field === undefined ? undefined : { manifest, path: ['metadata', field, BINDING_LABEL] };
}
