import { keysOf } from '../validate/json-pointer';
import { isMap, listFrom, type ManifestMap, mapOf, stringOf } from './manifest';
import type { YamlValue } from './yaml-value';

/** An object with the operations of a JSON patch; undefined when they cannot be applied, or are not known. */
export function withOperations(value: ManifestMap, operations: YamlValue): ManifestMap | undefined {
  let result: YamlValue | undefined = value;
  for (const operation of listFrom(operations).map(mapOf)) {
    const op = stringOf(operation.op);
    if (op === 'test') continue;
    const isKnown = op === 'remove' || ((op === 'add' || op === 'replace') && operation.value !== undefined);
    if (!isKnown || result === undefined) return undefined;
    result = changedAt(result, keysOf(stringOf(operation.path)), op === 'remove' ? undefined : operation.value, op);
  }
  return isMap(result) ? result : undefined;
}

/** A copy with another value at a path; undefined when there is no such place. */
function changedAt(
  at: YamlValue | undefined,
  [key, ...rest]: readonly string[],
  value: YamlValue | undefined,
  op: string,
): YamlValue | undefined {
  if (key === undefined) return value;
  if (Array.isArray(at)) return changedItem(at, key, rest, value, op);
  if (!isMap(at)) return undefined;
  const isThere = Object.hasOwn(at, key);
  if (!isThere && (rest.length > 0 || op === 'remove')) return undefined;
  const inner = changedAt(at[key], rest, value, op);
  if (inner !== undefined) return Object.fromEntries([...Object.entries(at), [key, inner]]);
  if (rest.length > 0 || op !== 'remove') return undefined;
  return Object.fromEntries(Object.entries(at).filter(([name]) => name !== key));
}

function changedItem(
  list: readonly YamlValue[],
  key: string,
  rest: readonly string[],
  value: YamlValue | undefined,
  op: string,
): YamlValue | undefined {
  if (rest.length === 0 && op === 'add' && value !== undefined) {
    const index = key === '-' ? list.length : Number(key);
    return index >= 0 && index <= list.length ? list.toSpliced(index, 0, value) : undefined;
  }
  const item = list[Number(key)];
  if (item === undefined) return undefined;
  if (rest.length === 0 && op === 'remove') return list.toSpliced(Number(key), 1);
  const inner = changedAt(item, rest, value, op);
  return inner === undefined ? undefined : list.with(Number(key), inner);
}
