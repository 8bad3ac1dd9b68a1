import { BINDING, changed, documents, IDENTITY } from '../examples/custom-resource-examples';
import { isMiscased } from '../facts/custom-fields';
import type { Rule } from '../rule';

export const bindingWithoutSelector: Rule = {
  id: 'binding-without-selector',
  title: 'A binding has no selector',
  severity: 'error',
  why: 'In standard mode no pod matches an empty selector. In managed mode every pod of the namespace without the label matches it, and may use the identity.',
  symptom: 'Standard mode: token requests end with a 404. Managed mode: pods get tokens that nobody meant them to get.',
  bad: documents(IDENTITY, changed(BINDING, '  selector: orders\n', '')),
  good: documents(IDENTITY, BINDING),
  source: 'pkg/mic/mic.go, createDesiredAssignedIdentityList; pkg/crd/crd.go, GetPodIDsWithBinding',
  check: ({ cluster, settings }) =>
    cluster.bindings
      .filter(({ selector, manifest }) => selector === '' && !isMiscased(manifest, ['spec'], 'selector'))
      .map(({ manifest, namespace, azureIdentity }) => ({
        object: manifest,
        path: ['spec', 'selector'],
        message: `the binding has no selector: ${
          settings.mode === 'managed'
            ? `in managed mode every pod of namespace ${namespace} without the label aadpodidbinding may use the identity`
            : 'it matches no pod'
        }. Write the value of the pod label aadpodidbinding`,
        ...(azureIdentity !== '' && { fix: `selector: ${azureIdentity}` }),
      })),
};
