import { quoted } from '../../validate/format';
import { BINDING, changed, documents, IDENTITY } from '../examples/custom-resource-examples';
import { hasDuplicateKeys } from '../facts/texts';
import { type Rule, Severity } from '../rule';

/** Keys at the top of an object. Both twice are of two objects. */
const IN_EACH_OBJECT = ['apiVersion', 'kind'];

export const duplicateKey: Rule = {
  id: 'duplicate-key',
  title: 'A map has the same key twice',
  severity: Severity.WARNING,
  why: 'Of two equal keys of a map, kubectl and Helm use the last one and drop the other, without a message. kustomize, and so Flux, refuses the file.',
  symptom: 'None: the cluster never sees the first value. With kustomize: mapping key "…" already defined.',
  bad: documents(IDENTITY, changed(BINDING, '  selector: orders', '  selector: order\n  selector: orders')),
  good: documents(IDENTITY, BINDING),
  source: 'sigs.k8s.io/yaml, which kubectl and Helm read with; sigs.k8s.io/kustomize/kyaml',
  check: (checked) =>
    !hasDuplicateKeys(checked)
      ? []
      : checked.cluster.manifests.objects.flatMap((object) => {
          const { duplicates } = object;
          const isNotSeparated = IN_EACH_OBJECT.every((key) => duplicates.some(({ path }) => path.join() === key));
          const of = isNotSeparated
            ? duplicates.filter(({ path }) => path.length > 1 || path[0] === 'kind')
            : duplicates;
          return of.map(({ path, first }) => ({
            object,
            path,
            message:
              isNotSeparated && path.length === 1
                ? `Another object is in the same document, from line ${first.line}, without "---" between them. kubectl uses only the last one, and kustomize refuses the file. Write --- between them.`
                : `The key ${quoted(String(path.at(-1)))} is also in line ${first.line}. kubectl uses only the last one, and kustomize refuses the file. Delete one of them.`,
          }));
        }),
};
