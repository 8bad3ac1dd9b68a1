import { isMap, type ManifestMap } from './manifest';
import type { YamlValue } from './yaml-value';

/** Lists whose items are merged by a key (k8s.io/api, patchMergeKey). */
const MERGE_KEYS: { readonly [list: string]: string } = {
  ...{ containers: 'name', initContainers: 'name', ephemeralContainers: 'name', env: 'name', volumes: 'name' },
  ...{ imagePullSecrets: 'name', volumeMounts: 'mountPath', ports: 'containerPort' },
};

const DIRECTIVE = '$patch';

/**
 * An object with a strategic merge patch, as kustomize applies it: null removes a key, lists of named items are merged,
 * others replaced. Undefined when the patch has directives that are not known.
 */
export function strategicMerge(value: ManifestMap, patch: ManifestMap): ManifestMap | undefined {
  try {
    return mergedMap(value, patch);
  } catch (error) {
    if (error instanceof UnknownDirective) return undefined;
    throw error;
  }
}

class UnknownDirective extends Error {}

function mergedMap(value: ManifestMap, patch: ManifestMap): ManifestMap {
  for (const key of Object.keys(patch)) {
    if (key.startsWith('$') && key !== DIRECTIVE) throw new UnknownDirective();
  }
  const directive = patch[DIRECTIVE];
  if (directive !== undefined && directive !== 'replace' && directive !== 'merge') throw new UnknownDirective();
  const result = new Map(Object.entries(directive === 'replace' ? {} : value));
  for (const [key, item] of Object.entries(patch)) {
    if (key === DIRECTIVE) continue;
    if (item === null || (isMap(item) && item[DIRECTIVE] === 'delete')) result.delete(key);
    else result.set(key, mergedValue(key, result.get(key), item));
  }
  return Object.fromEntries(result);
}

function mergedValue(key: string, value: YamlValue | undefined, patch: YamlValue): YamlValue {
  if (isMap(patch)) return mergedMap(isMap(value) ? value : {}, patch);
  const mergeKey = Object.hasOwn(MERGE_KEYS, key) ? MERGE_KEYS[key] : undefined;
  if (!Array.isArray(patch) || mergeKey === undefined || !Array.isArray(value)) return patch;
  return mergedList(mergeKey, value, patch);
}

function mergedList(key: string, list: readonly YamlValue[], patch: readonly YamlValue[]): YamlValue[] {
  const result = [...list];
  for (const item of patch) {
    if (!isMap(item) || item[key] === undefined) throw new UnknownDirective();
    const at = result.findIndex((one) => isMap(one) && one[key] === item[key]);
    const there = result[at];
    if (item[DIRECTIVE] === 'delete') {
      if (at >= 0) result.splice(at, 1);
    } else if (isMap(there)) result[at] = mergedMap(there, item);
    else result.push(mergedMap({}, item));
  }
  return result;
}
