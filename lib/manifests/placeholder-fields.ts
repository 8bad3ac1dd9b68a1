import { mayHavePlaceholder, type Placeholder, type PlaceholderUse, placeholderIn } from '../validate/placeholder';
import { type FieldPath, isMap, type Manifest, type ManifestMap } from './manifest';
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

/** `clientID: #{clientId}#` without quotes, and `clientID: #@ data.values.id`, are comments to YAML, and the field is null. */
function inComment(manifest: Manifest, path: FieldPath): Placeholder | undefined {
  const [, text = ''] = /[:-]\s+(#\{[^{}]+\}#?|#@ .*\S)\s*$/.exec(manifest.lineOf(path)) ?? [];
  return placeholderIn(text, 'label');
}

/** `clientID: {clientId}` without quotes is a map to YAML, whose only value is null. */
function inBraces(manifest: Manifest, value: YamlValue, path: FieldPath): Placeholder | undefined {
  if (!isMap(value)) return undefined;
  const keys = Object.keys(value);
  if (keys.length !== 1 || value[keys[0] as string] !== null) return undefined;
  const [, text = ''] = /[:-]\s+(\{[^{}]+\})\s*(?:#.*)?$/.exec(manifest.lineOf(path)) ?? [];
  return placeholderIn(text, 'label');
}

/** The placeholder in a field, or in place of the nearest parent that is in the file. */
export function placeholderAt(manifest: Manifest, path: FieldPath): Placeholder | undefined {
  let value: YamlValue | undefined = manifest.value;
  for (let i = 0; ; i++) {
    if (typeof value === 'string') return placeholderOf(value, useOf(manifest, path.slice(0, i)));
    if (value === null) return inComment(manifest, path.slice(0, i));
    const braces = value === undefined ? undefined : inBraces(manifest, value, path.slice(0, i));
    if (braces) return braces;
    if (i === path.length || typeof value !== 'object') return undefined;
    const key = path[i] as string;
    value = Object.hasOwn(value, key) ? (value as { [key: string]: YamlValue })[key] : undefined;
  }
}

/** Adds the placeholders in a field and the fields below it, in the order of the file. */
export function addPlaceholders(found: PlaceholderField[], manifest: Manifest, path: FieldPath): void {
  const value = manifest.at(path);
  // Most have none, and need no paths.
  if (mayHoldPlaceholder(value)) look(found, manifest, value, path);
}

/** Whether a value, or one below it, has a sign of a placeholder, or is null, as one in a comment. */
export function mayHoldPlaceholder(value: YamlValue | undefined): boolean {
  if (typeof value === 'string') return mayHavePlaceholder(value);
  if (value === null) return true;
  if (typeof value !== 'object') return false;
  for (const key in value) if (mayHoldPlaceholder((value as ManifestMap)[key])) return true;
  return false;
}

/** The same as a list. */
export function placeholdersBelow(manifest: Manifest, path: FieldPath): PlaceholderField[] {
  const found: PlaceholderField[] = [];
  addPlaceholders(found, manifest, path);
  return found;
}

function look(found: PlaceholderField[], manifest: Manifest, value: YamlValue | undefined, at: FieldPath): void {
  if (typeof value === 'string' || value === null) {
    // Most values have no sign of one.
    if (value !== null && !mayHavePlaceholder(value)) return;
    const placeholder = value === null ? inComment(manifest, at) : placeholderOf(value, useOf(manifest, at));
    if (placeholder) found.push({ manifest, path: at, placeholder });
  } else if (typeof value === 'object') {
    const braces = inBraces(manifest, value, at);
    if (braces) {
      found.push({ manifest, path: at, placeholder: braces });
      return;
    }
    const isList = Array.isArray(value);
    for (const key of Object.keys(value)) {
      look(found, manifest, (value as ManifestMap)[key], [...at, isList ? Number(key) : key]);
    }
  }
}

/** The first of the fields of a file. */
export function firstOf(fields: readonly PlaceholderField[]): PlaceholderField {
  const placed = fields.map((field) => ({ field, ...field.manifest.positionOf(field.path) }));
  const [first] = placed.sort((a, b) => a.line - b.line || a.column - b.column);
  if (!first) throw new Error('no fields');
  return first.field;
}
