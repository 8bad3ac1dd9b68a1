import { printableLines } from './printable';

/** How many values are written as one piece. */
const MOST = 200;
/** The same for the items of an iterable, whose values are not counted: that takes as long as writing them. */
const MADE_TOGETHER = 20;

/**
 * A value as JSON, indented by two spaces, in pieces: the whole may be longer than a string can be, and an iterable is
 * written as a list, some items at a time; in these, all lists are arrays. Invisible characters are escaped; the parsed
 * values stay the same.
 */
export function* jsonText(value: unknown): Iterable<string> {
  yield* pieces(value, 0);
  yield '\n';
}

function* pieces(value: unknown, depth: number): Iterable<string> {
  if (isMade(value)) {
    yield* madePieces(value, depth);
    return;
  }
  if (sizeOf(value) <= MOST) {
    yield textAt(value, depth);
    return;
  }
  const isList = Array.isArray(value);
  const [open, close] = isList ? '[]' : '{}';
  const indent = '  '.repeat(depth);
  let before = `${open}\n${indent}  `;
  let isEmpty = true;
  for (const item of isList ? batches(value, depth + 1) : members(value as object, depth + 1)) {
    yield before;
    yield* item;
    before = `,\n${indent}  `;
    isEmpty = false;
  }
  yield isEmpty ? `${open}${close}` : `\n${indent}${close}`;
}

/** The items of an iterable, without a list of them, or of their pieces. */
function* madePieces(made: Iterable<unknown>, depth: number): Iterable<string> {
  const indent = '  '.repeat(depth);
  let before = `[\n${indent}  `;
  let isEmpty = true;
  let batch: unknown[] = [];
  for (const item of made) {
    if (item === undefined) continue;
    batch.push(item);
    isEmpty = false;
    if (batch.length < MADE_TOGETHER) continue;
    yield before;
    yield* together(batch, depth + 1);
    before = `,\n${indent}  `;
    batch = [];
  }
  if (batch.length > 0) {
    yield before;
    yield* together(batch, depth + 1);
  }
  yield isEmpty ? '[]' : `\n${indent}]`;
}

function* members(value: object, depth: number): Iterable<Iterable<string>> {
  for (const [name, item] of Object.entries(value)) {
    if (item === undefined) continue;
    yield member(name, item, depth);
  }
}

function* member(name: string, item: unknown, depth: number): Iterable<string> {
  yield `${escaped(JSON.stringify(name))}: `;
  yield* pieces(item, depth);
}

/** The items of a list: small ones together, because each piece costs as much as a larger one. */
function* batches(items: readonly unknown[], depth: number): Iterable<Iterable<string>> {
  for (let start = 0; start < items.length; ) {
    const end = endOfBatch(items, start);
    if (end > start) yield [itemsAt(items.slice(start, end), depth)];
    else yield pieces(items[start], depth);
    start = Math.max(end, start + 1);
  }
}

/** Behind the last of the items that are one piece; the same as `start` when the first is too large. */
function endOfBatch(items: readonly unknown[], start: number): number {
  let size = 0;
  for (let i = start; i < items.length; i++) {
    size += sizeOf(items[i]);
    if (size > MOST) return i;
  }
  return items.length;
}

/** Made items as one piece, unless they are longer than a string can be. */
function* together(items: readonly unknown[], depth: number): Iterable<string> {
  let text: string | undefined;
  try {
    text = itemsAt(items, depth);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  if (text !== undefined) {
    yield text;
    return;
  }
  let before = '';
  for (const item of items) {
    yield before;
    yield* pieces(item, depth);
    before = `,\n${'  '.repeat(depth)}`;
  }
}

/** A value as it is written inside of `depth` others: `JSON.stringify` indents it faster than a replacement of line feeds. */
function textAt(value: unknown, depth: number): string {
  let nested = value;
  for (let i = 0; i < depth; i++) nested = [nested];
  const text = JSON.stringify(nested, null, 2);
  return escaped(text.slice(depth * (depth + 3), text.length - depth * (depth + 1)));
}

/** The same for items of a list, without its brackets. */
function itemsAt(items: readonly unknown[], depth: number): string {
  const text = textAt(items, depth - 1);
  return text.slice(2 + 2 * depth, text.length - 2 * depth);
}

/** Fast path: most strings are ASCII, with nothing to escape. */
function escaped(text: string): string {
  return /^[\n -~]*$/.test(text) ? text : printableLines(text);
}

/** The number of values in one, counted until they are too many for a piece. */
function sizeOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  if (isMade(value)) return Number.POSITIVE_INFINITY;
  let size = 1;
  // No list of the values is made: this is asked for everything that is written.
  for (const key in value) {
    size += sizeOf((value as { readonly [key: string]: unknown })[key]);
    if (size > MOST) break;
  }
  return size;
}

/** Whether a value is an iterable other than a list. */
const isMade = (value: unknown): value is Iterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.iterator in value && !Array.isArray(value);
