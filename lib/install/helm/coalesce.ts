import type { Value, Values } from './chart-values';

export function isMap(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Sets a key, even `__proto__`. */
export function setKey(map: Values, key: string, value: Value): void {
  if (key !== '__proto__') map[key] = value;
  else Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Merges values files: maps are merged, anything else replaces (helm.sh/helm, pkg/cli/values, mergeMaps). */
export function mergeValues(below: Values, above: Values): Values {
  const merged: Values = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const under = Object.hasOwn(merged, key) ? merged[key] : undefined;
    setKey(merged, key, isMap(value) && isMap(under) ? mergeValues(under, value) : value);
  }
  return merged;
}

/**
 * Merges values over the defaults of a chart: maps are merged, null deletes a default, anything else replaces it
 * (helm.sh/helm, pkg/chartutil, coalesceValues).
 */
export function coalesce(given: Values, defaults: Values): Values {
  const values: Values = { ...given };
  for (const [key, value] of Object.entries(defaults)) {
    if (!Object.hasOwn(values, key)) setKey(values, key, value);
    else if (values[key] === null) delete values[key];
    else if (isMap(values[key]) && isMap(value)) values[key] = coalesce(values[key], value);
  }
  return values;
}
