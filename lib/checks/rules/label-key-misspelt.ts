import { mapOf } from '../../manifests/manifest';
import type { YamlValue } from '../../manifests/yaml-value';
import type { ChartValues } from '../../simulation/chart-values';
import { eachLabels } from '../../simulation/unseen-label';
import { BINDING_LABEL } from '../../upstream/api';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { bindingsBySelector } from '../facts/bindings';
import { isMisspelt, isSimilar } from '../facts/label-keys';
import { plainYaml } from '../facts/plain-yaml';
import { unservedWorkloads } from '../facts/unserved-workloads';
import { foundAt, lineWith } from '../facts/values-place';
import { type Rule, type RuleFinding, Severity } from '../rule';

export const labelKeyMisspelt: Rule = {
  id: 'label-key-misspelt',
  title: 'The label aadpodidbinding is misspelt',
  severity: Severity.ERROR,
  why: 'MIC and NMI read one label only: aadpodidbinding, in lower case and without a prefix.',
  symptom: 'Nothing in the log of MIC; token requests fail with 404.',
  bad: documents(IDENTITY, BINDING, changed(WORKLOAD, 'aadpodidbinding: orders', 'aadpodidentitybinding: orders')),
  good: documents(IDENTITY, BINDING, WORKLOAD),
  source: 'pkg/apis/aadpodidentity/types.go, CRDLabelKey',
  check: (checked) => {
    const selectors = bindingsBySelector(checked);
    const isMeant = (labels: Labels) => (key: string) =>
      isMisspelt(key) || (isSimilar(key) && selectors.has(String(labels[key])));
    const onPods = unservedWorkloads(checked).flatMap(({ workload: { manifest, template, labels } }) => {
      if (Object.hasOwn(labels, BINDING_LABEL)) return [];
      const key = Object.keys(labels).find(isMeant(labels));
      if (key === undefined || isElsewhere(mapOf(manifest.metadata.labels), template.length)) return [];
      return [
        {
          object: manifest,
          path: [...template, 'metadata', 'labels', key],
          isKey: true,
          message: `The label ${key} is misspelt. The pods get no identity. Write ${BINDING_LABEL}.`,
          fix: `${BINDING_LABEL}: ${plainYaml(labels[key] ?? '')}`,
        },
      ];
    });
    return [...onPods, ...checked.cluster.chartValues.flatMap((values) => inValues(values, isMeant))];
  },
};

interface Labels {
  readonly [key: string]: YamlValue;
}

/** Misspelt labels among the values of a chart. */
function inValues(values: ChartValues, isMeant: (labels: Labels) => (key: string) => boolean): RuleFinding[] {
  const found: RuleFinding[] = [];
  eachLabels(values.values, (labels, path) => {
    const key = Object.hasOwn(labels, BINDING_LABEL) ? undefined : Object.keys(labels).find(isMeant(labels));
    if (key !== undefined && typeof labels[key] === 'string') {
      const fix = lineWith(values, [...path, key], BINDING_LABEL, labels[key]);
      found.push({
        ...foundAt(values, [...path, key]),
        message: `The label ${key} in the values of the chart is misspelt. Its pods get no identity. Write ${BINDING_LABEL}.`,
        severity: Severity.WARNING,
        ...(fix !== undefined && { fix }),
      });
    }
    return false;
  });
  return found;
}

/** label-on-workload reports the right label on the workload. */
const isElsewhere = (labels: object, depth: number) => depth > 0 && Object.hasOwn(labels, BINDING_LABEL);
