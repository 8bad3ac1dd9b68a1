import { type Identity, keyOf } from '../../simulation/custom-resources';
import { BEHAVIOR_ANNOTATION, NAMESPACED } from '../../upstream/api';
import type { CheckedWorkload } from '../checked-cluster';
import { BINDING, changed, documents, IDENTITY, SHARED_IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { isMeantNamespaced } from '../facts/meant-namespaced';
import { isGuessed } from '../facts/namespaces';
import { unservedWorkloads } from '../facts/unserved-workloads';
import { type Rule, Severity } from '../rule';
import { displacedOf } from './identity-displaced';

export const identityOfOtherNamespace: Rule = {
  id: 'identity-of-other-namespace',
  title: 'Pods of another namespace use an identity',
  severity: Severity.WARNING,
  why: 'Unless identities are namespaced, MIC assigns them to every pod in the cluster with the label. Anyone who can create pods in any namespace can use them.',
  symptom: 'Pods get tokens for an identity that another team owns.',
  bad: documents(SHARED_IDENTITY, BINDING, changed(WORKLOAD, 'namespace: shop', 'namespace: checkout')),
  good: documents(IDENTITY, BINDING, WORKLOAD),
  source: 'pkg/mic/mic.go, createDesiredAssignedIdentityList; pkg/apis/aadpodidentity/utils.go, IsNamespacedIdentity',
  check: (checked) => {
    const users = new Map<Identity, CheckedWorkload[]>();
    for (const one of unservedWorkloads(checked)) {
      if (one.bypass || isGuessed(checked, one.workload.manifest)) continue;
      const winners = displacedOf(one).map(({ winner }) => winner);
      for (const { identity } of one.handedOut) {
        if (identity.namespace === one.workload.namespace || winners.includes(keyOf(identity))) continue;
        if (isMeantNamespaced(identity) || isGuessed(checked, identity.manifest)) continue;
        const known = users.get(identity);
        if (known) known.push(one);
        else users.set(identity, [one]);
      }
    }
    return [...users].map(([{ manifest }, [first, ...others]]) => ({
      object: manifest,
      path: ['metadata', 'annotations', BEHAVIOR_ANNOTATION],
      message: `The identity is used from another namespace, by ${first?.workload.manifest.title}${others.length > 0 ? ` and ${others.length} more` : ''}. Pods of every namespace can use it. Create one, with its binding, in each namespace that needs it, and annotate all with ${BEHAVIOR_ANNOTATION}: ${NAMESPACED}.`,
    }));
  },
};
