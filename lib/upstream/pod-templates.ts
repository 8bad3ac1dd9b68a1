/** Keys from an object to its pod template: the map that holds the `metadata` and `spec` of its pods. */
export type PodTemplatePath = readonly string[];

const OF_SPEC: PodTemplatePath = ['spec', 'template'];

/** Pod templates of the kinds of Kubernetes, by group and kind. */
export const POD_TEMPLATES: ReadonlyMap<string, PodTemplatePath> = new Map<string, PodTemplatePath>([
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

/** Pod templates of other kinds: Argo's Rollout, Knative's Service, KEDA's ScaledJob, and similar ones. */
const SHAPES: readonly PodTemplatePath[] = [
  OF_SPEC,
  ['spec', 'jobTargetRef', 'template'],
  ['spec', 'jobTemplate', 'spec', 'template'],
  ['template'],
];

/** Groups whose kinds are all known: those that are not in the table above make no pods. */
const KNOWN_GROUPS =
  /^(|apps|batch|autoscaling|policy|aadpodidentity\.k8s\.io|(.+\.)?(networking|storage|authorization|coordination|scheduling)\.k8s\.io)$/;

/** Whether a kind is known to make no pods, whatever is in its objects. */
export function isKindWithoutPods(group: string, kind: string): boolean {
  return KNOWN_GROUPS.test(group) && !POD_TEMPLATES.has(`${group}/${kind}`);
}

/**
 * The path of the pod template of an object: that of its kind, or the first place with containers; undefined when there
 * is none.
 *
 * @param valueAt the value at a path of the object, undefined when the path is missing
 */
export function findPodTemplate(
  group: string,
  kind: string,
  valueAt: (path: PodTemplatePath) => unknown,
): PodTemplatePath | undefined {
  const known = POD_TEMPLATES.get(`${group}/${kind}`);
  if (known) return isMap(valueAt(known)) ? known : undefined;
  return SHAPES.find((path) => Array.isArray(valueAt([...path, 'spec', 'containers'])));
}

const isMap = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
