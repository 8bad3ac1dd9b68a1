import type { YamlNode, YamlPair } from './yaml-tree';

const [QUOTE, APOSTROPHE, BACKSLASH, SPACE, HASH, DASH, OPEN_LIST, OPEN_MAP, CLOSE_LIST, CLOSE_MAP] = [
  ...'"\'\\ #-[{]}',
].map((c) => c.charCodeAt(0)) as [number, number, number, number, number, number, number, number, number, number];
const KEY = /(?:[A-Za-z_/][\w./-]*|"[^"\\]*"|'[^'\\]*')(?=:(?:[ \n]|$))/y;
/** A line with a value of several lines. */
const LITERAL = /^ *(?:- +)?(?:(?:[\w./-]+|"[^"\\]*"|'[^'\\]*'): +)?\|-? *(?:#.*)?$/;
const WORD_IN_FLOW = /[\w./-]+/y;
const NONE: readonly never[] = [];

/**
 * The content of a document that `readAsJson` reads. Such documents are written in so few ways that nodes can be found many
 * times faster than by a parser, and only those that are asked for.
 */
export function plainTree(text: string): YamlNode {
  const lines = new Lines(text);
  return new BlockNode(lines, 0, lines.offsets.length, lines.offsets[0] as number);
}

interface Key {
  readonly key: string;
  readonly start: number;
  readonly keyEnd: number;
}

/** The lines of a document that begin a key or an item of a list. */
class Lines {
  /** Of the first character that is no blank. */
  public readonly offsets: number[] = [];
  public readonly columns: number[] = [];
  /** The lines that belong to the value of one. */
  private readonly literals = new Map<number, { readonly start: number; readonly end: number }>();

  constructor(private readonly text: string) {
    const mayHaveLiterals = text.includes('|');
    let from = text.startsWith('---') ? text.indexOf('\n') + 1 : 0;
    while (from < text.length) {
      const end = endOfLine(text, from);
      const at = behindBlanks(text, from);
      const line = this.offsets.length;
      const next = Math.min(end + 1, text.length);
      const column = at - from;
      const isContent = at < end && text.charCodeAt(at) !== HASH;
      const isLiteral = isContent && mayHaveLiterals && LITERAL.test(text.slice(from, end));
      from = next;
      if (!isContent) continue;
      this.offsets.push(at);
      this.columns.push(column);
      if (!isLiteral) continue;
      from = behindLiteral(text, next);
      this.literals.set(line, { start: next, end: from });
    }
  }

  /** Whether a line is an item of a list. */
  public isItem(line: number): boolean {
    const at = this.offsets[line] as number;
    return this.text.charCodeAt(at) === DASH && this.text.charCodeAt(at + 1) === SPACE;
  }

  /** Where the item of a line begins, behind its dash. */
  public itemOf(line: number): number {
    return behindBlanks(this.text, (this.offsets[line] as number) + 1);
  }

  /** The key at an offset. */
  public keyAt(at: number): Key | undefined {
    KEY.lastIndex = at;
    if (!KEY.test(this.text)) return undefined;
    const keyEnd = KEY.lastIndex;
    const code = this.text.charCodeAt(at);
    const isQuoted = code === QUOTE || code === APOSTROPHE;
    return { key: this.text.slice(isQuoted ? at + 1 : at, isQuoted ? keyEnd - 1 : keyEnd), start: at, keyEnd };
  }

  /** The value that begins at an offset or behind the blanks there, in the same line; undefined when there is none. */
  public valueIn(line: number, from: number): YamlNode | undefined {
    const { text } = this;
    const literal = this.literals.get(line);
    if (literal) return scalar(literal.start, literal.end);
    const at = behindBlanks(text, from);
    const end = endOfLine(text, at);
    if (at >= end || text.charCodeAt(at) === HASH) return undefined;
    return this.bracketedOrQuoted(at) ?? scalar(at, endOfPlain(text, at, end));
  }

  /** The offset behind the last character of a line that belongs to a key or value, if it is read from an offset on. */
  public endFrom(line: number, at: number): number {
    const from = at === this.offsets[line] && this.isItem(line) ? this.itemOf(line) : at;
    const key = this.keyAt(from);
    const value = this.valueIn(line, key ? key.keyEnd + 1 : from);
    return value?.end ?? (key as Key).keyEnd;
  }

  private bracketedOrQuoted(at: number): YamlNode | undefined {
    const code = this.text.charCodeAt(at);
    if (code === OPEN_LIST || code === OPEN_MAP) return this.flow(at, code);
    return code === QUOTE || code === APOSTROPHE ? scalar(at, endOfQuoted(this.text, at, code)) : undefined;
  }

  private flow(start: number, open: number): YamlNode {
    const { text } = this;
    const pairs: YamlPair[] = [];
    const items: YamlNode[] = [];
    const isList = open === OPEN_LIST;
    const close = isList ? CLOSE_LIST : CLOSE_MAP;
    let at = behindBlanks(text, start + 1);
    while (text.charCodeAt(at) !== close && at < text.length) {
      const key = isList ? undefined : this.keyAt(at);
      const from = key ? behindBlanks(text, key.keyEnd + 1) : at;
      const value = this.bracketedOrQuoted(from) ?? scalar(from, endOfWord(text, from));
      if (key) pairs.push({ ...key, value });
      else items.push(value);
      at = behindBlanks(text, value.end);
      // A comma is not allowed before the end.
      if (text.charCodeAt(at) !== close) at = behindBlanks(text, at + 1);
    }
    return {
      kind: isList ? 'list' : 'map',
      start,
      outerStart: start,
      end: at + 1,
      isEmpty: false,
      inFlow: true,
      pairs,
      items,
    };
  }
}

/** A list or map in lines. */
class BlockNode implements YamlNode {
  public readonly kind: 'map' | 'list';
  public readonly outerStart: number;
  public readonly end: number;
  public readonly isEmpty = false;
  public readonly inFlow = false;
  private readonly column: number;
  private readPairs: readonly YamlPair[] | undefined;
  private readItems: readonly YamlNode[] | undefined;

  /** @param last the line behind the last one */
  constructor(
    private readonly lines: Lines,
    private readonly first: number,
    private readonly last: number,
    public readonly start: number,
  ) {
    const { offsets, columns } = lines;
    const offset = offsets[first] as number;
    this.kind = offset === start && lines.isItem(first) ? 'list' : 'map';
    this.outerStart = start;
    this.column = (columns[first] as number) + start - offset;
    this.end = lines.endFrom(last - 1, last - 1 === first ? start : (offsets[last - 1] as number));
  }

  public get pairs(): readonly YamlPair[] {
    this.readPairs ??= this.kind === 'map' ? this.findPairs() : NONE;
    return this.readPairs;
  }

  public get items(): readonly YamlNode[] {
    this.readItems ??= this.kind === 'list' ? this.findItems() : NONE;
    return this.readItems;
  }

  private findPairs(): YamlPair[] {
    const { lines, first, last } = this;
    const pairs: YamlPair[] = [];
    for (let line = first; line < last; ) {
      const key = lines.keyAt(line === first ? this.start : (lines.offsets[line] as number));
      if (!key) break;
      const next = this.behind(line, true);
      pairs.push(new BlockPair(lines, line, next, key));
      line = next;
    }
    return pairs;
  }

  private findItems(): YamlNode[] {
    const { lines, first, last } = this;
    const items: YamlNode[] = [];
    for (let line = first; line < last; ) {
      const next = this.behind(line, false);
      const at = lines.itemOf(line);
      const item = lines.keyAt(at) ? new BlockNode(lines, line, next, at) : lines.valueIn(line, at);
      if (item) items.push(item);
      line = next;
    }
    return items;
  }

  /** The next line of the list or map itself. The dashes of a list may be below the key that it belongs to. */
  private behind(from: number, isMap: boolean): number {
    const { lines, column, last } = this;
    let line = from + 1;
    for (; line < last; line++) {
      const own = lines.columns[line] as number;
      if (own <= column && !(isMap && own === column && lines.isItem(line))) break;
    }
    return line;
  }
}

/** A key of a map in lines. Most values are never asked for. */
class BlockPair implements YamlPair {
  public readonly key: string;
  public readonly start: number;
  public readonly keyEnd: number;
  private read: YamlNode | undefined;

  constructor(
    private readonly lines: Lines,
    private readonly line: number,
    private readonly next: number,
    { key, start, keyEnd }: Key,
  ) {
    this.key = key;
    this.start = start;
    this.keyEnd = keyEnd;
  }

  public get value(): YamlNode {
    this.read ??=
      this.lines.valueIn(this.line, this.keyEnd + 1) ?? this.below() ?? scalar(this.keyEnd, this.keyEnd, true);
    return this.read;
  }

  private below(): YamlNode | undefined {
    const { lines, next } = this;
    const from = this.line + 1;
    return from < next ? new BlockNode(lines, from, next, lines.offsets[from] as number) : undefined;
  }
}

function scalar(start: number, end: number, isEmpty = false): YamlNode {
  const outerStart = start;
  return { kind: 'scalar', start, outerStart, end, isEmpty, inFlow: false, pairs: NONE, items: NONE };
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function behindBlanks(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === SPACE) at++;
  return at;
}

/** Where the lines of a value end: at the first one that is indented less than the first one of them, with its blanks. */
function behindLiteral(text: string, from: number): number {
  let inner = 0;
  let line = from;
  while (line < text.length) {
    const at = behindBlanks(text, line);
    const end = endOfLine(text, line);
    if (at < end) {
      if (inner === 0) inner = at - line;
      if (at - line < inner) break;
    }
    // Blanks behind the last line break belong to nothing.
    else if (end === text.length) break;
    line = Math.min(end + 1, text.length);
  }
  return line;
}

function endOfQuoted(text: string, start: number, quote: number): number {
  let at = start + 1;
  for (;;) {
    const code = text.charCodeAt(at++);
    if (Number.isNaN(code)) return text.length;
    if (code === BACKSLASH && quote === QUOTE) at++;
    else if (code === quote) {
      if (quote === QUOTE || text.charCodeAt(at) !== quote) return at;
      at++;
    }
  }
}

function endOfPlain(text: string, start: number, lineEnd: number): number {
  const comment = text.slice(start, lineEnd).indexOf(' #');
  let end = comment < 0 ? lineEnd : start + comment;
  while (text.charCodeAt(end - 1) === SPACE) end--;
  return end;
}

function endOfWord(text: string, start: number): number {
  WORD_IN_FLOW.lastIndex = start;
  return WORD_IN_FLOW.test(text) ? WORD_IN_FLOW.lastIndex : start;
}
