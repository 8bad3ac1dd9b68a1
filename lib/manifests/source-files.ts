import { readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { checkSize } from './read-text';
import { YamlError } from './yaml-error';

/** A file to be read, when its turn comes. */
export interface SourceFile {
  /** The path as it was given, with what leads from there to the file. */
  readonly file: string;
  /** Its content. */
  readonly read: () => Uint8Array;
}

const EXTENSION = /\.(yaml|yml|json)$/;
const UNRENDERED = 'Kustomization';

/** What a system call says, for people. */
const REASONS: { readonly [code: string]: string } = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  ELOOP: 'a symbolic link that leads to itself',
  EISDIR: 'it is a folder',
};

/**
 * The files at some paths: a file as it is, a folder walked in byte order for .yaml, .yml and .json, also through
 * symbolic links. A file that several paths lead to comes once.
 *
 * @param problems takes a line for each path that cannot be read
 * @param stdin what the path `-` stands for, if it stands for anything
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

class Walk {
  public readonly files: SourceFile[] = [];
  private readonly seen = new Set<string>();
  /** The folders that the walk is in. */
  private readonly inside: string[] = [];

  constructor(private readonly problems: string[]) {}

  public given(path: string): void {
    this.visit(path, (stats, real) => {
      if (stats.isDirectory()) this.folder(path, real);
      else this.file(path, real, stats);
    });
  }

  private visit(path: string, see: (stats: Stats, real: string) => void, isWanted = true): void {
    try {
      see(statSync(path), realpathSync(path));
    } catch (error) {
      // A link to nothing that has another name than a manifest is not asked for.
      if (!isWanted && (error as NodeJS.ErrnoException).code === 'ENOENT') return;
      this.problems.push(error instanceof YamlError ? error.message : `${path}: ${reasonOf(error)}`);
    }
  }

  private folder(path: string, real: string): void {
    if (this.inside.includes(real)) {
      this.problems.push(`${path}: a symbolic link to a folder that it is in itself (${real})`);
      return;
    }
    if (this.seen.has(real)) return;
    this.seen.add(real);
    const names = readdirSync(path).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    this.inside.push(real);
    for (const name of names) this.entry(join(path, name), name);
    this.inside.pop();
  }

  private entry(path: string, name: string): void {
    const isWanted = EXTENSION.test(name) || name === UNRENDERED;
    const see = (stats: Stats, real: string) => {
      if (stats.isDirectory()) this.folder(path, real);
      else if (isWanted && stats.isFile()) this.file(path, real, stats);
      // Reading a pipe would wait for ever.
      else if (isWanted) this.problems.push(`${path}: it is not a regular file`);
    };
    this.visit(path, see, isWanted);
  }

  private file(path: string, real: string, { size }: Stats): void {
    checkSize(path, size);
    if (this.seen.has(real)) return;
    this.seen.add(real);
    this.files.push({ file: path, read: () => readFileSync(path) });
  }
}

/** Why a file or folder cannot be read. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? message;
}
