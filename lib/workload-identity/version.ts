import { isAtLeast } from '../go/semver';

/** Whether a version is known to be older. */
export function isTooOld(version: string | undefined, least: string): boolean {
  return version !== undefined && isAtLeast(version, least.split('.').map(Number)) === false;
}
