import { type Manifest, mapOf, stringOf } from '../../manifests/manifest';
import { DEFAULT_NAMESPACE } from '../../upstream/api';
import type { CheckedCluster } from '../checked-cluster';
import { type LabelOf, UNKNOWN } from './maybe';
import { objectsOf } from './objects';

/**
 * Whether the namespace of an object is a guess: it has none, and is read as one of "default". What applies it, such as
 * kubectl -n, may give it another. In a whole cluster it is not a guess.
 */
export const isGuessed = ({ options }: CheckedCluster, { hasNamespace, namespace }: Manifest): boolean =>
  !hasNamespace && namespace === DEFAULT_NAMESPACE && !options.wholeCluster;

/** A namespace among the manifests; undefined when it is not there. */
export function namespaceOf(checked: CheckedCluster, name: string): Manifest | undefined {
  let namespaces = NAMESPACES.get(checked);
  if (!namespaces) {
    namespaces = new Map(objectsOf(checked, '', 'Namespace').map((object) => [object.name, object]));
    NAMESPACES.set(checked, namespaces);
  }
  return namespaces.get(name);
}

const NAMESPACES = new WeakMap<CheckedCluster, ReadonlyMap<string, Manifest>>();

/** Labels with the name of a namespace: of Kubernetes and of Calico. */
const NAMES = ['kubernetes.io/metadata.name', 'projectcalico.org/name'];

/** Looks up the labels of a namespace, which are not known when it is not among the manifests. */
export function namespaceLabelOf(checked: CheckedCluster, name: string): LabelOf {
  const manifest = namespaceOf(checked, name);
  const labels = mapOf(manifest?.metadata.labels);
  return (key) => {
    if (NAMES.includes(key)) return name;
    if (!manifest) return UNKNOWN;
    return Object.hasOwn(labels, key) ? stringOf(labels[key]) : undefined;
  };
}
