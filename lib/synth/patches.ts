import { JsonPatch } from 'cdk8s';
import { keysOf } from '../validate/json-pointer';
import type { Problems } from '../validate/problems';
import { hasUnresolvedObject } from './inspect';

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

/** A patch is applied after Lazies are resolved: one in a patch would be written as it is. */
export function checkPatch(problems: Problems, patch: JsonPatch): void {
  const { path, value } = operationOf(patch);
  if (hasUnresolvedObject(value)) problems.add(path, value, 'in a JSON patch, values without a Lazy');
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
