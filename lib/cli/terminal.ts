import { readSync } from 'node:fs';

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
  out: (text) => write(process.stdout, text),
  error: (text) => write(process.stderr, text),
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
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

function write(stream: NodeJS.WriteStream, text: string): void {
  // A reader that has seen enough, as `head`, is no error.
  if (stream.listenerCount('error') === 0) stream.on('error', (error: NodeJS.ErrnoException) => closed(error));
  stream.write(text);
}

function closed(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
