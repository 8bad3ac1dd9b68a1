import { readFileSync } from 'node:fs';
import { join } from 'node:path';

// The shell code is in files of its own, to be read and checked as what it is. They are beside the sources, and in the
// package at the same place.
const FOLDER = join(__dirname, '..', '..', '..', 'lib', 'azure', 'shell');

/**
 * A text as one word of bash, whatever is in it. In double quotes when ShellCheck would ask whether single ones are meant.
 */
export function quote(text: string): string {
  if (/^[\w./:=@%+,-]+$/.test(text)) return text;
  return /[$`'\\]/.test(text) ? `"${text.replace(/[$`"\\]/g, '\\$&')}"` : `'${text}'`;
}

/** Words of bash, the first one as it is. */
export function call(name: string, ...words: readonly string[]): string {
  return [name, ...words.map(quote)].join(' ');
}

/** Lines of a comment: nothing in a text leads out of it. */
export function comment(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be in a line
  return `# ${text.replace(/[\x00-\x1f\x7f]+/g, ' ').trimEnd()}`;
}

/** The code of a file in `shell/`. */
export function shellFile(name: string): string {
  return readFileSync(join(FOLDER, `${name}.sh`), 'utf8');
}
