import type { Manifest } from '../../manifests/manifest';
import { isSecretPath } from '../../validate/secret-fields';
import { writtenObject } from '../as-meant';
import { BINDING, changed, documents, IDENTITY } from '../examples/custom-resource-examples';
import { areFieldsExact, customResourcesOf } from '../facts/custom-fields';
import { plainYaml } from '../facts/plain-yaml';
import { unknownFieldsOf } from '../known-fields';
import { type Rule, type RuleFinding, Severity } from '../rule';

export const fieldInOtherCase: Rule = {
  id: 'field-in-other-case',
  title: 'A field has the wrong case and is dropped',
  severity: Severity.ERROR,
  why: 'Since 1.6.0, field names are case-sensitive, and the API server drops those that the CRDs do not have. Old examples use ResourceID, ClientID and AzureIdentity.',
  symptom: 'The object is accepted without the field: kubectl get does not show it.',
  bad: documents(changed(IDENTITY, 'clientID:', 'ClientID:'), BINDING),
  good: documents(IDENTITY, BINDING),
  source: 'charts/aad-pod-identity/crds/crd.yaml',
  check: (checked) =>
    areFieldsExact(checked) ? customResourcesOf(checked).map(writtenObject).flatMap(findingsOf) : [],
};

function findingsOf(manifest: Manifest): RuleFinding[] {
  return unknownFieldsOf(manifest).flatMap(({ path, meant, isMiscased, isTwice }) => {
    if (!isMiscased) return [];
    const [key, right] = [String(path.at(-1)), String(meant?.at(-1))];
    const value = manifest.at(path) ?? null;
    return [
      {
        object: manifest,
        path,
        isKey: true,
        message: `The field ${key} is unknown; its name is ${right}. The API server drops it. ${isTwice ? `Remove ${key}` : `Write ${right}`}.`,
        ...(isTwice && { severity: Severity.WARNING }),
        ...(!isTwice &&
          !isSecretPath(path) &&
          value !== null &&
          typeof value !== 'object' && {
            fix: `${right}: ${plainYaml(value)}`,
            together: [
              'fields in other case',
              'The API server drops them. Write them as the CRD spells them.',
            ] as const,
          }),
      },
    ];
  });
}
