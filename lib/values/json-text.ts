import { printableLines } from './printable';

/** Levels of lists and maps that are written piece by piece; what is deeper is one piece. */
const LEVELS = 4;

/**
 * A value as JSON, indented by two blanks, in pieces: no text is too long for it, and a list that is an iterable is made
 * while it is written. Characters that a reader does not see are escaped, so that the values are the same.
 */
export function* jsonText(value: unknown): Iterable<string> {
  yield* pieces(value, LEVELS, '');
  yield '\n';
}

function* pieces(value: unknown, levels: number, indent: string): Iterable<string> {
  if (levels === 0 || typeof value !== 'object' || value === null) {
    yield printableLines(JSON.stringify(value, null, 2)).replaceAll('\n', `\n${indent}`);
    return;
  }
  const isList = Symbol.iterator in value;
  const [open, close] = isList ? '[]' : '{}';
  const inner = `${indent}  `;
  let before = `${open}\n${inner}`;
  let isEmpty = true;
  const entries = isList ? unnamed(value as Iterable<unknown>) : Object.entries(value);
  for (const [name, item] of entries) {
    if (item === undefined) continue;
    yield before;
    if (!isList) yield `${printableLines(JSON.stringify(name))}: `;
    yield* pieces(item, levels - 1, inner);
    before = `,\n${inner}`;
    isEmpty = false;
  }
  yield isEmpty ? `${open}${close}` : `\n${indent}${close}`;
}

function* unnamed(items: Iterable<unknown>): Iterable<[string, unknown]> {
  for (const item of items) yield ['', item];
}
