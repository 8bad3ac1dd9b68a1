import { type FieldPath, isMap, type Manifest } from '../manifests/manifest';
import type { YamlValue } from '../manifests/yaml-value';
import { BINDING_LABEL } from '../upstream/api';

/** A label `aadpodidbinding` outside of known pod templates. Its pods are not in the answer. */
export interface UnseenLabel {
  readonly manifest: Manifest;
  readonly path: FieldPath;
}

/** Fields that may hold labels of pods. Those of selectors only refer to them. */
const LABELS = /labels$/i;
const SELECTORS = ['matchLabels'];

/** The first such label in an object without a pod template: operators create pods from fields of their own. */
export function unseenLabelOf(manifest: Manifest): UnseenLabel | undefined {
  const path: (string | number)[] = [];
  const isIn = (value: YamlValue | undefined): boolean => {
    if (typeof value !== 'object' || value === null) return false;
    const field = path.at(-1);
    if (isMap(value) && typeof field === 'string' && LABELS.test(field) && Object.hasOwn(value, BINDING_LABEL)) {
      // The object's own labels are not those of a pod.
      const isOwn = path.length === 2 && path[0] === 'metadata';
      return !isOwn && !SELECTORS.includes(field);
    }
    for (const [key, item] of Object.entries<YamlValue>(value as { [key: string]: YamlValue })) {
      path.push(Array.isArray(value) ? Number(key) : key);
      if (isIn(item)) return true;
      path.pop();
    }
    return false;
  };
  return isIn(manifest.value) ? { manifest, path: [...path, BINDING_LABEL] } : undefined;
}
