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

const REASONS: { readonly [code: string]: string } = {
  EACCES: 'no permission to write it',
  EBUSY: 'it is in use and cannot be replaced',
  EDQUOT: 'the quota of the disk is used up',
  EFBIG: 'the file would be too large',
  EIO: 'an error of the device',
  EISDIR: 'it is a folder',
  ELOOP: 'a symbolic link that points to itself',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'there is no such file or folder',
  ENOSPC: 'no space left on the device',
  ENOTDIR: 'a part of the path is not a folder',
  EPERM: 'no permission to write it',
  EPIPE: 'its reader has closed it',
  EROFS: 'the file system is read-only',
};

/** The message for any error: an error that is not the user's is a bug. */
export function messageOf(error: unknown): string {
  if (error instanceof UserError) return error.message;
  // What V8 throws for a string that is too long, and for a stack that is too deep.
  if (error instanceof RangeError) return 'the input is too large, or nested too deeply';
  return `internal error, please report it: ${printable(error instanceof Error ? error.message : String(error))}`;
}

/** Why a file cannot be written. */
export function reasonNotWritten(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? code ?? message;
}
