import { type FieldPath, isMap, listFrom, type Manifest } from '../manifests/manifest';
import type { YamlValue } from '../manifests/yaml-value';
import { fieldAt } from '../validate/path';

/** Where the lines of a fix go. */
export interface FixPlace {
  /** The map or list that they are written into; undefined when they replace the field of the finding. */
  readonly into: FieldPath | undefined;
  /** The field that they replace; undefined when there is none. */
  readonly replaced: FieldPath | undefined;
}

/**
 * Where the lines of a fix go: to the map or list that the rule names, else in place of the field, else, when there is no
 * such field yet, to its parent. Undefined when they cannot be written there and be right.
 */
export function fixPlaceOf(
  object: Manifest,
  path: FieldPath,
  fix: string,
  into: FieldPath | undefined,
): FixPlace | undefined {
  const isItem = fix.startsWith('- ');
  const added = (at: FieldPath) => {
    if (!canHold(object, at, isItem) || (/^- ["']?-/.test(fix) && !hasOnlyFlags(object.at(at)))) return undefined;
    return { into: at, replaced: undefined };
  };
  if (into) return added(into);
  const value = object.at(path);
  if (value === undefined) return added(path.slice(0, -1));
  if (Array.isArray(value)) return isItem ? added(path) : { into: undefined, replaced: path };
  if (isMap(value)) {
    if (isItem) return added([...path, 'args']);
    const key = keyOf(fix);
    if (key !== path.at(-1)) return value[key] === undefined ? added(path) : { into: path, replaced: [...path, key] };
  }
  return isItem && hasValueBehind(object, path, fix) ? undefined : { into: undefined, replaced: path };
}

/** Whether there is a list for items, or a map for fields, or neither yet and a place for it. */
function canHold(object: Manifest, path: FieldPath, isItem: boolean): boolean {
  const isPlace = path.every((key, i) => {
    const parent = object.at(path.slice(0, i)) ?? null;
    return parent === null || (typeof key === 'number' ? Array.isArray(parent) : isMap(parent));
  });
  return isPlace && isHolder(object.at(path) ?? null, isItem);
}

const isHolder = (value: YamlValue, isItem: boolean) =>
  value === null || (isItem ? Array.isArray(value) : isMap(value));

/** A controller can stop reading flags at an argument that is none. */
const hasOnlyFlags = (args: YamlValue | undefined) => listFrom(args).every((one) => String(one).startsWith('-'));

/** `selector` of `selector: orders` */
const keyOf = (fix: string) => /^["']?([^"':]+)/.exec(fix)?.[1] ?? '';

/** Whether the argument is a flag whose value is the next argument, which would stay. */
function hasValueBehind(object: Manifest, path: FieldPath, fix: string): boolean {
  const [given, next] = [object.at(path), object.at([...path.slice(0, -1), Number(path.at(-1)) + 1])];
  if (!fix.includes('=') || typeof given !== 'string' || given.includes('=')) return false;
  return next !== undefined && !String(next).startsWith('-');
}

/** `instead of line 9`, `in spec.template.metadata.labels (line 12)` */
export function describeFix(object: Manifest, { into, replaced }: FixPlace): string {
  const path = replaced ?? into ?? [];
  const { line, column } = object.positionOf(path);
  const field = fieldAt(path) || 'the object';
  if (!replaced) return `in ${field}${object.at(path) === undefined ? '' : ` (line ${line})`}`;
  // Compact JSON has more in the line.
  if (typeof object.at(path) === 'object') return `instead of ${field}`;
  const isAlone = /^[\s-]*$/.test(object.lineOf(path).slice(0, column - 1));
  return `instead of ${isAlone ? `line ${line}` : `${field} (line ${line})`}`;
}
