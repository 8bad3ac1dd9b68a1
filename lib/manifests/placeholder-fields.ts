import { type Placeholder, type PlaceholderUse, placeholderIn } from '../validate/placeholder';
import { type FieldPath, isMap, type Manifest } from './manifest';
import type { YamlValue } from './yaml-value';

/** A field whose value is, or contains, a placeholder. */
export interface PlaceholderField {
  readonly manifest: Manifest;
  readonly path: FieldPath;
  readonly placeholder: Placeholder;
}

/** Ids of Azure in the custom resources. */
const IDS = ['clientID', 'tenantID', 'resourceID', 'adResourceID'];
const NAMES = ['name', 'generateName', 'namespace', 'azureIdentity'];

/** Fields with content of their own, in which `${x}` may be meant as it is. */
const CONTENT = ['data', 'stringData', 'binaryData'];
const WORDS = ['command', 'args', 'env'];

function useOf({ kind }: Manifest, path: FieldPath): PlaceholderUse | undefined {
  const key = path.at(-1);
  if (path.length === 1 && (key === 'kind' || key === 'apiVersion')) return undefined;
  if (CONTENT.includes(String(path[0])) && ['Secret', 'ConfigMap'].includes(kind)) return 'free';
  if (path.some((part) => WORDS.includes(String(part)))) return 'argument';
  if (path.at(-2) === 'labels' || path.at(-2) === 'podLabels') return 'label';
  if (IDS.includes(String(key))) return 'id';
  return NAMES.includes(String(key)) ? 'name' : 'label';
}

const placeholderOf = (text: string, use: PlaceholderUse | undefined) => use && placeholderIn(text, use);

/** `clientID: #{clientId}#` without quotes is a comment to YAML, and the field is null. */
function inComment(manifest: Manifest, path: FieldPath): Placeholder | undefined {
  const [, text = ''] = /[:-]\s+(#\{[^{}]+\}#?)\s*$/.exec(manifest.lineOf(path)) ?? [];
  return placeholderIn(text, 'label');
}

/** The placeholder in a field, or in place of the nearest parent that is in the file. */
export function placeholderAt(manifest: Manifest, path: FieldPath): Placeholder | undefined {
  let value: YamlValue | undefined = manifest.value;
  for (let i = 0; ; i++) {
    if (typeof value === 'string') return placeholderOf(value, useOf(manifest, path.slice(0, i)));
    if (value === null) return inComment(manifest, path.slice(0, i));
    if (i === path.length || typeof value !== 'object') return undefined;
    const key = path[i] as string;
    value = Object.hasOwn(value, key) ? (value as { [key: string]: YamlValue })[key] : undefined;
  }
}

/** The placeholders in a field and the fields below it, in the order of the file. */
export function placeholdersBelow(manifest: Manifest, path: FieldPath): PlaceholderField[] {
  const found: PlaceholderField[] = [];
  const look = (value: YamlValue | undefined, at: FieldPath): void => {
    if (typeof value === 'string') {
      const placeholder = placeholderOf(value, useOf(manifest, at));
      if (placeholder) found.push({ manifest, path: at, placeholder });
    } else if (value === null) {
      const placeholder = inComment(manifest, at);
      if (placeholder) found.push({ manifest, path: at, placeholder });
    } else if (Array.isArray(value)) {
      value.forEach((item, i) => {
        look(item, [...at, i]);
      });
    } else if (isMap(value)) {
      for (const key of Object.keys(value)) look(value[key], [...at, key]);
    }
  };
  look(manifest.at(path), path);
  return found;
}

/** The first of the fields of a file. */
export function firstOf(fields: readonly PlaceholderField[]): PlaceholderField {
  const placed = fields.map((field) => ({ field, ...field.manifest.positionOf(field.path) }));
  const [first] = placed.sort((a, b) => a.line - b.line || a.column - b.column);
  if (!first) throw new Error('no fields');
  return first.field;
}
