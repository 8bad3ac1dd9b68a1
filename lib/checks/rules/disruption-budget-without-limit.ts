import { isMap, type Manifest } from '../../manifests/manifest';
import { isSelected } from '../../validate/label-selector';
import { controllersOf } from '../facts/controllers';
import { objectsOf } from '../facts/objects';
import { type Rule, Severity } from '../rule';

const BUDGET = `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: mic-pdb
  namespace: default
spec:
  minAvailable: 1
  selector:
    matchLabels:
      app: mic
`;

/** A budget for MIC without a number. */
export const disruptionBudgetWithoutLimit: Rule = {
  id: 'disruption-budget-without-limit',
  title: 'The PodDisruptionBudget of MIC has neither minAvailable nor maxUnavailable',
  severity: Severity.WARNING,
  why: 'The chart reads only minAvailable of mic.podDisruptionBudget. With maxUnavailable in the values it renders an empty minAvailable.',
  symptom: 'All replicas of MIC can be evicted at once, as if there were no budget.',
  bad: BUDGET.replace('minAvailable: 1', 'minAvailable:'),
  good: BUDGET,
  source: 'charts/aad-pod-identity/templates/mic-pod-disruption-budget.yaml',
  check: (checked) => {
    const mics = controllersOf(checked, 'mic').map(({ workload }) => workload);
    const isOfMic = (budget: Manifest) =>
      budget.name === 'mic-pdb' ||
      mics.some(
        ({ namespace, labels }) =>
          namespace === budget.namespace && isSelected(budget.at(['spec', 'selector']), labels),
      );
    return objectsOf(checked, 'policy', 'PodDisruptionBudget')
      .filter((budget) => isUnlimited(budget) && isOfMic(budget))
      .map((object) => ({
        object,
        path: object.at(['spec', 'minAvailable']) === null ? ['spec', 'minAvailable'] : ['spec'],
        message:
          'The PodDisruptionBudget has neither minAvailable nor maxUnavailable, and protects nothing. Set minAvailable; the chart ignores maxUnavailable of mic.podDisruptionBudget.',
        fix: 'minAvailable: 1',
      }));
  },
};

function isUnlimited(budget: Manifest): boolean {
  const spec = budget.at(['spec']);
  return isMap(spec) && (spec.minAvailable ?? null) === null && (spec.maxUnavailable ?? null) === null;
}
