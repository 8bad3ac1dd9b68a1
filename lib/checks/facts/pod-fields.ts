import { isMap } from '../../manifests/manifest';
import type { YamlValue } from '../../manifests/yaml-value';
import { podSpecOf } from '../../simulation/workload';
import type { CheckedCluster, CheckedWorkload } from '../checked-cluster';
import { saysWhatRuns } from './containers';
import { isPlaced } from './placement';

/** The workloads whose pods have what some rules look for, and many pods do not have. */
export interface PodFields {
  /** Something about their nodes. */
  readonly placed: readonly CheckedWorkload[];
  /** What a container runs. */
  readonly running: readonly CheckedWorkload[];
  /** Init containers. */
  readonly initializing: readonly CheckedWorkload[];
}

/** Looked up in one pass for all rules. */
export function podFields(checked: CheckedCluster): PodFields {
  let fields = FIELDS.get(checked);
  if (!fields) {
    fields = fieldsIn(checked.workloads);
    FIELDS.set(checked, fields);
  }
  return fields;
}

const FIELDS = new WeakMap<CheckedCluster, PodFields>();

function fieldsIn(workloads: readonly CheckedWorkload[]): PodFields {
  const placed: CheckedWorkload[] = [];
  const running: CheckedWorkload[] = [];
  const initializing: CheckedWorkload[] = [];
  for (const one of workloads) {
    const spec = podSpecOf(one.workload);
    if (isPlaced(spec)) placed.push(one);
    if (spec.initContainers !== undefined) initializing.push(one);
    if (isAnyRunning(spec.containers) || isAnyRunning(spec.initContainers)) running.push(one);
  }
  return { placed, running, initializing };
}

const isAnyRunning = (containers: YamlValue | undefined): boolean =>
  Array.isArray(containers) && containers.some((container) => isMap(container) && saysWhatRuns(container));
