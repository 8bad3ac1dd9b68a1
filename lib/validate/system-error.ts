/** Errors of system calls, in words. */
const REASONS: { readonly [code: string]: string } = {
  EACCES: 'permission denied',
  EBUSY: 'in use, and cannot be replaced',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'something with this name is there already',
  EFBIG: 'the file would be too large',
  EIO: 'a device error',
  EISDIR: 'a folder, not a file',
  ELOOP: 'a symbolic link to itself',
  ENAMETOOLONG: 'the name is too long',
  ENOENT: 'no such file or folder',
  ENOSPC: 'no space left on the device',
  ENOTDIR: 'a part of the path is not a folder',
  EPERM: 'permission denied',
  EPIPE: 'its reader has closed it',
  EROFS: 'the file system is read-only',
};

/** Why a file cannot be read or written. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? message;
}
