import { printable } from '../validate/printable';
import { YamlErrorAt } from './yaml-error';

export interface DocumentText {
  /** Its offset in the file. */
  readonly base: number;
  readonly text: string;
  /** `json` for Go's reader of JSON, the others for its reader of YAML: in `lines` each line ends, `whole` is unchanged. */
  readonly form: 'json' | 'lines' | 'whole';
}

/** One document for readers that do not split files, as Helm with values. */
export function wholeDocument(text: string): DocumentText[] {
  return [{ base: 0, text, form: 'whole' }];
}

/** unicode.IsSpace of Go, which differs from `\s` by U+0085 and U+FEFF. */
const SPACE_BUT = '\\t\\v-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const SPACE = `[\\n${SPACE_BUT}]`;
const BEGINS_AS_JSON = new RegExp(`^${SPACE}*\\{`);
const LEADING_SPACE = new RegExp(`[${SPACE_BUT}]*\\n?`, 'y');
const NOTHING_OR_COMMENT = new RegExp(`^${SPACE}*(?:#|$)`);
const JSON_SPACE = /[ \t\n\r]*/y;
const JSON_SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d*)?(?:[eE][+-]?\d*)?|true|false|null/y;

/** Bytes in which kubectl looks for the brace of JSON. */
const PEEKED = 4096;
/** Bytes that it reads at once after JSON; with fewer it gives up. */
const LOOKED_AHEAD = 4;

/**
 * Splits a file as kubectl does before it reads YAML (k8s.io/apimachinery/pkg/util/yaml): values of JSON, one after the
 * other, then documents of YAML between lines that begin with `---`.
 *
 * @throws YamlErrorAt where kubectl refuses
 */
export function splitDocuments(text: string): DocumentText[] {
  const brace = BEGINS_AS_JSON.exec(text)?.[0];
  if (brace === undefined || Buffer.byteLength(brace) > PEEKED) return yamlDocuments(text, 0);
  const documents: DocumentText[] = [];
  let at = 0;
  for (;;) {
    const start = skip(JSON_SPACE, text, at);
    if (start === text.length) return documents;
    const end = endOfJson(text, start);
    if (end === undefined) break;
    documents.push({ base: start, text: text.slice(start, end), form: 'json' });
    at = end;
  }
  const start = skip(LEADING_SPACE, text, at);
  const looked = start > at && text[start - 1] === '\n' ? start - 1 : start;
  if (documents.length > 1 || Buffer.byteLength(text.slice(looked)) < LOOKED_AHEAD || text[looked] === '\ufffd') {
    throw new YamlErrorAt(skip(JSON_SPACE, text, at), 'neither JSON nor YAML that kubectl reads after JSON');
  }
  return [...documents, ...yamlDocuments(text, start)];
}

function yamlDocuments(text: string, from: number): DocumentText[] {
  const documents: DocumentText[] = [];
  let start = from;
  const add = (end: number) => {
    if (end > start) documents.push({ base: start, text: text.slice(start, end), form: 'lines' });
  };
  for (
    let at = text.startsWith('---', from) ? from : nextSeparator(text, from);
    at >= 0;
    at = nextSeparator(text, at)
  ) {
    const next = text.indexOf('\n', at) + 1 || text.length;
    const behind = text.slice(at + 3, next);
    if (!NOTHING_OR_COMMENT.test(behind)) {
      const shown = printable(behind.trim().slice(0, 40));
      throw new YamlErrorAt(at, `a line that begins with --- ends a document: kubectl refuses "${shown}" after it`);
    }
    // A separator with nothing before it belongs to the document after it.
    if (at === start) continue;
    add(at);
    start = next;
  }
  add(text.length);
  return documents;
}

/** Offset of the next line that begins with `---`, or -1. */
function nextSeparator(text: string, from: number): number {
  const at = text.indexOf('\n---', from);
  return at < 0 ? at : at + 1;
}

function skip(what: RegExp, text: string, at: number): number {
  what.lastIndex = at;
  what.exec(text);
  return what.lastIndex;
}

/** The end of the value of JSON at `start`; undefined when there is none. */
function endOfJson(text: string, start: number): number | undefined {
  const end = '{['.includes(text.charAt(start)) ? endOfBrackets(text, start) : endOfScalar(text, start);
  try {
    if (end !== undefined) JSON.parse(text.slice(start, end));
    return end;
  } catch {
    return undefined;
  }
}

function endOfScalar(text: string, start: number): number | undefined {
  if (text.charCodeAt(start) === QUOTE) return endOfString(text, start) + 1;
  JSON_SCALAR.lastIndex = start;
  return JSON_SCALAR.test(text) ? JSON_SCALAR.lastIndex : undefined;
}

function endOfBrackets(text: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === BRACE || code === BRACKET) depth++;
    else if ((code === CLOSING_BRACE || code === CLOSING_BRACKET) && --depth === 0) return at + 1;
  }
  return undefined;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (let code = text.charCodeAt(at); code !== QUOTE && at < text.length; code = text.charCodeAt(at)) {
    at += code === BACKSLASH ? 2 : 1;
  }
  return at;
}

const [QUOTE, BACKSLASH, BRACE, BRACKET, CLOSING_BRACE, CLOSING_BRACKET] = [...'"\\{[}]'].map((c) =>
  c.charCodeAt(0),
) as [number, number, number, number, number, number];
