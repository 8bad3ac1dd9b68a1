import type { Json } from '../synth/pod-template';
import { OS_LABELS, VIRTUAL_NODE_TYPE } from '../upstream/nodes';
import { SECRETS_STORE_DRIVER } from '../upstream/secrets-store';
import { fieldAt, type Path, valueAt } from '../validate/path';
import type { Problems } from '../validate/problems';

/** Labels of nodes that NMI does not run on. */
const NODES_WITHOUT_NMI = [
  ...OS_LABELS.map((label) => [label, 'windows'] as const),
  ['type', VIRTUAL_NODE_TYPE] as const,
];

const BYPASS = 'Linux nodes, because NMI runs only there';

/** Refuses pods whose token requests never reach NMI. `path` leads to the pod spec. */
export function refuseUnservedPods(problems: Problems, manifest: Json, path: Path): void {
  const spec = valueAt(manifest, path) as Json | undefined;
  const report = (keys: Path, value: unknown, allowed: string) =>
    problems.add(fieldAt([...path, ...keys]), value, allowed);

  if (spec?.hostNetwork === true && !mountsSecrets(spec)) {
    report(['hostNetwork'], true, 'false for a workload with an identity, because the host network bypasses NMI');
  }
  if (valueAt(spec, ['os', 'name']) === 'windows') report(['os', 'name'], 'windows', BYPASS);
  const selector = valueAt(spec, ['nodeSelector']);
  for (const [label, value] of NODES_WITHOUT_NMI) {
    if (valueAt(selector, [label]) === value) report(['nodeSelector'], { [label]: value }, BYPASS);
  }
  const affinity = ['affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms'];
  const terms = valueAt(spec, affinity);
  if (Array.isArray(terms) && terms.length > 0 && terms.every(isForWindows)) report(affinity, terms, BYPASS);
}

/** Whether the pods may need the identity for a mount: its driver asks NMI on the node, whatever the pod's network. */
function mountsSecrets({ volumes }: Json): boolean {
  return (
    Array.isArray(volumes) && volumes.some((volume) => valueAt(volume, ['csi', 'driver']) === SECRETS_STORE_DRIVER)
  );
}

/** Terms are alternatives; the expressions of one term must all match. */
function isForWindows(term: unknown): boolean {
  const expressions = valueAt(term, ['matchExpressions']);
  if (!Array.isArray(expressions)) return false;
  return expressions.some(
    ({ key, operator, values }) =>
      OS_LABELS.includes(key) &&
      operator === 'In' &&
      Array.isArray(values) &&
      values.every((value) => value === 'windows'),
  );
}
