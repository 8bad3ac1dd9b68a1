import { type ApiObject, type IResolver, NumberStringUnionResolver, ResolutionContext } from 'cdk8s';
import { plainCopy } from '../values/plain-copy';
import type { Resolution } from '../values/problems';
import { isPlainObject, isUnresolvedObject, resolveObject } from '../values/unresolved';

// What cdk8s does between an object and its JSON, for any key: to cdk8s an object with a key `constructor` is no plain
// one, and a key `__proto__` is lost. What cannot be rendered is left in its place, for the inspection to report.

type Map = { [key: string]: unknown };

/** What a value is when the resolvers of the app have replaced it, and what is in it. */
export function resolvedFor(object: ApiObject): Resolution {
  const { resolvers = [] } = object.node.root as { resolvers?: IResolver[] };
  // It makes `{ value: 1 }` of what stands for a number, for generated classes, which ours are not.
  const asked = resolvers.filter((resolver) => !(resolver instanceof NumberStringUnionResolver));
  return (value) => plainCopy(value, (given, path) => replaced(object, asked, given, path));
}

/** The same where there is no object that a resolver could look at: of Lazies and tokens. */
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
    // Of another copy of cdk8s.
    else if (isUnresolvedObject(value)) value = resolveObject(value);
    else return value;
  }
  return value;
}

/** Without what is nothing, sorted as cdk8s sorts. `isMetadata`: without what is empty, too. */
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
