/** Whether a version such as `1.29` or `v1.29.4` is at least 1.MINOR; false when it is not known. */
export function isAtLeast(version: string | undefined, minor: number): boolean {
  const [, major = '', its = ''] = /^v?(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  return Number(major) > 1 || (major === '1' && Number(its) >= minor);
}
