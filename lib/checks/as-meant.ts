import { type FieldPath, isMap, Manifest, type ManifestMap, mapOf, stringOf } from '../manifests/manifest';
import { setKey } from '../manifests/yaml-value';
import { type UnknownField, writtenPath } from './known-fields';

/** How an object is written that is read otherwise. */
interface Writing {
  readonly manifest: Manifest;
  /** The names of fields as they are written, by the place of the fields that they were meant to be: `spec/clientID`. */
  readonly renames: ReadonlyMap<string, string>;
}

/** `apiVersion` and `kind` say what it is, and `status` is nobody's to write. */
const MEANT: readonly unknown[] = ['metadata', 'spec', 'template'];

const WRITINGS = new WeakMap<Manifest, Writing>();
/** The objects as they were meant, by those that are written. */
const MEANINGS = new WeakMap<Manifest, Manifest>();

/**
 * An object as if its misspelt fields, such as `ClientID`, had their right names, so that one run finds the mistakes in their
 * values too. The API server drops these fields, which rules of their own report.
 *
 * @param unknown its unknown fields
 */
export function asMeant(manifest: Manifest, unknown: readonly UnknownField[]): Manifest {
  const renames = new Map<string, string>();
  for (const { path, meant, isTwice } of unknown) {
    if (meant && MEANT.includes(meant[0]) && !isTwice) renames.set(meant.join('/'), String(path.at(-1)));
  }
  if (renames.size === 0) return manifest;
  const value = renamed(manifest.value, [], renames);
  const { name, generateName, namespace } = mapOf(value.metadata);
  const isRenamed = ['metadata', 'metadata/namespace'].some((place) => renames.has(place));
  const meant = Object.create(manifest, {
    value: { value },
    name: { value: stringOf(name) || stringOf(generateName) || manifest.name },
    hasNamespace: { value: manifest.hasNamespace || stringOf(namespace) !== '' },
    // A kustomization may have set another one than is written.
    namespace: { value: (isRenamed && stringOf(namespace)) || manifest.namespace },
    line: { get: () => manifest.line },
    column: { get: () => manifest.column },
    offset: { get: () => manifest.offset },
    positionOf: { value: (path: FieldPath) => manifest.positionOf(writtenPath(path, renames)) },
  }) as Manifest;
  WRITINGS.set(meant, { manifest, renames });
  MEANINGS.set(manifest, meant);
  return meant;
}

/** The title of an object, by the name and namespace that were meant. */
export const titleOf = (object: { readonly title: string }): string => {
  const meant = object instanceof Manifest ? MEANINGS.get(object) : undefined;
  return (meant ?? object).title;
};

/** A finding about an object that is read as it was meant, with the object and the field as they are written. */
export function asWritten<T extends { readonly object: Manifest; readonly path: FieldPath }>(finding: T): T {
  const writing = WRITINGS.get(finding.object);
  if (!writing) return finding;
  return { ...finding, object: writing.manifest, path: writtenPath(finding.path, writing.renames) };
}

function renamed(map: ManifestMap, place: readonly string[], renames: ReadonlyMap<string, string>): ManifestMap {
  const names = new Map<string, string>();
  for (const [right, written] of renames) {
    const path = right.split('/');
    if (path.slice(0, -1).join('/') === place.join('/')) names.set(written, path.at(-1) as string);
  }
  const values: ManifestMap = {};
  const given = new Set(names.values());
  for (const [key, value] of Object.entries(map)) {
    // A field that is null is absent.
    if (given.has(key)) continue;
    const name = names.get(key) ?? key;
    setKey(values, name, isMap(value) ? renamed(value, [...place, name], renames) : value);
  }
  return values;
}
