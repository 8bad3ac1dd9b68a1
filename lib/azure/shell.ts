import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { printable } from '../validate/printable';
import { quote } from '../validate/shell-word';

// The shell code has its own files, for editors and ShellCheck. The package has them at the same path as the sources.
const FOLDER = join(dirname(require.resolve('../../../package.json')), 'lib', 'azure', 'shell');

export { quote };

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
