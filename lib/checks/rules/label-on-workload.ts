import { isMap, type ManifestMap, mapOf } from '../../manifests/manifest';
import { BINDING_LABEL } from '../../upstream/api';
import { labelsByTemplateOnly } from '../../upstream/own-labels';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { plainYaml } from '../facts/plain-yaml';
import { unservedWorkloads } from '../facts/unserved-workloads';
import { type Rule, Severity } from '../rule';

const HAS_NO_LABEL = changed(WORKLOAD, '        aadpodidbinding: orders\n', '');

/** Places where a label is not a label of the pods; the first one is reported. */
const OWN = ['metadata', 'labels'];
const PLACES = [OWN, ['spec', 'selector', 'matchLabels'], ['spec', 'selector']];

export const labelOnWorkload: Rule = {
  id: 'label-on-workload',
  title: 'The label aadpodidbinding is on the workload, not on its pods',
  severity: Severity.ERROR,
  why: 'MIC and NMI read the labels of pods only. Pods do not inherit the labels of a Deployment or Job.',
  symptom: 'Nothing in the log of MIC; token requests fail with 404.',
  bad: documents(
    IDENTITY,
    BINDING,
    changed(HAS_NO_LABEL, '  namespace: shop\n', '  namespace: shop\n  labels:\n    aadpodidbinding: orders\n'),
  ),
  good: documents(IDENTITY, BINDING, WORKLOAD),
  source: 'pkg/pod/pod.go, GetPods',
  check: (checked) =>
    unservedWorkloads(checked).flatMap(({ workload: { manifest, template, labels, kind } }) => {
      if (Object.hasOwn(labels, BINDING_LABEL)) return [];
      const places = labelsByTemplateOnly(manifest.group) ? PLACES : PLACES.slice(1);
      const place = places.find((path) => hasLabel(mapOf(manifest.at(path))));
      if (!place) return [];
      const path = [...place, BINDING_LABEL];
      return [
        {
          object: manifest,
          path,
          isKey: true,
          fixIn: [...template, 'metadata', 'labels'],
          message: `The label is on the ${kind}, and its pods do not inherit it. The pods get no identity. Move it to ${[...template, 'metadata', 'labels'].join('.')}.`,
          fix: `${BINDING_LABEL}: ${plainYaml(String(manifest.at(path)))}`,
        },
      ];
    }),
};

const hasLabel = (labels: ManifestMap) => Object.hasOwn(labels, BINDING_LABEL) && !isMap(labels[BINDING_LABEL]);
