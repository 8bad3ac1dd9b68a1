import type { YamlDocument } from '../../manifests/yaml';
import { NotEditableError, type TextEdit } from '../../manifests/yaml-edit';
import { nodeAt, type YamlNode } from '../../manifests/yaml-tree';
import type { YamlValue } from '../../manifests/yaml-value';
import { valueAt } from '../../validate/path';
import { blockLines } from './block-yaml';
import type { ObjectPlace } from './object-edit';

// Whole objects: a new one in front of another one, and one that is removed. All offsets are those of the file.

type Map = { readonly [key: string]: YamlValue };

/** A separator of documents in front of a place, with its line break. */
const SEPARATOR = /(?:^|\n)(---[^\n]*\n)$/;

/** Writes an object in front of another one of the same file: as a document of its own, or as an item of the same list. */
export function insertedBefore({ document, prefix }: ObjectPlace, tree: YamlNode | undefined, object: Map): TextEdit {
  if (prefix.length > 0) {
    const kind = valueAt(document.value, [...prefix.slice(0, -2), 'kind']);
    if (kind !== 'List') throw new NotEditableError(`a ${kind} holds no ServiceAccount. Make it a List`);
    return itemBefore(document, prefix, tree, object);
  }
  if (document.isJson) {
    const reason = 'a file of JSON holds one object, so that its ServiceAccount has to be in another file';
    throw new NotEditableError(`${reason}. Write it there: ${JSON.stringify(object)}`);
  }
  const { base } = document.part;
  const { text } = document.whole;
  const lineBreak = breakOf(text);
  const lines = blockLines(object, '', lineBreak);
  const separator = `---${lineBreak}`;
  const separatorAt = separatorBefore(document);
  if (separatorAt !== undefined) return { start: separatorAt, end: separatorAt, text: separator + lines };
  if (isBehindSeparator(document)) return { start: base, end: base, text: separator + lines };
  const start = base + headOf(document).length;
  return { start, end: start, text: lines + separator };
}

/** Comments at the top of a file that are about the file: a licence, with an empty line behind it, and lines for editors. */
function headOf({ part: { base, text } }: YamlDocument): string {
  if (base > 0) return '';
  return (
    /^\ufeff?(?:(?:#[^\n]*\n)+(?:\r?\n)+|#[ \t]*(?:yaml-language-server|-\*-|vim?:|\$schema)[^\n]*\n)*/.exec(
      text,
    )?.[0] ?? ''
  );
}

/** Removes an object that was written in front of another one. */
export function removedMade(place: ObjectPlace, tree: YamlNode | undefined, lastKept: LastKept = lastOf): TextEdit {
  const { document } = place;
  const next = nextOf(document);
  const isFirst = place.prefix.length === 0 && !isBehindSeparator(document);
  // Its separator is behind it.
  if (!isFirst || !next) return removedObject(place, tree, lastKept);
  return { start: document.part.base + headOf(document).length, end: next.part.base, text: '' };
}

/** The index of the last item of a list that stays; of the last one unless others go, too. */
export type LastKept = (list: ObjectPlace['prefix'], count: number) => number;
const lastOf: LastKept = (_list, count) => count - 1;

/** Removes an object: its document with the separator in front of it, or the item of its list. */
export function removedObject(
  { document, prefix }: ObjectPlace,
  tree: YamlNode | undefined,
  lastKept: LastKept = lastOf,
): TextEdit {
  if (prefix.length > 0) return removedItem(document, prefix, tree, lastKept);
  const { base, text } = document.part;
  const next = nextOf(document);
  const end = next ? (separatorBefore(next) ?? next.part.base) : document.whole.text.length;
  // Comments at the top of a file are about the file.
  const ofFile = base === 0 ? (/^(?:#[^\n]*\n)+(?=\r?\n)/.exec(text)?.[0].length ?? 0) : 0;
  return { start: (separatorBefore(document) ?? base) + ofFile, end, text: '' };
}

const nextOf = (document: YamlDocument): YamlDocument | undefined => {
  const { documents } = document.whole;
  return documents[documents.indexOf(document) + 1];
};

const isBehindSeparator = (document: YamlDocument) =>
  separatorBefore(document) !== undefined || document.part.text.startsWith('---');

/** The offset of the line `---` in front of a document, which is not part of it; undefined when there is none. */
function separatorBefore(document: YamlDocument): number | undefined {
  const { base } = document.part;
  const line = document.whole.text.lastIndexOf('\n', base - 2) + 1;
  return base > 0 && SEPARATOR.test(document.whole.text.slice(Math.max(0, line - 1), base)) ? line : undefined;
}

function itemBefore(
  document: YamlDocument,
  prefix: ObjectPlace['prefix'],
  tree: YamlNode | undefined,
  object: Map,
): TextEdit {
  const { base, text } = document.part;
  const { list, item } = itemAt(prefix, tree);
  if (list.inFlow) {
    const before = /[[,](\s*)$/.exec(text.slice(0, item.outerStart))?.[1];
    if (before === undefined) throw new NotEditableError('an item of a list with a comment in front of it');
    const start = base + item.outerStart;
    return { start, end: start, text: `${flowText(object, before, stepIn(text, before, item))},${before}` };
  }
  const line = lineOf(text, item.outerStart);
  const dash = dashAt(text, line, item);
  let start = line;
  // Comments above an item are about it.
  for (let at = line; at > 0 && /^[ \t]*#/.test(text.slice(lineOf(text, at - 1), at)); ) {
    at = lineOf(text, at - 1);
    start = at;
  }
  const indent = ' '.repeat(item.pairs[0] ? item.pairs[0].start - line : dash + 2);
  const lineBreak = breakOf(text);
  const lines = blockLines(object, indent, lineBreak);
  const first = `${' '.repeat(dash)}-${' '.repeat(indent.length - dash - 1)}`;
  return { start: base + start, end: base + start, text: first + lines.slice(indent.length) };
}

function removedItem(
  document: YamlDocument,
  prefix: ObjectPlace['prefix'],
  tree: YamlNode | undefined,
  lastKept: LastKept,
): TextEdit {
  const { base, text } = document.part;
  const { list, item, index } = itemAt(prefix, tree);
  const next = list.items[index + 1];
  const before = list.items[index - 1];
  if (list.inFlow) {
    // Up to the next item; behind the last one that stays, with the comma in front.
    if (next && lastKept(prefix.slice(0, -1), list.items.length) > index)
      return { start: base + item.outerStart, end: base + next.outerStart, text: '' };
    return { start: base + (before ? before.end : item.outerStart), end: base + item.end, text: '' };
  }
  const start = lineOf(text, item.outerStart);
  dashAt(text, start, item);
  const end = text[item.end - 1] === '\n' ? item.end : text.indexOf('\n', item.end) + 1 || text.length;
  return { start: base + start, end: base + end, text: '' };
}

function itemAt(prefix: ObjectPlace['prefix'], tree: YamlNode | undefined) {
  const list = nodeAt(tree, prefix.slice(0, -1));
  const index = Number(prefix.at(-1));
  const item = list?.items[index];
  if (!list || item?.kind !== 'map') throw new NotEditableError('an item of a list that is an alias of YAML');
  return { list, item, index };
}

/** The column of the dash of an item that begins in its line. */
function dashAt(text: string, line: number, item: YamlNode): number {
  const [, blanks] = /^( *)- +$/.exec(text.slice(line, item.outerStart)) ?? [];
  if (blanks === undefined) throw new NotEditableError('an item of a list that begins in another line');
  return blanks.length;
}

const lineOf = (text: string, offset: number) => text.lastIndexOf('\n', offset - 1) + 1;
const breakOf = (text: string) => (/^[^\n]*\r\n/.test(text) ? '\r\n' : '\n');

/** By how much the keys of an item are further in than the item. */
function stepIn(text: string, before: string, item: YamlNode): string {
  const inner = text.slice(item.start + 1, item.pairs[0]?.start ?? item.start + 1);
  return before.includes('\n') && /^\s*$/.test(inner) && inner.startsWith(before) ? inner.slice(before.length) : '';
}

/** An object as JSON, in lines if the list has its items in lines. */
function flowText(value: YamlValue, before: string, step: string): string {
  if (step === '' || typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = before + step;
  const parts = Array.isArray(value)
    ? value.map((one) => flowText(one, inner, step))
    : Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${flowText(one, inner, step)}`);
  if (parts.length === 0) return Array.isArray(value) ? '[]' : '{}';
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}${inner}${parts.join(`,${inner}`)}${before}${close}`;
}
