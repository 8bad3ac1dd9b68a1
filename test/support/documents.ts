import { readFileSync } from 'node:fs';

/** The code blocks of a document that carry a file name, by that name. */
export function examplesOf(document: string): { [file: string]: string } {
  const blocks = readFileSync(document, 'utf8').matchAll(/<!-- file: (\S+) -->\n```\w+\n(.*?)```/gs);
  return Object.fromEntries([...blocks].map(([, file, code]) => [file, code]));
}

/** The lines of the shell blocks of a document. */
export function commandsOf(document: string): string[] {
  const blocks = readFileSync(document, 'utf8').matchAll(/```sh\n(.*?)```/gs);
  return [...blocks].flatMap(([, text = '']) => text.trim().split('\n'));
}

/** The code blocks of a language that stand in a document, indented ones too. */
export function blocksOf(document: string, language: string): string[] {
  const blocks = readFileSync(document, 'utf8').matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'));
  return [...blocks].map(([, text = '']) => text);
}
