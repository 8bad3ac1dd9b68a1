import { mapOf } from '../../manifests/manifest';
import { BINDING_LABEL } from '../../upstream/api';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { plainYaml } from '../facts/plain-yaml';
import { type Rule, Severity } from '../rule';

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
  check: ({ workloads }) =>
    workloads.flatMap(({ workload: { manifest, template, labels } }) => {
      if (Object.hasOwn(labels, BINDING_LABEL) || isElsewhere(mapOf(manifest.metadata.labels))) return [];
      const places = [
        [...template, 'metadata', 'annotations'],
        ['spec', 'jobTemplate', 'metadata', 'annotations'],
        ['metadata', 'annotations'],
      ];
      const place = places.find((path) => Object.hasOwn(mapOf(manifest.at(path)), BINDING_LABEL));
      if (!place || isElsewhere(mapOf(manifest.at(['spec', 'jobTemplate', 'metadata', 'labels'])))) return [];
      const path = [...place, BINDING_LABEL];
      return [
        {
          object: manifest,
          path,
          isKey: true,
          fixIn: [...template, 'metadata', 'labels'],
          message: `The key ${BINDING_LABEL} is an annotation, and must be a label. The pods get no identity. Move it to ${[...template, 'metadata', 'labels'].join('.')}.`,
          fix: `${BINDING_LABEL}: ${plainYaml(String(manifest.at(path)))}`,
        },
      ];
    }),
};

/** label-on-workload and label-on-job-metadata report these. */
const isElsewhere = (labels: object) => Object.hasOwn(labels, BINDING_LABEL);
