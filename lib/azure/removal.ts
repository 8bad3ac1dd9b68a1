import type { Manifest } from '../manifests/manifest';
import { kubeNamespace, kubeObject } from './kube-object';
import { type Described, described } from './script';
import { call } from './shell';

export const remove = (manifest: Manifest): Described =>
  described(`delete ${manifest.title}`, call('remove', kubeNamespace(manifest), kubeObject(manifest)));

const SCALABLE = ['Deployment', 'ReplicaSet', 'ReplicationController', 'Rollout', 'StatefulSet'];

/** Stops the pods of a workload, as far as its kind allows that. */
export function scaleDown(manifest: Manifest): Described {
  const { kind, namespace, title } = manifest;
  const by = (name: string, does: string) => described(does, call(name, namespace, kubeObject(manifest)));
  if (SCALABLE.includes(kind)) return by('scale_down', `scale ${title} to zero`);
  if (kind === 'CronJob') return by('suspend', `suspend ${title}`);
  return by('must_be_gone', `stop if ${title} exists: it cannot be scaled to zero`);
}
