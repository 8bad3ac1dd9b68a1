import { type FieldPath, isMap, type Manifest } from '../manifests/manifest';
import type { YamlValue } from '../manifests/yaml-value';
import { BINDING_LABEL } from '../upstream/api';

/** A label that asks for an identity where no pod template is known to be, so that its pods are not in the answer. */
export interface UnseenLabel {
  readonly manifest: Manifest;
  /** The field of the label. */
  readonly path: FieldPath;
}

/** Maps of labels that pods get, by the name of the field. A selector only refers to them. */
const LABELS = /labels$/i;
const SELECTORS = ['matchLabels'];

/** The first such label of an object without a pod template: operators make pods of fields of their own. */
export function unseenLabelOf(manifest: Manifest): UnseenLabel | undefined {
  const path: (string | number)[] = [];
  const isIn = (value: YamlValue | undefined): boolean => {
    if (typeof value !== 'object' || value === null) return false;
    const field = path.at(-1);
    if (isMap(value) && typeof field === 'string' && LABELS.test(field) && Object.hasOwn(value, BINDING_LABEL)) {
      // Its own labels are those of no pod.
      return path.length > 2 && !SELECTORS.includes(field);
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
