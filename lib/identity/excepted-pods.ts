import type { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { show } from '../validate/format';
import { Problems } from '../validate/problems';
import type { WorkloadAssignment } from './assigned-workload';
import { installsOf } from './install-announcement';
import { at, fieldOf, type Json } from './pod-template';

interface ExceptedLabel {
  readonly key: string;
  readonly value: string;
  /** Path of the construct, for messages. */
  readonly path: string;
}

/**
 * Refuses workloads whose token requests NMI sends straight to the metadata service: those with any one label of an
 * AzurePodIdentityException of their namespace, values compared without case (upstream: pkg/pod/pod.go), and those that
 * NMI takes for MIC (upstream: pkg/nmi/server/server.go, isMIC).
 */
export function refuseExcepted(
  all: Problems,
  workloads: readonly WorkloadAssignment[],
  objects: readonly ApiObject[],
  root: IConstruct,
): void {
  const exceptions = exceptedLabels(objects);
  const micNamespaces = installsOf(root).flatMap(({ micNamespace }) => micNamespace?.toLowerCase() ?? []);
  for (const workload of workloads) {
    const problems = Problems.of(workload.object);
    for (const { key, value, path } of exceptions.get(workload.namespace) ?? []) {
      const label = at(workload.podLabels, [key]);
      if (typeof label !== 'string' || label.toLowerCase() !== value.toLowerCase()) continue;
      problems.add(
        `${fieldOf(workload.template.labels)}[${JSON.stringify(key)}]`,
        label,
        `for a workload with an identity, labels that no AzurePodIdentityException has; ${path} has ${show({ [key]: value })}, and one label is enough`,
      );
    }
    if (isTakenForMic(workload) && micNamespaces.includes(workload.namespace?.toLowerCase() ?? '')) {
      const allowed = `in ${show(workload.namespace)}, the namespace of MIC, a name that does not begin with "mic": NMI takes such pods for MIC`;
      problems.add('metadata.name', workload.name, allowed);
    }
    all.include(problems);
  }
}

/** Pods of a ReplicaSet whose name begins with "mic". */
export function isTakenForMic({ kind, name }: WorkloadAssignment): boolean {
  return ['Deployment', 'ReplicaSet', 'Rollout'].includes(kind) && name.startsWith('mic');
}

function exceptedLabels(objects: readonly ApiObject[]): Map<string | undefined, ExceptedLabel[]> {
  const byNamespace = new Map<string | undefined, ExceptedLabel[]>();
  for (const object of objects) {
    if (object.kind !== 'AzurePodIdentityException') continue;
    const manifest: Json = object.toJson();
    const namespace = at(manifest, ['metadata', 'namespace']) as string | undefined;
    const podLabels = at(manifest, ['spec', 'podLabels']) ?? {};
    const labels = Object.entries(podLabels).map(([key, value]) => ({
      key,
      value: String(value),
      path: object.node.path,
    }));
    byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? []), ...labels]);
  }
  return byNamespace;
}
