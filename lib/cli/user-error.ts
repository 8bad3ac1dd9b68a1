import { ManifestError } from '../manifests/manifest-error';
import { printable } from '../validate/printable';
import { reasonOf } from '../validate/system-error';

/** A problem that the user can fix. Only its message is printed: one line for each problem. */
export class UserError extends Error {
  constructor(lines: string | readonly string[]) {
    super((typeof lines === 'string' ? [lines] : lines).map(printable).join('\n'));
  }
}

/** The message for any error: one that is neither the user's nor the system's is a bug. */
export function messageOf(error: unknown): string {
  if (error instanceof UserError || error instanceof ManifestError) return error.message;
  // What V8 throws for a string that is too long, and for a stack that is too deep.
  if (error instanceof RangeError) return 'the input is too large, or nested too deeply';
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  if (code !== undefined && path !== undefined && syscall !== undefined)
    return printable(`${path}: ${reasonOf(error)}`);
  return `internal error, please report it: ${printable(error instanceof Error ? error.message : String(error))}`;
}
