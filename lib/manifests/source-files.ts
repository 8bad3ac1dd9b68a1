import { isUtf8 } from 'node:buffer';
import { readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { reasonOf } from '../validate/system-error';
import { NotAFileError, readFile } from './read-file';
import { checkSize, MOST_BYTES } from './read-text';
import { YamlError } from './yaml-error';

/** A file that is read later. */
export interface SourceFile {
  /** The given path, and the way from there to the file. */
  readonly file: string;
  readonly read: () => Uint8Array;
}

const EXTENSION = /\.(yaml|yml|json)$/;
const UNRENDERED = 'Kustomization';

/**
 * The files at some paths: a file itself, and .yaml, .yml and .json of a folder, in byte order, through symbolic links too.
 * A file with several paths is read once.
 *
 * @param problems gets a line for each path that cannot be read
 * @param stdin reads standard input for the path `-`
 */
export function sourceFiles(
  paths: readonly string[],
  problems: string[],
  stdin?: () => Uint8Array,
): readonly SourceFile[] {
  const walk = new Walk(problems);
  for (const path of new Set(paths)) {
    if (stdin && path === '-') walk.files.push({ file: '<stdin>', read: stdin });
    else walk.given(path);
  }
  return walk.files;
}

/** A file or folder: its path for the system, and for messages. Names that are not UTF-8 are bytes. */
interface Path {
  readonly path: string | Buffer;
  readonly shown: string;
}

class Walk {
  public readonly files: SourceFile[] = [];
  private readonly seen = new Set<string>();
  /** The folder being walked, and its parents. */
  private readonly inside: string[] = [];

  constructor(private readonly problems: string[]) {}

  public given(path: string): void {
    const given = { path, shown: path };
    this.visit(given, (stats, real) => {
      if (stats.isDirectory()) this.folder(given, real);
      else if (stats.isFile()) this.file(given, real, stats);
      else throw new NotAFileError();
    });
  }

  private visit({ path, shown }: Path, see: (stats: Stats, real: string) => void, isWanted = true): void {
    try {
      see(statSync(path), realpathSync.native(path, 'buffer').toString('latin1'));
    } catch (error) {
      // A broken link is a problem only if it is named like a manifest.
      if (!isWanted && (error as NodeJS.ErrnoException).code === 'ENOENT') return;
      this.problems.push(error instanceof YamlError ? error.message : `${shown}: ${reasonOf(error)}`);
    }
  }

  private folder(folder: Path, real: string): void {
    if (this.inside.includes(real)) {
      const above = shownName(Buffer.from(real, 'latin1'));
      this.problems.push(`${folder.shown}: a symbolic link to a folder that contains it (${above})`);
      return;
    }
    if (this.seen.has(real)) return;
    this.seen.add(real);
    const names = readdirSync(folder.path, 'buffer').sort(Buffer.compare);
    this.inside.push(real);
    for (const name of names) this.entry(entryOf(folder, name), name.toString());
    this.inside.pop();
  }

  private entry(entry: Path, name: string): void {
    const isWanted = EXTENSION.test(name) || name === UNRENDERED;
    const see = (stats: Stats, real: string) => {
      if (stats.isDirectory()) this.folder(entry, real);
      else if (isWanted && stats.isFile()) this.file(entry, real, stats);
      // Reading a pipe would wait forever.
      else if (isWanted) this.problems.push(`${entry.shown}: not a regular file`);
    };
    this.visit(entry, see, isWanted);
  }

  private file({ path, shown }: Path, real: string, { size }: Stats): void {
    checkSize(shown, size);
    if (this.seen.has(real)) return;
    this.seen.add(real);
    this.files.push({ file: shown, read: () => readFile(path, MOST_BYTES) });
  }
}

function entryOf({ path, shown }: Path, name: Buffer): Path {
  const isText = isUtf8(name) && typeof path === 'string';
  return {
    path: isText ? join(path, name.toString()) : Buffer.concat([Buffer.from(path), Buffer.from(sep), name]),
    shown: join(shown, shownName(name)),
  };
}

/** A name with `\xff` for bytes that are not UTF-8. */
function shownName(name: Buffer): string {
  if (isUtf8(name)) return name.toString();
  return Array.from(name, (byte) =>
    byte < 0x80 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`,
  ).join('');
}
