/**
 * Characters that a reader does not see as themselves: control characters and escapes, line separators, bidirectional and
 * invisible ones, halves of surrogate pairs.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Text of a file, a name or an argument as a terminal, a table or a comment may show it: on one line, each character
 * visible. What is not visible is written as JSON escapes it, so that nothing can move the cursor, hide, or reorder.
 */
export function printable(text: string): string {
  return text.replace(UNSEEN, escapeOf);
}

/** The same for text of several lines of our own making: line feeds stay. */
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
