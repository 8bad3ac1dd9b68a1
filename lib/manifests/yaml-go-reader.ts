import {
  type AliasEvent,
  EVENT_ID,
  type Event,
  getScalarValue,
  type MappingEvent,
  SCALAR_STYLE,
  type ScalarEvent,
  type SequenceEvent,
} from 'js-yaml';
import { YamlErrorAt } from './yaml-error';
import { offsetOf } from './yaml-events';

/** Line breaks to go-yaml, and to few editors. */
export const RARE_BREAKS = /[\x85\u2028\u2029]/g;
/** go-yaml keeps these two in strings, and turns the others into line feeds. */
const KEPT_BREAK = /[\u2028\u2029]/;
/** Characters that most files do not have. */
const UNUSUAL = /[^\t\n -~]/;
const CONTROL = /(?![\t\n\r\x85])[\p{Cc}\ufffe\uffff]/u;
/** Line breaks that some readers count as one, and others as two. */
const DOUBTFUL_BREAK = /\r[\r\x85\u2028\u2029]/;

const MARK_IN_TEXT = /[\n\r\x85\u2028\u2029]\ufeff/;

const NAME = /^[\w-]+$/;
const TAG = /^!(?:!?[\w-][\w./:-]*|<tag:yaml\.org,2002:\w+>)?$/;
const ESCAPE = /\\(?:u([\da-fA-F]{4})|U([\da-fA-F]{8})|((?:\r\n?|\n)[ \t]*[\r\n])|.)/gs;
/** A tab where go-yaml allows none: before a key, an item or a comment. */
const LEADING_TAB = /^ *(?:[-?:] +)*(?:[-?:] *)?\t/gm;
// Step by step: one regular expression over millions of lines overflows its stack.
const EMPTY_LINE = /[ \t]*(?:#[^\r\n]*)?[\r\n]/y;
const BLANK_LINE = / *[\r\n]/y;
const MARKER = /(?:---|\.\.\.)(?=\s|$)/y;
const SPACES_AND_TAB = / *\t/y;
const EXPLICIT_INDENT = /[|>][+-]?[1-9][+-]?[ \t]*(?:#.*)?\s$/;
const UNTIL_COLON = /["']?[ \t]*/y;
const COLON_AND_INDICATOR = /[ \t]*:[,[\]{}]/y;
/** Limit of characters of a key before its colon. */
const LONGEST_KEY = 1024;
const COLON = 0x3a;
const SPACE = 0x20;
const LINE_FEED = 0x0a;

/** Tabs, and possible ends of documents. */
const hasTwists = (text: string) => text.includes('\t') || text.includes('...');
const isUsual = (text: string) => !UNUSUAL.test(text);

type NodeEvent = ScalarEvent | SequenceEvent | MappingEvent;

/**
 * YAML with the line breaks that go-yaml sees, at the same offsets.
 *
 * @param isClosed whether the last line ends, with or without a line break
 * @throws YamlErrorAt for characters that go-yaml refuses
 */
export function withGoBreaks(text: string, isClosed: boolean): string {
  if (text.endsWith('\n') && isUsual(text)) return text;
  const doubtful = text.includes('\r') ? text.search(DOUBTFUL_BREAK) : -1;
  if (doubtful >= 0) throw new YamlErrorAt(doubtful, 'a carriage return without a line feed');
  // It matters only after a possible line break, and after blanks.
  const closed = isClosed && /[\r \t\x85\u2028\u2029]$/.test(text) ? `${text}\n` : text;
  if (isUsual(closed)) return closed;
  refuseCharacters(closed);
  return closed.replace(RARE_BREAKS, '\n');
}

/** Characters that go-yaml refuses, or that make a key another one. */
export function refuseCharacters(text: string): void {
  const control = text.search(CONTROL);
  if (control >= 0) throw new YamlErrorAt(control, 'control characters are not allowed');
  const mark = text.search(MARK_IN_TEXT);
  if (mark >= 0) throw new YamlErrorAt(mark + 1, 'a byte order mark (U+FEFF) at the beginning of a line');
}

/** Refuses what js-yaml accepts and go-yaml refuses, or reads differently. */
export class GoReader {
  /** Whether go-yaml may read a string over several lines differently. */
  private readonly hasKeptBreaks: boolean;
  private readonly hasTwists: boolean;

  /**
   * @param original the content of the file
   * @param text the same `withGoBreaks`
   * @param isClosed as in `withGoBreaks`
   */
  constructor(
    private readonly original: string,
    private readonly text: string,
    private readonly isClosed: boolean,
  ) {
    this.hasTwists = hasTwists(text);
    this.hasKeptBreaks = original !== text && KEPT_BREAK.test(original);
  }

  public scalar(event: ScalarEvent, inFlow: boolean): string {
    if (event.valueStart < 0) return '';
    if (this.hasKeptBreaks && KEPT_BREAK.test(this.original.slice(event.valueStart, event.valueEnd))) {
      this.refuse(event, 'U+2028 or U+2029 in a string. Write it as \\u2028 or \\u2029 in double quotes');
    }
    if (event.style === SCALAR_STYLE.DOUBLE_QUOTED && !event.fast) this.escapes(event);
    else if (event.style === SCALAR_STYLE.PLAIN && inFlow) this.inFlow(event);
    else if (event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK) this.block(event);
    const text = getScalarValue(this.text, event);
    return this.isClosed || event.valueEnd < this.text.length ? text : this.unclosed(event, text);
  }

  /** A block scalar whose last line does not end. */
  private unclosed({ style, valueEnd }: ScalarEvent, text: string): string {
    const isBlock = style === SCALAR_STYLE.LITERAL_BLOCK || style === SCALAR_STYLE.FOLDED_BLOCK;
    return isBlock && !/[\r\n]/.test(this.text.charAt(valueEnd - 1)) ? text.replace(/\n$/, '') : text;
  }

  /** Checks the text between the nodes of the first document, whose events end at `end`. */
  public document(events: readonly Event[], end: number): void {
    const [first, second] = events;
    if (first?.type === EVENT_ID.DOCUMENT && first.directives.length > 0) {
      throw new YamlErrorAt(0, 'a directive: kubectl treats the --- after it as the end of the document');
    }
    if (second?.type === EVENT_ID.SCALAR && second.indent >= 0)
      this.refuse(second, 'a document that is a block scalar');
    this.marker(first?.type === EVENT_ID.DOCUMENT && first.explicitStart);
    if (this.hasTwists) this.tabs(events.slice(0, end));
  }

  private marker(isStart: boolean): void {
    if (!isStart && !this.hasTwists) return;
    const at = behind(EMPTY_LINE, this.text, this.text.startsWith('\ufeff') ? 1 : 0);
    MARKER.lastIndex = at;
    const isMarker = MARKER.test(this.text);
    if (isMarker && this.text.charAt(at) === '.')
      throw new YamlErrorAt(at, 'a document end marker (...) before any document');
    if (isStart && !isMarker) throw new YamlErrorAt(at, 'an indented ---');
  }

  /** Tabs may begin a line of flow style, and of some strings. */
  private tabs(events: readonly Event[]): void {
    const scalars = events.filter((event) => event.type === EVENT_ID.SCALAR);
    let next = 0;
    for (const { index, 0: match } of this.text.matchAll(LEADING_TAB)) {
      const end = index + match.length;
      while (next < scalars.length && (scalars[next] as ScalarEvent).valueEnd < end) next++;
      const scalar = scalars[next];
      const isInText = scalar && scalar.style !== SCALAR_STYLE.PLAIN && scalar.valueStart < end;
      if (!isInText) throw new YamlErrorAt(end - 1, 'a tab, where only spaces are allowed');
    }
  }

  public properties(event: NodeEvent): void {
    const { anchorStart, anchorEnd, tagStart, tagEnd } = event;
    if (anchorStart >= 0) this.name(anchorStart, anchorEnd);
    if (tagStart < 0) return;
    const isTag = TAG.test(this.text.slice(tagStart, tagEnd));
    if (!isTag || !/^\s?$/.test(this.text.charAt(tagEnd)))
      throw new YamlErrorAt(tagStart, 'a tag that YAML readers interpret differently');
  }

  public alias({ anchorStart, anchorEnd }: AliasEvent): void {
    this.name(anchorStart, anchorEnd);
  }

  /** Refuses keys that go-yaml does not recognise as such. */
  public key(event: ScalarEvent, inFlow: boolean): void {
    const { anchorStart, tagStart, valueStart, valueEnd } = event;
    if (!inFlow) this.inFront(event);
    const isShort = event.fast && anchorStart < 0 && tagStart < 0 && valueEnd - valueStart < LONGEST_KEY;
    if (valueStart < 0 || (isShort && !inFlow && this.text.charCodeAt(valueEnd) === COLON)) return;
    const start = Math.min(...[anchorStart - 1, tagStart, valueStart].filter((offset) => offset >= 0));
    UNTIL_COLON.lastIndex = valueEnd;
    UNTIL_COLON.test(this.text);
    const colon = UNTIL_COLON.lastIndex;
    // Behind `? ` a key may be long.
    const isExplicit = this.text.slice(start - 2, start) === '? ';
    if (colon - start > LONGEST_KEY && !isExplicit) this.refuse(event, `a key longer than ${LONGEST_KEY} characters`);
    if (/[\r\n]/.test(this.text.slice(start, valueEnd))) this.refuse(event, 'a key over several lines');
    if (inFlow && !':,]}'.includes(this.text.charAt(colon))) this.refuse(event, 'a key with its colon on another line');
  }

  /** Refuses text before a key on its line, except indicators. */
  private inFront({ anchorStart, tagStart, valueStart, style }: ScalarEvent): void {
    let at = valueStart - (style === SCALAR_STYLE.PLAIN ? 1 : 2);
    if (this.text.charCodeAt(at) === LINE_FEED) return;
    if (anchorStart >= 0) at = Math.min(at, anchorStart - 2);
    if (tagStart >= 0) at = Math.min(at, tagStart - 1);
    const last = at;
    while (at >= 0 && this.text.charCodeAt(at) === SPACE) at--;
    const before = this.text.charAt(at);
    const isFine =
      at < 0 || before === '\n' || before === '\r' || before === '\ufeff' || (at < last && '-?:'.includes(before));
    if (!isFine) throw new YamlErrorAt(valueStart, 'a key after other content on its line');
  }

  /** Refuses a map in block style that begins on the line of its key. */
  public inner(keyOffset: number, start: number): void {
    const end = this.text.indexOf('\n', keyOffset);
    const isOnLine = end < 0 || end >= start;
    if (isOnLine && !this.text.slice(keyOffset, start).includes('\r'))
      throw new YamlErrorAt(start, 'a colon inside a value. Put the value in quotes');
  }

  private name(start: number, end: number): void {
    const isFine = NAME.test(this.text.slice(start, end)) && !'[{'.includes(this.text.charAt(end) || ' ');
    if (!isFine) throw new YamlErrorAt(start, 'the name of an anchor can contain only letters, digits, - and _');
  }

  private escapes(event: ScalarEvent): void {
    for (const [written, short, long, breaks] of this.text.slice(event.valueStart, event.valueEnd).matchAll(ESCAPE)) {
      if (breaks !== undefined)
        this.refuse(event, 'an empty line after an escaped line break: YAML readers interpret it differently');
      const code = Number.parseInt(short ?? long ?? '0', 16);
      const isFine = written !== '\\/' && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
      if (!isFine) this.refuse(event, `the escape ${written} is valid only in JSON`);
    }
  }

  private block(event: ScalarEvent): void {
    const { valueStart, valueEnd } = event;
    SPACES_AND_TAB.lastIndex = behind(BLANK_LINE, this.text, valueStart);
    if (!SPACES_AND_TAB.test(this.text) || SPACES_AND_TAB.lastIndex > valueEnd) return;
    const head = this.text.slice(this.text.lastIndexOf('\n', valueStart - 2) + 1, valueStart);
    if (!EXPLICIT_INDENT.test(head)) this.refuse(event, 'a block scalar that begins with a tab');
  }

  private inFlow(event: ScalarEvent): void {
    const text = this.text.slice(event.valueStart, event.valueEnd);
    COLON_AND_INDICATOR.lastIndex = event.valueEnd;
    if (text.startsWith(':') || text.includes('?') || COLON_AND_INDICATOR.test(this.text)) {
      this.refuse(event, 'YAML readers interpret : and ? in flow style differently. Put the value in quotes');
    }
  }

  private refuse(event: ScalarEvent, reason: string): never {
    throw new YamlErrorAt(offsetOf(event) ?? 0, reason);
  }
}

/** The end of repetitions of a pattern. */
function behind(what: RegExp, text: string, start: number): number {
  let at = start;
  for (what.lastIndex = at; what.test(text); at = what.lastIndex);
  return at;
}
