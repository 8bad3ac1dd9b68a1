import type { CheckedCluster, CheckedWorkload } from '../checked-cluster';

/**
 * The workloads that are not plainly served: those without the label, without an identity or with several, with one of
 * another namespace, and those that bypass NMI. Rules about who gets no identity, or another one, look at these only.
 */
export function unservedWorkloads(checked: CheckedCluster): readonly CheckedWorkload[] {
  let unserved = UNSERVED.get(checked);
  if (!unserved) {
    unserved = checked.workloads.filter((one) => !isServed(one));
    UNSERVED.set(checked, unserved);
  }
  return unserved;
}

/** Many rules ask. */
const UNSERVED = new WeakMap<CheckedCluster, readonly CheckedWorkload[]>();

/** Whether the label gives the pods one identity of their namespace, and nothing else. */
export function isServed(one: CheckedWorkload): boolean {
  const { workload, assigned, bypass } = one;
  if (!workload.label || bypass || assigned.length !== 1 || one.skipped.length > 0) return false;
  return assigned[0]?.identity.namespace === workload.namespace && one.handedOut.length === 1;
}

/** The labels `aadpodidbinding` of pods; undefined is that of pods without it. */
export function labelsInUse(checked: CheckedCluster): ReadonlySet<string | undefined> {
  let labels = LABELS.get(checked);
  if (!labels) {
    labels = new Set(checked.workloads.map(({ workload }) => workload.label));
    LABELS.set(checked, labels);
  }
  return labels;
}

const LABELS = new WeakMap<CheckedCluster, ReadonlySet<string | undefined>>();
