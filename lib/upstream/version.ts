/** Numbers of a release: 1.8.17 is `[1, 8, 17]`, 1.5 is `[1, 5]`. */
export type Version = readonly number[];

/** First release that the tables know. */
const OLDEST: Version = [1, 2];

/** First number of all releases. */
const MAJOR = 1;

/**
 * The version in the tag of an image, as `v1.8.17`, `1.5` or `1.8.17-rc.1`; undefined for other tags, and for numbers that
 * are no release of upstream, as in images of one's own.
 */
export function parseVersion(image: string): Version | undefined {
  const [, ...numbers] = /:v?(\d+)\.(\d+)(?:\.(\d+))?(?:[-+][^/@]*)?(?:@[^/]*)?$/.exec(image) ?? [];
  const version = numbers.filter((number) => number !== undefined).map(Number);
  return version[0] === MAJOR && !isBefore(version, OLDEST) ? version : undefined;
}

/** The version of a release in the tables, such as `1.6.1`. */
export function release(text: string): Version {
  return text.split('.').map(Number);
}

/** Whether a version is before another one; 1.5 is 1.5.0. */
export function isBefore(version: Version, other: Version): boolean {
  const at = [0, 1, 2].find((i) => numberAt(version, i) !== numberAt(other, i));
  return at !== undefined && numberAt(version, at) < numberAt(other, at);
}

const numberAt = (version: Version, i: number) => version[i] ?? 0;
