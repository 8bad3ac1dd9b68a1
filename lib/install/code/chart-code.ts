import type { InstallOfValues } from '../helm/install-of-values';
import type { Manifest } from '../helm/manifests';
export function codeOf(_install: InstallOfValues, _manifests: readonly Manifest[]): string {
  return '';
}
