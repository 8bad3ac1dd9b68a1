import { plainScalar } from '../go/yaml-scalar';

const [LINE_FEED, SPACE, QUOTE, HASH, APOSTROPHE, COMMA, DASH, COLON, BACKSLASH] = [...'\n "#\',-:\\'].map((c) =>
  c.charCodeAt(0),
) as [number, number, number, number, number, number, number, number, number];
const [OPEN_LIST, CLOSE_LIST, OPEN_MAP, CLOSE_MAP, PLUS, ZERO, NINE] = [...'[]{}+09'].map((c) => c.charCodeAt(0)) as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];
const NEWLINE = 0x6e;

/** What a byte may be a part of: any text; text that needs no look; a key; the beginning of a key, or of a plain scalar. */
const [TEXT, SIMPLE, WORD, KEY, FIRST, DIGIT_OR_SIGN] = [1, 2, 4, 8, 16, 32] as const;
const KINDS = Uint8Array.from({ length: 256 }, (_, code) => {
  if (code < SPACE || code === 0x7f) return 0;
  const char = code < 0x80 ? String.fromCharCode(code) : 'é';
  const isLetter = /[A-Za-z_]/.test(char);
  return (
    TEXT |
    (/[ "\\:#]/.test(char) ? 0 : SIMPLE) |
    (/[\w./-]/.test(char) ? WORD : 0) |
    (isLetter || char === '/' ? KEY : 0) |
    (/[\w./+~$(^;é-]/.test(char) ? FIRST : 0) |
    (/[\d.+-]/.test(char) ? DIGIT_OR_SIGN : 0)
  );
});
const isKind = (code: number | undefined, kind: number) => ((KINDS[code ?? 0] as number) & kind) !== 0;

/** Letters of plain scalars that begin with a digit, and may be numbers. */
const IN_NUMBER = Uint8Array.from({ length: 256 }, (_, code) =>
  /[\da-fxo_.+-]/i.test(String.fromCharCode(code)) ? 1 : 0,
);
/** Integers up to this length are the same in JSON. */
const MOST_DIGITS = 15;
/** Longest word without quotes that is not a string: `false`. */
const LONGEST_WORD = 5;
const FIRST_OF_WORDS = new Set([...'yYnNtTfFoO~'].map((c) => c.charCodeAt(0)));
const ESCAPES = new Set([...'"\\nt'].map((c) => c.charCodeAt(0)));
/** Limit of characters of a key, below that of go-yaml. */
const LONGEST_KEY = 512;
/** Limit of keys of a map: each one is compared with all before it. */
const MOST_KEYS = 256;
const DEEPEST_FLOW = 50;

/** Bytes of JSON that one byte of YAML becomes at most: `a:` and its line end become `"a":null,`. */
export const GROWTH = 4;

const [OFFSET, PRIME] = [0x811c9dc5, 0x01000193] as const;
/** FNV-1a, as of the keys that are read. */
export function hashOf(key: string): number {
  let hash: number = OFFSET;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), PRIME);
  return hash;
}

/** Keys without quotes that are not strings. */
const NO_STRINGS = new Set(
  ['y', 'yes', 'on', 'true', 'n', 'no', 'off', 'false', 'null']
    .flatMap((word) => [word, word.toUpperCase(), word.charAt(0).toUpperCase() + word.slice(1)])
    .map(hashOf),
);

/**
 * Reads keys and values of YAML, and writes them as JSON. Each method returns false for everything that is rare or needs a
 * closer look: then the whole document must be read in another way.
 */
export class ScalarsAsJson {
  protected at = 0;
  protected to = 0;
  /** Of the last key. */
  protected hash = 0;
  /** Hashes of the keys of all open maps, and their number. */
  private readonly hashes: number[] = [];
  private known = 0;

  /**
   * @param bytes UTF-8 without control characters but line feeds, with a line feed and a zero behind it
   * @param out has room for `GROWTH` times as much
   */
  constructor(
    protected readonly bytes: Buffer,
    protected readonly out: Buffer,
  ) {}

  protected put(code: number): void {
    this.out[this.to++] = code;
  }

  /** The keys of a map begin here. */
  protected openKeys(): number {
    return this.known;
  }

  protected closeKeys(base: number): void {
    this.known = base;
  }

  /** Whether the last key is new in its map. False for a new one by a rare chance, and behind many others. */
  protected isNewKey(base: number): boolean {
    const { hashes, hash, known } = this;
    if (known - base >= MOST_KEYS) return false;
    for (let i = base; i < known; i++) if (hashes[i] === hash) return false;
    hashes[this.known++] = hash;
    return true;
  }

  /** A key, with its colon and what must follow it. Leaves everything as it was when there is none. */
  protected key(): boolean {
    const first = this.bytes[this.at];
    if (first === QUOTE || first === APOSTROPHE) return this.quotedKey(first);
    return isKind(first, KEY) && this.plainKey();
  }

  private plainKey(): boolean {
    const { bytes, out, at, to } = this;
    let from = at;
    let end = to;
    let hash: number = OFFSET;
    out[end++] = QUOTE;
    for (let code = bytes[at] as number; isKind(code, WORD); code = bytes[++from] as number) {
      hash = Math.imul(hash ^ code, PRIME);
      out[end++] = code;
    }
    if (from - at <= LONGEST_WORD && NO_STRINGS.has(hash)) return false;
    return this.endOfKey(from, end, hash);
  }

  private quotedKey(quote: number): boolean {
    const { bytes, out, at, to } = this;
    let from = at + 1;
    let end = to;
    let hash: number = OFFSET;
    out[end++] = QUOTE;
    for (let code = bytes[from] as number; code !== quote; code = bytes[++from] as number) {
      if (!isKind(code, TEXT) || code === QUOTE || code === BACKSLASH) return false;
      hash = Math.imul(hash ^ code, PRIME);
      out[end++] = code;
    }
    return this.endOfKey(from + 1, end, hash);
  }

  private endOfKey(from: number, end: number, hash: number): boolean {
    const { bytes, out } = this;
    const next = bytes[from + 1];
    if (bytes[from] !== COLON || (next !== SPACE && next !== LINE_FEED) || from - this.at > LONGEST_KEY) return false;
    out[end] = QUOTE;
    out[end + 1] = COLON;
    this.at = from + 1;
    this.to = end + 2;
    this.hash = hash;
    return true;
  }

  protected blanks(): void {
    while (this.bytes[this.at] === SPACE) this.at++;
  }

  /** The rest of a line behind a value: nothing or a comment. */
  protected endOfLine(): boolean {
    const before = this.at;
    this.blanks();
    const code = this.bytes[this.at];
    if (code === HASH && this.at > before) return this.comment();
    this.at++;
    return code === LINE_FEED;
  }

  /** A comment with the end of its line. */
  protected comment(): boolean {
    const { bytes } = this;
    let { at } = this;
    while (isKind(bytes[at], TEXT)) at++;
    this.at = at + 1;
    return bytes[at] === LINE_FEED;
  }

  /** A value on the line of its key or dash, with the end of the line. */
  protected value(indent: number): boolean {
    switch (this.bytes[this.at]) {
      case QUOTE:
        return this.doubleQuoted() && this.endOfLine();
      case APOSTROPHE:
        return this.singleQuoted() && this.endOfLine();
      case OPEN_LIST:
      case OPEN_MAP:
        return this.flow(0) && this.endOfLine();
      case 0x7c:
        return this.literal(indent);
      default:
        return this.plain();
    }
  }

  private doubleQuoted(): boolean {
    const { bytes, out } = this;
    let { at, to } = this;
    out[to++] = QUOTE;
    for (let code = bytes[++at] as number; code !== QUOTE; code = bytes[++at] as number) {
      if (!isKind(code, TEXT)) return false;
      out[to++] = code;
      if (code !== BACKSLASH) continue;
      const escaped = bytes[++at] as number;
      // The others differ between JSON and YAML, or are rare.
      if (!ESCAPES.has(escaped)) return false;
      out[to++] = escaped;
    }
    out[to++] = QUOTE;
    this.at = at + 1;
    this.to = to;
    return true;
  }

  private singleQuoted(): boolean {
    const { bytes, out } = this;
    let { at, to } = this;
    out[to++] = QUOTE;
    for (let code = bytes[++at] as number; ; code = bytes[++at] as number) {
      if (code === APOSTROPHE && bytes[++at] !== APOSTROPHE) break;
      if (!isKind(code, TEXT)) return false;
      if (code === QUOTE || code === BACKSLASH) out[to++] = BACKSLASH;
      out[to++] = code;
    }
    out[to++] = QUOTE;
    this.at = at;
    this.to = to;
    return true;
  }

  private plain(): boolean {
    const { bytes, out, at: start, to: begin } = this;
    const first = bytes[start] as number;
    if (!isKind(first, FIRST) || (first === DASH && !isKind(bytes[start + 1], SIMPLE))) return false;
    let at = start;
    let to = begin;
    let end = -1;
    out[to++] = QUOTE;
    for (let code = first; code !== LINE_FEED; code = bytes[at] as number) {
      if (!isKind(code, SIMPLE)) {
        if (code === SPACE) {
          const last = to;
          end = at;
          for (; bytes[at] === SPACE; at++) out[to++] = SPACE;
          const next = bytes[at];
          if (next !== LINE_FEED && next !== HASH) {
            end = -1;
            continue;
          }
          to = last;
          break;
        }
        const next = bytes[at + 1];
        if (!isKind(code, TEXT) || (code === COLON && (next === SPACE || next === LINE_FEED))) return false;
        if (code === QUOTE || code === BACKSLASH) out[to++] = BACKSLASH;
      }
      out[to++] = code;
      at++;
    }
    out[to++] = QUOTE;
    this.at = at;
    this.to = to;
    if (!this.resolved(start, end < 0 ? at : end, begin)) return false;
    return bytes[at] === HASH ? this.comment() : bytes[this.at++] === LINE_FEED;
  }

  /** Writes a plain scalar again when it is no string. */
  private resolved(start: number, end: number, begin: number): boolean {
    const { bytes } = this;
    const first = bytes[start] as number;
    if (isKind(first, DIGIT_OR_SIGN)) {
      if (first >= ZERO && first <= NINE) {
        let digits = 0;
        let signs = 0;
        for (let at = start; at < end; at++) {
          const code = bytes[at] as number;
          if (code >= ZERO && code <= NINE) digits++;
          // A number has at most one sign further in.
          else if (IN_NUMBER[code] === 0 || ((code === DASH || code === PLUS) && ++signs > 1)) return true;
        }
        const length = end - start;
        if (digits === length && length <= MOST_DIGITS && (first !== ZERO || length === 1)) {
          bytes.copy(this.out, begin, start, end);
          this.to = begin + length;
          return true;
        }
      }
    } else if (end - start > LONGEST_WORD || !FIRST_OF_WORDS.has(first)) return true;
    const text = bytes.toString('latin1', start, end);
    const value = plainScalar(text);
    if (typeof value === 'string') return true;
    const json = String(value);
    if (Object.is(value, -0) || (typeof value === 'number' && !Number.isFinite(value))) return false;
    if (json.length > GROWTH * text.length) return false;
    this.out.write(json, begin, 'latin1');
    this.to = begin + json.length;
    return true;
  }

  /** A list or a map in brackets on one line. */
  private flow(depth: number): boolean {
    if (depth > DEEPEST_FLOW) return false;
    const { bytes } = this;
    const isList = bytes[this.at] === OPEN_LIST;
    const close = isList ? CLOSE_LIST : CLOSE_MAP;
    const keys = this.openKeys();
    this.put(bytes[this.at++] as number);
    this.blanks();
    for (let isFirst = true; bytes[this.at] !== close; isFirst = false) {
      if (!isFirst) {
        if (bytes[this.at] !== COMMA) return false;
        this.put(COMMA);
        this.at++;
        this.blanks();
      }
      if (!isList) {
        if (!this.key() || !this.isNewKey(keys) || bytes[this.at] !== SPACE) return false;
        this.blanks();
      }
      if (!this.inFlow(depth)) return false;
      this.blanks();
    }
    this.closeKeys(keys);
    this.put(close);
    this.at++;
    return true;
  }

  private inFlow(depth: number): boolean {
    switch (this.bytes[this.at]) {
      case QUOTE:
        return this.doubleQuoted();
      case APOSTROPHE:
        return this.singleQuoted();
      case OPEN_LIST:
      case OPEN_MAP:
        return this.flow(depth + 1);
      default:
        return this.wordInFlow();
    }
  }

  private wordInFlow(): boolean {
    const { bytes, at: start, to: begin } = this;
    const first = bytes[start];
    if (!isKind(first, WORD) || (first === DASH && !isKind(bytes[start + 1], WORD))) return false;
    this.put(QUOTE);
    let { at } = this;
    for (; isKind(bytes[at], WORD); at++) this.put(bytes[at] as number);
    this.put(QUOTE);
    const next = bytes[at];
    if (next !== COMMA && next !== CLOSE_LIST && next !== CLOSE_MAP && next !== SPACE) return false;
    this.at = at;
    return this.resolved(start, at, begin);
  }

  /** A block of lines behind `|` or `|-`, which must be indented more than `indent`. */
  private literal(indent: number): boolean {
    const { bytes, out } = this;
    this.at++;
    const isStripped = bytes[this.at] === DASH;
    if (isStripped) this.at++;
    if (!this.endOfLine()) return false;
    let { at, to } = this;
    out[to++] = QUOTE;
    let inner = 0;
    let breaks = 0;
    for (;;) {
      const line = at;
      while (bytes[at] === SPACE && (inner === 0 || at - line < inner)) at++;
      if (inner === 0) {
        // An empty block, or one that begins with an empty line.
        if (bytes[at] === LINE_FEED || at - line <= indent) return false;
        inner = at - line;
      }
      if (bytes[at] === LINE_FEED) {
        breaks++;
        at++;
        continue;
      }
      if (at - line < inner) {
        at = line;
        break;
      }
      for (; breaks > 0; breaks--) {
        out[to++] = BACKSLASH;
        out[to++] = NEWLINE;
      }
      let code = bytes[at] as number;
      let isBlank = true;
      for (; isKind(code, TEXT); code = bytes[++at] as number) {
        if (code !== SPACE) isBlank = false;
        if (code === QUOTE || code === BACKSLASH) out[to++] = BACKSLASH;
        out[to++] = code;
      }
      if (code !== LINE_FEED || isBlank) return false;
      breaks = 1;
      at++;
    }
    if (!isStripped) {
      out[to++] = BACKSLASH;
      out[to++] = NEWLINE;
    }
    out[to++] = QUOTE;
    this.at = at;
    this.to = to;
    return true;
  }
}
