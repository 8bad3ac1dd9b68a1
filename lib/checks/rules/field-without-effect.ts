import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { unusualBindings } from '../facts/bindings';
import { unusualIdentities } from '../facts/unusual-identities';
import { type Rule, Severity } from '../rule';

const FIELDS: { readonly [kind: string]: readonly string[] } = {
  AzureIdentity: ['adResourceID', 'replicas'],
  AzureIdentityBinding: ['weight'],
};

/** A field of the CRDs that no program reads. */
export const fieldWithoutEffect: Rule = {
  id: 'field-without-effect',
  title: 'A field has no effect',
  severity: Severity.INFO,
  why: 'The CRDs have weight, replicas and adResourceID, but neither MIC nor NMI uses them.',
  symptom: 'None.',
  bad: documents(IDENTITY, changed(BINDING, 'selector: orders', 'selector: orders\n  weight: 10'), WORKLOAD),
  good: documents(IDENTITY, BINDING, WORKLOAD),
  source: 'pkg/apis/aadpodidentity/v1/types.go; pkg/mic/mic.go, pkg/nmi/standard.go',
  check: (checked) =>
    [...unusualIdentities(checked), ...unusualBindings(checked)].flatMap(({ manifest }) =>
      (FIELDS[manifest.kind] ?? [])
        .filter((field) => (manifest.at(['spec', field]) ?? null) !== null)
        .map((field) => ({
          object: manifest,
          path: ['spec', field],
          isKey: true,
          message: `The field ${field} has no effect: neither MIC nor NMI reads it. Remove it.`,
        })),
    ),
};
