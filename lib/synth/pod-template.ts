import { findPodTemplate } from '../upstream/pod-templates';
import { keysOf } from '../validate/json-pointer';
import { groupOf } from '../validate/kubernetes-names';
import { type Path, valueAt } from '../validate/path';
import { isPlainObject } from '../validate/unresolved';

/** A rendered manifest, or a map in one. */
export type Json = { readonly [key: string]: unknown };

/** Where in a manifest the labels and annotations of the pods, and their spec, are. */
export interface PodTemplate {
  readonly labels: Path;
  readonly annotations: Path;
  /** Undefined when only the labels are known. */
  readonly spec: Path | undefined;
  /** The field that names the ServiceAccount; undefined when only the labels are known. */
  readonly account: Path | undefined;
}

/** Finds the pod template of a manifest: at the JSON pointer, if there is one, else by kind or shape. */
export function podTemplateOf(manifest: Json, pointer: string | undefined): PodTemplate | undefined {
  if (pointer !== undefined) return templateAt(manifest, keysOf(pointer));
  const { apiVersion, kind } = manifest;
  const path = findPodTemplate(groupOf(String(apiVersion)), String(kind), (keys) => valueAt(manifest, keys));
  return path && templateIn(path);
}

/** The pod template at a path. */
export function templateIn(path: Path): PodTemplate {
  return {
    labels: [...path, 'metadata', 'labels'],
    annotations: [...path, 'metadata', 'annotations'],
    spec: [...path, 'spec'],
    account: [...path, 'spec', 'serviceAccountName'],
  };
}

function templateAt(manifest: Json, path: Path): PodTemplate | undefined {
  if (path.at(-1) !== 'labels') return isPlainObject(valueAt(manifest, path)) ? templateIn(path) : undefined;
  const owner = path.slice(0, -1);
  if (!isPlainObject(valueAt(manifest, owner))) return undefined;
  if (owner.at(-1) === 'metadata') return templateIn(owner.slice(0, -1));
  return { labels: path, annotations: [...owner, 'annotations'], spec: undefined, account: undefined };
}

/** A copy of a manifest with another value at the path; everything else is unchanged, in the same order. */
export function withValue(manifest: unknown, path: Path, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(manifest)) return manifest.with(Number(key), withValue(manifest[Number(key)], rest, value));
  const object = isPlainObject(manifest) ? (manifest as Json) : {};
  return withKey(object, String(key), withValue(object[key], rest, value));
}

/** Inserts a new key in sorted order, as cdk8s writes keys. */
function withKey(object: Json, key: string, value: unknown): Json {
  if (Object.hasOwn(object, key)) return { ...object, [key]: value };
  const entries = Object.entries(object);
  const behind = entries.findIndex(([other]) => other > key);
  return Object.fromEntries(entries.toSpliced(behind < 0 ? entries.length : behind, 0, [key, value]));
}
