import { Lazy } from 'cdk8s';
import { Problems } from '../validate/problems';
import { isUnresolvedObject, resolveObject } from '../validate/unresolved';

/** What `make` makes, and checks: at once, or, when one of the containers it looks into is lazy, at synth. */
export function lazily(problems: Problems, containers: readonly unknown[], make: (found: Problems) => object): object {
  if (!containers.some(isUnresolvedObject)) return make(problems);
  problems.defer(make);
  // What this finds is found by the deferred check already, which names it better than cdk8s names a throw in here.
  return Lazy.any({ produce: () => make(Problems.in('')) });
}

/** Text made of a value: at once, or, when the value is lazy and has no text yet, at synth. */
export function textFrom(value: string, make: (text: string) => string): string {
  return isUnresolvedObject(value) ? Lazy.any({ produce: () => make(String(resolveObject(value))) }) : make(value);
}
