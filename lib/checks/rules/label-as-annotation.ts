import { mapOf } from '../../manifests/manifest';
import type { ChartValues } from '../../simulation/chart-values';
import { BINDING_LABEL } from '../../upstream/api';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { isMisspelt } from '../facts/label-keys';
import { plainYaml } from '../facts/plain-yaml';
import { unservedWorkloads } from '../facts/unserved-workloads';
import { foundAt } from '../facts/values-place';
import { type Rule, type RuleFinding, Severity } from '../rule';

export const labelAsAnnotation: Rule = {
  id: 'label-as-annotation',
  title: 'The pod label aadpodidbinding is an annotation',
  severity: Severity.ERROR,
  why: 'MIC and NMI read the labels of pods; annotations of this name have no effect.',
  symptom: 'Nothing in the log of MIC; token requests fail with 404.',
  bad: documents(
    IDENTITY,
    BINDING,
    changed(
      changed(WORKLOAD, '        aadpodidbinding: orders\n', ''),
      '    spec:\n',
      '      annotations:\n        aadpodidbinding: orders\n    spec:\n',
    ),
  ),
  good: documents(IDENTITY, BINDING, WORKLOAD),
  source: 'pkg/pod/pod.go, GetPods',
  check: (checked) => [
    ...checked.cluster.chartValues.flatMap(inValues),
    ...unservedWorkloads(checked).flatMap(({ workload: { manifest, template, labels } }) => {
      if (Object.hasOwn(labels, BINDING_LABEL) || isElsewhere(mapOf(manifest.metadata.labels))) return [];
      const places = [
        [...template, 'metadata', 'annotations'],
        ['spec', 'jobTemplate', 'metadata', 'annotations'],
        ['metadata', 'annotations'],
      ];
      const [path] = places.flatMap((place) => {
        const keys = Object.keys(mapOf(manifest.at(place)));
        const key = keys.find((one) => one === BINDING_LABEL) ?? keys.find(isMisspelt);
        return key === undefined ? [] : [[...place, key]];
      });
      if (!path || isElsewhere(mapOf(manifest.at(['spec', 'jobTemplate', 'metadata', 'labels'])))) return [];
      if (Object.keys(labels).some(isMisspelt)) return [];
      const key = path.at(-1);
      return [
        {
          object: manifest,
          path,
          isKey: true,
          fixIn: [...template, 'metadata', 'labels'],
          message: `The key ${key} is an annotation, and must be ${key === BINDING_LABEL ? 'a label' : `the label ${BINDING_LABEL}`}. The pods get no identity. Move it to ${[...template, 'metadata', 'labels'].join('.')}.`,
          fix: `${BINDING_LABEL}: ${plainYaml(String(manifest.at(path)))}`,
        },
      ];
    }),
  ],
};

/** Among the values of a chart, as in `podAnnotations`. */
const inValues = (values: ChartValues): RuleFinding[] =>
  values.labels
    .filter(({ path }) => /annotations$/i.test(String(path.at(-2))))
    .map(({ path }) => ({
      ...foundAt(values, path),
      message: `The key ${BINDING_LABEL} is an annotation, and must be a label. The pods of the chart get no identity. Move it to the labels of the pods (often podLabels).`,
      severity: Severity.WARNING,
    }));

/** label-on-workload and label-on-job-metadata report these. */
const isElsewhere = (labels: object) => Object.hasOwn(labels, BINDING_LABEL);
