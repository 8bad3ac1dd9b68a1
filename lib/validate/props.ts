import { listOf } from './format';
import type { Problems } from './problems';
import { isPlainObject } from './unresolved';

/**
 * Refuses what is not a prop: a misspelt one, from JavaScript or a spread object, would be ignored in silence. Returns
 * whether the props can be looked into.
 */
export function checkProps(problems: Problems, props: unknown, names: readonly string[], field = 'props'): boolean {
  if (!isPlainObject(props)) {
    // Not the text itself: where a reference to a Secret is wanted, it may be the secret.
    problems.addKind(field, props, `an object with the props ${listOf(names)}`);
    return false;
  }
  for (const key of Object.keys(props)) {
    if (names.includes(key)) continue;
    const meant = names.find((name) => name.toLowerCase() === key.toLowerCase());
    problems.add(field, key, `the props ${listOf(names)}`, meant && `Write ${meant}`);
  }
  const { metadata } = props as { metadata?: unknown };
  if (metadata === undefined || isPlainObject(metadata)) return true;
  problems.add('metadata', metadata, 'an object with "name", "namespace", "labels", "annotations" and the like');
  return false;
}
