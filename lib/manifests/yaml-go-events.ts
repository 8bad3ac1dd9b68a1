import { COLLECTION_STYLE, EVENT_ID, type Event, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';
import { YamlErrorAt } from './yaml-error';
import { type Token, Tokens, type TokenType } from './yaml-tokens';

/** A scalar whose value is known. */
export type ReadScalar = ScalarEvent & { readonly value: string };

/** Anchor and tag in front of a value. */
interface Properties {
  start: number;
  anchorStart: number;
  anchorEnd: number;
  tagStart: number;
  tagEnd: number;
}

const AFTER_KEY: readonly TokenType[] = ['key', 'value', 'end of a block'];
const NO_CONTENT: readonly TokenType[] = ['directive', '---', '...', 'end of the file'];
const DIRECTIVE = /^%YAML[ \t]+0?1\.0?1[ \t]*(?:#.*)?$/;
const EMPTY_LINE = /(?:\.\.\.)?[ \t]*(?:#[^\n]*)?(?:\n|\r\n?|$)/y;

/** What go-yaml finds in the first document of a text: events as js-yaml has them. */
export interface GoEvents {
  readonly events: readonly Event[];
  /** Offset of text after the document, which go-yaml does not read; undefined when there is none. */
  readonly unread: number | undefined;
}

/**
 * Reads the first document of a text exactly as go-yaml does (parserc.go). Slower than js-yaml.
 *
 * @throws YamlErrorAt when go-yaml refuses it
 */
export function goEvents(text: string): GoEvents {
  return new Parser(text).document();
}

class Parser {
  private readonly events: Event[] = [];
  private readonly tokens: Tokens;

  constructor(private readonly text: string) {
    this.tokens = new Tokens(text);
  }

  public document(): GoEvents {
    const isStart = this.is('directive') || this.is('---');
    if (isStart) this.header();
    else if (this.is('end of the file')) return { events: [], unread: undefined };
    this.events.push({ type: EVENT_ID.DOCUMENT, explicitStart: isStart, explicitEnd: false, directives: [] });
    if (isStart && this.is(...NO_CONTENT)) this.empty();
    else this.node(true, false);
    const { type, start, end } = this.tokens.peek();
    this.events.push({ type: EVENT_ID.POP });
    const rest = type === '...' ? end : Math.max(start, this.tokens.end);
    return { events: this.events, unread: type === 'end of the file' ? undefined : this.moreAfter(rest) };
  }

  /** Offset of the next line with content; undefined when there is none. */
  private moreAfter(offset: number): number | undefined {
    let at = offset;
    for (EMPTY_LINE.lastIndex = at; at < this.text.length && EMPTY_LINE.test(this.text); at = EMPTY_LINE.lastIndex);
    return at < this.text.length ? at : undefined;
  }

  private header(): void {
    for (let directives = 0; this.is('directive'); directives++) {
      const { start, end } = this.tokens.next();
      if (directives > 0 || !DIRECTIVE.test(this.text.slice(start, end)))
        throw new YamlErrorAt(start, 'a directive that readers of YAML do not know');
    }
    if (!this.is('---')) this.refuse('a directive without --- after it');
    this.tokens.next();
  }

  private is(...types: readonly TokenType[]): boolean {
    return types.includes(this.tokens.peek().type);
  }

  private skip(type: TokenType): boolean {
    const isThere = this.is(type);
    if (isThere) this.tokens.next();
    return isThere;
  }

  private refuse(reason: string): never {
    throw new YamlErrorAt(this.tokens.peek().start, reason);
  }

  private node(inBlock: boolean, mayBeList: boolean): void {
    if (this.is('alias')) {
      const { start, end } = this.tokens.next();
      this.events.push({ type: EVENT_ID.ALIAS, anchorStart: start + 1, anchorEnd: end });
      return;
    }
    const properties = this.properties();
    const token = this.tokens.peek();
    if (mayBeList && token.type === '-') this.listWithoutIndent(properties, token);
    else if (token.type === 'scalar') this.scalar(properties);
    else if (token.type === '[') this.flowList(properties);
    else if (token.type === '{') this.flowMap(properties);
    else if (inBlock && token.type === 'block list') this.blockList(properties);
    else if (inBlock && token.type === 'block map') this.blockMap(properties);
    else if (properties.anchorStart >= 0 || properties.tagStart >= 0) this.empty(properties);
    else this.refuse('a value is missing, or something else is in its place');
  }

  private properties(): Properties {
    const found = { start: -1, anchorStart: -1, anchorEnd: -1, tagStart: -1, tagEnd: -1 };
    for (let i = 0; i < 2; i++) {
      const { type, start, end } = this.tokens.peek();
      if (type === 'anchor' && found.anchorStart < 0) Object.assign(found, { anchorStart: start + 1, anchorEnd: end });
      else if (type === 'tag' && found.tagStart < 0) Object.assign(found, { tagStart: start, tagEnd: end });
      else break;
      this.tokens.next();
    }
    this.tokens.peek();
    if (/^![\w-]+!/.test(this.text.slice(Math.max(0, found.tagStart), Math.max(0, found.tagEnd))))
      throw new YamlErrorAt(found.tagStart, 'an unknown tag handle');
    return found;
  }

  private scalar({ start: _, ...properties }: Properties): void {
    const { scalar } = this.tokens.next();
    if (!scalar) return;
    const { style, start, end, value } = scalar;
    const event: ReadScalar = {
      ...{ type: EVENT_ID.SCALAR, valueStart: start, valueEnd: end, ...properties },
      ...{ style, chomping: 1, indent: -1, fast: true, value },
    };
    this.events.push(event);
  }

  private empty(properties?: Properties): void {
    const { anchorStart = -1, anchorEnd = -1, tagStart = -1, tagEnd = -1 } = properties ?? {};
    const event: ReadScalar = {
      ...{ type: EVENT_ID.SCALAR, valueStart: -1, valueEnd: -1, anchorStart, anchorEnd, tagStart, tagEnd },
      ...{ style: SCALAR_STYLE.PLAIN, chomping: 1, indent: -1, fast: true, value: '' },
    };
    this.events.push(event);
  }

  private open(type: 'list' | 'map', { start: _, ...properties }: Properties, start: number, inFlow: boolean): void {
    const style = inFlow ? COLLECTION_STYLE.FLOW : COLLECTION_STYLE.BLOCK;
    this.events.push({ type: type === 'list' ? EVENT_ID.SEQUENCE : EVENT_ID.MAPPING, start, ...properties, style });
  }

  private close(): void {
    this.events.push({ type: EVENT_ID.POP });
  }

  private listWithoutIndent(properties: Properties, { start }: Token): void {
    this.open('list', properties, start, false);
    while (this.skip('-')) {
      if (this.is('-', ...AFTER_KEY)) this.empty();
      else this.node(true, false);
    }
    this.close();
  }

  private blockList(properties: Properties): void {
    this.open('list', properties, this.tokens.next().start, false);
    while (this.skip('-')) {
      if (this.is('-', 'end of a block')) this.empty();
      else this.node(true, false);
    }
    if (!this.skip('end of a block')) this.refuse('an item of the list without its dash, or with another indentation');
    this.close();
  }

  private blockMap(properties: Properties): void {
    this.open('map', properties, this.tokens.next().start, false);
    while (this.skip('key')) {
      this.inMap();
      if (this.skip('value')) this.inMap();
      else this.empty();
    }
    if (!this.skip('end of a block')) this.refuse('not a key of the map, or with another indentation');
    this.close();
  }

  private inMap(): void {
    if (this.is(...AFTER_KEY)) this.empty();
    else this.node(true, true);
  }

  private flowList(properties: Properties): void {
    this.open('list', properties, this.tokens.next().start, true);
    for (let first = true; !this.is(']'); first = false) {
      if (!first && !this.skip(',')) this.refuse('a comma or ] is missing');
      if (this.is('key')) this.pair();
      else if (!this.is(']')) this.node(false, false);
      else break;
    }
    this.tokens.next();
    this.close();
  }

  /** A map of one key in a list, without braces. */
  private pair(): void {
    const none = { start: -1, anchorStart: -1, anchorEnd: -1, tagStart: -1, tagEnd: -1 };
    this.open('map', none, this.tokens.next().start, true);
    if (this.is('value', ',', ']')) {
      // go-yaml skips it, whatever it is.
      this.tokens.next();
      this.empty();
    } else this.node(false, false);
    if (this.skip('value') && !this.is(',', ']')) this.node(false, false);
    else this.empty();
    this.close();
  }

  private flowMap(properties: Properties): void {
    this.open('map', properties, this.tokens.next().start, true);
    for (let first = true; !this.is('}'); first = false) {
      if (!first && !this.skip(',')) this.refuse('a comma or } is missing');
      if (this.skip('key')) {
        if (this.is('value', ',', '}')) this.empty();
        else this.node(false, false);
        if (this.skip('value') && !this.is(',', '}')) this.node(false, false);
        else this.empty();
      } else if (!this.is('}')) {
        this.node(false, false);
        this.empty();
      } else break;
    }
    this.tokens.next();
    this.close();
  }
}
