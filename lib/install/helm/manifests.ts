import { App, Chart, Yaml } from 'cdk8s';
import { collectWarnings } from '../../synth/warnings';
import { AadPodIdentity } from '../aad-pod-identity';
import type { InstallOfValues } from './install-of-values';

/** An object as it is written. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** The order in which Helm installs kinds (helm.sh/helm, pkg/releaseutil, InstallOrder); others follow by their names. */
const INSTALL_ORDER = [
  'PodSecurityPolicy',
  'PodDisruptionBudget',
  'ServiceAccount',
  'Secret',
  'ClusterRole',
  'ClusterRoleBinding',
  'DaemonSet',
  'Deployment',
];

/** The objects of an install, in Helm's order; definitions first. */
export function manifestsOf(install: InstallOfValues): Manifest[] {
  const app = new App();
  // They are said by the caller, who knows whether it succeeded.
  collectWarnings(app, () => undefined);
  const chart = new Chart(app, 'chart');
  AadPodIdentity.ofInstall(chart, 'install', install);
  const manifests: Manifest[] = chart.toJson();
  return manifests.toSorted((a, b) => rankOf(a) - rankOf(b) || byKind(a, b));
}

/** As one stream. */
export function yamlOf(manifests: readonly Manifest[]): string {
  return manifests.map((manifest) => `---\n${Yaml.stringify(manifest)}`).join('');
}

function rankOf({ kind }: Manifest): number {
  if (kind === 'CustomResourceDefinition') return -1;
  const rank = INSTALL_ORDER.indexOf(kind);
  return rank < 0 ? INSTALL_ORDER.length : rank;
}

function byKind(a: Manifest, b: Manifest): number {
  const known = INSTALL_ORDER.includes(a.kind) || a.kind === b.kind;
  return known ? 0 : a.kind < b.kind ? -1 : 1;
}
