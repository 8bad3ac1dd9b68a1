import type { Manifest } from '../manifests/manifest';
import { kubeNamespace, kubeObject } from './kube-object';
import { call } from './shell';

export const remove = (manifest: Manifest): string => call('remove', kubeNamespace(manifest), kubeObject(manifest));

const SCALABLE = ['Deployment', 'ReplicaSet', 'ReplicationController', 'Rollout', 'StatefulSet'];

/** Stops the pods of a workload, as far as its kind allows that. */
export function scaleDown(manifest: Manifest): string {
  const otherwise = manifest.kind === 'CronJob' ? 'suspend' : 'must_be_gone';
  return call(SCALABLE.includes(manifest.kind) ? 'scale_down' : otherwise, manifest.namespace, kubeObject(manifest));
}
