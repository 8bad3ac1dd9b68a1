import { isUnreadable, plainCopy } from './plain-copy';
import { printable } from './printable';
import { isSecretField, withoutSecrets } from './secret-fields';
import { isPlainObject, isUnresolvedObject } from './unresolved';

/** Which strings are allowed, in code and in words. */
export interface Format {
  /** For the reader of a message: "allowed: …". */
  readonly allowed: string;
  readonly accepts: (text: string) => boolean;
  /** More about this string: which part is wrong, how to write it. */
  readonly hint?: (text: string) => string | undefined;
}

const LONGEST = 300;
/** Of a map or a list, which mostly has values that are right. */
const LONGEST_OF_SEVERAL = 120;

/**
 * A value as a message prints it: strings in quotes, on one line, without secrets, and at most 300 characters, 120 of a map
 * or a list.
 */
export function show(value: unknown): string {
  return printable(shown(value));
}

/** The same for the value of a field; when the field may be secret, only its type. */
export function showField(field: string, value: unknown): string {
  const isShown = value === '' || typeof value === 'boolean' || value === undefined || value === null;
  return isShown || !isSecretField(field) ? show(value) : kindOf(value);
}

/** A string in quotes, in full. */
export function quoted(text: string): string {
  return printable(JSON.stringify(text));
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'function') return 'a function';
  if (isUnreadable(value)) return value.what;
  let text: string | undefined;
  try {
    text = textOf(value);
  } catch {
    // It contains itself, or cannot be read: only its type is printed.
  }
  text ??= kindOf(value);
  const most = typeof value === 'object' && value !== null ? LONGEST_OF_SEVERAL : LONGEST;
  return text.length > most ? `${text.slice(0, most)}… (${text.length} characters)` : text;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'number') return String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(withoutSecrets(value));
  // A Duration of cdk8s would show its parts.
  const { toHumanString } = value as { toHumanString?: unknown };
  if (typeof toHumanString === 'function') return String(toHumanString.call(value));
  // A Map, for example, would print as {}.
  const hasContent = Array.isArray(value) || isPlainObject(value) || isUnresolvedObject(value);
  // The copy ends where a value contains itself, or is too large.
  return hasContent ? JSON.stringify(withoutSecrets(plainCopy(value)), leaf) : undefined;
}

/** JSON would drop these values, or throw. A Lazy is recognised by what it has beside its function. */
function leaf(key: string, value: unknown): unknown {
  if (key === 'produce' || key === 'resolve') return value;
  if (typeof value === 'object' && value !== null) return isUnreadable(value) ? value.what : value;
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'function' || typeof value === 'symbol' ? kindOf(value) : value;
}

/** The type of a value, for messages that must not print it. */
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
  if (typeof value === 'object') return isPlainObject(value) ? 'a map' : 'an object';
  return `a ${typeof value}`;
}

/** `"a", "b" and "c"`. */
export function listOf(words: readonly string[]): string {
  const quoted = words.map((word) => `"${word}"`);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`;
}
