import { mapOf } from '../../manifests/manifest';
import { isPruning } from '../../simulation/old-fields';
import { definition, definitionAdvice, definitionsOf, schemasOf } from '../facts/definitions';
import { knownFieldsOf } from '../known-fields';
import { type Rule, Severity } from '../rule';

export const definitionIncomplete: Rule = {
  id: 'definition-incomplete',
  title: 'A CRD lacks fields that pod identity needs',
  severity: Severity.ERROR,
  why: 'The API server drops fields that the schema of the CRD does not have. CRDs of older versions have no schema, or fewer fields.',
  symptom: 'The objects are accepted, but their fields are dropped; with client-side validation: unknown field "spec".',
  bad: definition('v1', ['azureIdentity', 'weight', 'metadata']),
  good: definition('v1', ['azureIdentity', 'selector', 'weight', 'metadata']),
  source: 'charts/aad-pod-identity/crds/crd.yaml',
  check: (checked) =>
    [...definitionsOf(checked)].flatMap(([kind, object]) =>
      schemasOf(object).flatMap(({ path, schema }) => {
        if (!isPruning(object)) return [];
        if (schema['x-kubernetes-preserve-unknown-fields'] === true) return [];
        const spec = mapOf(mapOf(schema.properties).spec);
        if (spec['x-kubernetes-preserve-unknown-fields'] === true) return [];
        const known = mapOf(spec.properties);
        const missing = knownFieldsOf(kind).filter((name) => !Object.hasOwn(known, name));
        if (missing.length === 0) return [];
        const isWhole = Object.keys(spec).length > 0;
        return [
          {
            object,
            path: isWhole ? [...path, 'properties', 'spec', 'properties'] : [...path, 'properties'],
            message: `The schema of the ${kind} CRD lacks ${isWhole ? missing.map((name) => `spec.${name}`).join(', ') : 'spec'}. The API server drops ${isWhole && missing.length > 1 ? 'these fields' : 'the field'} from every object. ${definitionAdvice(checked)}`,
          },
        ];
      }),
    ),
};
