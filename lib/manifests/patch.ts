import { API_GROUP } from '../upstream/api';
import { withOperations } from './json-operations';
import { type FieldPath, isMap, listFrom, type Manifest, type ManifestMap, mapOf, stringOf } from './manifest';
import { strategicMerge } from './strategic-merge';
import type { YamlValue } from './yaml-value';

/** A change that kustomize makes to objects. */
export interface Patch {
  readonly changes: (object: Manifest) => boolean;
  /** Whether it sets or removes a field. */
  readonly sets: (path: FieldPath) => boolean;
  /** An object of those that it changes with it; undefined when that is not known. */
  readonly applied: (value: ManifestMap) => ManifestMap | undefined;
}

/** A strategic merge patch for the object of its kind and name, or for a target. */
export function mergePatch(value: ManifestMap, target?: YamlValue): Patch {
  const { kind, metadata } = value;
  const { name } = mapOf(metadata);
  return {
    changes: isMap(target)
      ? changesTarget(target)
      : (object) => object.kind === kind && (name === undefined || object.name === name),
    sets: (path) => setsField(value, path),
    applied: (object) => strategicMerge(object, withoutName(value)),
  };
}

/** A patch without what says which object it is for. */
function withoutName({ apiVersion: _version, kind: _kind, metadata, ...rest }: ManifestMap): ManifestMap {
  const { name: _name, namespace: _namespace, ...others } = mapOf(metadata);
  return { ...rest, metadata: others };
}

/** A JSON patch; without its operations, it may set anything. */
export function jsonPatch(operations: YamlValue | undefined, target: YamlValue | undefined): Patch {
  const pointers = Array.isArray(operations)
    ? operations.map((operation) => stringOf(mapOf(operation).path).split('/').slice(1))
    : [[]];
  return {
    changes: changesTarget(mapOf(target)),
    sets: (path) => pointers.some((keys) => keys.every((key, i) => i >= path.length || key === escaped(path[i]))),
    applied: (object) => (operations === undefined ? undefined : withOperations(object, operations)),
  };
}

const escaped = (key: string | number | undefined) => String(key).replaceAll('~', '~0').replaceAll('/', '~1');

/** Kinds and names of a target are patterns. */
function changesTarget({ kind, name, namespace }: ManifestMap): (object: Manifest) => boolean {
  const matches = (pattern: YamlValue | undefined, text: string) => {
    if (typeof pattern !== 'string' || pattern === '') return true;
    try {
      return new RegExp(`^(?:${pattern})$`).test(text);
    } catch {
      return true;
    }
  };
  return (object) =>
    matches(kind, object.kind) &&
    matches(name, object.name) &&
    (!object.hasNamespace || matches(namespace, object.namespace));
}

/** Whether a patch has a field, a part of it, or `$patch` at or above it. Items of lists are merged by name, so all count. */
function setsField(value: YamlValue | undefined, path: FieldPath): boolean {
  let at = value;
  for (const key of path) {
    if (Array.isArray(at)) return true;
    if (!isMap(at)) return at !== undefined;
    if (Object.hasOwn(at, '$patch')) return true;
    if (!Object.hasOwn(at, key)) return false;
    at = at[key];
  }
  return true;
}

/** Directives of strategic merge patches, which no object has. */
const DIRECTIVE = /^\$(?:patch|retainKeys|setElementOrder\/.+|deleteFromPrimitiveList\/.+)$/;

/** Whether an object is a strategic merge patch, because it has a directive, or is named so and lacks what objects need. */
export function isPatch(object: Manifest): boolean {
  const mayHaveOne = object.document.whole.mayHaveKeysWith('$');
  return (mayHaveOne && hasDirective(object.value, 0)) || (isPartial(object) && isNamedPatch(object.file));
}

/** By the name of the file or its folder. */
const isNamedPatch = (file: string) =>
  /(?:^|[/._-])patch(?:es)?(?:[/._-]|$)/i.test(file.split('/').slice(-2).join('/'));

/** Whether an object lacks what each of its kind needs. Another object of its name may complete it. */
export function isPartial({ group, kind, value }: Manifest): boolean {
  if (group !== API_GROUP) return (group === 'apps' || group === 'batch') && hasBareContainers(value);
  const { clientID, resourceID, tenantID, azureIdentity, selector } = mapOf(value.spec);
  if (kind === 'AzureIdentity') return clientID === undefined || (resourceID === undefined && tenantID === undefined);
  return kind === 'AzureIdentityBinding' && (azureIdentity === undefined || selector === undefined);
}

/** Directives are in maps and items of lists; an object as deep as this is none that anyone patches. */
const DEEPEST = 12;

function hasDirective(value: YamlValue | undefined, depth: number): boolean {
  if (depth > DEEPEST || typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some((item) => hasDirective(item, depth + 1));
  for (const key of Object.keys(value)) {
    if (key.startsWith('$') && DIRECTIVE.test(key)) return true;
    if (hasDirective(value[key], depth + 1)) return true;
  }
  return false;
}

/** Whether a workload has no container with an image, which the API server requires. */
function hasBareContainers({ spec }: ManifestMap): boolean {
  const { template, jobTemplate } = mapOf(spec);
  const pod = mapOf(template ?? mapOf(mapOf(jobTemplate).spec).template);
  return listFrom(mapOf(pod.spec).containers).every((container) => mapOf(container).image === undefined);
}

/** Whether a custom resource has nothing but its type: the base of an overlay, or a patch of its metadata. */
export function isHalf({ group, kind, value }: Manifest): boolean {
  if (group !== API_GROUP || kind !== 'AzureIdentity') return false;
  const { spec } = value;
  return (spec === undefined || mapOf(spec) === spec) && Object.keys(mapOf(spec)).every((key) => key === 'type');
}
