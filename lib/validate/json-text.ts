import { printableLines } from './printable';

/** How many values are written as one piece. */
const MOST = 200;

/**
 * A value as JSON, indented by two spaces, in pieces: the whole may be longer than a string can be, and an iterable is
 * written as a list, item by item. Invisible characters are escaped; the parsed values stay the same.
 */
export function* jsonText(value: unknown): Iterable<string> {
  yield* pieces(value, '');
  yield '\n';
}

function* pieces(value: unknown, indent: string): Iterable<string> {
  if (sizeOf(value) <= MOST) {
    yield escaped(JSON.stringify(value, null, 2)).replaceAll('\n', `\n${indent}`);
    return;
  }
  const isList = Symbol.iterator in (value as object);
  const [open, close] = isList ? '[]' : '{}';
  const inner = `${indent}  `;
  let before = `${open}\n${inner}`;
  let isEmpty = true;
  const entries = isList ? unnamed(value as Iterable<unknown>) : Object.entries(value as object);
  for (const [name, item] of entries) {
    if (item === undefined) continue;
    yield before;
    if (!isList) yield `${escaped(JSON.stringify(name))}: `;
    yield* pieces(item, inner);
    before = `,\n${inner}`;
    isEmpty = false;
  }
  yield isEmpty ? `${open}${close}` : `\n${indent}${close}`;
}

/** Fast path: most strings are ASCII, with nothing to escape. */
function escaped(text: string): string {
  return /^[\n -~]*$/.test(text) ? text : printableLines(text);
}

/** The number of values in one, counted until they are too many for a piece. */
function sizeOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  if (Symbol.iterator in value && !Array.isArray(value)) return Number.POSITIVE_INFINITY;
  let size = 1;
  for (const item of Array.isArray(value) ? value : Object.values(value)) {
    size += sizeOf(item);
    if (size > MOST) break;
  }
  return size;
}

function* unnamed(items: Iterable<unknown>): Iterable<[string, unknown]> {
  for (const item of items) yield ['', item];
}
