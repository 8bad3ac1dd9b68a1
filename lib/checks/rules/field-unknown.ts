import { API_GROUP } from '../../upstream/api';
import { BINDING, changed, documents, IDENTITY } from '../examples/custom-resource-examples';
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
    [...checked.misspelt]
      .filter(([{ group }]) => group === API_GROUP)
      .flatMap(([object, unknown]) =>
        unknown
          // field-in-other-case reports the others.
          .filter(({ isMiscased }) => !isMiscased)
          .map(({ path, known, meant, isTwice }) => {
            const key = String(path.at(-1));
            const advice = meant
              ? `${isTwice ? `Remove ${key}, or write` : 'Write'} ${meant.at(-1)}`
              : `Known fields: ${known.join(', ')}`;
            return {
              object,
              path,
              isKey: true,
              message: `The field ${key} is unknown. The API server drops it. ${advice}.`,
              // Then nothing else is said of the field that is missing.
              ...(meant && !isTwice && { severity: Severity.ERROR }),
            };
          }),
      ),
};
