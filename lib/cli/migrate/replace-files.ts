import { mkdirSync, readFileSync, realpathSync, renameSync, rmdirSync, rmSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { listOf } from '../../validate/format';
import { reasonOf } from '../../validate/system-error';
import { UserError } from '../user-error';
import { temporaryFor } from '../write-file';

/** A file and its new content. */
export interface NewContent {
  readonly path: string;
  /** What it had when it was read; undefined when it need not exist. */
  readonly before: string | undefined;
  /** Undefined when it goes. */
  readonly after: string | undefined;
  /** Whether it must not be there yet. */
  readonly isNew?: boolean;
}

interface Ready {
  readonly path: string;
  /** The file itself, through symbolic links. */
  readonly target: string;
  readonly bytes: Uint8Array | undefined;
  readonly stats: Stats | undefined;
  /** Undefined for a file that goes. */
  readonly temporary: string | undefined;
}

/**
 * Replaces all of these files, or none if an error is seen: writes each into a temporary file beside it, then renames them.
 * Permissions stay, and symbolic links. Killed in between, each file is old or new.
 *
 * @throws UserError that says what was done and what was not
 */
export function replaceFiles(files: readonly NewContent[]): void {
  const ready: Ready[] = [];
  const done: Ready[] = [];
  const made: string[] = [];
  let path = '';
  try {
    for (const file of files) {
      path = file.path;
      if (file.before === undefined) made.push(...madeFolders(dirname(path)));
      ready.push(prepared(file));
    }
    for (const one of ready) {
      path = one.path;
      if (one.temporary === undefined) rmSync(one.target);
      else renameSync(one.temporary, one.target);
      done.push(one);
    }
    for (const { target } of done.filter((one) => one.temporary === undefined)) removeEmpty(dirname(target));
  } catch (error) {
    for (const { temporary } of ready.slice(done.length))
      if (temporary !== undefined) rmSync(temporary, { force: true });
    const reason = error instanceof UserError ? error.message : `${path}: ${systemReason(error)}`;
    const stuck = done.filter((one) => !isRestored(one)).map((one) => one.path);
    made.toReversed().forEach(removeEmpty);
    const state =
      stuck.length === 0
        ? 'no file was changed'
        : `these have their new content: ${listOf(stuck)}; all others are unchanged`;
    throw new UserError(`${reason}; ${state}`);
  }
}

/** Makes a folder, and those around it. Returns those that were not there, from the outside in. */
function madeFolders(folder: string): string[] {
  if (statSync(folder, { throwIfNoEntry: false })) return [];
  const outside = madeFolders(dirname(folder));
  mkdirSync(folder);
  return [...outside, folder];
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // It has other files.
  }
}

function prepared({ path, before, after, isNew = false }: NewContent): Ready {
  const there = statSync(path, { throwIfNoEntry: false });
  if (before !== undefined && !there) throw new UserError(`${path}: it is not there any more`);
  if (there && isNew) throw new UserError(`${path}: it is there already. Move it away`);
  if (there && !there.isFile()) throw new UserError(`${path}: not a regular file`);
  // To root, no file is read-only.
  if (there && (there.mode & 0o222) === 0) throw new UserError(`${path}: the file is read-only`);
  const target = there ? realpathSync.native(path) : path;
  const bytes = there && readFileSync(target);
  const text = before === undefined || !bytes ? after : withMark(path, bytes, before, after);
  const temporary = text === undefined ? undefined : temporaryFor(target, there, [text]);
  return { path, target, bytes, stats: there, temporary };
}

const MARK = '\ufeff';

/** The new content with the byte order mark of the old one. */
function withMark(path: string, bytes: Buffer, before: string, after: string | undefined): string | undefined {
  const mark = [MARK, ''].find((one) => bytes.equals(Buffer.from(one + before)));
  if (mark !== undefined) return after === undefined ? undefined : mark + after;
  const isWide = bytes[0] === 0xff || bytes[0] === 0xfe;
  throw new UserError(
    `${path}: ${isWide ? 'it is UTF-16. Save it as UTF-8' : 'somebody has changed it meanwhile. Run the command again'}`,
  );
}

/** Gives a file the content back that it had. */
function isRestored({ target, bytes, stats }: Ready): boolean {
  try {
    if (bytes) renameSync(temporaryFor(target, stats, [bytes]), target);
    else rmSync(target, { force: true });
    return true;
  } catch {
    return false;
  }
}

function systemReason(error: unknown): string {
  if (!(error as NodeJS.ErrnoException).code) throw error;
  return reasonOf(error);
}
