import { readSync, writeSync } from 'node:fs';
import { printable, printableLines } from '../values/printable';
import { reasonNotWritten, UserError } from './user-error';

/** Where a command writes to and reads from; tests have one of their own. */
export interface Terminal {
  /** Standard output: the result, and nothing else. */
  out(text: string): void;
  /** Standard error: warnings and messages. */
  error(text: string): void;
  /** All of standard input, byte by byte as it is. */
  input(): Uint8Array;
  /** Whether standard output is a terminal that shows colours. */
  readonly colours: boolean;
}

/** The terminal of this process. */
export const terminal: Terminal = {
  out: (text) => write(1, text),
  error: (text) => write(2, text),
  input: readInput,
  get colours() {
    return process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
  },
};

function readInput(): Uint8Array {
  const chunks: Buffer[] = [];
  for (;;) {
    const chunk = Buffer.alloc(1 << 16);
    try {
      const length = readSync(0, chunk);
      if (length === 0) return Buffer.concat(chunks);
      chunks.push(chunk.subarray(0, length));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EOF') return Buffer.concat(chunks);
      // Some pipes say so when nothing is there yet.
      if (code !== 'EAGAIN') throw error;
      wait();
    }
  }
}

/** Streams that nobody reads any more. A reader that has seen enough, as `head`, is no error. */
const closed = new Set<number>();

/**
 * Writes all of it before it returns, so that no more is in memory than what is being written, and what goes wrong is known.
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
    throw new UserError(`standard ${stream === 1 ? 'output' : 'error'}: ${reasonNotWritten(error)}`);
  }
}

/** Writes bytes to an open file, however slowly they are taken. */
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

function wait(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
}

/** A terminal whose standard error shows all text, and holds no line that is not ours. */
export function safe(io: Terminal): Terminal {
  return {
    out: (text) => io.out(text),
    error: (text) => io.error(printableLines(text)),
    input: () => io.input(),
    get colours() {
      return io.colours;
    },
  };
}

/** Says remarks on standard error, each on a line. */
export function remark(io: Terminal, remarks: Iterable<string>): void {
  for (const line of remarks) io.error(`${printable(line)}\n`);
}
