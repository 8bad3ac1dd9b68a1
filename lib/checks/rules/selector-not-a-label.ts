import { show } from '../../validate/format';
import { LABEL_VALUE, SELECTOR } from '../../validate/kubernetes-names';
import { BINDING, changed, documents, IDENTITY } from '../examples/custom-resource-examples';
import type { Rule } from '../rule';

export const selectorNotALabel: Rule = {
  id: 'selector-not-a-label',
  title: 'A selector is a text that no pod label can have',
  severity: 'error',
  why: 'The selector is compared with the value of a pod label, letter by letter, and the API server takes only some texts for label values.',
  symptom: 'The binding is accepted and matches no pod. The API server refuses pods with such a label.',
  bad: documents(IDENTITY, changed(BINDING, 'selector: orders', 'selector: "orders "')),
  good: documents(IDENTITY, BINDING),
  source: 'pkg/mic/mic.go; k8s.io/apimachinery/pkg/util/validation, IsValidLabelValue',
  check: ({ cluster }) =>
    cluster.bindings
      .filter(({ selector }) => !LABEL_VALUE.accepts(selector))
      .map(({ manifest, selector }) => {
        const meant = meantSelector(selector);
        return {
          object: manifest,
          path: ['spec', 'selector'],
          message: `no pod label can be ${show(selector)}; allowed: ${SELECTOR.allowed}. The binding matches no pod${meant ? `. Write selector: ${meant}` : ''}`,
          ...(meant !== undefined && { fix: `selector: ${meant}` }),
        };
      }),
};

/** The label that a selector was probably meant for when no label can be as it is; undefined when that cannot be told. */
export function meantSelector(selector: string): string | undefined {
  if (LABEL_VALUE.accepts(selector)) return undefined;
  const text = selector.trim();
  return [text, text.replace(/^aadpodidbinding\s*[:=]\s*/, '')].find((one) => SELECTOR.accepts(one));
}
