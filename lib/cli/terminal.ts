import { writeSync } from 'node:fs';
import { readAtMost, wait } from '../manifests/read-file';
import { MOST_BYTES } from '../manifests/read-text';
import { ADVISED_COMMAND } from '../validate/advised-command';
import { widthOf, wrapped } from '../validate/columns';
import { printable, printableLines } from '../validate/printable';
import { reasonOf } from '../validate/system-error';
import { Progress } from './progress';
import { UserError } from './user-error';

/** Where a command writes to and reads from; tests use their own. */
export interface Terminal {
  /** Standard output: the result, and nothing else. */
  out(text: string): void;
  /** Standard error: warnings and messages. */
  error(text: string): void;
  /** The bytes of standard input, at most one more than any file may have. */
  input(): Uint8Array;
  /** Whether standard output is a terminal that shows colours. */
  readonly colours: boolean;
  /** The columns of standard output; undefined when it is not a terminal. */
  readonly columns?: number | undefined;
  /** The columns of standard error; undefined when it is not a terminal. */
  readonly errorColumns?: number | undefined;
  /** The columns of standard error; undefined when nobody watches it: it is no terminal, or this is CI. */
  readonly watched?: number | undefined;
  /** Shows what the command does, in our own words, when it takes long. */
  readonly doing?: (what: string) => void;
  /** Nothing is shown any more. */
  readonly done?: () => void;
}

export const terminal: Terminal = {
  out: (text) => write(1, text),
  error: (text) => write(2, text),
  input: () => readAtMost(0, MOST_BYTES + 1),
  get colours() {
    return process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
  },
  get columns() {
    return process.stdout.isTTY === true ? process.stdout.columns : undefined;
  },
  get errorColumns() {
    return process.stderr.isTTY === true ? process.stderr.columns : undefined;
  },
  get watched() {
    const { CI = '', TERM } = process.env;
    const isWatched = process.stderr.isTTY === true && TERM !== 'dumb' && (CI === '' || CI === 'false');
    // Some terminals have no size.
    return isWatched ? process.stderr.columns || 80 : undefined;
  },
};

/** Streams whose reader has closed them, as `head` does: that is not an error. */
const closed = new Set<number>();

/**
 * Writes all of it before it returns: only this text is in memory, and errors are known.
 *
 * @throws UserError when it cannot be written, as on a full disk
 */
function write(stream: 1 | 2, text: string): void {
  if (closed.has(stream)) return;
  try {
    writeAll(stream, Buffer.from(text));
  } catch (error) {
    closed.add(stream);
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') return;
    throw new UserError(`standard ${stream === 1 ? 'output' : 'error'}: ${reasonOf(error)}`);
  }
}

/** Writes bytes to an open file, however slow its reader is. */
export function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(file, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      wait();
    }
  }
}

/** A terminal whose standard error shows all characters, and has only our own line breaks; they fit its columns. */
export function safe(io: Terminal): Terminal {
  const { watched } = io;
  const progress = watched === undefined ? undefined : new Progress(watched, (text) => io.error(text));
  const visibly = <T>(act: () => T): T => (progress ? progress.without(act) : act());
  return {
    out: (text) => {
      progress?.end();
      io.out(text);
    },
    error: (text) => visibly(() => io.error(fitted(printableLines(text), io.errorColumns))),
    input: () => visibly(() => io.input()),
    ...(progress && { doing: (what) => progress.show(what), done: () => progress.end() }),
    get colours() {
      return io.colours;
    },
    get columns() {
      return io.columns;
    },
    get errorColumns() {
      return io.errorColumns;
    },
  };
}

/** Narrower terminals break the lines themselves. */
const NARROWEST = 40;
const INDENT = '  ';

/** Lines that are longer than a terminal, broken at spaces; those that follow are indented. */
function fitted(text: string, columns: number | undefined): string {
  if (columns === undefined || columns < NARROWEST) return text;
  return text
    .split('\n')
    .map((line) => (widthOf(line) > columns ? brokenLine(line, columns).join(`\n${INDENT}`) : line))
    .join('\n');
}

function brokenLine(line: string, columns: number): string[] {
  const [, command] = ADVISED_COMMAND.exec(line) ?? [];
  const words = command === undefined ? line : line.slice(0, -command.length - 1);
  return [...wrapped(words, columns - INDENT.length), ...(command === undefined ? [] : [command])];
}

/** Prints remarks to standard error, one per line. */
export function remark(io: Terminal, remarks: Iterable<string>): void {
  for (const line of remarks) io.error(`${printable(line)}\n`);
}
