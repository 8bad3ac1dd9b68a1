import { show } from '../../validate/format';
import { LABEL_VALUE, SELECTOR } from '../../validate/kubernetes-names';
import { BINDING, changed, documents, IDENTITY } from '../examples/custom-resource-examples';
import { unusualBindings } from '../facts/bindings';
import { plainYaml } from '../facts/plain-yaml';
import { type Rule, Severity } from '../rule';

export const selectorNotALabel: Rule = {
  id: 'selector-not-a-label',
  title: 'A selector is not a valid label value',
  severity: Severity.ERROR,
  why: 'The selector must equal a pod label, and the API server restricts the characters of label values.',
  symptom: 'The binding is accepted but matches no pod. The API server refuses pods with such a label.',
  bad: documents(IDENTITY, changed(BINDING, 'selector: orders', 'selector: "orders "')),
  good: documents(IDENTITY, BINDING),
  source: 'pkg/mic/mic.go; k8s.io/apimachinery/pkg/util/validation, IsValidLabelValue',
  check: (checked) =>
    unusualBindings(checked)
      .filter(({ selector }) => !LABEL_VALUE.accepts(selector))
      .map(({ manifest, selector }) => {
        const meant = meantSelector(selector);
        return {
          object: manifest,
          path: ['spec', 'selector'],
          message: `The selector ${show(selector)} is not a label value: 1 to 63 letters, digits, "-", "_" and ".", a letter or digit at both ends. The binding matches no pod. ${meant ? `Write selector: ${meant}` : 'Write the value of the pod label aadpodidbinding'}.`,
          ...(meant !== undefined && { fix: `selector: ${plainYaml(meant)}` }),
        };
      }),
};

/** The intended label of a selector that is not a valid label; undefined when it is not clear. */
export function meantSelector(selector: string): string | undefined {
  if (LABEL_VALUE.accepts(selector)) return undefined;
  const text = selector.trim();
  return [text, text.replace(/^aadpodidbinding\s*[:=]\s*/, '')].find((one) => SELECTOR.accepts(one));
}
