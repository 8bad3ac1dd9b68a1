import { nearest } from '../../validate/nearest';
import { BINDING, changed, documents, IDENTITY } from '../examples/custom-resource-examples';
import { customResourcesOf, unknownFieldsOf } from '../facts/custom-fields';
import { type Rule, Severity } from '../rule';

export const fieldUnknown: Rule = {
  id: 'field-unknown',
  title: 'A field is unknown and is dropped',
  severity: Severity.WARNING,
  why: 'The CRDs have structural schemas: the API server silently drops fields that they do not have.',
  symptom: 'The object is accepted without the field: kubectl get does not show it.',
  bad: documents(IDENTITY, changed(BINDING, '  selector: orders', '  selector: orders\n  namespaced: true')),
  good: documents(IDENTITY, BINDING),
  source: 'charts/aad-pod-identity/crds/crd.yaml',
  check: (checked) =>
    customResourcesOf(checked).flatMap((manifest) =>
      unknownFieldsOf(manifest).flatMap(({ path, known }) => {
        const key = String(path.at(-1));
        // field-in-other-case reports it.
        if (known.some((name) => name.toLowerCase() === key.toLowerCase())) return [];
        const meant = nearest(key, known);
        return [
          {
            object: manifest,
            path,
            isKey: true,
            message: `The field ${key} is unknown. The API server drops it. ${meant ? `Write ${meant}` : `Known fields: ${known.join(', ')}`}.`,
          },
        ];
      }),
    ),
};
