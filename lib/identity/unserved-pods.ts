import type { Problems } from '../validate/problems';
import { at, fieldOf, type Json, type Path } from './pod-template';

/** Node labels that tell Windows, and the virtual nodes of AKS; NMI runs on neither. */
const OS = ['kubernetes.io/os', 'beta.kubernetes.io/os'];
const NODES_WITHOUT_NMI: { readonly [label: string]: string } = {
  'kubernetes.io/os': 'windows',
  'beta.kubernetes.io/os': 'windows',
  type: 'virtual-kubelet',
};

const BYPASS = 'nodes with Linux, because NMI runs on no others';

/** Refuses pods whose token requests never reach NMI. `path` leads to the pod spec. */
export function refuseUnservedPods(problems: Problems, manifest: Json, path: Path): void {
  const spec = at(manifest, path) as Json | undefined;
  const report = (keys: Path, value: unknown, allowed: string) =>
    problems.add(fieldOf([...path, ...keys]), value, allowed);

  if (spec?.hostNetwork === true) {
    report(['hostNetwork'], true, 'for a workload with an identity, false: the host network goes past NMI');
  }
  if (at(spec, ['os', 'name']) === 'windows') report(['os', 'name'], 'windows', BYPASS);
  const selector = at(spec, ['nodeSelector']);
  for (const [label, value] of Object.entries(NODES_WITHOUT_NMI)) {
    if (at(selector, [label]) === value) report(['nodeSelector'], { [label]: value }, BYPASS);
  }
  const affinity = ['affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms'];
  const terms = at(spec, affinity);
  if (Array.isArray(terms) && terms.length > 0 && terms.every(isForWindows)) report(affinity, terms, BYPASS);
}

/** Terms are alternatives, the expressions of one term hold together. */
function isForWindows(term: unknown): boolean {
  const expressions = at(term, ['matchExpressions']);
  if (!Array.isArray(expressions)) return false;
  return expressions.some(
    ({ key, operator, values }) =>
      OS.includes(key) && operator === 'In' && Array.isArray(values) && values.every((value) => value === 'windows'),
  );
}
