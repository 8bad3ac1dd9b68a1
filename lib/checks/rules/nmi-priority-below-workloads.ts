import { mapOf } from '../../manifests/manifest';
import type { CheckedCluster } from '../checked-cluster';
import { NMI } from '../examples/controller-examples';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { controllersOf } from '../facts/controllers';
import { objectsOfKinds } from '../facts/objects';
import { type Rule, Severity } from '../rule';

/** The classes built into Kubernetes. */
const SYSTEM: { readonly [name: string]: number } = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
};
const PRIORITY = '      priorityClassName: system-cluster-critical\n';
const IMPORTANT = changed(WORKLOAD, '      containers:\n', `${PRIORITY}      containers:\n`);

/** NMI that can be preempted by workloads that need it. */
export const nmiPriorityBelowWorkloads: Rule = {
  id: 'nmi-priority-below-workloads',
  title: 'NMI has a lower priority than a workload that needs it',
  severity: Severity.INFO,
  why: 'On a full node, pods with a higher priority preempt NMI, and then get no tokens.',
  symptom: 'NMI pods are Pending or preempted on the nodes of such workloads.',
  bad: documents(NMI, IDENTITY, BINDING, IMPORTANT),
  good: documents(
    changed(
      NMI,
      '      hostNetwork: true\n',
      '      priorityClassName: system-node-critical\n      hostNetwork: true\n',
    ),
    IDENTITY,
    BINDING,
    IMPORTANT,
  ),
  source: 'charts/aad-pod-identity/values.yaml (nmi.priorityClassName)',
  check: (checked) => {
    const nmis = controllersOf(checked, 'nmi');
    if (nmis.length === 0) return [];
    const priorityOf = priorities(checked);
    const highest = checked.workloads
      .filter(({ workload, assigned }) => workload.label && assigned.length > 0)
      .map(({ workload: { manifest, template } }) => ({
        manifest,
        priority: priorityOf(mapOf(manifest.at([...template, 'spec'])).priorityClassName) ?? 0,
      }))
      .reduce<{ title: string; priority: number } | undefined>(
        (best, { manifest, priority }) =>
          priority > (best?.priority ?? 0) ? { title: manifest.title, priority } : best,
        undefined,
      );
    if (!highest) return [];
    return nmis
      .filter(({ podSpec }) => {
        const own = priorityOf(podSpec.priorityClassName);
        return own !== undefined && own < highest.priority;
      })
      .map(({ manifest: object, podSpec, podSpecPath }) => ({
        object,
        path: podSpec.priorityClassName === undefined ? podSpecPath : [...podSpecPath, 'priorityClassName'],
        message: `NMI has a lower priority than ${highest.title}, which has an identity. On a full node, that workload preempts NMI and gets no tokens. Set the priority class system-node-critical.`,
        fix: 'priorityClassName: system-node-critical',
      }));
  },
};

/** The priority by class name; undefined for a class that is not among the manifests. */
function priorities(checked: CheckedCluster): (name: unknown) => number | undefined {
  const classes = objectsOfKinds(checked, ['PriorityClass']);
  const values = new Map<unknown, number>(Object.entries(SYSTEM));
  for (const { name, value } of classes) if (typeof value.value === 'number') values.set(name, value.value);
  const byDefault = classes.find(({ value }) => value.globalDefault === true);
  return (name) =>
    name === undefined || name === null || name === '' ? (values.get(byDefault?.name) ?? 0) : values.get(name);
}
