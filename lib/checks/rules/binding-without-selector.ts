import { Mode } from '../../upstream/mode';
import { BINDING, changed, documents, IDENTITY } from '../examples/custom-resource-examples';
import { unusualBindings } from '../facts/bindings';
import { plainYaml } from '../facts/plain-yaml';
import { type Rule, Severity } from '../rule';

export const bindingWithoutSelector: Rule = {
  id: 'binding-without-selector',
  title: 'A binding has no selector',
  severity: Severity.ERROR,
  why: 'In standard mode an empty selector matches no pod. In managed mode it matches every pod of the namespace without the label, and these pods can use the identity.',
  symptom: 'Standard mode: token requests fail with 404. Managed mode: pods get tokens that they should not get.',
  bad: documents(IDENTITY, changed(BINDING, '  selector: orders\n', '')),
  good: documents(IDENTITY, BINDING),
  source: 'pkg/mic/mic.go, createDesiredAssignedIdentityList; pkg/crd/crd.go, GetPodIDsWithBinding',
  check: (checked) =>
    unusualBindings(checked)
      // refused-by-api-server reports a selector in the form of a Deployment's.
      .filter(({ selector, manifest }) => selector === '' && !isCollection(manifest.at(['spec', 'selector'])))
      .map(({ manifest, namespace, azureIdentity }) => ({
        object: manifest,
        path: ['spec', 'selector'],
        message: `The binding has no selector. ${
          checked.settings.mode === Mode.MANAGED
            ? `In managed mode every pod of namespace ${namespace} without the label aadpodidbinding can use the identity`
            : 'It matches no pod'
        }. Write the value of the pod label aadpodidbinding.`,
        ...(azureIdentity !== '' && { fix: `selector: ${plainYaml(azureIdentity)}` }),
      })),
};

const isCollection = (value: unknown) => typeof value === 'object' && value !== null;
