import type { Manifest } from '../../manifests/manifest';
import { BINDING, changed, documents, IDENTITY } from '../examples/custom-resource-examples';
import { customResourcesOf, unknownFieldsOf } from '../facts/custom-fields';
import { plainYaml } from '../facts/plain-yaml';
import type { Rule, RuleFinding } from '../rule';

export const fieldInOtherCase: Rule = {
  id: 'field-in-other-case',
  title: 'A field is written in another case, and is dropped',
  severity: 'error',
  why: 'Since 1.6.0 the names of fields are compared with case, and the API server drops those that the definitions do not know. Old examples have ResourceID, ClientID and AzureIdentity.',
  symptom: 'The object is accepted and the field is gone: kubectl get shows it no more.',
  bad: documents(changed(IDENTITY, 'clientID:', 'ClientID:'), BINDING),
  good: documents(IDENTITY, BINDING),
  source: 'charts/aad-pod-identity/crds/crd.yaml',
  check: (checked) => customResourcesOf(checked).flatMap(findingsOf),
};

function findingsOf(manifest: Manifest): RuleFinding[] {
  return unknownFieldsOf(manifest).flatMap(({ path, known }) => {
    const key = String(path.at(-1));
    const right = known.find((name) => name.toLowerCase() === key.toLowerCase());
    if (right === undefined) return [];
    const isTwice = manifest.at([...path.slice(0, -1), right]) !== undefined;
    const value = manifest.at(path) ?? null;
    return [
      {
        object: manifest,
        path,
        message: `the API server drops ${key}: the field is ${right}. ${isTwice ? `Remove ${key}` : `Write ${right}`}`,
        ...(isTwice && { severity: 'warning' as const }),
        ...(!isTwice && value !== null && typeof value !== 'object' && { fix: `${right}: ${plainYaml(value)}` }),
      },
    ];
  });
}
