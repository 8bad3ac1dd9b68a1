import type { ApiObject } from 'cdk8s';

/** Kinds of Kubernetes itself that have a pod template. */
const WITH_PODS = [
  'core Pod',
  'core PodTemplate',
  'core ReplicationController',
  'apps DaemonSet',
  'apps Deployment',
  'apps ReplicaSet',
  'apps StatefulSet',
  'batch CronJob',
  'batch Job',
];
const GROUPS =
  /^(core|apps|batch|autoscaling|policy|aadpodidentity\.k8s\.io|(.+\.)?(networking|storage|authorization|coordination|scheduling)\.k8s\.io)$/;

/** Kinds of which is known, without a look at what they hold, that they make no pods. Custom resources are not known. */
export function isKindWithoutPods({ apiGroup, kind }: ApiObject): boolean {
  return GROUPS.test(apiGroup) && !WITH_PODS.includes(`${apiGroup} ${kind}`);
}
