import { isMap, type Manifest } from './manifest';

/** A pod, or what a controller makes pods of: the path of what holds its `metadata` and `spec`. */
export type PodTemplatePath = readonly string[];

/** Where kinds of Kubernetes keep their pod template. A kind of the same name in another group is found by its shape. */
const PATHS: { readonly [groupAndKind: string]: PodTemplatePath } = {
  '/Pod': [],
  '/PodTemplate': ['template'],
  '/ReplicationController': ['spec', 'template'],
  'apps/Deployment': ['spec', 'template'],
  'apps/ReplicaSet': ['spec', 'template'],
  'apps/StatefulSet': ['spec', 'template'],
  'apps/DaemonSet': ['spec', 'template'],
  'extensions/Deployment': ['spec', 'template'],
  'extensions/ReplicaSet': ['spec', 'template'],
  'extensions/DaemonSet': ['spec', 'template'],
  'batch/Job': ['spec', 'template'],
  'batch/CronJob': ['spec', 'jobTemplate', 'spec', 'template'],
};

/** Where other kinds keep theirs: Argo's Rollout, Knative's Service, KEDA's ScaledJob. */
const SHAPES: readonly PodTemplatePath[] = [
  ['spec', 'template'],
  ['spec', 'jobTargetRef', 'template'],
  ['spec', 'jobTemplate', 'spec', 'template'],
];

/** Where the pod template of an object is; undefined when it has none. */
export function podTemplatePath(manifest: Manifest): PodTemplatePath | undefined {
  const path = PATHS[`${manifest.group}/${manifest.kind}`];
  if (path) return isMap(manifest.at(path)) ? path : undefined;
  return SHAPES.find((shape) => isMap(manifest.at([...shape, 'metadata'])) && hasContainers(manifest, shape));
}

function hasContainers(manifest: Manifest, path: PodTemplatePath): boolean {
  return Array.isArray(manifest.at([...path, 'spec', 'containers']));
}
