import { listFrom, mapOf, scalarText } from '../manifests/manifest';
import type { YamlValue } from '../manifests/yaml-value';

/** Whether a label selector of Kubernetes matches labels. An empty one matches all. */
export function isSelected(selector: YamlValue | undefined, labels: { readonly [key: string]: string }): boolean {
  const { matchLabels, matchExpressions } = mapOf(selector);
  const labelOf = (key: string) => (Object.hasOwn(labels, key) ? labels[key] : undefined);
  return (
    Object.entries(mapOf(matchLabels)).every(([key, value]) => labelOf(key) === value) &&
    listFrom(matchExpressions)
      .map(mapOf)
      .every(({ key, operator, values }) => {
        const value = labelOf(scalarText(key));
        const isAmong = value !== undefined && listFrom(values).includes(value);
        if (operator === 'In') return isAmong;
        if (operator === 'NotIn') return !isAmong;
        if (operator === 'Exists') return value !== undefined;
        return operator === 'DoesNotExist' && value === undefined;
      })
  );
}
