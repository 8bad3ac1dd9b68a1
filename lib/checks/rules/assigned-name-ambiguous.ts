import { byNamespaceAndName } from '../../go/compare';
import type { FieldPath } from '../../manifests/manifest';
import { type Identity, keyOf } from '../../simulation/custom-resources';
import type { Workload } from '../../simulation/workload';
import { Mode } from '../../upstream/mode';
import { BINDING, documents, IDENTITY } from '../examples/custom-resource-examples';
import { podNamesOf } from '../facts/pod-names';
import { type Rule, type RuleFinding, Severity } from '../rule';

const POD = (name: string, namespace: string) => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: ${namespace}
  labels:
    aadpodidbinding: orders
spec:
  containers:
    - name: orders
      image: registry.example/orders:1
`;
const IN_SHOP = documents(IDENTITY, BINDING);
const IN_BOTH = ['a', 'team-a'].map((namespace) => IN_SHOP.replaceAll('namespace: shop', `namespace: ${namespace}`));

/** Two pods whose AzureAssignedIdentity objects would have the same name. */
export const assignedNameAmbiguous: Rule = {
  id: 'assigned-name-ambiguous',
  title: 'Two pods would have AzureAssignedIdentity objects of the same name',
  severity: Severity.WARNING,
  why: 'MIC names an AzureAssignedIdentity POD-NAMESPACE-IDENTITY and identifies it by that name alone. Pod web-0 in team-a and pod web-0-team in a give the same name: MIC drops the second.',
  symptom: 'One of the two pods gets 404; MIC logs a name conflict in each cycle.',
  bad: documents(...IN_BOTH, POD('web', 'team-a'), POD('web-team', 'a')),
  good: documents(...IN_BOTH, POD('web', 'team-a'), POD('web-blue', 'a')),
  source: 'pkg/mic/mic.go (getAssignedIDName)',
  check: ({ workloads, settings }) => {
    if (settings.mode === Mode.MANAGED) return [];
    const first = new Map<string, { readonly workload: Workload; readonly identity: Identity }>();
    return workloads
      .filter(({ assigned, workload }) => assigned.length > 0 && podNamesOf(workload).length > 0)
      .toSorted((a, b) => byNamespaceAndName(a.workload, b.workload))
      .flatMap(({ workload, assigned }) => {
        const taken = podNamesOf(workload).flatMap((pod) =>
          assigned.flatMap(({ identity }) => {
            const name = `${pod}-${workload.namespace}-${identity.name}`;
            const before = first.get(name);
            if (!before) first.set(name, { workload, identity });
            const isOther = before && keyOf(before.workload) !== keyOf(workload);
            return isOther ? [{ name, ...before }] : [];
          }),
        );
        const [conflict] = taken;
        return conflict ? [findingOf(workload, conflict.name, conflict.workload)] : [];
      });
  },
};

function findingOf({ manifest }: Workload, name: string, { manifest: other }: Workload): RuleFinding {
  const path: FieldPath = ['metadata', 'name'];
  return {
    object: manifest,
    path,
    message: `A pod of this workload and one of ${other.title} would both have the AzureAssignedIdentity ${name}. MIC drops one of them, and that pod gets no identity. Rename one of the two workloads.`,
  };
}
