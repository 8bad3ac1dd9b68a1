import { compareBytes } from '../../go/compare';
import type { FieldPath } from '../../manifests/manifest';
import { isImmutable } from '../../simulation/immutable-identities';
import type { Workload } from '../../simulation/workload';
import { Mode } from '../../upstream/mode';
import { indexed } from '../../validate/indexed';
import { BINDING, documents, IDENTITY } from '../examples/custom-resource-examples';
import { isTrueFor } from '../facts/controllers';
import { podNamesOf } from '../facts/pod-names';
import { type Rule, Severity } from '../rule';

const STATEFUL_SET = (name: string, namespace: string) => `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  serviceName: ${name}
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
        aadpodidbinding: orders
    spec:
      containers:
        - name: orders
          image: registry.example/orders:1
`;

const IN_SHOP = documents(IDENTITY, BINDING);
const IN_BOTH = documents(
  IN_SHOP,
  IN_SHOP.replaceAll('namespace: shop', 'namespace: staging'),
  STATEFUL_SET('orders', 'shop'),
);

/** Pods of the same name in two namespaces that share an identity. */
export const sameNameSharesIdentity: Rule = {
  id: 'same-name-shares-identity',
  title: 'Pods of the same name in two namespaces share an identity',
  severity: Severity.WARNING,
  why: 'Before MIC removes an identity from a node, it looks for other pods that use it, and compares their names without the namespace. Pods of the same name do not protect each other: when one is deleted, the other loses the identity for up to 3 minutes.',
  symptom:
    'Token requests of a running pod fail with 403 for a few minutes after a pod of the same name was deleted elsewhere.',
  bad: documents(IN_BOTH, STATEFUL_SET('orders', 'staging')),
  good: documents(IN_BOTH, STATEFUL_SET('orders-staging', 'staging')),
  source: 'pkg/mic/mic.go (checkIfInUse)',
  check: (checked) => {
    if (checked.settings.mode === Mode.MANAGED || !isTrueFor(checked, 'mic', 'reconcilesNodes')) return [];
    const uses = checked.workloads.flatMap(({ workload, assigned }) =>
      podNamesOf(workload).length === 0
        ? []
        : assigned
            .filter(
              ({ identity: { type, clientID } }) =>
                type === 0 && clientID !== '' && !isImmutable(checked.settings.controllers, clientID),
            )
            .map(({ identity: { clientID } }) => ({ workload, clientID })),
    );
    const groups = indexed(uses, ({ workload, clientID }) => `${workload.kind} ${workload.name} ${clientID}`);
    const reported = new Set<Workload>();
    return [...groups.values()].flatMap((group) => {
      const [first, ...others] = group.toSorted((a, b) => compareBytes(a.workload.namespace, b.workload.namespace));
      return others.flatMap(({ workload, clientID }) => {
        if (!first || workload.namespace === first.workload.namespace || reported.has(workload)) return [];
        reported.add(workload);
        return [
          {
            object: workload.manifest,
            path: ['metadata', 'name'] as FieldPath,
            message: `Pods of ${first.workload.manifest.title} have the same name and client id ${clientID}. When MIC removes it for one, the other loses it for up to 3 minutes. Rename one workload, or set --immutable-user-msis of MIC.`,
            // MIC may be elsewhere, with the client id among the immutable ones.
            ...(isImmutable(checked.settings.controllers, clientID) === undefined && { absence: { isNear: true } }),
          },
        ];
      });
    });
  },
};
