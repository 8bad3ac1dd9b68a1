/** Invisible characters: control characters, line separators, bidirectional and invisible ones, lone surrogates. */
export const UNSEEN = '[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}\\p{Default_Ignorable_Code_Point}]';

/** Those, and spaces that look like a space and are none, such as U+00A0. */
export const UNSEEN_OR_SPACE = `${UNSEEN}|(?! )\\p{Zs}`;

/** Made when a text needs it: V8 takes a millisecond for it. */
let unseenOrSpace: RegExp | undefined;
const ASCII = /^[ -~]*$/;

/**
 * Text of a file, a name or an argument, made safe for a terminal, a table or a comment: on one line, with every invisible
 * character and every unusual space as a JSON escape, so nothing can move the cursor, hide or reorder.
 */
export function printable(text: string): string {
  if (ASCII.test(text)) return text;
  unseenOrSpace ??= new RegExp(UNSEEN_OR_SPACE, 'gu');
  return text.replace(unseenOrSpace, escapeOf);
}

/** The same for our own text of several lines: line feeds stay. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

function escapeOf(character: string): string {
  return Array.from({ length: character.length }, (_, i) => unit(character.charCodeAt(i))).join('');
}

function unit(code: number): string {
  return SHORT[code] ?? `\\u${code.toString(16).padStart(4, '0')}`;
}

const SHORT: { readonly [code: number]: string } = { 8: '\\b', 9: '\\t', 10: '\\n', 12: '\\f', 13: '\\r' };

/** `U+202E` */
export function codePointOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
