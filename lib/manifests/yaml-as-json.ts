import type { BuiltDocument } from './yaml-builder';
import { GROWTH, hashOf, ScalarsAsJson } from './yaml-scalars-as-json';
import type { YamlValue } from './yaml-value';

const LINE_FEED = 0x0a;
const [SPACE, COMMA, DASH, HASH, OPEN_LIST, CLOSE_LIST, OPEN_MAP, CLOSE_MAP] = [...' ,-#[]{}'].map((c) =>
  c.charCodeAt(0),
) as [number, number, number, number, number, number, number, number];
const NULL = [...'null'].map((c) => c.charCodeAt(0));
const SEPARATOR = /^--- *\n/;
/** Characters beyond ASCII that go-yaml refuses or treats as blanks or ends of lines. */
const ODD = /[\x80-\xa0\u2028\u2029\ufeff\ufffe\uffff\p{Cs}]/u;
const ITEMS = hashOf('items');
const DEEPEST = 100;
/** Bytes of YAML that become JSON at once. From 100 KiB of JSON on, V8 creates the objects where it need not move them. */
const AT_ONCE = 1 << 19;
/** Of the braces, commas and nulls between documents. */
const PER_DOCUMENT = 4;

/**
 * Reads documents of YAML as most are written: lists and maps in block style, or in brackets on one line, strings on one
 * line, blocks behind `|`, comments. They become JSON, which the parser of JavaScript reads many times faster than a parser
 * of YAML can. Undefined for all other documents, also where readers of YAML differ.
 */
export function readAsJson(texts: readonly string[]): (BuiltDocument | undefined)[] {
  const documents: (BuiltDocument | undefined)[] = [];
  let group: string[] = [];
  let size = 0;
  const readGroup = () => {
    if (group.length > 0) for (const document of documentsOf(group, size)) documents.push(document);
    group = [];
    size = 0;
  };
  for (const text of texts) {
    const length = Buffer.byteLength(text) + PER_DOCUMENT;
    if (size + length > AT_ONCE) readGroup();
    group.push(text);
    size += length;
  }
  readGroup();
  return documents;
}

const NONE: BuiltDocument['duplicates'] = [];

/** Memory that is used again. */
let usual: { readonly bytes: Buffer; readonly out: Buffer } | undefined;

function memoryFor(size: number): { readonly bytes: Buffer; readonly out: Buffer } {
  const make = (most: number) => ({
    bytes: Buffer.allocUnsafeSlow(most),
    out: Buffer.allocUnsafeSlow(GROWTH * most),
  });
  if (size > AT_ONCE) return make(size);
  usual ??= make(AT_ONCE);
  return usual;
}

function documentsOf(texts: readonly string[], size: number): (BuiltDocument | undefined)[] {
  const { bytes, out } = memoryFor(size);
  const reader = new BlocksAsJson(bytes, out);
  const written = texts.map((text) => reader.document(text));
  const values = JSON.parse(reader.json()) as YamlValue[];
  return written.map((one, i) => {
    const value = values[i] as YamlValue;
    return one && { value, start: one.start, starts: startsOf(value, one.items), unread: undefined, duplicates: NONE };
  });
}

function startsOf(value: YamlValue, offsets: readonly number[]): ReadonlyMap<YamlValue, number> | undefined {
  if (offsets.length === 0) return undefined;
  const starts = new Map<YamlValue, number>();
  const { items } = value as { readonly items?: YamlValue[] };
  // The key only has the hash of `items`.
  if (items === undefined) return undefined;
  offsets.forEach((offset, i) => {
    const item = items[i] as { [key: string]: YamlValue };
    if (offset >= 0 && (item.kind ?? item.metadata) !== undefined) starts.set(item, offset);
  });
  return starts;
}

const NO_ITEMS: readonly number[] = [];

/** The lists and maps in block style of documents, as a list of JSON. */
class BlocksAsJson extends ScalarsAsJson {
  /** Length of the document, and the offset of its first key. */
  private size = 0;
  private start = -1;
  /** Offsets of the items of `items`; -1 for those that are no maps. */
  private items = NO_ITEMS as number[];
  private isInItems = false;
  /** Of each open list or map: its column, whether it is a list, and where its keys begin. */
  private readonly indents: number[] = [];
  private readonly isList: boolean[] = [];
  private readonly keys: number[] = [];
  /** Whether a key has no value yet. */
  private isOpen = false;
  private encoding: 'latin1' | 'utf8' = 'latin1';

  /** The documents so far; null for those that are undefined. */
  public json(): string {
    this.put(CLOSE_LIST);
    return this.out.toString(this.encoding, 0, this.to);
  }

  /** Adds a document: the offsets of its first key, and of the items of `items`. */
  public document(text: string): { readonly start: number; readonly items: readonly number[] } | undefined {
    this.put(this.to === 0 ? OPEN_LIST : COMMA);
    const { to } = this;
    if (this.read(text)) return { start: this.start, items: this.items };
    this.to = to;
    this.putNull();
    return undefined;
  }

  private read(text: string): boolean {
    const { bytes } = this;
    const from = text.startsWith('---') ? SEPARATOR.exec(text)?.[0].length : 0;
    if (from === undefined) return false;
    const size = bytes.write(text, 'utf8');
    if (size !== text.length && ODD.test(text)) return false;
    this.size = size;
    bytes[size] = LINE_FEED;
    bytes[size + 1] = 0;
    if (!this.lines(from)) return false;
    if (size === text.length) return true;
    this.encoding = 'utf8';
    const offsetOf = (at: number) => (at < 0 ? at : bytes.toString('utf8', 0, at).length);
    this.start = offsetOf(this.start);
    this.items = this.items.map(offsetOf);
    return true;
  }

  private lines(from: number): boolean {
    const { bytes, size } = this;
    this.at = from;
    this.start = -1;
    this.items = NO_ITEMS as number[];
    this.isInItems = false;
    this.isOpen = false;
    this.indents.length = 0;
    this.isList.length = 0;
    this.keys.length = 0;
    this.closeKeys(0);
    while (this.at < size) {
      const line = this.at;
      this.blanks();
      const code = bytes[this.at] as number;
      if (code === LINE_FEED) this.at++;
      else if (!(code === HASH ? this.comment() : this.line(this.at - line, code, line))) return false;
    }
    if (this.start < 0) return false;
    if (this.isOpen) this.putNull();
    while (this.indents.length > 0) this.close();
    return true;
  }

  private line(indent: number, code: number, line: number): boolean {
    const isItem = code === DASH && this.bytes[this.at + 1] === SPACE;
    if (!this.enter(indent, isItem)) return false;
    return isItem ? this.item(indent, line) : this.key() && this.afterKey();
  }

  /** Opens and closes lists and maps, so that the line belongs to the last one. */
  private enter(indent: number, isItem: boolean): boolean {
    const { indents, isList } = this;
    if (this.start < 0) {
      if (indent > 0 || isItem) return false;
      this.start = this.at;
      this.open(indent, false);
      return true;
    }
    const last = indents.length - 1;
    if (this.isOpen) {
      const around = indents[last] as number;
      this.isOpen = false;
      if (indent > around || (isItem && indent === around)) {
        this.open(indent, isItem);
        return last < DEEPEST;
      }
      this.putNull();
    }
    let top = last;
    for (; top >= 0; top--) {
      const column = indents[top] as number;
      if (column < indent || (column === indent && (isItem || !isList[top]))) break;
      this.close();
    }
    if (indents[top] !== indent || isList[top] !== isItem) return false;
    this.put(COMMA);
    return true;
  }

  private open(indent: number, isList: boolean): void {
    this.put(isList ? OPEN_LIST : OPEN_MAP);
    this.push(indent, isList);
  }

  private push(indent: number, isList: boolean): void {
    this.indents.push(indent);
    this.isList.push(isList);
    this.keys.push(this.openKeys());
  }

  private close(): void {
    this.indents.pop();
    this.closeKeys(this.keys.pop() as number);
    this.put(this.isList.pop() ? CLOSE_LIST : CLOSE_MAP);
  }

  private putNull(): void {
    for (const code of NULL) this.put(code);
  }

  private item(indent: number, line: number): boolean {
    const isOfItems = this.isInItems && this.indents.length === 2;
    this.at++;
    this.blanks();
    const { at, to } = this;
    this.put(OPEN_MAP);
    const isMap = this.key();
    if (isOfItems) {
      if (this.items === NO_ITEMS) this.items = [];
      this.items.push(isMap ? at : -1);
    }
    if (isMap) {
      this.push(at - line, false);
      return this.afterKey();
    }
    this.to = to;
    return this.value(indent);
  }

  private afterKey(): boolean {
    const { indents, hash, keys } = this;
    const depth = indents.length;
    if (!this.isNewKey(keys[depth - 1] as number)) return false;
    if (depth === 1) this.isInItems = hash === ITEMS;
    // Of a list in a list, the places are not noted.
    else if (depth === 3 && hash === ITEMS && this.isInItems) return false;
    this.blanks();
    const code = this.bytes[this.at];
    if (code !== LINE_FEED && code !== HASH)
      return !(depth === 1 && this.isInItems) && this.value(indents[depth - 1] as number);
    this.isOpen = true;
    if (code === HASH) return this.comment();
    this.at++;
    return true;
  }
}
