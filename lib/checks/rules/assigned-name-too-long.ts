import { keyOf } from '../../simulation/custom-resources';
import type { Workload } from '../../simulation/workload';
import { Mode } from '../../upstream/mode';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { type Rule, Severity } from '../rule';

const LONG = `orders-${'of-all-our-customers-'.repeat(9)}eu`;
const MOST = 253;

export const assignedNameTooLong: Rule = {
  id: 'assigned-name-too-long',
  title: 'The names of pod, namespace and identity are too long together',
  severity: Severity.WARNING,
  why: 'MIC names an AzureAssignedIdentity POD-NAMESPACE-IDENTITY. Names of objects have at most 253 characters.',
  symptom: 'MIC logs that the name is invalid, and the pod gets no identity.',
  bad: documents(
    changed(IDENTITY, 'name: orders', `name: ${LONG}`),
    changed(BINDING, 'azureIdentity: orders', `azureIdentity: ${LONG}`),
    changed(WORKLOAD, 'name: orders\n', 'name: orders-web-of-the-european-shop-that-customers-see\n'),
  ),
  good: documents(IDENTITY, BINDING, WORKLOAD),
  source: 'pkg/mic/mic.go, getAssignedIDName',
  check: ({ workloads, settings }) =>
    settings.mode === Mode.MANAGED
      ? []
      : workloads.flatMap(({ workload, assigned }) => {
          const { manifest, namespace } = workload;
          const length = (name: string) => longestPodName(workload) + namespace.length + name.length + 2;
          const long = assigned.find(({ identity }) => length(identity.name) > MOST);
          if (!long) return [];
          return [
            {
              object: manifest,
              path: ['metadata', 'name'],
              message: `The names of the pod, its namespace and AzureIdentity ${keyOf(long.identity)}, joined with hyphens, have ${length(long.identity.name)} characters; allowed: ${MOST}. MIC cannot assign the identity. Choose shorter names.`,
            },
          ];
        }),
};

/** Controllers other than StatefulSet shorten the names of their pods (k8s.io/apiserver/pkg/storage/names). */
function longestPodName({ kind, name }: Workload): number {
  if (kind === 'Pod') return name.length;
  if (kind === 'StatefulSet') return name.length + 2;
  return Math.min(63, name.length + (kind === 'Deployment' ? 17 : 6));
}
