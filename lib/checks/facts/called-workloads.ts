import type { Texts } from '../../manifests/fields';
import { type FieldPath, type Manifest, type ManifestMap, mapOf } from '../../manifests/manifest';
import { annotationsAt } from '../../simulation/annotations-at';
import type { ServiceAccount } from '../../simulation/service-accounts';
import { skippedContainers } from '../../upstream/pod-injection';
import { INJECT_PROXY_ANNOTATION, SKIP_CONTAINERS_ANNOTATION } from '../../upstream/workload-identity';
import type { CheckedCluster, CheckedWorkload } from '../checked-cluster';
import { type Container, containersOf } from './containers';

/** A workload about whose pods the API server asks the webhook of Workload Identity. */
export interface CalledWorkload extends Pick<CheckedWorkload, 'workload' | 'assigned'> {
  readonly spec: ManifestMap;
  readonly specPath: FieldPath;
  readonly annotations: Texts;
  readonly annotationsPath: FieldPath;
  /** The name of its ServiceAccount. */
  readonly accountName: string;
  /** Undefined when it is not among the manifests, unless it is `default`. */
  readonly account: ServiceAccount | undefined;
}

/** Those workloads; none without Workload Identity among the manifests. */
export function calledWorkloads(checked: CheckedCluster): readonly CalledWorkload[] {
  const { federation, workloads } = checked;
  if (!federation) return [];
  let called = CALLED.get(checked);
  if (!called) {
    const lost = withoutNamespace(checked);
    called = workloads
      .filter(({ workload }) => federation.tokenUseOf(workload).isCalled && !lost.has(workload.manifest))
      .map((one) => {
        const { manifest, template, namespace } = one.workload;
        const annotationsPath = [...template, 'metadata', 'annotations'];
        const specPath = [...template, 'spec'];
        const accountName = federation.accountOf(one.workload);
        return {
          workload: one.workload,
          assigned: one.assigned,
          spec: mapOf(manifest.at(specPath)),
          specPath,
          annotations: annotationsAt(manifest, annotationsPath),
          annotationsPath,
          accountName,
          account: federation.accounts.find(namespace, accountName),
        };
      });
    CALLED.set(checked, called);
  }
  return called;
}

/** Objects whose namespace is none: which account their pods would have is not known. */
function withoutNamespace({ cluster }: CheckedCluster): ReadonlySet<Manifest> {
  const refused = cluster.refusals.filter(({ path }) => path[0] === 'metadata' && path[1] === 'namespace');
  return new Set(refused.map(({ manifest }) => manifest));
}

/** Many rules ask. */
const CALLED = new WeakMap<CheckedCluster, readonly CalledWorkload[]>();

/** Values that people mean as "no". */
export const isMeantAsNo = (value: string): boolean => /^(?:false|no|off|0|disabled|f|n)$/i.test(value.trim());

/** Those whose pods get the proxy, on purpose. */
export const proxiedWorkloads = (checked: CheckedCluster): readonly CalledWorkload[] =>
  calledWorkloads(checked).filter(({ annotations }) => {
    const value = Object.hasOwn(annotations, INJECT_PROXY_ANNOTATION)
      ? annotations[INJECT_PROXY_ANNOTATION]
      : undefined;
    return value !== undefined && !isMeantAsNo(value);
  });

/** The containers that get the token from the webhook. */
export function tokenContainersOf(called: CalledWorkload): readonly Container[] {
  let containers = CONTAINERS.get(called);
  if (!containers) {
    const names = called.annotations[SKIP_CONTAINERS_ANNOTATION];
    const skipped = names ? skippedContainers(names) : undefined;
    const all = containersOf(called.workload);
    containers = skipped ? all.filter(({ value }) => !skipped.has(String(value.name))) : all;
    CONTAINERS.set(called, containers);
  }
  return containers;
}

const CONTAINERS = new WeakMap<CalledWorkload, readonly Container[]>();

/** The title of the first of some workloads, and how many more there are. */
export function named(workloads: readonly CalledWorkload[]): string {
  const [first, ...others] = workloads;
  return `${first?.workload.manifest.title}${others.length > 0 ? ` and ${others.length} more` : ''}`;
}
