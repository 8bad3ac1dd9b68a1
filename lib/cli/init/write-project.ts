import { closeSync, lstatSync, mkdirSync, openSync, rmdirSync, rmSync, type Stats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ProjectFile } from '../../project/project-file';
import { quote } from '../../validate/shell-word';
import { reasonOf } from '../../validate/system-error';
import { writeAll } from '../terminal';
import { UserError } from '../user-error';

const ANOTHER = 'Name another folder: aad-pod-identity init FOLDER';

/**
 * Writes new files into a folder, which is made if it does not exist. Writes all of them or none, and never over anything.
 *
 * @throws UserError with what is in the way, or cannot be written
 */
export function writeProject(folder: string, files: readonly ProjectFile[]): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new UserError(
      `${folder}: a file, not a folder. ${ANOTHER}. To begin with what is in the file: --from ${quote(folder)}`,
    );
  }
  const inTheWay = [...new Set(files.flatMap(({ path }) => obstacles(folder, path)))].sort();
  if (inTheWay.length > 0) {
    throw new UserError([
      `${folder}: nothing is written, because init never overwrites. In the way:`,
      ...inTheWay.map((path) => `  ${join(folder, path)}`),
      ANOTHER,
    ]);
  }
  const made: string[] = [];
  const written: string[] = [];
  try {
    for (const { path, text } of files) {
      const file = join(folder, path);
      const first = mkdirSync(dirname(file), { recursive: true });
      if (first !== undefined) made.push(...foldersFrom(first, dirname(file)));
      // Something may have come since: then it is left alone.
      const descriptor = openSync(file, 'wx');
      written.push(file);
      try {
        writeAll(descriptor, Buffer.from(text));
      } finally {
        closeSync(descriptor);
      }
    }
  } catch (error) {
    for (const file of written) rmSync(file, { force: true });
    for (const one of made.reverse()) removeIfEmpty(one);
    throw new UserError(`${folder}: ${reasonOf(error)}; nothing is written`);
  }
}

/** What exists where a file, or a folder above it, is to be. A link to elsewhere counts. */
function obstacles(folder: string, path: string): string[] {
  const parts = path.split('/');
  for (let i = 1; i <= parts.length; i++) {
    const part = parts.slice(0, i).join('/');
    const stats = statsOf(join(folder, part));
    if (!stats) return [];
    if (i === parts.length || !stats.isDirectory()) return [part];
  }
  return [];
}

function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Writing says why a folder above cannot be entered.
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES') return undefined;
    throw error;
  }
}

/** The folders from one that was made down to the last one. */
function foldersFrom(first: string, last: string): string[] {
  const folders = [last];
  while (folders[0] !== first && dirname(folders[0] as string) !== folders[0])
    folders.unshift(dirname(folders[0] as string));
  return folders;
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Somebody has put something into it.
  }
}
