import { printableLines } from './printable';

/** Values that are written as one piece. */
const MOST = 200;

/**
 * A value as JSON, indented by two blanks, in pieces: no text is too long for it, and a list that is an iterable is made
 * while it is written. Characters that a reader does not see are escaped, so that the values are the same.
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

/** Nearly all text is ASCII, which has nothing to escape here. */
function escaped(text: string): string {
  return /^[\n -~]*$/.test(text) ? text : printableLines(text);
}

/** How many values there are in one, counted until there are too many for a piece. */
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
