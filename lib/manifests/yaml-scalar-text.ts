import { SCALAR_STYLE, type ScalarStyle } from 'js-yaml';
import { breakAsText, isBlank, isBlankOrEnd, isBreak, lengthOfBreak } from './yaml-characters';
import { YamlErrorAt } from './yaml-error';

/** Where the scanner is. */
export interface Place {
  at: number;
  line: number;
  /** The offset of the first character of the line. */
  lineStart: number;
}

/** A scalar as written, and as read. */
export interface ScalarText {
  readonly style: ScalarStyle;
  /** Without quotes. */
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

/** Blanks and line breaks between two parts of a scalar. */
interface Gap {
  blanks: string;
  /** The first line break; empty when there is none. */
  first: string;
  /** Those after it. */
  rest: string;
  hasBreak: boolean;
}

const NO_GAP = (): Gap => ({ blanks: '', first: '', rest: '', hasBreak: false });
const ESCAPES: { readonly [code: string]: string } = {
  ...{ '0': '\0', a: '\x07', b: '\b', t: '\t', '\t': '\t', n: '\n', v: '\v', f: '\f', r: '\r', e: '\x1b' },
  ...{ ' ': ' ', '"': '"', "'": "'", '\\': '\\', N: '\x85', _: '\xa0', L: '\u2028', P: '\u2029' },
};
const HEX: { readonly [code: string]: number } = { x: 2, u: 4, U: 8 };
const HEAD = /[|>](?:([+-])([1-9])?|([1-9])([+-])?)?[ \t]*(?:#[^\n\r\x85\u2028\u2029]*)?/y;

/** A scalar in quotes, which begins at the place. */
export function quotedScalar(text: string, place: Place): ScalarText {
  const start = place.at++;
  const quote = text.charAt(start);
  let value = '';
  for (;;) {
    refuseMarker(text, place, start);
    if (place.at >= text.length) throw new YamlErrorAt(start, 'a string without its closing quote');
    const gap = NO_GAP();
    for (let char = text.charAt(place.at); !isBlankOrEnd(char); char = text.charAt(place.at)) {
      const next = text.charAt(place.at + 1);
      if (char === quote && (quote === '"' || next !== quote)) break;
      if (char === quote) place.at += 2;
      else if (quote === '"' && char === '\\') {
        if (isBreak(next)) {
          place.at++;
          takeBreak(text, place);
          gap.hasBreak = true;
          break;
        }
        value += escaped(text, place);
        continue;
      } else place.at++;
      value += char;
    }
    if (text.charAt(place.at) === quote) break;
    takeGap(text, place, gap);
    value += folded(gap);
  }
  const style = quote === '"' ? SCALAR_STYLE.DOUBLE_QUOTED : SCALAR_STYLE.SINGLE_QUOTED;
  return { style, start: start + 1, end: place.at++, value };
}

function refuseMarker(text: string, { at, lineStart }: Place, start: number): void {
  if (at === lineStart && /^(?:---|\.\.\.)/.test(text.slice(at, at + 3)) && isBlankOrEnd(text.charAt(at + 3)))
    throw new YamlErrorAt(start, 'a string that contains the end of the document');
}

function escaped(text: string, place: Place): string {
  const code = text.charAt(place.at + 1);
  const value = ESCAPES[code];
  const length = HEX[code] ?? 0;
  const digits = text.slice(place.at + 2, place.at + 2 + length);
  const point = Number.parseInt(digits || '0', 16);
  const isFine = value !== undefined || (length > 0 && digits.length === length && /^[\da-fA-F]+$/.test(digits));
  if (!isFine || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
    throw new YamlErrorAt(place.at, 'an escape that YAML does not have');
  place.at += 2 + length;
  return value ?? String.fromCodePoint(point);
}

/** Reads the line break at the place: as a part of a string. */
function takeBreak(text: string, place: Place): string {
  const value = breakAsText(text.charAt(place.at));
  place.at += lengthOfBreak(text, place.at);
  place.line++;
  place.lineStart = place.at;
  return value;
}

/** @param indent the column before which a tab may not indent a line */
function takeGap(text: string, place: Place, gap: Gap, indent = 0): void {
  for (let char = text.charAt(place.at); isBlank(char) || isBreak(char); char = text.charAt(place.at)) {
    if (isBlank(char)) {
      if (gap.hasBreak && char === '\t' && place.at - place.lineStart < indent)
        throw new YamlErrorAt(place.at, 'a tab, where only spaces are allowed');
      if (!gap.hasBreak) gap.blanks += char;
      place.at++;
    } else if (gap.hasBreak) gap.rest += takeBreak(text, place);
    else {
      gap.first = takeBreak(text, place);
      gap.hasBreak = true;
    }
  }
}

/** One line break is a space, except the two that are kept. */
function folded({ blanks, first, rest, hasBreak }: Gap): string {
  if (!hasBreak) return blanks;
  return first === '\n' ? rest || ' ' : first + rest;
}

/**
 * A scalar without quotes, which begins at the place.
 *
 * @param indent the columns that its further lines must be indented by
 */
export function plainScalarText(
  text: string,
  place: Place,
  indent: number,
  inFlow: boolean,
): { readonly scalar: ScalarText; readonly endsLine: boolean } {
  const start = place.at;
  let end = start;
  let value = '';
  let gap = NO_GAP();
  for (;;) {
    const isMarker = place.at === place.lineStart && /^(?:---|\.\.\.)/.test(text.slice(place.at, place.at + 3));
    if (isMarker && isBlankOrEnd(text.charAt(place.at + 3))) break;
    if (text.charAt(place.at) === '#') break;
    for (let char = text.charAt(place.at); !isBlankOrEnd(char); char = text.charAt(place.at)) {
      if ((char === ':' && isBlankOrEnd(text.charAt(place.at + 1))) || (inFlow && ',?[]{}'.includes(char))) break;
      if (gap.hasBreak || gap.blanks !== '') {
        value += folded(gap);
        gap = NO_GAP();
      }
      value += char;
      end = ++place.at;
    }
    const next = text.charAt(place.at);
    if (!isBlank(next) && !isBreak(next)) break;
    takeGap(text, place, gap, indent);
    if (!inFlow && place.at - place.lineStart < indent) break;
  }
  return { scalar: { style: SCALAR_STYLE.PLAIN, start, end, value }, endsLine: gap.hasBreak };
}

/**
 * A block scalar, which begins at the place.
 *
 * @param outer the column of the block that contains it, or -1
 */
export function blockScalar(text: string, place: Place, outer: number): ScalarText {
  const start = place.at;
  const isFolded = text.charAt(start) === '>';
  HEAD.lastIndex = start;
  const [head = '', chomping1, indent1, indent2, chomping2] = HEAD.exec(text) ?? [];
  place.at += head.length;
  if (!isBreak(text.charAt(place.at)) && place.at < text.length)
    throw new YamlErrorAt(place.at, 'content in the first line of a block scalar');
  if (place.at < text.length) takeBreak(text, place);
  const chomping = chomping1 ?? chomping2;
  const given = Number(indent1 ?? indent2 ?? 0);
  const first = place.at;
  let indent = given > 0 ? Math.max(outer, 0) + given : 0;
  let breaks = '';
  [breaks, indent] = blankLines(text, place, indent, outer);
  let value = '';
  let lineBreak = '';
  let wasBlank = false;
  let end = first;
  while (place.at - place.lineStart === indent && place.at < text.length) {
    const isIndented = isBlank(text.charAt(place.at));
    if (isFolded && !wasBlank && !isIndented && lineBreak === '\n') value += breaks === '' ? ' ' : '';
    else value += lineBreak;
    value += breaks;
    wasBlank = isIndented;
    const from = place.at;
    while (place.at < text.length && !isBreak(text.charAt(place.at))) place.at++;
    value += text.slice(from, place.at);
    lineBreak = place.at < text.length ? takeBreak(text, place) : '';
    end = place.at;
    [breaks, indent] = blankLines(text, place, indent, outer);
  }
  if (chomping !== '-') value += lineBreak;
  if (chomping === '+') value += breaks;
  return { style: isFolded ? SCALAR_STYLE.FOLDED_BLOCK : SCALAR_STYLE.LITERAL_BLOCK, start: first, end, value };
}

/** Reads indentation and empty lines: the line breaks, and the indentation if it was unknown (0). */
function blankLines(text: string, place: Place, indent: number, outer: number): [string, number] {
  let breaks = '';
  let most = 0;
  const column = () => place.at - place.lineStart;
  for (;;) {
    while ((indent === 0 || column() < indent) && text.charAt(place.at) === ' ') place.at++;
    most = Math.max(most, column());
    if ((indent === 0 || column() < indent) && text.charAt(place.at) === '\t')
      throw new YamlErrorAt(place.at, 'a block scalar that begins with a tab');
    if (!isBreak(text.charAt(place.at))) break;
    breaks += takeBreak(text, place);
  }
  return [breaks, indent === 0 ? Math.max(most, outer + 1, 1) : indent];
}
