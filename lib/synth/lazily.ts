import { safely } from '../validate/plain-copy';
import { Problems, type Resolution } from '../validate/problems';
import { isPlainObject, isUnresolvedObject, resolveObject } from '../validate/unresolved';

/** What `make` returns, and checks: now, or at synth when one of the containers that it reads is lazy. */
export function lazily(
  problems: Problems,
  containers: readonly unknown[],
  make: (found: Problems, known: Resolution) => object,
): object {
  if (!containers.some(isUnresolvedObject)) return make(problems, (value) => value);
  problems.defer(make);
  // The deferred check reports the same problems.
  return late(() => make(Problems.in(''), (value) => safely(() => resolveObject(value))));
}

/** A Lazy. cdk8s is loaded here, so that it is not where nothing is lazy: in values of Helm, and in manifests. */
function late<To>(produce: () => To): To {
  const { Lazy } = require('cdk8s') as typeof import('cdk8s');
  return Lazy.any({ produce });
}

/** What `make` returns for a value: now, or at synth when the value is lazy. */
export function madeOf<From, To>(value: From, make: (known: From) => To): To {
  return isUnresolvedObject(value) ? late(() => make(resolveObject(value) as From)) : make(value);
}

/** As `madeOf`, for strings. Anything else is returned as it is: the check of the value refuses it. */
export function textFrom(value: string, make: (text: string) => string): string {
  return madeOf(value, (known) => (typeof known === 'string' ? make(known) : known));
}

/** A map, overridden by a given one, which may be lazy. */
export function mergedWith(own: TextMap, given: TextMap): TextMap {
  return madeOf(given, (known) => (isPlainObject(known) ? { ...own, ...known } : known));
}

type TextMap = { readonly [key: string]: string };
