import { JsonPatch } from 'cdk8s';
import { keysOf } from '../validate/json-pointer';
import { valueAt } from '../validate/path';
import { plainCopy, safely } from '../validate/plain-copy';
import type { Problems } from '../validate/problems';
import { isPlainObject, isUnresolvedObject } from '../validate/unresolved';

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

/**
 * A copy of a patch. It is applied after Lazies are resolved: a Lazy in it would be written as an object, and values that
 * JSON cannot hold would be dropped.
 */
export function checkedPatch(problems: Problems, patch: JsonPatch): JsonPatch {
  const operation = plainCopy(safely(() => operationOf(patch))) as Operation;
  const isPointer = (path: unknown) => typeof path === 'string' && /^(\/|$)/.test(path);
  if (!isPlainObject(operation) || !isPointer(operation.path) || !isPointer(operation.from ?? '')) {
    problems.addKind('a JSON patch', patch, 'JsonPatch.add(…) or another call of JsonPatch, with a JSON pointer');
    return patch;
  }
  const { op, path, value } = operation;
  if (op !== 'add' && op !== 'replace' && op !== 'test') return patch;
  for (const wrong of wrongIn(value)) {
    if (isUnresolvedObject(wrong)) problems.add(path, value, 'values without a Lazy, in a JSON patch');
    else problems.addKind(path, wrong, 'a string, number, boolean, null, list or map');
  }
  return JsonPatch[op](path, value);
}

/** The parts of a value that JSON cannot hold. */
function wrongIn(value: unknown): unknown[] {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) return [];
  const isContainer = !isUnresolvedObject(value) && (Array.isArray(value) || isPlainObject(value));
  return isContainer ? Object.values(value).flatMap(wrongIn) : [value];
}

/**
 * Applies patches one by one. A missing path is a problem, as in RFC 6902; cdk8s would add the field, do nothing, or throw
 * a TypeError.
 */
export function applyPatches(problems: Problems, document: object, patches: readonly JsonPatch[]): object {
  let patched = document;
  for (const patch of patches) {
    const { op, path, from } = operationOf(patch);
    const required = op === 'add' ? parentOf(path) : (from ?? path);
    if (valueAt(patched, keysOf(required)) === undefined) {
      problems.add(path, `${op} in a JSON patch`, `an existing path; ${required} does not exist`);
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
