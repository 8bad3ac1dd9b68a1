import { nearestKey } from './nearest';
import { plainCopy } from './plain-copy';
import type { Problems } from './problems';
import { isPlainObject } from './unresolved';

/**
 * Refuses unknown props: JavaScript and spread objects would otherwise ignore a misspelt one silently. A misspelt one also
 * becomes that which was meant: `props` is a copy. Returns whether the props can be read.
 */
export function checkProps(problems: Problems, props: unknown, names: readonly string[], field = 'props'): boolean {
  if (!isPlainObject(props)) {
    // Not the string itself: given instead of a reference to a Secret, it may be the secret.
    problems.addKind(field, props, `a map with ${names.join(', ')}`);
    return false;
  }
  const given = props as { [name: string]: unknown };
  for (const key of Object.keys(given)) {
    if (names.includes(key)) continue;
    problems.addUnknown(field, key, names);
    // Read as the one meant, so that it is not reported as missing too.
    const meant = nearestKey(key, names);
    if (meant !== undefined && given[meant] === undefined) given[meant] = given[key];
  }
  const { metadata } = props as { metadata?: unknown };
  if (metadata === undefined || isPlainObject(metadata)) return true;
  problems.add('metadata', metadata, 'a map with name, namespace, labels, annotations and so on');
  return false;
}

/** A copy of props, once they are checked. Throws if they cannot be read. */
export function readProps<T>(problems: Problems, props: T, names: readonly string[], field?: string): T {
  const given = plainCopy(props);
  if (!checkProps(problems, given, names, field)) problems.throwIfAny();
  return given;
}
