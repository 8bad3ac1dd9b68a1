import { readAtMost } from '../manifests/read-file';
import { MOST_BYTES } from '../manifests/read-text';

/** Where a command writes to and reads from; tests have one of their own. */
export interface Terminal {
  /** Standard output: the result, and nothing else. */
  out(text: string): void;
  /** Standard error: warnings and messages. */
  error(text: string): void;
  /** Standard input, byte by byte as it is; of too much of it one byte more than any file may have. */
  input(): Uint8Array;
  /** Whether standard output is a terminal that shows colours. */
  readonly colours: boolean;
}

/** The terminal of this process. */
export const terminal: Terminal = {
  out: (text) => write(process.stdout, text),
  error: (text) => write(process.stderr, text),
  input: () => readAtMost(0, MOST_BYTES + 1),
  get colours() {
    return process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
  },
};

function write(stream: NodeJS.WriteStream, text: string): void {
  // A reader that has seen enough, as `head`, is no error.
  if (stream.listenerCount('error') === 0) stream.on('error', (error: NodeJS.ErrnoException) => closed(error));
  stream.write(text);
}

function closed(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
