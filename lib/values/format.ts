import { isUnreadable, plainCopy } from './plain-copy';
import { printable } from './printable';
import { isPlainObject, isUnresolvedObject } from './unresolved';

/** What a text must look like, in code and in words. */
export interface Format {
  /** For the reader of a message: "allowed: …". */
  readonly allowed: string;
  readonly accepts: (text: string) => boolean;
  /** More about this text: which part is wrong, how it is written right. */
  readonly hint?: (text: string) => string | undefined;
}

const LONGEST = 300;

/** A value as a message shows it: in quotes when it is text, always on one line, never endless. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'function') return 'a function';
  if (isUnreadable(value)) return printable(value.what);
  let text: string | undefined;
  try {
    text = textOf(value);
  } catch {
    // It contains itself, or cannot be read: its kind must do.
  }
  text = printable(text ?? kindOf(value));
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}… (${text.length} characters)` : text;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'number') return String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  // A Duration of cdk8s would show its parts.
  const { toHumanString } = value as { toHumanString?: unknown };
  if (typeof toHumanString === 'function') return String(toHumanString.call(value));
  // Of a Map, say, nothing would be seen.
  const hasContent = Array.isArray(value) || isPlainObject(value) || isUnresolvedObject(value);
  // A copy, because what contains itself, or is endless to write, is bounded in it.
  return hasContent ? JSON.stringify(plainCopy(value), shown) : undefined;
}

/** What JSON has no form for would be left out, or end the message. A Lazy is known by what it has beside its function. */
function shown(key: string, value: unknown): unknown {
  if (key === 'produce' || key === 'resolve') return value;
  if (typeof value === 'object' && value !== null) return isUnreadable(value) ? value.what : value;
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'function' || typeof value === 'symbol' ? kindOf(value) : value;
}

/** What a value is, for messages that must not show it. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return show(value);
  if (isUnreadable(value)) return printable(value.what);
  try {
    if (Array.isArray(value)) return 'a list';
    const tag = Object.prototype.toString.call(value).slice('[object '.length, -1);
    if (['Map', 'Set', 'Date'].includes(tag)) return `a ${tag}`;
  } catch {
    return 'an object';
  }
  return { string: 'text', object: 'an object' }[typeof value as string] ?? `a ${typeof value}`;
}

/** `"a", "b" and "c"`. */
export function listOf(words: readonly string[]): string {
  const quoted = words.map((word) => `"${word}"`);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`;
}
