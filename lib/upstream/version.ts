/** Three numbers: 1.8.17 is `[1, 8, 17]`. */
export type Version = readonly number[];

/** The version in the tag of an image, as `v1.8.17` or `1.8.17-rc.1`; undefined for other tags. */
export function parseVersion(image: string): Version | undefined {
  const [, ...numbers] = /:v?(\d+)\.(\d+)\.(\d+)(?:[-+][^/@]*)?(?:@[^/]*)?$/.exec(image) ?? [];
  return numbers.length === 3 ? numbers.map(Number) : undefined;
}

/** The version of a release in the tables, such as `1.6.1`. */
export function release(text: string): Version {
  return text.split('.').map(Number);
}

/** Whether a version is before another one. */
export function isBefore(version: Version, other: Version): boolean {
  const at = version.findIndex((number, i) => number !== other[i]);
  return at >= 0 && (version[at] ?? 0) < (other[at] ?? 0);
}
