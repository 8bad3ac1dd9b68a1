import { Lazy } from 'cdk8s';
import { safely } from '../values/plain-copy';
import { Problems, type Resolution } from '../values/problems';
import { isPlainObject, isUnresolvedObject, resolveObject } from '../values/unresolved';

/** What `make` makes, and checks: at once, or, when one of the containers it looks into is lazy, at synth. */
export function lazily(
  problems: Problems,
  containers: readonly unknown[],
  make: (found: Problems, known: Resolution) => object,
): object {
  if (!containers.some(isUnresolvedObject)) return make(problems, (value) => value);
  problems.defer(make);
  // What this finds is found by the deferred check already.
  return Lazy.any({ produce: () => make(Problems.in(''), (value) => safely(() => resolveObject(value))) });
}

/** What `make` makes of a value: at once, or, when the value is lazy, at synth. */
export function madeOf<From, To>(value: From, make: (known: From) => To): To {
  return isUnresolvedObject(value) ? Lazy.any({ produce: () => make(resolveObject(value) as From) }) : make(value);
}

/** As `madeOf`, for text. What is no text is refused elsewhere, by the check of the value. */
export function textFrom(value: string, make: (text: string) => string): string {
  return madeOf(value, (known) => (typeof known === 'string' ? make(known) : known));
}

/** A map with what is given, which may be lazy as a whole. */
export function mergedWith(own: TextMap, given: TextMap): TextMap {
  return madeOf(given, (known) => (isPlainObject(known) ? { ...own, ...known } : known));
}

type TextMap = { readonly [key: string]: string };
