import { readFileSync } from 'node:fs';
import { join } from 'node:path';

// The shell code is in files of its own, to be read and checked as what it is. They are beside the sources, and in the
// package at the same place.
const FOLDER = join(__dirname, '..', '..', '..', 'lib', 'azure', 'shell');

/**
 * A text as one word of bash, whatever is in it. ShellCheck has its doubts about some characters in single quotes, and
 * about others in double ones; each gets those that it may have.
 */
export function quote(text: string): string {
  if (/^[\w./:@%+-][\w./:=@%+,-]*$/.test(text)) return text;
  if (!/[$`'\\‘’‚‛]/.test(text)) return `'${text}'`;
  const parts = text.split(/([“”„‟]+)/).filter((part) => part !== '');
  return parts.map((part) => (/[“”„‟]/.test(part) ? `'${part}'` : `"${part.replace(/[$`"\\]/g, '\\$&')}"`)).join('');
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
