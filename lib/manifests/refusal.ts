import { show } from '../validate/format';
import type { FieldPath, Manifest } from './manifest';

/** Why the API server refuses an object, so that it will not be in the cluster. */
export interface Refusal {
  readonly manifest: Manifest;
  /** The field that is wrong. */
  readonly path: FieldPath;
  /** What is wrong with it, and what is allowed. */
  readonly reason: string;
}

const LONGEST_LINE = 120;

/** A refusal for people: the place, the object, the field, what was given, what is allowed. */
export function describeRefusal({ manifest, path, reason }: Refusal): string {
  return `${manifest.placeOf(path)}: ${manifest.title}: ${fieldOf(path)}: ${reason}. The API server refuses the object`;
}

/** What was given, also as it is written when that shows another thing: `got true, written "enabled: yes"`. */
export function gotAt(manifest: Manifest, path: FieldPath): string {
  const value = manifest.at(path);
  const line = manifest.lineOf(path).trim();
  const shown = show(value);
  const isScalar = value !== undefined && typeof value !== 'object';
  return isScalar && line.length <= LONGEST_LINE && !line.includes(shown)
    ? `got ${shown}, written ${show(line)}`
    : `got ${shown}`;
}

/** `spec.template.metadata.labels["app.kubernetes.io/name"]` */
export function fieldOf(path: FieldPath): string {
  return path.reduce<string>((field, key) => {
    if (typeof key === 'number') return `${field}[${key}]`;
    if (!/^[A-Za-z][\w-]*$/.test(key)) return `${field}[${JSON.stringify(key)}]`;
    return field === '' ? key : `${field}.${key}`;
  }, '');
}
