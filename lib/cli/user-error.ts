import { printable } from '../validate/printable';

/** A problem that the user can fix. Only its message is printed: one line for each problem. */
export class UserError extends Error {
  public readonly lines: readonly string[];

  constructor(lines: string | readonly string[]) {
    const shown = (typeof lines === 'string' ? [lines] : lines).map(printable);
    super(shown.join('\n'));
    this.lines = shown;
  }
}

/** The message for any error: an error that is not the user's is a bug. */
export function messageOf(error: unknown): string {
  if (error instanceof UserError) return error.message;
  // What V8 throws for a string that is too long, and for a stack that is too deep.
  if (error instanceof RangeError) return 'the input is too large, or nested too deeply';
  return `internal error, please report it: ${printable(error instanceof Error ? error.message : String(error))}`;
}
