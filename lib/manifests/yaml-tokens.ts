import { isAlpha, isBlank, isBlankOrEnd, isBreak, lengthOfBreak } from './yaml-characters';
import { DEEPEST } from './yaml-depth';
import { YamlErrorAt } from './yaml-error';
import { blockScalar, type Place, plainScalarText, quotedScalar, type ScalarText } from './yaml-scalar-text';

/** What the scanner of go-yaml (scannerc.go) finds. */
export type TokenType =
  | 'end of the file'
  | 'directive'
  | '---'
  | '...'
  | 'block list'
  | 'block map'
  | 'end of a block'
  | '['
  | '{'
  | ']'
  | '}'
  | '-'
  | ','
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar';

export interface Token {
  readonly type: TokenType;
  readonly start: number;
  readonly end: number;
  readonly scalar?: ScalarText | undefined;
}

/** A token that is a key if a colon follows it on its line. */
interface PossibleKey {
  readonly token: number;
  readonly place: Place;
  /** Whether the indentation allows nothing else than a key. */
  readonly required: boolean;
  isPossible: boolean;
}

const LONGEST_KEY = 1024;
const NO_COLON = 'a key without a colon on its line';
const FOLLOWS_ANCHOR = '?:,]}%@`';
const STARTS_NO_PLAIN = '-?:,[]{}#&*!|>\'"%@`';
const URI = /[\w\-;/?:@&=+$,.!~*'()[\]%]*/y;
const WRONG_ESCAPE = /%(?![\da-fA-F]{2})/;

const DIRECTIVE =
  /%(?:YAML[ \t]+\d\d?\.\d\d?|TAG[ \t]+!(?:[\w-]*!)?[ \t]+(?:[\w\-;/?:@&=+$,.!~*'()[\]]|%[\da-fA-F]{2})+(?![^ \t\n\r\x85\u2028\u2029]))[ \t]*(?:#[^\n\r\x85\u2028\u2029]*)?/y;

/**
 * Splits YAML into tokens exactly as go-yaml does, which is more lenient than YAML 1.2 in most places and stricter in some.
 * Tokens are found one by one, so that text after the document that is read is not scanned.
 */
export class Tokens {
  private readonly queue: Token[] = [];
  /** The end of the last token that was taken. */
  public end = 0;
  /** Number of tokens that were taken. */
  private taken = 0;
  private readonly place: Place;
  private indent = -1;
  private readonly indents: number[] = [];
  /** One for the block style, and one for each open bracket. */
  private readonly keys: PossibleKey[] = [];
  /** The index in `keys` by token. As in go-yaml, an empty list or map in brackets loses its entry. */
  private readonly byToken = new Map<number, number>();
  private mayBeKey = true;

  constructor(private readonly text: string) {
    // A byte order mark in front of the text is no part of it.
    const start = text.startsWith('\ufeff') ? 1 : 0;
    this.place = { at: start, line: 0, lineStart: start };
    this.addLevel();
  }

  public peek(): Token {
    while (this.queue.length === 0 || this.isUndecided()) this.fetch();
    return this.queue[0] as Token;
  }

  public next(): Token {
    const token = this.peek();
    this.queue.shift();
    this.taken++;
    this.end = token.end;
    return token;
  }

  private get flow(): number {
    return this.keys.length - 1;
  }

  private get key(): PossibleKey {
    return this.keys[this.flow] as PossibleKey;
  }

  /** The number of the next token. */
  private get number(): number {
    return this.taken + this.queue.length;
  }

  private addLevel(): void {
    this.keys.push({ token: this.number, place: { ...this.place }, required: false, isPossible: false });
  }

  private get column(): number {
    return this.place.at - this.place.lineStart;
  }

  private char(ahead = 0): string {
    return this.text.charAt(this.place.at + ahead);
  }

  /** Whether the first token may turn out to be a key. */
  private isUndecided(): boolean {
    const key = this.keys[this.byToken.get(this.taken) ?? -1];
    return key !== undefined && this.isStillPossible(key);
  }

  private isStillPossible(key: PossibleKey): boolean {
    if (!key.isPossible) return false;
    key.isPossible = key.place.line === this.place.line && this.place.at <= key.place.at + LONGEST_KEY;
    if (key.required && !key.isPossible) throw new YamlErrorAt(key.place.at, NO_COLON);
    return key.isPossible;
  }

  private dropKey(): void {
    const { key } = this;
    if (!key.isPossible) return;
    if (key.required) throw new YamlErrorAt(key.place.at, NO_COLON);
    key.isPossible = false;
    this.byToken.delete(key.token);
  }

  private startKey(): void {
    if (!this.mayBeKey) return;
    this.dropKey();
    const required = this.flow === 0 && this.indent === this.column;
    this.keys[this.flow] = { token: this.number, place: { ...this.place }, required, isPossible: true };
    this.byToken.set(this.number, this.flow);
  }

  private push(type: TokenType, start: number, scalar?: ScalarText): void {
    this.queue.push({ type, start, end: this.place.at, scalar });
  }

  /** Opens a list or a map in block style, in front of the `token`th token. */
  private openBlock(type: TokenType, column: number, start: number, token = this.number): void {
    if (this.flow > 0 || this.indent >= column) return;
    this.indents.push(this.indent);
    this.checkDepth(start);
    this.indent = column;
    this.insert(type, start, token);
  }

  /** Inserts a token in front of the `token`th one; at the end if that was taken. */
  private insert(type: TokenType, start: number, token: number): void {
    const at = token < this.taken ? this.queue.length : token - this.taken;
    this.queue.splice(at, 0, { type, start, end: start });
  }

  private closeBlocks(column: number): void {
    while (this.flow === 0 && this.indent > column) {
      this.push('end of a block', this.place.at);
      this.indent = this.indents.pop() as number;
    }
  }

  private checkDepth(start: number): void {
    if (this.indents.length + this.flow > DEEPEST) throw new YamlErrorAt(start, `nesting exceeded ${DEEPEST} levels`);
  }

  private fetch(): void {
    this.skipBlanks();
    this.closeBlocks(this.column);
    const char = this.char();
    const { at } = this.place;
    const isFree = isBlankOrEnd(this.char(1));
    if (char === '') this.fetchEnd();
    else if (this.column === 0 && char === '%') this.fetchAlone('directive', this.lengthOfDirective());
    else if (this.column === 0 && isMarker(this.text, at)) this.fetchAlone(char === '-' ? '---' : '...', 3);
    else if (char === '[' || char === '{') this.fetchOpening(char);
    else if (char === ']' || char === '}') this.fetchClosing(char);
    else if (char === ',') this.fetchIndicator(',', true);
    else if (char === '-' && isFree) this.fetchInBlock('-', 'block list');
    else if (char === '?' && (this.flow > 0 || isFree)) this.fetchInBlock('key', 'block map');
    else if (char === ':' && (this.flow > 0 || isFree)) this.fetchColon();
    else if (char === '*' || char === '&') this.fetchProperty(char === '*' ? 'alias' : 'anchor', this.endOfName());
    else if (char === '!') this.fetchProperty('tag', this.endOfTag());
    else if ((char === '|' || char === '>') && this.flow === 0) {
      this.dropKey();
      this.mayBeKey = true;
      this.push('scalar', at, blockScalar(this.text, this.place, this.indent));
    } else if (char === "'" || char === '"') {
      this.startKey();
      this.mayBeKey = false;
      this.push('scalar', at, quotedScalar(this.text, this.place));
    } else if (this.startsPlain(char)) {
      this.startKey();
      const { scalar, endsLine } = plainScalarText(this.text, this.place, this.indent + 1, this.flow > 0);
      this.mayBeKey = endsLine;
      this.push('scalar', at, scalar);
    } else throw new YamlErrorAt(at, `no value can begin with ${char === '\t' ? 'a tab' : char}`);
  }

  private startsPlain(char: string): boolean {
    if (char === '-') return !isBlank(this.char(1));
    if (char === '?' || char === ':') return this.flow === 0 && !isBlankOrEnd(this.char(1));
    return !STARTS_NO_PLAIN.includes(char) && !isBlank(char);
  }

  /** Skips blanks, comments and line breaks. A tab is one only where no key can begin. */
  private skipBlanks(): void {
    for (;;) {
      const tabs = this.flow > 0 || !this.mayBeKey;
      while (this.char() === ' ' || (tabs && this.char() === '\t')) this.place.at++;
      if (this.char() === '#') this.place.at += lengthOfLine(this.text, this.place.at);
      if (!isBreak(this.char())) return;
      skipBreak(this.text, this.place);
      if (this.flow === 0) this.mayBeKey = true;
    }
  }

  private fetchEnd(): void {
    if (this.column !== 0) this.place.line++;
    this.closeBlocks(-1);
    this.dropKey();
    this.mayBeKey = false;
    this.push('end of the file', this.place.at);
  }

  private lengthOfDirective(): number {
    DIRECTIVE.lastIndex = this.place.at;
    const length = DIRECTIVE.exec(this.text)?.[0].length ?? -1;
    if (length !== lengthOfLine(this.text, this.place.at))
      throw new YamlErrorAt(this.place.at, 'a directive that YAML does not have');
    return length;
  }

  private fetchAlone(type: TokenType, length: number): void {
    // Brackets stay open, as blocks in them.
    this.closeBlocks(-1);
    this.dropKey();
    this.mayBeKey = false;
    const { at } = this.place;
    this.place.at += length;
    this.push(type, at);
  }

  private fetchOpening(type: '[' | '{'): void {
    this.startKey();
    this.addLevel();
    this.checkDepth(this.place.at);
    this.mayBeKey = true;
    this.push(type, this.place.at++);
  }

  private fetchClosing(type: ']' | '}'): void {
    this.dropKey();
    if (this.flow > 0) this.byToken.delete((this.keys.pop() as PossibleKey).token);
    this.mayBeKey = false;
    this.push(type, this.place.at++);
  }

  private fetchIndicator(type: TokenType, mayBeKey: boolean): void {
    this.dropKey();
    this.mayBeKey = mayBeKey;
    this.push(type, this.place.at++);
  }

  private fetchInBlock(type: '-' | 'key', block: TokenType): void {
    if (this.flow === 0) {
      if (!this.mayBeKey) throw new YamlErrorAt(this.place.at, 'a list or a map after other content on its line');
      this.openBlock(block, this.column, this.place.at);
    }
    this.fetchIndicator(type, type === '-' || this.flow === 0);
  }

  private fetchColon(): void {
    const { at } = this.place;
    const { key } = this;
    if (this.isStillPossible(key)) {
      const start = key.place.at;
      this.insert('key', start, key.token);
      this.openBlock('block map', start - key.place.lineStart, start, key.token);
      key.isPossible = false;
      this.byToken.delete(key.token);
      this.mayBeKey = false;
    } else {
      if (this.flow === 0) {
        if (!this.mayBeKey) throw new YamlErrorAt(at, 'a colon inside a value. Put the value in quotes');
        this.openBlock('block map', this.column, at);
      }
      this.mayBeKey = this.flow === 0;
    }
    this.push('value', this.place.at++);
  }

  private fetchProperty(type: TokenType, end: number): void {
    this.startKey();
    this.mayBeKey = false;
    const { at } = this.place;
    this.place.at = end;
    this.push(type, at);
  }

  private endOfName(): number {
    let end = this.place.at + 1;
    while (isAlpha(this.text.charAt(end))) end++;
    const after = this.text.charAt(end);
    if (end === this.place.at + 1 || !(isBlankOrEnd(after) || FOLLOWS_ANCHOR.includes(after)))
      throw new YamlErrorAt(this.place.at, 'the name of an anchor can contain only letters, digits, - and _');
    return end;
  }

  private endOfTag(): number {
    const { at } = this.place;
    const isLong = this.char(1) === '<';
    URI.lastIndex = at + (isLong ? 2 : 1);
    URI.test(this.text);
    const length = URI.lastIndex - at - (isLong ? 2 : 1);
    const end = isLong ? URI.lastIndex + 1 : URI.lastIndex;
    const isFine = isLong
      ? length > 0 && this.text.charAt(end - 1) === '>'
      : !/^![\w-]*!$/.test(this.text.slice(at, end));
    const hasWrongEscape = WRONG_ESCAPE.test(this.text.slice(at, end));
    if (!isFine || hasWrongEscape || !isBlankOrEnd(this.text.charAt(end))) throw new YamlErrorAt(at, 'not a tag');
    return end;
  }
}

function lengthOfLine(text: string, start: number): number {
  let end = start;
  while (end < text.length && !isBreak(text.charAt(end))) end++;
  return end - start;
}

function skipBreak(text: string, place: Place): void {
  place.at += lengthOfBreak(text, place.at);
  place.lineStart = place.at;
  place.line++;
}

function isMarker(text: string, at: number): boolean {
  return (text.startsWith('---', at) || text.startsWith('...', at)) && isBlankOrEnd(text.charAt(at + 3));
}
