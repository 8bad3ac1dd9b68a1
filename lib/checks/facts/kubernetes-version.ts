/** Whether a version of Kubernetes such as `1.29`, `v1.29.4` or `1.29.4-gke.1` is another one or newer. */
export function isAtLeast(version: string, major: number, minor: number): boolean {
  const [, ofMajor, ofMinor] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(ofMajor) > major || (Number(ofMajor) === major && Number(ofMinor) >= minor);
}
