import type { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { Json } from '../synth/pod-template';
import { show } from '../validate/format';
import { indexed } from '../validate/indexed';
import { fieldAt, valueAt } from '../validate/path';
import { Problems } from '../validate/problems';
import { installsOf } from './install-announcement';
import type { WorkloadAssignment } from './workload-assignment';

interface ExceptedLabel {
  readonly key: string;
  readonly value: string;
  /** Path of the construct, for messages. */
  readonly path: string;
}

/**
 * Refuses workloads whose token requests NMI sends straight to the metadata service: those with any one label of an
 * AzurePodIdentityException of their namespace, values compared case-insensitively (upstream: pkg/pod/pod.go), and those
 * that NMI treats as MIC (upstream: pkg/nmi/server/server.go, isMIC).
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
    for (const { key, value, path } of exceptions.get(workload.namespace ?? '') ?? []) {
      const label = valueAt(workload.podLabels, [key]);
      if (typeof label !== 'string' || label.toLowerCase() !== value.toLowerCase()) continue;
      problems.add(
        fieldAt([...workload.template.labels, key]),
        label,
        `for a workload with an identity, no label of an AzurePodIdentityException; ${path} has ${show({ [key]: value })}`,
      );
    }
    if (looksLikeMic(workload) && micNamespaces.includes(workload.namespace?.toLowerCase() ?? '')) {
      const allowed = `a name that does not start with "mic", because NMI treats such pods in ${show(workload.namespace)}, the namespace of MIC, as MIC`;
      problems.add('metadata.name', workload.name, allowed);
    }
    all.include(problems);
  }
}

/** Whether the pods are of a ReplicaSet whose name starts with "mic". */
export function looksLikeMic({ kind, name }: WorkloadAssignment): boolean {
  return ['Deployment', 'ReplicaSet', 'Rollout'].includes(kind) && name.startsWith('mic');
}

function exceptedLabels(objects: readonly ApiObject[]): Map<string, ExceptedLabel[]> {
  const labels = objects
    .filter(({ kind }) => kind === 'AzurePodIdentityException')
    .flatMap((object) => {
      const manifest: Json = object.toJson();
      const namespace = valueAt(manifest, ['metadata', 'namespace']);
      const podLabels = Object.entries(valueAt(manifest, ['spec', 'podLabels']) ?? {});
      return podLabels.map(([key, value]) => ({ namespace, key, value: String(value), path: object.node.path }));
    });
  return indexed(labels, ({ namespace }) => String(namespace ?? ''));
}
