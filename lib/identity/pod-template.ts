import { findPodTemplate } from '../upstream/pod-templates';
import { keysOf } from '../validate/json-pointer';
import { groupOf } from '../validate/kubernetes-names';
import { isPlainObject } from '../validate/unresolved';

/** A rendered manifest, or a part of one. */
export type Json = { readonly [key: string]: unknown };

/** The way from a manifest to a part of it. */
export type Path = readonly string[];

/** Where in a manifest the labels of the pods and their spec are. */
export interface PodTemplate {
  readonly labels: Path;
  /** Undefined when only the labels are known. */
  readonly spec: Path | undefined;
}

/** Finds the pod template of a manifest by its kind or shape, or where a JSON pointer says that it is. */
export function podTemplateOf(manifest: Json, pointer: string | undefined): PodTemplate | undefined {
  if (pointer !== undefined) return templateAt(manifest, keysOf(pointer));
  const { apiVersion, kind } = manifest;
  const path = findPodTemplate(groupOf(String(apiVersion)), String(kind), (keys) => at(manifest, keys));
  return path && template(path);
}

function template(path: Path) {
  return { labels: [...path, 'metadata', 'labels'], spec: [...path, 'spec'] };
}

function templateAt(manifest: Json, path: Path): PodTemplate | undefined {
  if (path.at(-1) !== 'labels') return isPlainObject(at(manifest, path)) ? template(path) : undefined;
  const owner = path.slice(0, -1);
  if (!isPlainObject(at(manifest, owner))) return undefined;
  return owner.at(-1) === 'metadata' ? template(owner.slice(0, -1)) : { labels: path, spec: undefined };
}

/** A path as messages write it: `spec.template.metadata.labels`. */
export function fieldOf(path: Path): string {
  return path.join('.');
}

/** The part of a manifest that a path leads to. */
export function at(manifest: unknown, path: Path): unknown {
  let value = manifest;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Json)[key];
  }
  return value;
}

/** A copy of a manifest with another value at the path; what lies beside the path is the same, in the same order. */
export function withValue(manifest: unknown, path: Path, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(manifest)) return manifest.with(Number(key), withValue(manifest[Number(key)], rest, value));
  const object = isPlainObject(manifest) ? (manifest as Json) : {};
  return withKey(object, key, withValue(object[key], rest, value));
}

/** A key that is new goes to where sorting would put it, because cdk8s writes keys sorted. */
function withKey(object: Json, key: string, value: unknown): Json {
  if (Object.hasOwn(object, key)) return { ...object, [key]: value };
  const entries = Object.entries(object);
  const behind = entries.findIndex(([other]) => other > key);
  return Object.fromEntries(entries.toSpliced(behind < 0 ? entries.length : behind, 0, [key, value]));
}
