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
  if (typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'number') return String(value);
  // A Duration of cdk8s would show its parts.
  const { toHumanString } = (value ?? {}) as { toHumanString?: unknown };
  if (typeof toHumanString === 'function') return String(toHumanString.call(value));
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch {
    // Circular: its kind must do.
  }
  text ??= Object.prototype.toString.call(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}… (${text.length} characters)` : text;
}

/** What a value is, for messages that must not show it. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return show(value);
  if (Array.isArray(value)) return 'a list';
  return { string: 'text', object: 'an object' }[typeof value as string] ?? `a ${typeof value}`;
}

/** `"a", "b" and "c"`. */
export function listOf(words: readonly string[]): string {
  const quoted = words.map((word) => `"${word}"`);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`;
}
