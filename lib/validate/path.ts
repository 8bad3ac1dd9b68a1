import { quoted } from './format';

/** The way from a value to a part of it. */
export type Path = readonly (string | number)[];

/** The part that a path leads to; undefined when there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  let part = value;
  for (const key of path) {
    if (typeof part !== 'object' || part === null || !Object.hasOwn(part, key)) return undefined;
    part = (part as { readonly [key: string | number]: unknown })[key];
  }
  return part;
}

/** The same for a field such as `mic.leaderElection.name`. */
export const valueOfField = (object: unknown, field: string): unknown => valueAt(object, field.split('.'));

/** A path as messages write it: `spec.podLabels["app.kubernetes.io/name"]`, `spec.auxiliaryTenantIDs[0]`. */
export const fieldAt = (path: Path): string => path.reduce<string>(fieldOf, '');

/** The same for a key or an index in a field. */
export function fieldOf(field: string, key: string | number): string {
  if (typeof key === 'number') return `${field}[${key}]`;
  if (!/^[A-Za-z][\w-]*$/.test(key)) return `${field}[${quoted(key)}]`;
  return field === '' ? key : `${field}.${key}`;
}
