import type { Format } from './format';
import type { Problems } from './problems';
import { isPlainObject } from './unresolved';

/** What a part of a manifest must look like for the API server. Adds what is wrong; lazy values and tokens pass. */
export type Shape = (problems: Problems, field: string, value: unknown) => void;

const INT32 = 2 ** 31 - 1;

/** Text; `null` counts as not given, as it does for the API server. */
export const text =
  (format: Format = { allowed: 'text', accepts: () => true }): Shape =>
  (problems, field, value) =>
    problems.expect(field, value, format);

/** One of some words. */
export const oneOf = (...words: string[]): Shape =>
  text({ allowed: words.map((word) => JSON.stringify(word)).join(', '), accepts: (given) => words.includes(given) });

/** A whole number. */
export const integer =
  (least = -INT32 - 1, most = INT32): Shape =>
  (problems, field, value) => {
    if (problems.isLate(value) || (Number.isInteger(value) && (value as number) >= least && (value as number) <= most))
      return;
    const range = most === INT32 ? `${least} or more` : `${least} to ${most}`;
    problems.add(field, value, `a whole number, ${range}`);
  };

/** A whole number of 0 or more, or a percentage up to 100%. */
export const upTo100Percent: Shape = (problems, field, value) => {
  if (problems.isLate(value) || (Number.isInteger(value) && (value as number) >= 0)) return;
  if (typeof value === 'string' && /^\d+%$/.test(value) && Number.parseInt(value, 10) <= 100) return;
  problems.add(field, value, 'a whole number, 0 or more, or a percentage such as "50%", at most "100%"');
};

/** A list; `least` entries must be there. */
export const list =
  (item: Shape, least = 0): Shape =>
  (problems, field, value) => {
    if (problems.isLate(value)) return;
    if (!Array.isArray(value) || value.length < least) {
      problems.add(field, value, least === 0 ? 'a list' : `a list with at least ${least} entry`);
      return;
    }
    value.forEach((entry, i) => {
      item(problems, `${field}[${i}]`, entry);
    });
  };

/** A map: what its keys and values must be. */
export const map =
  (keys: Format, value: Shape): Shape =>
  (problems, field, given) => {
    if (problems.isLate(given)) return;
    if (!isPlainObject(given)) {
      problems.add(field, given, 'a map');
      return;
    }
    for (const [key, entry] of Object.entries(given)) {
      if (!problems.isLate(key) && !keys.accepts(key)) problems.add(field, key, `as a key, ${keys.allowed}`);
      if (entry !== null) value(problems, `${field}[${JSON.stringify(key)}]`, entry);
    }
  };

/** What the fields of an object must be, and what must hold between them. */
export interface ObjectShape {
  readonly fields: { readonly [name: string]: Shape };
  readonly required?: readonly string[];
  readonly rules?: Shape;
}

/** An object with these fields and no others: the API server refuses, or drops, what it does not know. */
export function object({ fields, required = [], rules }: ObjectShape): Shape {
  const known = Object.keys(fields);
  return (problems, field, value) => {
    if (problems.isLate(value)) return;
    if (!isPlainObject(value)) {
      problems.add(field, value, `an object with ${known.join(', ')}`);
      return;
    }
    const given = value as { [name: string]: unknown };
    for (const name of Object.keys(given)) {
      const shape = fields[name];
      if (given[name] === null || given[name] === undefined) continue;
      if (Object.hasOwn(fields, name) && shape) shape(problems, `${field}.${name}`, given[name]);
      else problems.add(`${field}.${name}`, given[name], `no such field, but ${known.join(', ')}`);
    }
    for (const name of required) {
      if (given[name] === undefined || given[name] === null) problems.add(`${field}.${name}`, given[name], 'a value');
    }
    rules?.(problems, field, value);
  };
}
