import { randomBytes } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fsyncSync,
  lstatSync,
  openSync,
  readlinkSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { writeAll } from './terminal';

/** The number of symbolic links that Linux follows. */
const MOST_LINKS = 40;

/** Files that this process already has open: they are neither opened again, which a socket cannot be, nor replaced. */
const OPEN_FILE = /^\/(?:dev|proc\/(?:self|\d+))\/(?:fd\/(\d+)|stdout|(stderr))$/;

/**
 * Writes a file as a whole or not at all: writes a temporary file beside it, and renames that. The new file has the
 * permissions of the old one, which is unchanged if anything fails. Symbolic links are followed. Anything but a regular
 * file, such as a pipe or /dev/stdout, is written directly.
 *
 * @throws the error of the system call
 */
export function writeFile(path: string, chunks: Iterable<string>): void {
  const target = targetOf(path);
  if (typeof target === 'number') {
    writeTo(target, chunks);
    return;
  }
  const stats = statSync(target, { throwIfNoEntry: false });
  if (stats?.isDirectory() || /[/\\]$/.test(path)) throw Object.assign(new Error(), { code: 'EISDIR' });
  if (!stats || stats.isFile()) replace(target, stats, chunks);
  else whileOpen(openSync(target, 'a'), (file) => writeTo(file, chunks));
}

function replace(path: string, before: Stats | undefined, chunks: Iterable<string>): void {
  const temporary = temporaryFor(path, before, chunks);
  try {
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/**
 * Writes what is to replace a file into a temporary file beside it, and returns the path of that.
 *
 * @param before the file that is there, or was
 * @throws the error of the system call; then there is no temporary file
 */
export function temporaryFor(path: string, before: Stats | undefined, chunks: Iterable<string | Uint8Array>): string {
  // A file that may not be written may not be replaced either. One that is restored may be gone.
  if (before && statSync(path, { throwIfNoEntry: false })) accessSync(path, constants.W_OK);
  const temporary = join(dirname(path), `.aad-pod-identity-${randomBytes(8).toString('hex')}.tmp`);
  const file = openSync(temporary, 'wx', before ? 0o600 : 0o666);
  try {
    whileOpen(file, () => {
      writeTo(file, chunks);
      if (before) keepOwnerAndMode(file, before);
      fsyncSync(file);
    });
    return temporary;
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function whileOpen(file: number, act: (file: number) => void): void {
  try {
    act(file);
  } finally {
    closeSync(file);
  }
}

function writeTo(file: number, chunks: Iterable<string | Uint8Array>): void {
  for (const chunk of chunks) writeAll(file, typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
}

function keepOwnerAndMode(file: number, { uid, gid, mode }: Stats): void {
  try {
    fchownSync(file, uid, gid);
  } catch {
    // Only root can change the owner: otherwise it is the one who wrote the file last.
  }
  fchmodSync(file, mode & 0o7777);
}

/** The target of symbolic links, which need not exist: a path, or the number of an open file. */
function targetOf(path: string): string | number {
  let target = resolve(path);
  for (let i = 0; i <= MOST_LINKS; i++) {
    const [open, number, error] = OPEN_FILE.exec(target) ?? [];
    const isOurs = open !== undefined && !/^\/proc\/\d/.test(open.replace(`/proc/${process.pid}/`, ''));
    if (isOurs) return Number(number ?? (error ? 2 : 1));
    if (!lstatSync(target, { throwIfNoEntry: false })?.isSymbolicLink()) return target;
    target = resolve(dirname(target), readlinkSync(target));
  }
  throw Object.assign(new Error(), { code: 'ELOOP' });
}
