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

/** The shell blocks of a document, with the exit code from the comment before each block. */
export function stepsOf(document: string): { readonly lines: string; readonly exit: number }[] {
  const blocks = readFileSync(document, 'utf8').matchAll(/(?:<!-- exit: (\d+) -->\n)?```sh\n(.*?)```/gs);
  return [...blocks].map(([, exit = '0', lines = '']) => ({ lines, exit: Number(exit) }));
}

/** The code blocks of a language that stand in a document, indented ones too. */
export function blocksOf(document: string, language: string): string[] {
  const blocks = readFileSync(document, 'utf8').matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'));
  return [...blocks].map(([, text = '']) => text);
}
