import { type ApiObject, type IResolver, NumberStringUnionResolver, ResolutionContext } from 'cdk8s';
import { plainCopy } from '../validate/plain-copy';
import type { Resolution } from '../validate/problems';
import { isPlainObject, isUnresolvedObject, resolveObject } from '../validate/unresolved';

// What cdk8s does to render an object as JSON, but for every key: cdk8s does not treat an object with a key `constructor`
// as a plain one, and loses a key `__proto__`. What cannot be rendered stays in place, and the inspection reports it.

type Map = { [key: string]: unknown };

/** A value after the resolvers of the app have replaced it and its parts. */
export function resolvedFor(object: ApiObject): Resolution {
  const { resolvers = [] } = object.node.root as { resolvers?: IResolver[] };
  // It unwraps the number-or-string types of generated classes, which ours are not.
  const asked = resolvers.filter((resolver) => !(resolver instanceof NumberStringUnionResolver));
  return (value) => plainCopy(value, (given, path) => replaced(object, asked, given, path));
}

/** The same for Lazies and tokens where there is no object to give to a resolver. */
export const resolvedAlone: Resolution = (value) => plainCopy(value, resolveObject);

const MOST_STEPS = 100;

function replaced(
  object: ApiObject,
  resolvers: readonly IResolver[],
  given: unknown,
  path: readonly string[],
): unknown {
  let value = given;
  for (let step = 0; step < MOST_STEPS; step++) {
    if (value === undefined || value === null) return value;
    const context = new ResolutionContext(object, [...path], value);
    for (const resolver of resolvers) {
      if (!context.replaced) resolver.resolve(context);
    }
    if (context.replaced) value = context.replacedValue;
    // A Lazy of another copy of cdk8s.
    else if (isUnresolvedObject(value)) value = resolveObject(value);
    else return value;
  }
  return value;
}

/** Without null and undefined, sorted as cdk8s sorts. `isMetadata`: also without empty lists and maps. */
export function sanitized(value: unknown, isMetadata = false): unknown {
  if (value === null) return undefined;
  if (Array.isArray(value)) {
    return isMetadata && value.length === 0 ? undefined : value.map((item) => sanitized(item, isMetadata));
  }
  if (!isPlainObject(value)) return value;
  const keys = Object.keys(value);
  const inOrder = isMetadata || !process.env.CDK8S_DISABLE_SORT ? keys.sort() : keys;
  const entries = inOrder
    .map((key) => [key, sanitized((value as Map)[key], isMetadata)] as const)
    .filter(([, item]) => item !== undefined);
  return isMetadata && entries.length === 0 ? undefined : Object.fromEntries(entries);
}
