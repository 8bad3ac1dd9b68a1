import { listFrom, type Manifest, type ManifestMap, mapOf, scalarText, stringOf } from '../../manifests/manifest';
import type { Controller } from '../../simulation/controller';
import type { CheckedCluster } from '../checked-cluster';
import { any, type Maybe, not } from './maybe';
import { namespaceLabelOf, namespaceOf } from './namespaces';
import { objectsOf } from './objects';
import { isSelectedBy } from './selectors';

export const CONSTRAINTS = 'constraints.gatekeeper.sh';

/** Whether a constraint refuses what violates it, and does not only report it. */
export const isEnforced = ({ value }: Manifest): boolean => {
  const { enforcementAction } = mapOf(value.spec);
  return enforcementAction === undefined || enforcementAction === null || enforcementAction === 'deny';
};

/** Whether Gatekeeper shows a controller's pods to a constraint (open-policy-agent.github.io/gatekeeper, the match field). */
export function isMatchedBy(checked: CheckedCluster, constraint: Manifest, { workload, manifest }: Controller): Maybe {
  const { namespace, labels } = workload;
  const match = mapOf(mapOf(constraint.value.spec).match);
  const isNamed = (names: unknown) => isAmong(listFrom(names as ManifestMap[string]).map(scalarText), namespace);
  if (!isForPods(match) || (match.namespaces !== undefined && !isNamed(match.namespaces))) return false;
  if (isNamed(match.excludedNamespaces) || isExempt(checked, namespace)) return false;
  if (match.scope === 'Cluster' || match.source === 'Generated') return false;
  // Pods have names that are not known.
  if (match.name !== undefined && manifest.kind !== 'Pod') return undefined;
  const isOf = [
    match.labelSelector === undefined ? true : isSelectedBy(match.labelSelector, (key) => labels[key]),
    match.namespaceSelector === undefined
      ? true
      : isSelectedBy(match.namespaceSelector, namespaceLabelOf(checked, namespace)),
  ];
  return not(any(isOf.map(not)));
}

function isForPods({ kinds }: ManifestMap): boolean {
  const list = listFrom(kinds).map(mapOf);
  const has = (words: unknown, word: string) =>
    listFrom(words as ManifestMap[string]).some((one) => one === '*' || one === word);
  return list.length === 0 || list.some(({ apiGroups, kinds: names }) => has(apiGroups, '') && has(names, 'Pod'));
}

/** A name, or one with * before or behind it. */
const isAmong = (patterns: readonly string[], name: string): boolean =>
  patterns.some((pattern) => {
    const part = pattern.replaceAll('*', '');
    const [isBegin, isEnd] = [pattern.endsWith('*'), pattern.startsWith('*')];
    if (isBegin && isEnd) return name.includes(part);
    return isBegin ? name.startsWith(part) : isEnd ? name.endsWith(part) : name === pattern;
  });

/** Whether Gatekeeper passes over a namespace altogether. */
function isExempt(checked: CheckedCluster, namespace: string): boolean {
  const labels = mapOf(namespaceOf(checked, namespace)?.metadata.labels);
  if (Object.hasOwn(labels, 'admission.gatekeeper.sh/ignore')) return true;
  return objectsOf(checked, 'config.gatekeeper.sh', 'Config')
    .flatMap(({ value }) => listFrom(mapOf(value.spec).match).map(mapOf))
    .some(
      ({ excludedNamespaces, processes }) =>
        listFrom(processes).some((process) => process === '*' || process === 'webhook') &&
        isAmong(listFrom(excludedNamespaces).map(scalarText), namespace),
    );
}

/** The containers of a controller's pods that a constraint does not exempt by their image. */
export function judgedContainers(parameters: ManifestMap, { podSpec }: Controller): ManifestMap[] {
  const exempt = listFrom(parameters.exemptImages).map(scalarText);
  return [...listFrom(podSpec.initContainers), ...listFrom(podSpec.containers)]
    .map(mapOf)
    .filter(({ image }) => !isAmong(exempt, stringOf(image)));
}
