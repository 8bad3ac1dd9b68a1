import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { delimiter, join } from 'node:path';
import { command } from './command';
import { Folder } from './folder';
import { readYaml } from './yaml-1.1';

const folders: Folder[] = [];

export function folderWith(files: { readonly [file: string]: string }): Folder {
  const folder = new Folder(files);
  folders.push(folder);
  return folder;
}

/** After each test. */
export function removeFolders(): void {
  for (const folder of folders.splice(0)) folder.remove();
}

export const read = (folder: Folder, file: string) => fs.readFileSync(join(folder.path, file), 'utf8');

export const filesOf = (folder: Folder) => {
  const entries = fs.readdirSync(folder.path, { recursive: true, withFileTypes: true });
  const files = entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  return Object.fromEntries(files.map((file) => [file.slice(folder.path.length + 1), fs.readFileSync(file, 'utf8')]));
};

export const rewrite = (folder: Folder, to: string, ...options: string[]) =>
  command(['migrate', 'rewrite', folder.path, '--to', to, '--in-place', ...options]);

/** With some of its files and folders only. */
export const rewritePaths = (folder: Folder, paths: readonly string[], to: string, ...options: string[]) =>
  command([
    'migrate',
    'rewrite',
    ...paths.map((path) => join(folder.path, path)),
    ...['--to', to],
    ...(options.includes('--check') ? options : ['--in-place', ...options]),
  ]);

/** The real program, where it is installed: its output is compared. */
const KUSTOMIZE = (process.env.PATH ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'kustomize'))
  .find((file) => fs.existsSync(file));
export const isKustomizeInstalled = KUSTOMIZE !== undefined;
export const without = KUSTOMIZE === undefined ? ' (kustomize is not installed)' : '';
export const build = (folder: Folder, path: string) =>
  readYaml(execFileSync(KUSTOMIZE ?? '', ['build', join(folder.path, path)], { encoding: 'utf8', stdio: 'pipe' }));
