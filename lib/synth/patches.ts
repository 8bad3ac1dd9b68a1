import { JsonPatch } from 'cdk8s';
import { keysOf } from '../values/json-pointer';
import { plainCopy, safely } from '../values/plain-copy';
import type { Problems } from '../values/problems';
import { isPlainObject, isUnresolvedObject } from '../values/unresolved';

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

/**
 * A patch as it was when it was added. It is applied after Lazies are resolved, so that one in it would be written as it
 * is; what JSON has no form for would be left out.
 */
export function checkedPatch(problems: Problems, patch: JsonPatch): JsonPatch {
  const operation = plainCopy(safely(() => operationOf(patch))) as Operation;
  const isPointer = (path: unknown) => typeof path === 'string' && /^(\/|$)/.test(path);
  if (!isPlainObject(operation) || !isPointer(operation.path) || !isPointer(operation.from ?? '')) {
    problems.addKind('a JSON patch', patch, 'JsonPatch.add(…) and the like, with a JSON pointer');
    return patch;
  }
  const { op, path, value } = operation;
  if (op !== 'add' && op !== 'replace' && op !== 'test') return patch;
  for (const wrong of wrongIn(value)) {
    if (isUnresolvedObject(wrong)) problems.add(path, value, 'in a JSON patch, values without a Lazy');
    else problems.addKind(path, wrong, 'text, numbers, booleans, null, lists and plain objects');
  }
  return JsonPatch[op](path, value);
}

/** The parts of a value that have no form in JSON. */
function wrongIn(value: unknown): unknown[] {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) return [];
  const isContainer = !isUnresolvedObject(value) && (Array.isArray(value) || isPlainObject(value));
  return isContainer ? Object.values(value).flatMap(wrongIn) : [value];
}

/**
 * Applies patches one by one. A path that is not there is a problem: RFC 6902 says so, but cdk8s would add the field, or
 * do nothing, or stop with a TypeError.
 */
export function applyPatches(problems: Problems, document: object, patches: readonly JsonPatch[]): object {
  let patched = document;
  for (const patch of patches) {
    const { op, path, from } = operationOf(patch);
    const mustBeThere = op === 'add' ? parentOf(path) : (from ?? path);
    if (!isThere(patched, mustBeThere)) {
      problems.add(path, `${op} in a JSON patch`, `a path that is there, which ${mustBeThere} is not`);
      return patched;
    }
    try {
      patched = JsonPatch.apply(patched, patch);
    } catch (error) {
      const [reason] = String((error as Error).message).split('\n');
      problems.add(path, `${op} in a JSON patch`, 'an operation that can be applied', reason);
      return patched;
    }
  }
  return patched;
}

function operationOf(patch: JsonPatch): Operation {
  return (patch as unknown as { operation: Operation }).operation;
}

const parentOf = (pointer: string) => pointer.slice(0, Math.max(0, pointer.lastIndexOf('/')));

function isThere(document: unknown, pointer: string): boolean {
  let value = document;
  for (const key of keysOf(pointer)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return false;
    value = (value as Record<string, unknown>)[key];
  }
  return true;
}
