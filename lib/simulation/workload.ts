import type { Fields, Texts } from '../manifests/fields';
import { listFrom, type Manifest, type ManifestMap, mapOf, scalarText } from '../manifests/manifest';
import { BINDING_LABEL } from '../upstream/api';
import { findPodTemplate, type PodTemplatePath } from '../upstream/pod-templates';
import { LABEL_VALUE } from '../validate/kubernetes-names';

/** A pod as MIC and NMI see it. */
export interface Pod {
  readonly namespace: string;
  readonly labels: Texts;
  /** Whether it is on a node: MIC ignores the others. */
  readonly isScheduled: boolean;
}

/** A pod, or an object that creates pods, which are all treated as one. */
export interface Workload extends Pod {
  readonly manifest: Manifest;
  readonly kind: string;
  readonly name: string;
  readonly template: PodTemplatePath;
  /** The value of the label `aadpodidbinding`; undefined when the pods do not have it. */
  readonly label: string | undefined;
  readonly hostNetwork: boolean;
  /** The beginning of the name of the ReplicaSet that owns its pods; undefined without a ReplicaSet. */
  readonly replicaSet: string | undefined;
}

/** The `spec` of a workload's pods; empty when there is none. */
export const podSpecOf = ({ manifest, template }: Pick<Workload, 'manifest' | 'template'>): ManifestMap =>
  mapOf(mapOf(manifest.at(template)).spec);

/** An object as a workload; undefined when it has no pod template. */
export function workloadOf(manifest: Manifest, fields: Fields): Workload | undefined {
  const template = findPodTemplate(manifest.group, manifest.kind, (path) => manifest.at(path));
  if (!template) return undefined;
  const pod = template.reduce((parent, key) => parent.in(key), fields);
  const spec = pod.in('spec');
  for (const kind of ['containers', 'initContainers'])
    for (const container of spec.each(kind)) checkContainer(container);
  const labels = pod.in('metadata').texts('labels', '', LABEL_VALUE);
  const { kind, name, namespace } = manifest;
  return {
    manifest,
    kind,
    name,
    namespace,
    template,
    labels,
    isScheduled: true,
    label: Object.hasOwn(labels, BINDING_LABEL) ? labels[BINDING_LABEL] : undefined,
    hostNetwork: spec.flag('hostNetwork'),
    replicaSet: replicaSetOf(manifest),
  };
}

/** Strings that authors most often forget to quote. MIC and NMI read their settings from them. */
function checkContainer(container: Fields): void {
  for (const key of ['command', 'args']) container.listOfText(key);
  container.hiddenTexts('env', 'value');
}

/** Kinds whose pods belong to a ReplicaSet whose name begins with theirs. */
const WITH_REPLICA_SET = ['Deployment', 'ReplicaSet', 'Rollout'];

function replicaSetOf(manifest: Manifest): string | undefined {
  if (WITH_REPLICA_SET.includes(manifest.kind)) return manifest.name;
  // Knative creates a Deployment for each revision.
  if (manifest.group === 'serving.knative.dev') return manifest.name;
  if (manifest.kind !== 'Pod') return undefined;
  const owner = listFrom(manifest.metadata.ownerReferences)
    .map(mapOf)
    .find(({ kind }) => scalarText(kind).toLowerCase() === 'replicaset');
  return owner === undefined ? undefined : scalarText(owner.name);
}
