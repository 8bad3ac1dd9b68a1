import { valueAt } from '../validate/path';

/** A LabelSelector of Kubernetes, as it is written. */
export interface PodSelector {
  readonly matchLabels?: { readonly [key: string]: string };
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
    readonly values?: readonly string[];
  }[];
}

/** Whether it selects pods with these labels (k8s.io/apimachinery/pkg/labels/selector.go, Matches). */
export function selects(selector: PodSelector, labels: unknown): boolean {
  const labelOf = (key: string) => valueAt(labels, [key]);
  const { matchLabels = {}, matchExpressions = [] } = selector;
  return (
    Object.entries(matchLabels).every(([key, value]) => labelOf(key) === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = labelOf(key);
      if (operator === 'Exists' || operator === 'DoesNotExist')
        return (value !== undefined) === (operator === 'Exists');
      const isIn = typeof value === 'string' && values.includes(value);
      return operator === 'In' ? isIn : !isIn;
    })
  );
}
