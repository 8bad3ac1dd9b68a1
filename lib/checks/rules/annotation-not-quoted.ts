import { scalarText } from '../../manifests/manifest';
import { annotationsAt } from '../../simulation/annotations-at';
import { show } from '../../validate/format';
import { documents } from '../examples/custom-resource-examples';
import { ACCOUNT, annotated } from '../examples/workload-identity-examples';
import { webhookKeys } from '../facts/webhook-keys';
import { type Rule, Severity } from '../rule';

const example = (value: string) =>
  documents(ACCOUNT, annotated(`azure.workload.identity/service-account-token-expiration: ${value}`));

/** A number to some readers of YAML, and a string to others: `08000` is no octal number. */
const NO_OCTAL = /^[-+]?0\d*[89]\d*$/;

export const annotationNotQuoted: Rule = {
  id: 'annotation-not-quoted',
  title: 'An annotation of Workload Identity is no string',
  severity: Severity.ERROR,
  why: 'Annotations are strings. Without quotes, YAML reads true and 7200 as a boolean and a number.',
  symptom:
    'kubectl apply: "cannot unmarshal number into Go struct field ObjectMeta.metadata.annotations of type string".',
  bad: example('7200'),
  good: example('"7200"'),
  source: 'k8s.io/apimachinery, pkg/apis/meta/v1/types.go, ObjectMeta',
  check: (checked) =>
    webhookKeys(checked).flatMap(({ manifest, path, key, field }) => {
      const value = manifest.at(path) ?? null;
      // An empty value is an empty string to the API server.
      if (field !== 'annotations' || (typeof value !== 'number' && typeof value !== 'boolean')) return [];
      const written = annotationsAt(manifest, path.slice(0, -1))[key] ?? scalarText(value);
      if (NO_OCTAL.test(written)) return [];
      return [
        {
          object: manifest,
          path,
          message: `The annotation ${key} is ${show(value)}, a ${typeof value}, and must be a string. The API server refuses the object. Put it in quotes.`,
          fix: `${key}: ${JSON.stringify(written)}`,
        },
      ];
    }),
};
