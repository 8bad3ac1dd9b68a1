import { closeSync, constants, fstatSync, openSync, type PathLike, readSync } from 'node:fs';

const CHUNK = 1 << 16;

/** A device or a pipe instead of a file: reading it may never end. */
export class NotAFileError extends Error {
  constructor() {
    super('not a regular file. Use - for standard input');
  }
}

/**
 * The bytes of a regular file, even one that grows: at most one more than `most`, which shows that it is too long.
 *
 * @throws NotAFileError for a device or a pipe, and errors of the system
 */
export function readFile(path: PathLike, most: number): Uint8Array {
  // Opening a pipe must not wait for its writer.
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(file);
    if (!stats.isFile() && !stats.isDirectory()) throw new NotAFileError();
    return readAtMost(file, most + 1, stats.size);
  } finally {
    closeSync(file);
  }
}

/** The bytes of an open file, until its end or `most` of them. */
export function readAtMost(file: number, most: number, expected = 0): Uint8Array {
  let bytes = Buffer.allocUnsafe(Math.min(expected, most) + CHUNK);
  let length = 0;
  for (;;) {
    if (length === bytes.length) bytes = Buffer.concat([bytes, Buffer.allocUnsafe(bytes.length)]);
    const read = readSome(file, bytes, length, Math.min(bytes.length - length, most - length));
    length += read;
    if (read === 0 || length === most) return bytes.subarray(0, length);
  }
}

/** Zero at the end. */
function readSome(file: number, bytes: Buffer, offset: number, length: number): number {
  for (;;) {
    try {
      return readSync(file, bytes, offset, length, null);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EOF') return 0;
      // Some pipes return it when there is nothing to read yet.
      if (code !== 'EAGAIN') throw error;
      wait();
    }
  }
}

export function wait(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
}
