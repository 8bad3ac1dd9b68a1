import { readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, join, normalize, relative, sep } from 'node:path';
import type { Exclusion } from '../../manifests/exclusion';
import { sourceFiles } from '../../manifests/source-files';
import type { Rewrite } from '../../migration/rewrite/rewrite';
import { refuseInput } from '../overwriting';
import { UserError } from '../user-error';
import type { NewContent } from './replace-files';

/**
 * What goes into the folder of `--output`: as deep in it as the files are in the given ones.
 *
 * @throws UserError when something there would be lost: a file that is read, or one with other content
 */
export function copies(
  { files, beside }: Rewrite,
  paths: readonly string[],
  folder: string,
  exclusion: Exclusion,
): NewContent[] {
  const taken = new Map<string, string>();
  const others = beside.map(({ file, after }) => ({ path: join(folder, file), before: undefined, after }));
  for (const { path } of others) taken.set(path, 'what is written for others');
  const own = files.flatMap(({ file, after }) => {
    if (after === undefined) return [];
    const root = paths.find((path) => normalize(file).startsWith(normalize(join(path, sep))));
    const path = join(folder, root === undefined ? basename(file) : relative(root, file));
    const other = taken.get(path);
    if (other !== undefined) throw new UserError(`--output ${folder}: ${other} and ${file} would both be ${path}`);
    taken.set(path, file);
    return [{ path, before: undefined, after }];
  });
  const all = [...own, ...others];
  refuseFolder(folder, paths);
  const there = all.filter(({ path }) => statSync(path, { throwIfNoEntry: false })?.isFile());
  if (there.length > 0) {
    const inputs = sourceFiles(paths, [], exclusion).map(({ file }) => file);
    refuseInput(
      there.map(({ path }) => path),
      inputs,
      'Give an empty folder that is not among the paths',
    );
  }
  refuseOther(folder, there);
  return all;
}

function refuseFolder(folder: string, paths: readonly string[]): void {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  const real = realpathSync.native(folder);
  const same = paths.find((path) => realpathSync.native(path) === real);
  if (same !== undefined) {
    throw new UserError(
      `--output ${folder}: this folder is read, and its files would change. Give an empty folder, or write --in-place`,
    );
  }
}

/** A file of an earlier run may have been edited since. */
function refuseOther(folder: string, there: readonly NewContent[]): void {
  const lost = there.filter(({ path, after = '' }) => !readFileSync(path).equals(Buffer.from(after)));
  if (lost.length === 0) return;
  throw new UserError([
    `--output ${folder}: nothing is written, because these files are there with other content:`,
    ...lost.map(({ path }) => `  ${path}`),
    'Give an empty folder',
  ]);
}
