import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { KubeAzureIdentity, KubeAzureIdentityBinding } from '../../../imports/aadpodidentity.k8s.io';
import type { ChartIdentity } from '../../identity/chart-identity';
import { writeYaml } from '../../manifests/yaml-writer';
import { inspectManifest } from '../../synth/inspect';
import { ObjectRegistry } from '../../synth/object-registry';
import { collectWarnings } from '../../synth/warnings';
import type { TextRule } from '../../synth/yaml-text';
import { Problems } from '../../validate/problems';
import type { Install } from '../install';
import { renderInstall } from './install-objects';

/** An object of the output. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: object;
}

/** The order in which Helm installs kinds (helm.sh/helm, pkg/releaseutil, InstallOrder); others follow by name. */
const INSTALL_ORDER = [
  ...['PodSecurityPolicy', 'PodDisruptionBudget', 'ServiceAccount', 'Secret'],
  ...['ClusterRole', 'ClusterRoleBinding', 'DaemonSet', 'Deployment'],
];

const IDENTITIES: readonly string[] = [KubeAzureIdentity.GVK.kind, KubeAzureIdentityBinding.GVK.kind];

/**
 * The objects of an install, CRDs first, then in Helm's order.
 *
 * @throws Error when the writer of `textRule` cannot write a string
 */
export function manifestsOf(install: Install, textRule: TextRule): Manifest[] {
  const app = new App();
  ObjectRegistry.of(app).textRule = textRule;
  // The caller prints them, if it succeeds.
  collectWarnings(app, () => undefined);
  const chart = new Chart(app, 'chart');
  // Identities may be many: they are checked already and need no constructs.
  renderInstall(new Construct(chart, 'install'), install);
  const labels = Object.fromEntries(Object.entries(install.distribution.labels ?? {}).sort());
  const manifests: Manifest[] = [
    ...chart.toJson(),
    ...install.identities.flatMap((identity) => identityManifests(identity, labels, textRule)),
  ];
  return manifests.toSorted((a, b) => rankOf(a) - rankOf(b) || byKind(a, b));
}

function identityManifests(identity: ChartIdentity, labels: object, textRule: TextRule): Manifest[] {
  const { key, name, namespace, spec, binding } = identity;
  const problems = Problems.in(`azureIdentities.${key}`);
  const manifests = [
    { ...KubeAzureIdentity.GVK, metadata: metadata(labels, name, namespace), spec },
    {
      ...KubeAzureIdentityBinding.GVK,
      metadata: metadata(labels, binding.name, namespace),
      spec: { azureIdentity: name, selector: binding.selector },
    },
  ];
  for (const manifest of manifests) inspectManifest(manifest, problems, textRule);
  problems.throwIfAny();
  return manifests;
}

const metadata = (labels: object, name: string, namespace: string) => ({ labels, name, namespace });

/** As one stream. */
export function yamlOf(manifests: readonly Manifest[]): string {
  return manifests.map(writeYaml).join('');
}

function rankOf({ kind }: Manifest): number {
  if (kind === 'CustomResourceDefinition') return -1;
  const rank = INSTALL_ORDER.indexOf(kind);
  return rank < 0 ? INSTALL_ORDER.length : rank;
}

/** Kinds without a place in the order, by name. The chart puts its identities into a `List`. */
function byKind(a: Manifest, b: Manifest): number {
  const [left, right] = [a, b].map(({ kind }) => (IDENTITIES.includes(kind) ? 'List' : kind));
  if (left === undefined || right === undefined || left === right || INSTALL_ORDER.includes(a.kind)) return 0;
  return left < right ? -1 : 1;
}
