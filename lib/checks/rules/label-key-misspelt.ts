import { mapOf } from '../../manifests/manifest';
import { BINDING_LABEL } from '../../upstream/api';
import { editDistance } from '../../validate/nearest';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { plainYaml } from '../facts/plain-yaml';
import { type Rule, Severity } from '../rule';

/** Common misspellings, in lower case, without hyphens and prefix. */
const OTHER_NAMES = [
  'aadpodidbinding',
  'aadpodidentitybinding',
  'aadpodbinding',
  'aadpodidbindings',
  'aadbinding',
  'podidbinding',
];
const MOST_LETTERS = 2;

export const labelKeyMisspelt: Rule = {
  id: 'label-key-misspelt',
  title: 'The label aadpodidbinding is misspelt',
  severity: Severity.ERROR,
  why: 'MIC and NMI read one label only: aadpodidbinding, in lower case and without a prefix.',
  symptom: 'Nothing in the log of MIC; token requests fail with 404.',
  bad: documents(IDENTITY, BINDING, changed(WORKLOAD, 'aadpodidbinding: orders', 'aadpodidentitybinding: orders')),
  good: documents(IDENTITY, BINDING, WORKLOAD),
  source: 'pkg/apis/aadpodidentity/types.go, CRDLabelKey',
  check: ({ workloads }) =>
    workloads.flatMap(({ workload: { manifest, template, labels } }) => {
      if (Object.hasOwn(labels, BINDING_LABEL)) return [];
      const key = Object.keys(labels).find(isMeant);
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
    }),
};

function isMeant(key: string): boolean {
  const name = key
    .slice(key.lastIndexOf('/') + 1)
    .toLowerCase()
    .replaceAll(/[-_.]/g, '');
  if (OTHER_NAMES.includes(name)) return true;
  return (
    Math.abs(name.length - BINDING_LABEL.length) <= MOST_LETTERS && editDistance(name, BINDING_LABEL) <= MOST_LETTERS
  );
}

/** label-on-workload reports the right label on the workload. */
const isElsewhere = (labels: object, depth: number) => depth > 0 && Object.hasOwn(labels, BINDING_LABEL);
