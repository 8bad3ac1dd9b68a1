import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { printable } from '../validate/printable';

// The shell code has its own files, for editors and ShellCheck. The package has them at the same path as the sources.
const FOLDER = join(__dirname, '..', '..', '..', 'lib', 'azure', 'shell');

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

/** A command of bash: its name as it is, its arguments quoted. */
export function call(name: string, ...words: readonly string[]): string {
  return [name, ...words.map(quote)].join(' ');
}

export const say = (text: string): string => call('say', printable(text));

/** A comment of one line, whatever is in the text. */
export function comment(text: string): string {
  return `# ${printable(text).trimEnd()}`;
}

export function shellFile(name: string): string {
  return readFileSync(join(FOLDER, `${name}.sh`), 'utf8');
}
