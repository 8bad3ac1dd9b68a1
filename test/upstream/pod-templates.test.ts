import { describe, expect, test } from '@jest/globals';
import { ApiObject, Testing } from 'cdk8s';
import { AzureIdentity, assignmentsOf } from '../../lib';
import { findPodTemplate, isKindWithoutPods } from '../../lib/upstream/pod-templates';
import { CLIENT_ID, RESOURCE_ID } from '../support/ids';
import { newChart } from '../support/manifests';

const POD = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'main', image: 'web:1' }] } };

describe('where kinds keep their pod template', () => {
  test.each([
    ['', 'Pod', []],
    ['', 'PodTemplate', ['template']],
    ['', 'ReplicationController', ['spec', 'template']],
    ['apps', 'Deployment', ['spec', 'template']],
    ['apps', 'ReplicaSet', ['spec', 'template']],
    ['apps', 'StatefulSet', ['spec', 'template']],
    ['apps', 'DaemonSet', ['spec', 'template']],
    ['extensions', 'Deployment', ['spec', 'template']],
    ['extensions', 'ReplicaSet', ['spec', 'template']],
    ['extensions', 'DaemonSet', ['spec', 'template']],
    ['batch', 'Job', ['spec', 'template']],
    ['batch', 'CronJob', ['spec', 'jobTemplate', 'spec', 'template']],
  ])('%s %s', (group, kind, path) => {
    expect(findPodTemplate(group, kind, () => ({}))).toEqual(path);
    expect(isKindWithoutPods(group, kind)).toBe(false);
  });

  test.each([
    ['', 'Service'],
    ['apps', 'ControllerRevision'],
    ['autoscaling', 'HorizontalPodAutoscaler'],
    ['batch', 'Other'],
    ['policy', 'PodDisruptionBudget'],
    ['networking.k8s.io', 'Ingress'],
    ['storage.k8s.io', 'StorageClass'],
    ['rbac.authorization.k8s.io', 'Role'],
    ['coordination.k8s.io', 'Lease'],
    ['scheduling.k8s.io', 'PriorityClass'],
    ['aadpodidentity.k8s.io', 'AzureIdentity'],
  ])('%s %s makes no pods', (group, kind) => {
    expect(isKindWithoutPods(group, kind)).toBe(true);
  });

  test('custom resources are looked into', () => {
    expect(isKindWithoutPods('argoproj.io', 'Rollout')).toBe(false);
    expect(isKindWithoutPods('serving.knative.dev', 'Service')).toBe(false);
  });
});

/** A custom resource with pod templates at some paths. */
function custom(...paths: (readonly string[])[]): { [key: string]: unknown } {
  const object: { [key: string]: unknown } = {};
  for (const path of paths) {
    let at = object;
    for (const key of path.slice(0, -1)) {
      at[key] ??= {};
      at = at[key] as typeof at;
    }
    at[path.at(-1) ?? ''] = structuredClone(POD);
  }
  return object;
}

const PLACES = [
  ['template'],
  ['spec', 'template'],
  ['spec', 'jobTargetRef', 'template'],
  ['spec', 'jobTemplate', 'spec', 'template'],
] as const;

describe('what is assigned is what is simulated', () => {
  const combinations = PLACES.flatMap((a, i) => [[a], ...PLACES.slice(i + 1).map((b) => [a, b])]);
  test.each(combinations.map((places) => [places.map((path) => path.join('.')).join(' and '), places] as const))(
    'a custom resource with %s',
    (_name, places) => {
      const chart = newChart();
      const workload = new ApiObject(chart, 'workload', {
        apiVersion: 'example.org/v1',
        kind: 'Runner',
        metadata: { name: 'runner' },
        ...custom(...places),
      });
      AzureIdentity.userAssigned(chart, 'orders', { resourceId: RESOURCE_ID, clientId: CLIENT_ID }).assignTo(workload);
      const [listed, ...others] = assignmentsOf(chart).workloads;
      expect(others).toEqual([]);
      expect(listed).toMatchObject({ kind: 'Runner', label: 'orders', identities: [{ name: 'orders' }] });
      expect(JSON.stringify(Testing.synth(chart)).split('"aadpodidbinding":"orders"')).toHaveLength(2);
    },
  );
});
