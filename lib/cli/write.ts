import { writeFileSync } from 'node:fs';
import { reasonOf } from '../manifests/source-files';
import type { Terminal } from './terminal';
import { UserError } from './user-error';

/** Writes a result to the file of `--output`, or to standard output when there is none. */
export function writeResult(io: Terminal, text: string, output: string | undefined): void {
  if (output === undefined) {
    io.out(text);
    return;
  }
  try {
    writeFileSync(output, text);
  } catch (error) {
    throw new UserError(`--output ${output}: ${reasonOf(error)}`);
  }
}
