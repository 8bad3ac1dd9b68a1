import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { printable } from '../values/printable';

// The shell code is in files of its own, to be read and checked as what it is. They are beside the sources, and in the
// package at the same place.
const FOLDER = join(__dirname, '..', '..', '..', 'lib', 'azure', 'shell');

/**
 * A text as one word of bash, whatever is in it. ShellCheck has its doubts about some characters in single quotes, and
 * about others in double ones; each gets those that it may have. What a reader cannot see is escaped.
 *
 * @throws when bash has no such word: with a NUL, or half of a surrogate pair
 */
export function quote(text: string): string {
  if (/^[\w./:@%+-][\w./:=@%+,-]*$/.test(text)) return text;
  if (printable(text) !== text) return escaped(text);
  if (!/[$`'\\‘’‚‛]/.test(text)) return `'${text}'`;
  const parts = text.split(/([“”„‟]+)/).filter((part) => part !== '');
  return parts.map((part) => (/[“”„‟]/.test(part) ? `'${part}'` : `"${part.replace(/[$`"\\]/g, '\\$&')}"`)).join('');
}

/** `$'a\x1b'`: by bytes, so that it does not depend on the locale of the reader. */
function escaped(text: string): string {
  if (text.includes('\0') || /\p{Cs}/u.test(text)) throw new Error('bash has no word with this character');
  const bytes = Array.from(Buffer.from(text), (byte) => {
    const character = String.fromCharCode(byte);
    return /[\w ./:=@%+,-]/.test(character) ? character : `\\x${byte.toString(16).padStart(2, '0')}`;
  });
  return `$'${bytes.join('')}'`;
}

/** Words of bash, the first one as it is. */
export function call(name: string, ...words: readonly string[]): string {
  return [name, ...words.map(quote)].join(' ');
}

/** Prints a line. */
export const say = (text: string): string => call('say', printable(text));

/** A line of a comment: nothing in a text leads out of it. */
export function comment(text: string): string {
  return `# ${printable(text).trimEnd()}`;
}

/** The code of a file in `shell/`. */
export function shellFile(name: string): string {
  return readFileSync(join(FOLDER, `${name}.sh`), 'utf8');
}
