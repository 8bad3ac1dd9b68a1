/** The version in the tag of an image, as `v1.8.17` or `1.8.17-rc.1`; undefined for other tags. */
export function versionOf(image: string): readonly number[] | undefined {
  const [, ...numbers] = /:v?(\d+)\.(\d+)\.(\d+)(?:[-+][^/@]*)?(?:@[^/]*)?$/.exec(image) ?? [];
  return numbers.length === 3 ? numbers.map(Number) : undefined;
}

/** Whether a version is before another one. */
export function isBefore(version: readonly number[], other: readonly number[]): boolean {
  const at = version.findIndex((number, i) => number !== other[i]);
  return at >= 0 && (version[at] ?? 0) < (other[at] ?? 0);
}
