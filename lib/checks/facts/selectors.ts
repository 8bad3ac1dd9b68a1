import { listFrom, mapOf, scalarText } from '../../manifests/manifest';
import type { YamlValue } from '../../manifests/yaml-value';
import { all, type LabelOf, type Maybe, UNKNOWN } from './maybe';

/** Whether a label selector of Kubernetes matches labels of which some may not be known. An empty one matches all. */
export function isSelectedBy(selector: YamlValue | undefined, labelOf: LabelOf): Maybe {
  const { matchLabels, matchExpressions } = mapOf(selector);
  return all([
    ...Object.entries(mapOf(matchLabels)).map(([key, value]) => {
      const label = labelOf(key);
      return label === UNKNOWN ? undefined : label === value;
    }),
    ...listFrom(matchExpressions)
      .map(mapOf)
      .map(({ key, operator, values }) => {
        const label = labelOf(scalarText(key));
        if (label === UNKNOWN) return undefined;
        const isAmong = label !== undefined && listFrom(values).includes(label);
        if (operator === 'In') return isAmong;
        if (operator === 'NotIn') return !isAmong;
        if (operator === 'Exists') return label !== undefined;
        return operator === 'DoesNotExist' && label === undefined;
      }),
  ]);
}
