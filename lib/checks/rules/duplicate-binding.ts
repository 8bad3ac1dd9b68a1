import type { Binding } from '../../simulation/custom-resources';
import { BINDING, changed, documents, IDENTITY } from '../examples/custom-resource-examples';
import { bindingsBySelector } from '../facts/bindings';
import { type Rule, Severity } from '../rule';

export const duplicateBinding: Rule = {
  id: 'duplicate-binding',
  title: 'Two bindings of a namespace have the same identity and selector',
  severity: Severity.WARNING,
  why: 'MIC uses only one of them. Deleting the other does not end the access.',
  symptom: 'None; the AzureAssignedIdentity names one of the two bindings.',
  bad: documents(IDENTITY, BINDING, changed(BINDING, 'orders-binding', 'orders-binding-2')),
  good: documents(IDENTITY, BINDING),
  source: 'pkg/mic/mic.go',
  check: (checked) => {
    const repeated = new Set([...bindingsBySelector(checked).values()].filter(({ length }) => length > 1).flat());
    if (repeated.size === 0) return [];
    const seen = new Map<string, Binding>();
    return checked.cluster.bindings.flatMap((binding) => {
      const { namespace, azureIdentity, selector, manifest } = binding;
      // Other rules report empty fields.
      if (azureIdentity === '' || selector === '' || !repeated.has(binding)) return [];
      const key = `${namespace}\n${azureIdentity}\n${selector}`;
      const first = seen.get(key);
      if (!first) {
        seen.set(key, binding);
        return [];
      }
      const message = `AzureIdentityBinding ${namespace}/${first.name} has the same selector and the same azureIdentity. MIC uses only one of them. Delete one.`;
      return [{ object: manifest, path: ['spec'], message }];
    });
  },
};
