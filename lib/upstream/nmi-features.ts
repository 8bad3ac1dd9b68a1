import { compareCore, parseSemver } from '../go/semver';
import { flagOf } from './flags';
import { release } from './version';

/** What the chart passes to NMI of a version. */
export interface NmiFeatures {
  /** `--host-ip` and `HOST_IP`. */
  readonly hostIp: boolean;
  /** `--operation-mode`. */
  readonly operationMode: boolean;
  /** `--kubelet-config` and its file. */
  readonly kubeletConfig: boolean;
}

/**
 * As the chart decides it (charts/aad-pod-identity/templates/nmi-daemonset.yaml); undefined when the tag is not a version.
 */
export function nmiFeatures(tag: string): NmiFeatures | undefined {
  const version = parseSemver(tag);
  if (!version) return undefined;
  const from = (flag: string) => compareCore(version.core, release(flagOf('nmi', flag)?.since ?? '')) >= 0;
  const to161 = compareCore(version.core, [1, 6, 1]);
  return {
    hostIp: to161 < 0 || (to161 === 0 && version.preRelease === '0'),
    operationMode: from('operation-mode'),
    kubeletConfig: from('kubelet-config'),
  };
}
