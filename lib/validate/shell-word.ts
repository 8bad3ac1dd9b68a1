import { printable } from './printable';

/**
 * Any string as one word of bash. ShellCheck warns about some characters in single quotes, and about others in double
 * quotes: each gets the quotes without a warning. Invisible characters are escaped.
 *
 * @throws when bash cannot hold it: a NUL, or half of a surrogate pair
 */
export function quote(text: string): string {
  if (/^[\w./:@%+-][\w./:=@%+,-]*$/.test(text)) return text;
  if (printable(text) !== text) return escaped(text);
  if (!/[$`'\\‘’‚‛]/.test(text)) return `'${text}'`;
  const parts = text.split(/([“”„‟]+)/).filter((part) => part !== '');
  return parts.map((part) => (/[“”„‟]/.test(part) ? `'${part}'` : `"${part.replace(/[$`"\\]/g, '\\$&')}"`)).join('');
}

/** `$'a\x1b'`: in bytes, to be independent of the locale. */
function escaped(text: string): string {
  if (text.includes('\0') || /\p{Cs}/u.test(text)) throw new Error('bash cannot hold this character');
  const bytes = Array.from(Buffer.from(text), (byte) => {
    const character = String.fromCharCode(byte);
    return /[\w ./:=@%+,-]/.test(character) ? character : `\\x${byte.toString(16).padStart(2, '0')}`;
  });
  return `$'${bytes.join('')}'`;
}
