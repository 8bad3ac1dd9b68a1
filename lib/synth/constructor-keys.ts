import { isPlainObject } from '../validate/unresolved';

const KEY = 'constructor';

/** Stands for the key while cdk8s has the object; sorts as the key does, and is no key of Kubernetes. */
const HIDDEN = `${KEY}\0`;

export const hiddenKey = (key: string) => (key === KEY ? HIDDEN : key);

/**
 * cdk8s takes an object with a key `constructor` for no simple one, and refuses it. A value with the key hidden; the same
 * value when it has none.
 */
export function withoutConstructorKeys<T>(value: T): T {
  return has(value, KEY) ? (renamed(value, KEY, HIDDEN) as T) : value;
}

/** What cdk8s made of such a value, with the key back. */
export function withConstructorKeys<T>(json: T): T {
  return has(json, HIDDEN) ? (renamed(json, HIDDEN, KEY) as T) : json;
}

function has(value: unknown, key: string): boolean {
  if (Array.isArray(value)) return value.some((item) => has(item, key));
  if (!isPlainObject(value)) return false;
  return Object.hasOwn(value, key) || Object.values(value).some((item) => has(item, key));
}

function renamed(value: unknown, from: string, to: string): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, from, to));
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key === from ? to : key, renamed(item, from, to)]),
  );
}
