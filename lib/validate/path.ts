import { quoted } from './format';

/** The way from a value to a part of it. */
export type Path = readonly (string | number)[];

/** The part that a path leads to; undefined when there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  let part = value;
  // No iterator: this is a part of much that runs for each object, and is compiled with it.
  for (let i = 0; i < path.length; i++) {
    const key = path[i] as string | number;
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
