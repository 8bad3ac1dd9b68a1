import { isUtf8 } from 'node:buffer';
import { readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { reasonOf } from '../validate/system-error';
import { Exclusion } from './exclusion';
import { NotAFileError, readFile } from './read-file';
import { checkSize, MOST_BYTES } from './read-text';
import { isPartOfChart } from './unrendered';
import { YamlError } from './yaml-error';

/** A file that is read later. */
export interface SourceFile {
  /** The given path, and the way from there to the file. */
  readonly file: string;
  /** Whether it was found in a folder; false when it was named, so that it must be manifests. */
  readonly isFound?: boolean;
  readonly read: () => Uint8Array;
}

const EXTENSION = /\.(yaml|yml|json)$/;
const UNRENDERED = 'Kustomization';

/** Folders that are not walked, at any depth: those of tools, as .git and .terraform, and packages. */
const OTHERS = /^(?:\..+|node_modules)$/;

/**
 * The files at some paths: a file itself, and .yaml, .yml and .json of a folder, in byte order, through symbolic links too.
 * A file with several paths is read once. Of a chart, only its Chart.yaml and its CRDs are in the list.
 *
 * @param exclude files and folders inside folders that are left out
 * @param problems gets a line for each path that cannot be read
 * @param stdin reads standard input for the path `-`
 */
export function sourceFiles(
  paths: readonly string[],
  problems: string[],
  exclude = new Exclusion([]),
  stdin?: () => Uint8Array,
): readonly SourceFile[] {
  const walk = new Walk(problems, exclude);
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
  /** The way from the given folder, with slashes. */
  readonly within: string;
}

class Walk {
  public readonly files: SourceFile[] = [];
  private readonly seen = new Set<string>();
  /** The folder being walked, and its parents. */
  private readonly inside: string[] = [];

  constructor(
    private readonly problems: string[],
    private readonly exclusion: Exclusion,
  ) {}

  public given(path: string): void {
    const given = { path, shown: path, within: '' };
    this.visit(given, (stats, real) => {
      if (stats.isDirectory()) this.folder(given, real);
      else if (stats.isFile()) this.file(given, real, stats, false);
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
    const texts = names.map(String);
    for (const [i, name] of names.entries()) {
      const text = texts[i] as string;
      if (!isPartOfChart(texts, text)) this.entry(entryOf(folder, name), text);
    }
    this.inside.pop();
  }

  private entry(entry: Path, name: string): void {
    if (this.exclusion.has(entry.within, entry.shown)) return;
    const isWanted = EXTENSION.test(name) || name === UNRENDERED;
    const see = (stats: Stats, real: string) => {
      if (stats.isDirectory()) {
        if (!OTHERS.test(name)) this.folder(entry, real);
      } else if (isWanted && stats.isFile()) this.file(entry, real, stats, true);
      // Reading a pipe would wait forever.
      else if (isWanted) this.problems.push(`${entry.shown}: not a regular file`);
    };
    this.visit(entry, see, isWanted);
  }

  private file({ path, shown }: Path, real: string, { size }: Stats, isFound: boolean): void {
    checkSize(shown, size);
    if (this.seen.has(real)) return;
    this.seen.add(real);
    this.files.push({ file: shown, isFound, read: () => readFile(path, MOST_BYTES) });
  }
}

function entryOf({ path, shown, within }: Path, name: Buffer): Path {
  const isText = isUtf8(name) && typeof path === 'string';
  return {
    path: isText ? join(path, name.toString()) : Buffer.concat([Buffer.from(path), Buffer.from(sep), name]),
    shown: join(shown, shownName(name)),
    within: within === '' ? shownName(name) : `${within}/${shownName(name)}`,
  };
}

/** A name with `\xff` for bytes that are not UTF-8. */
function shownName(name: Buffer): string {
  if (isUtf8(name)) return name.toString();
  return Array.from(name, (byte) =>
    byte < 0x80 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`,
  ).join('');
}
