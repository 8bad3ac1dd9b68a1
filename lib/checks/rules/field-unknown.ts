import { nearest } from '../../validate/nearest';
import { BINDING, changed, documents, IDENTITY } from '../examples/custom-resource-examples';
import { customResourcesOf, unknownFieldsOf } from '../facts/custom-fields';
import type { Rule } from '../rule';

export const fieldUnknown: Rule = {
  id: 'field-unknown',
  title: 'A field that the definitions do not know, and that is dropped',
  severity: 'warning',
  why: 'The definitions have structural schemas: the API server drops what they do not name, without a word.',
  symptom: 'The object is accepted and the field is gone: kubectl get shows it no more.',
  bad: documents(IDENTITY, changed(BINDING, '  selector: orders', '  selector: orders\n  namespaced: true')),
  good: documents(IDENTITY, BINDING),
  source: 'charts/aad-pod-identity/crds/crd.yaml',
  check: (checked) =>
    customResourcesOf(checked).flatMap((manifest) =>
      unknownFieldsOf(manifest).flatMap(({ path, known }) => {
        const key = String(path.at(-1));
        // Another case is a mistake of its own.
        if (known.some((name) => name.toLowerCase() === key.toLowerCase())) return [];
        const meant = nearest(key, known);
        return [
          {
            object: manifest,
            path,
            message: `the API server drops ${key}: ${meant ? `the field is ${meant}` : 'there is no such field'}. ${meant ? `Write ${meant}` : `Allowed here: ${known.join(', ')}`}`,
          },
        ];
      }),
    ),
};
