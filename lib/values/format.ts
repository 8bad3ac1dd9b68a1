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
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch {
    // Circular: its kind must do.
  }
  text ??= Object.prototype.toString.call(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}… (${text.length} characters)` : text;
}

/** `"a", "b" or "c"`. */
export function listOf(words: readonly string[]): string {
  const quoted = words.map((word) => `"${word}"`);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}
