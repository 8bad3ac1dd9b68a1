import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import type { Rule } from '../rule';

const FIELDS: { readonly [kind: string]: readonly string[] } = {
  AzureIdentity: ['adResourceID', 'replicas'],
  AzureIdentityBinding: ['weight'],
};

/** A field that upstream has and nothing reads. */
export const fieldWithoutEffect: Rule = {
  id: 'field-without-effect',
  title: 'A field is set that nothing reads',
  severity: 'info',
  why: 'weight, replicas and adResourceID are in the definitions, and no decision of MIC or NMI depends on them.',
  symptom: 'None.',
  bad: documents(IDENTITY, changed(BINDING, 'selector: orders', 'selector: orders\n  weight: 10'), WORKLOAD),
  good: documents(IDENTITY, BINDING, WORKLOAD),
  source: 'pkg/apis/aadpodidentity/v1/types.go; pkg/mic/mic.go, pkg/nmi/standard.go',
  check: ({ cluster: { identities, bindings } }) =>
    [...identities, ...bindings].flatMap(({ manifest }) =>
      (FIELDS[manifest.kind] ?? [])
        .filter((field) => (manifest.at(['spec', field]) ?? null) !== null)
        .map((field) => ({
          object: manifest,
          path: ['spec', field],
          message: `nothing reads ${field}: neither MIC nor NMI. Remove it`,
        })),
    ),
};
