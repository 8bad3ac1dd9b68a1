import { Lazy } from 'cdk8s';
import type { Problems } from '../values/problems';
import { isUnresolvedObject, resolveObject } from '../values/unresolved';

/**
 * What `make` makes: at once, or, when one of the containers it looks into is lazy, at synth. There the problems it
 * finds are thrown, before anything is written.
 */
export function lazily(problems: Problems, containers: readonly unknown[], make: (found: Problems) => object): object {
  if (!containers.some(isUnresolvedObject)) return make(problems);
  return Lazy.any({
    produce: () => {
      const found = problems.forSameConstruct();
      const made = make(found);
      found.throwIfAny();
      return made;
    },
  });
}

/** Text made of a value: at once, or, when the value is lazy and has no text yet, at synth. */
export function textFrom(value: string, make: (text: string) => string): string {
  return isUnresolvedObject(value) ? Lazy.any({ produce: () => make(String(resolveObject(value))) }) : make(value);
}
