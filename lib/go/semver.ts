/** A version as Helm reads it: `v1.8.17`, `1.7`, `20231004` (github.com/Masterminds/semver, NewVersion). */
const VERSION =
  /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*))?(?:\+[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*)?$/;

/** Whether a version is `least` or newer; pre-releases of `least` are. Undefined when it is not a version. */
export function isAtLeast(version: string, least: readonly number[]): boolean | undefined {
  const parts = parseSemver(version);
  return parts && compareCore(parts.core, least) >= 0;
}

/** The three numbers and the pre-release of a version; undefined when it is not a version. */
export function parseSemver(version: string): { core: number[]; preRelease: string } | undefined {
  const [, major, minor = '0', patch = '0', preRelease = ''] = VERSION.exec(version) ?? [];
  // A pre-release has no numbers with leading zeros.
  if (major === undefined || preRelease.split('.').some((part) => /^0\d+$/.test(part))) return undefined;
  return { core: [Number(major), Number(minor), Number(patch)], preRelease };
}

/** Negative, 0 or positive, as `a` is before, the same as, or after `b`. */
export function compareCore(a: readonly number[], b: readonly number[]): number {
  const at = [0, 1, 2].find((i) => (a[i] ?? 0) !== (b[i] ?? 0));
  return at === undefined ? 0 : Math.sign((a[at] ?? 0) - (b[at] ?? 0));
}
