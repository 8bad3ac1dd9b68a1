import type { FieldPath, Manifest } from '../manifests/manifest';
import { printable } from '../validate/printable';
import { isSecretPath } from '../validate/secret-fields';

/** Where a finding is. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The text; undefined when it must not be shown. */
  readonly excerpt: Excerpt | undefined;
}

/** A line, and the part of it that is wrong. */
export interface Excerpt {
  readonly text: string;
  /** Characters before that part. */
  readonly caret: number;
  /** Characters of that part. */
  readonly length: number;
}

const LONGEST = 160;

/** The place of a field of an object, or of the object as a whole. Shows no line when that is only where the object begins. */
export function placeOf(manifest: Manifest, path: FieldPath, isKey = false): Place {
  const { line, column } = manifest.positionOf(path);
  // The values of Secrets, and of variables that may hold one, are not shown.
  const isHidden = manifest.kind === 'Secret' || path.includes('env') || isSecretPath(path, manifest.kind);
  const shown = manifest.excerptOf(path);
  const mark = isKey || manifest.at(path) === undefined ? 'key' : 'value';
  const [top] = path;
  const isStart = top === undefined || manifest.at([top]) === undefined;
  const excerpt = isStart ? undefined : excerptOf(shown.text, shown.column, isHidden, mark);
  return { file: manifest.file, line, column, excerpt };
}

const KEY = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[\w./-]+)(?=\s*:(?:\s|$|["'[{\d]))/;

/**
 * A line for people, with the value marked, or the key. A long line, as in compact JSON, is cut to the field; the text
 * beside it may be secret.
 */
export function excerptOf(
  line: string,
  column: number,
  isHidden = false,
  mark: 'key' | 'value' = 'value',
): Excerpt | undefined {
  const isLong = line.length > LONGEST;
  const before = isLong ? '' : line.slice(0, column - 1);
  let field = line.slice(column - 1);
  if (isLong) field = field.replace(/[,{}[\]].*/s, '').slice(0, LONGEST);
  if (isHidden) {
    const key = /^["']?[\w./-]+["']?\s*:/.exec(field)?.[0];
    if (key === undefined || /[^\s-]/.test(before)) return undefined;
    field = `${key} …`;
  }
  field = field.trimEnd();
  const [start, end] = markedIn(field, mark, /[[{]/.test(before));
  const [left, marked, right] = [before + field.slice(0, start), field.slice(start, end), field.slice(end)].map(
    (part) => printable(part.replaceAll('\t', ' ')),
  ) as [string, string, string];
  return marked ? { text: `${left}${marked}${right}`, caret: left.length, length: marked.length } : undefined;
}

/** The part of a field to mark: its value on this line if there is one, else its key. */
function markedIn(field: string, mark: 'key' | 'value', isFlow: boolean): [number, number] {
  const key = KEY.exec(field)?.[0] ?? '';
  if (key !== '' && mark === 'key') return [0, key.length];
  const start = key === '' ? 0 : key.length + (/^\s*:\s*/.exec(field.slice(key.length))?.[0].length ?? 0);
  const rest = field.slice(start);
  const value = (/^[[{]./.test(rest) ? COLLECTION : isFlow ? ITEM : VALUE).exec(rest)?.[0] ?? '';
  if (key !== '' && (value === '' || BLOCK.test(value))) return [0, key.length];
  return [start, start + value.length];
}

/** A scalar in quotes, or what comes before a comment or, in JSON, before the end of the value. */
const VALUE = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|(?:(?!\s+#|\s*[,}\]]+\s*$).)+)/s;
/** The same among others in brackets. */
const ITEM = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,{}[\]]+)/;
/** The rest of the line, without a comment and what comes behind it in JSON. */
const COLLECTION = /^(?:(?!\s+#|,$).)+/s;
const BLOCK = /^(?:[|>][-+\d]*|[[{]|#.*)$/;
