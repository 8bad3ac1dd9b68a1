import { type Identity, keyOf } from '../../simulation/custom-resources';
import { BINDING_LABEL } from '../../upstream/api';
import type { CheckedWorkload } from '../checked-cluster';
import { BINDING, changed, documents, SHARED_IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { isMeantNamespaced } from '../facts/meant-namespaced';
import { unservedWorkloads } from '../facts/unserved-workloads';
import { type Rule, Severity } from '../rule';

const elsewhere = (text: string) => changed(text, 'namespace: shop', 'namespace: archive');
const ELSEWHERE = changed(elsewhere(SHARED_IDENTITY), '0b9f5c3e', '7d1f2a60').replace(
  /identities\/orders/i,
  'Identities/archive-orders',
);

export const identityDisplaced: Rule = {
  id: 'identity-displaced',
  title: 'Pods get an identity of the same name from another namespace',
  severity: Severity.ERROR,
  why: "Unless identities are namespaced, MIC processes the bindings of all namespaces in the order of the namespaces' names, and keeps the first identity of each name for a pod.",
  symptom: 'MIC logs a name conflict; the pods get tokens for the other identity, and 404 when they ask for their own.',
  bad: documents(ELSEWHERE, elsewhere(BINDING), SHARED_IDENTITY, BINDING, WORKLOAD),
  good: documents(
    changed(
      ELSEWHERE,
      '  namespace: archive\n',
      '  namespace: archive\n  annotations:\n    aadpodidentity.k8s.io/Behavior: namespaced\n',
    ),
    elsewhere(BINDING),
    SHARED_IDENTITY,
    BINDING,
    WORKLOAD,
  ),
  source: 'pkg/mic/mic.go, getAssignedIDName; test/e2e/name_conflict_test.go',
  check: (checked) =>
    unservedWorkloads(checked).flatMap((one) => {
      const [first] = displacedOf(one);
      if (!first) return [];
      const { manifest, template } = one.workload;
      return [
        {
          object: manifest,
          path: [...template, 'metadata', 'labels', BINDING_LABEL],
          message: `AzureIdentity ${first.winner} has the same name and selector as ${first.own}. The pods get ${first.winner}, whose namespace comes first. Make both namespaced (aadpodidentity.k8s.io/Behavior: namespaced), or rename one of them or its selector.`,
        },
      ];
    }),
};

/** behavior-without-effect reports an identity whose annotation is misspelt. */
const isAnother = (winner: Identity, identity: Identity) => winner !== identity && !isMeantNamespaced(winner);

/** The identities of a workload's own namespace that those of another namespace displace. */
export function displacedOf(one: CheckedWorkload): { readonly own: string; readonly winner: string }[] {
  const { namespace } = one.workload;
  if (one.assigned.every(({ identity }) => identity.namespace === namespace)) return [];
  return one.skipped.flatMap(({ reason, identity, winner }) =>
    reason === 'nameTaken' && identity?.namespace === namespace && winner && isAnother(winner.identity, identity)
      ? [{ own: keyOf(identity), winner: keyOf(winner.identity) }]
      : [],
  );
}
