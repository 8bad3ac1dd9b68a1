import { valueAt } from './path';

/** A LabelSelector of Kubernetes, as it is written. */
export interface LabelSelector {
  readonly matchLabels?: { readonly [key: string]: string };
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
    readonly values?: readonly string[];
  }[];
}

/**
 * Whether a LabelSelector selects what has these labels (k8s.io/apimachinery/pkg/labels/selector.go, Matches). An empty one
 * selects all.
 */
export function isSelected(selector: unknown, labels: unknown): boolean {
  const matchLabels = valueAt(selector, ['matchLabels']) ?? {};
  const expressions = valueAt(selector, ['matchExpressions']);
  return (
    Object.entries(matchLabels).every(([key, value]) => valueAt(labels, [key]) === value) &&
    (Array.isArray(expressions) ? expressions : []).every((expression) => isTrue(expression, labels))
  );
}

function isTrue(expression: unknown, labels: unknown): boolean {
  const value = valueAt(labels, [String(valueAt(expression, ['key']))]);
  const values = valueAt(expression, ['values']);
  const isAmong = value !== undefined && Array.isArray(values) && values.includes(value);
  switch (valueAt(expression, ['operator'])) {
    case 'In':
      return isAmong;
    case 'NotIn':
      return !isAmong;
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}
