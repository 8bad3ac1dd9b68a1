import { type Format, quoted } from './format';
import type { Problems } from './problems';
import { isPlainObject } from './unresolved';

/** What the API server accepts as a part of a manifest. Adds the problems; lazy values and tokens are checked at synth. */
export type Shape = (problems: Problems, field: string, value: unknown) => void;

/** Checks a value once it is known: one that is known at synth only is checked there. */
export const known =
  (check: Shape): Shape =>
  (problems, field, value) => {
    if (!problems.later(value, (found, later) => check(found, field, later))) check(problems, field, value);
  };

const INT32 = 2 ** 31 - 1;

export const ANY_STRING: Format = { allowed: 'a string', accepts: () => true };
export const NON_EMPTY: Format = { allowed: 'a non-empty string', accepts: (given) => given !== '' };

/** A string; `null` counts as not given, as for the API server. */
export const text =
  (format = ANY_STRING): Shape =>
  (problems, field, value) =>
    problems.expect(field, value, format);

/** Checks a value unless it is left out. */
export const optional =
  (check: Shape): Shape =>
  (problems, field, value) => {
    if (value !== undefined) check(problems, field, value);
  };

/** True or false, known now. */
export const boolean: Shape = (problems, field, value) => {
  if (typeof value !== 'boolean') problems.add(field, value, 'true or false');
};

/** One of some strings. */
export const oneOf = (...words: string[]): Shape =>
  text({ allowed: words.map((word) => JSON.stringify(word)).join(', '), accepts: (given) => words.includes(given) });

/** A whole number. */
export const integer = (least = -INT32 - 1, most = INT32): Shape =>
  known((problems, field, value) => {
    if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return;
    const range = most === INT32 ? `${least} or more` : `${least} to ${most}`;
    problems.add(field, value, `a whole number, ${range}`);
  });

/** A whole number of 0 or more, or a percentage up to 100%. */
export const upTo100Percent: Shape = known((problems, field, value) => {
  if (Number.isInteger(value) && (value as number) >= 0 && (value as number) <= INT32) return;
  if (typeof value === 'string' && /^\d+%$/.test(value) && Number.parseInt(value, 10) <= 100) return;
  problems.add(field, value, 'a whole number, 0 or more, or a percentage such as "50%", at most "100%"');
});

/** A list of at least `least` entries. */
export const list = (item: Shape, least = 0): Shape =>
  known((problems, field, value) => {
    if (!Array.isArray(value) || value.length < least) {
      problems.add(field, value, least === 0 ? 'a list' : `a list with at least ${least} entry`);
      return;
    }
    value.forEach((entry, i) => {
      item(problems, `${field}[${i}]`, entry);
    });
  });

/** A list that is not lazy itself; its entries may be. */
export const knownList =
  (item: Shape): Shape =>
  (problems, field, value) => {
    if (Array.isArray(value)) list(item)(problems, field, value);
    else problems.add(field, value, 'a list');
  };

/** A map with such keys and values. */
export const map = (keys: Format, value: Shape): Shape =>
  known((problems, field, given) => {
    if (!isPlainObject(given)) {
      problems.add(field, given, 'a map');
      return;
    }
    for (const [key, entry] of Object.entries(given)) {
      if (!problems.isLate(key) && !keys.accepts(key)) problems.addKey(field, key, keys.allowed);
      if (entry !== null) value(problems, `${field}[${quoted(key)}]`, entry);
    }
  });

/** The fields of a map, and rules about several of them. */
export interface ObjectShape {
  readonly fields: { readonly [name: string]: Shape };
  readonly required?: readonly string[];
  readonly rules?: Shape;
}

/** A map with these fields and no others: the API server refuses or drops unknown ones. */
export function object({ fields, required = [], rules }: ObjectShape): Shape {
  const names = Object.keys(fields);
  return known((problems, field, value) => {
    if (!isPlainObject(value)) {
      problems.add(field, value, `a map with ${names.join(', ')}`);
      return;
    }
    const given = value as { [name: string]: unknown };
    for (const name of Object.keys(given)) {
      const shapeOfField = Object.hasOwn(fields, name) ? fields[name] : undefined;
      if (given[name] === null || given[name] === undefined) continue;
      if (shapeOfField) shapeOfField(problems, `${field}.${name}`, given[name]);
      else problems.addUnknown(`${field}.${name}`, name, names);
    }
    for (const name of required) {
      if (given[name] === undefined || given[name] === null) problems.add(`${field}.${name}`, given[name], 'a value');
    }
    rules?.(problems, field, value);
  });
}
