/** Keys that lead from an object to what holds the `metadata` and `spec` of its pods. */
export type PodTemplatePath = readonly string[];

const OF_SPEC: PodTemplatePath = ['spec', 'template'];

/** Where kinds of Kubernetes keep their pod template, by group and kind. */
const KINDS = new Map<string, PodTemplatePath>([
  ['/Pod', []],
  ['/PodTemplate', ['template']],
  ['/ReplicationController', OF_SPEC],
  ['apps/Deployment', OF_SPEC],
  ['apps/ReplicaSet', OF_SPEC],
  ['apps/StatefulSet', OF_SPEC],
  ['apps/DaemonSet', OF_SPEC],
  ['extensions/Deployment', OF_SPEC],
  ['extensions/ReplicaSet', OF_SPEC],
  ['extensions/DaemonSet', OF_SPEC],
  ['batch/Job', OF_SPEC],
  ['batch/CronJob', ['spec', 'jobTemplate', 'spec', 'template']],
]);

/** Where other kinds keep theirs: Argo's Rollout, Knative's Service, KEDA's ScaledJob, and what looks like a PodTemplate. */
const SHAPES: readonly PodTemplatePath[] = [
  OF_SPEC,
  ['spec', 'jobTargetRef', 'template'],
  ['spec', 'jobTemplate', 'spec', 'template'],
  ['template'],
];

/** Groups whose kinds are all known: what is not in the table above makes no pods. */
const KNOWN_GROUPS =
  /^(|apps|batch|autoscaling|policy|aadpodidentity\.k8s\.io|(.+\.)?(networking|storage|authorization|coordination|scheduling)\.k8s\.io)$/;

/** Whether a kind is known to make no pods, whatever its objects hold. */
export function isKindWithoutPods(group: string, kind: string): boolean {
  return KNOWN_GROUPS.test(group) && !KINDS.has(`${group}/${kind}`);
}

/**
 * The path of the pod template of an object: that of its kind, or the first place that holds containers; undefined when
 * there is none.
 *
 * @param valueAt what an object has at a path, undefined when it has nothing there
 */
export function findPodTemplate(
  group: string,
  kind: string,
  valueAt: (path: PodTemplatePath) => unknown,
): PodTemplatePath | undefined {
  const known = KINDS.get(`${group}/${kind}`);
  if (known) return isMap(valueAt(known)) ? known : undefined;
  if (isKindWithoutPods(group, kind)) return undefined;
  return SHAPES.find((path) => Array.isArray(valueAt([...path, 'spec', 'containers'])));
}

const isMap = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
