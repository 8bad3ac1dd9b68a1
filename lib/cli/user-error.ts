import { printable } from '../values/printable';

/** What the user has to mend: its message is all that is shown. One line for each problem. */
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
  EBUSY: 'it is in use, and cannot be replaced',
  EDQUOT: 'the quota of the disk is used up',
  EFBIG: 'the file would be too large',
  EIO: 'an error of the device',
  EISDIR: 'it is a folder',
  ELOOP: 'a symbolic link that leads to itself',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'there is no such file or folder',
  ENOSPC: 'no space left on the device',
  ENOTDIR: 'a part of the path is no folder',
  EPERM: 'no permission to write it',
  EPIPE: 'nobody reads it any more',
  EROFS: 'the file system is read-only',
};

/** Why something cannot be written, for people. */
export function reasonNotWritten(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? code ?? message;
}
