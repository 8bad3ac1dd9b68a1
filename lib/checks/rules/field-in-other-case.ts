import type { Manifest } from '../../manifests/manifest';
import { API_GROUP } from '../../upstream/api';
import { isSecretPath } from '../../validate/secret-fields';
import { BINDING, changed, documents, IDENTITY } from '../examples/custom-resource-examples';
import { areFieldsExact } from '../facts/custom-fields';
import { plainYaml } from '../facts/plain-yaml';
import type { UnknownField } from '../known-fields';
import { type Rule, type RuleFinding, Severity, type Together } from '../rule';

export const fieldInOtherCase: Rule = {
  id: 'field-in-other-case',
  title: 'A field has the wrong case and is dropped',
  severity: Severity.ERROR,
  why: 'Field names are case-sensitive, in the CRDs since 1.6.0, and the API server drops those that it does not know. Old examples use ResourceID, ClientID and AzureIdentity. In workloads and ServiceAccounts, the fields up to the labels and the account of the pods are checked.',
  symptom:
    'kubectl refuses the object. Where fields are not validated, it is accepted without the field: kubectl get does not show it.',
  bad: documents(changed(IDENTITY, 'clientID:', 'ClientID:'), BINDING),
  good: documents(IDENTITY, BINDING),
  source: 'charts/aad-pod-identity/crds/crd.yaml',
  check: (checked) => {
    const areExact = areFieldsExact(checked);
    return [...checked.misspelt].flatMap(([object, unknown]) => findingsOf(object, unknown, areExact));
  },
};

const OF_CRDS: Together = ['fields in other case', 'The API server drops them. Write them as the CRD spells them.'];
const OF_KUBERNETES: Together = [
  'fields of Kubernetes in other case',
  'kubectl refuses the objects; without validation, the API server drops the fields. Write them as here.',
];

/** @param areExact whether all fields of the custom resources are; metadata always is */
function findingsOf(manifest: Manifest, unknown: readonly UnknownField[], areExact: boolean): RuleFinding[] {
  const isCustom = manifest.group === API_GROUP;
  return unknown.flatMap(({ path, meant, isMiscased, isTwice }) => {
    if (!isMiscased || (isCustom && !areExact && meant?.[0] !== 'metadata')) return [];
    const [key, right] = [String(path.at(-1)), String(meant?.at(-1))];
    const effect = isCustom
      ? 'The API server drops it'
      : 'kubectl refuses the object; without validation, the API server drops the field';
    const value = manifest.at(path) ?? null;
    return [
      {
        object: manifest,
        path,
        isKey: true,
        message: `The field ${key} is unknown; its name is ${right}. ${effect}. ${isTwice ? `Remove ${key}` : `Write ${right}`}.`,
        ...(isTwice && { severity: Severity.WARNING }),
        ...(!isTwice &&
          !isSecretPath(path) &&
          value !== null &&
          typeof value !== 'object' && {
            fix: `${right}: ${plainYaml(value)}`,
            together: isCustom ? OF_CRDS : OF_KUBERNETES,
          }),
      },
    ];
  });
}
