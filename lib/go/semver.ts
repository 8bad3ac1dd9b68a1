/** A version as the chart reads it: `v1.8.17`, `1.7`, `20231004` (github.com/Masterminds/semver, NewVersion). */
const VERSION =
  /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*))?(?:\+[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*)?$/;

/** Whether a version is the other one or newer, pre-releases of it included; undefined when it is no version. */
export function isAtLeast(version: string, least: readonly number[]): boolean | undefined {
  const parts = partsOf(version);
  return parts && compare(parts.core, least) >= 0;
}

/** What NMI of a version is told; undefined when it is no version. */
export interface NmiFeatures {
  /** `--host-ip` and `HOST_IP`. */
  readonly hostIp: boolean;
  /** `--operation-mode`. */
  readonly operationMode: boolean;
  /** `--kubelet-config` and its file. */
  readonly kubeletConfig: boolean;
}

/** As the chart decides it (upstream: charts/aad-pod-identity/templates/nmi-daemonset.yaml). */
export function nmiFeatures(version: string): NmiFeatures | undefined {
  const parts = partsOf(version);
  if (!parts) return undefined;
  const to161 = compare(parts.core, [1, 6, 1]);
  return {
    hostIp: to161 < 0 || (to161 === 0 && parts.preRelease === '0'),
    operationMode: compare(parts.core, [1, 6, 0]) >= 0,
    kubeletConfig: compare(parts.core, [1, 7, 0]) >= 0,
  };
}

function partsOf(version: string): { core: number[]; preRelease: string } | undefined {
  const [, major, minor = '0', patch = '0', preRelease = ''] = VERSION.exec(version) ?? [];
  // A number with a leading zero is none in a pre-release.
  if (major === undefined || preRelease.split('.').some((part) => /^0\d+$/.test(part))) return undefined;
  return { core: [Number(major), Number(minor), Number(patch)], preRelease };
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = [0, 1, 2].find((i) => (a[i] ?? 0) !== (b[i] ?? 0));
  return at === undefined ? 0 : Math.sign((a[at] ?? 0) - (b[at] ?? 0));
}
