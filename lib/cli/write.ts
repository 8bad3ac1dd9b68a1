import { reasonOf } from '../validate/system-error';
import type { Terminal } from './terminal';
import { UserError } from './user-error';
import { writeFile } from './write-file';

/** A result: a string, or pieces of one that are made as they are written. */
export type Result = string | Iterable<string>;

export const OUTPUT = ['--output <file>', 'write to this file instead of standard output'] as const;

/** Characters to write at once. */
const CHUNK = 1 << 16;

/** Writes a result to the file of `--output`, or to standard output when there is none. */
export function writeResult(io: Terminal, result: Result, output: string | undefined): void {
  const chunks = chunksOf(typeof result === 'string' ? [result] : result);
  if (output === undefined) {
    for (const chunk of chunks) io.out(chunk);
    return;
  }
  io.doing?.('writing');
  try {
    writeFile(output, chunks);
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code) throw error;
    throw new UserError(`--output ${output}: ${reasonOf(error)}`);
  }
}

/** Joins small pieces: each write costs as much as a large one. */
function* chunksOf(pieces: Iterable<string>): Iterable<string> {
  let chunk = '';
  for (const piece of pieces) {
    chunk += piece;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}
