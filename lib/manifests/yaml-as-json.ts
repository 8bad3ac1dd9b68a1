import { GROWTH, hashOf, ScalarsAsJson } from './yaml-scalars-as-json';
import type { YamlValue } from './yaml-value';

/** The content of a document. */
export interface ReadDocument {
  readonly value: YamlValue;
  /** Offset of its first key. */
  readonly start: number;
  /** Offset of each object of a `List`; undefined when the document has none. */
  readonly starts: ReadonlyMap<YamlValue, number> | undefined;
}

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
/** Of texts up to this length the memory is used again. */
const USUAL = 1 << 17;

let shared: { readonly bytes: Buffer; readonly out: Buffer } | undefined;

function buffersFor(size: number): { readonly bytes: Buffer; readonly out: Buffer } {
  const make = (most: number) => ({
    // Room for a line feed and a zero, and for the braces of an empty document.
    bytes: Buffer.allocUnsafeSlow(most + 2),
    out: Buffer.allocUnsafeSlow(GROWTH * (most + 2)),
  });
  if (size > USUAL) return make(size);
  shared ??= make(USUAL);
  return shared;
}

/**
 * Reads a document of YAML as most are written: lists and maps in block style, or in brackets on one line, strings on one
 * line, blocks behind `|`, comments. It becomes JSON, which the parser of JavaScript reads many times faster than a parser
 * of YAML can. Undefined for everything else, also where readers of YAML differ.
 */
export function readAsJson(text: string): ReadDocument | undefined {
  const size = Buffer.byteLength(text);
  const isAscii = size === text.length;
  if (!isAscii && ODD.test(text)) return undefined;
  const { bytes, out } = buffersFor(size);
  const encoding = isAscii ? 'latin1' : 'utf8';
  bytes.write(text, encoding);
  bytes[size] = LINE_FEED;
  bytes[size + 1] = 0;
  const reader = new BlocksAsJson(bytes, out, size);
  const separator = text.startsWith('---') ? SEPARATOR.exec(text)?.[0] : '';
  if (separator === undefined) return undefined;
  const length = reader.read(separator.length);
  if (length === undefined) return undefined;
  const value = JSON.parse(out.toString(encoding, 0, length)) as YamlValue;
  const offsetOf = (at: number) => (isAscii ? at : bytes.toString('utf8', 0, at).length);
  return { value, start: offsetOf(reader.start), starts: startsOf(value, reader.items, offsetOf) };
}

function startsOf(
  value: YamlValue,
  offsets: readonly number[],
  offsetOf: (at: number) => number,
): ReadonlyMap<YamlValue, number> | undefined {
  if (offsets.length === 0) return undefined;
  const starts = new Map<YamlValue, number>();
  const items = (value as { readonly items: YamlValue[] }).items;
  offsets.forEach((offset, i) => {
    const item = items[i] as { [key: string]: YamlValue };
    if (offset >= 0 && (item.kind ?? item.metadata) !== undefined) starts.set(item, offsetOf(offset));
  });
  return starts;
}

/** The lists and maps in block style of one document. */
class BlocksAsJson extends ScalarsAsJson {
  /** Offset of the first key. */
  public start = -1;
  /** Offsets of the items of `items`; -1 for those that are no maps. */
  public readonly items: number[] = [];
  /** Of each open list or map: its column, whether it is a list, and where its keys begin. */
  private readonly indents: number[] = [];
  private readonly isList: boolean[] = [];
  private readonly keys: number[] = [];
  /** Whether a key has no value yet. */
  private isOpen = false;
  private isInItems = false;

  constructor(
    bytes: Buffer,
    out: Buffer,
    private readonly size: number,
  ) {
    super(bytes, out);
  }

  /** Reads from an offset on; the length of the JSON, or undefined when something is rare. */
  public read(from: number): number | undefined {
    const { bytes, size } = this;
    this.at = from;
    while (this.at < size) {
      const line = this.at;
      this.blanks();
      const code = bytes[this.at] as number;
      if (code === LINE_FEED) this.at++;
      else if (!(code === HASH ? this.comment() : this.line(this.at - line, code, line))) return undefined;
    }
    if (this.start < 0) return undefined;
    if (this.isOpen) this.putNull();
    while (this.indents.length > 0) this.close();
    return this.to;
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
    if (isOfItems) this.items.push(isMap ? at : -1);
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
