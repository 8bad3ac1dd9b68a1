import { describe, expect, test } from '@jest/globals';
import { ApiObject, Chart, Duration, JsonPatch, Lazy, Testing } from 'cdk8s';
import { AadPodIdentity, AadPodIdentityCrds, InstallNames } from '../../lib';
import { type Manifest, newChart } from '../support/manifests';

const find = (manifests: Manifest[], kind: string, name: string) =>
  manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
const argsOf = (workload: Manifest) => workload.spec.template.spec.containers[0].args;

describe('AadPodIdentity', () => {
  test('the namespace moves everything that depends on it', () => {
    const chart = newChart();
    new AadPodIdentity(chart, 'install', { namespace: 'identity-system' });
    const manifests = Testing.synth(chart);

    const clusterScoped = manifests.filter(({ kind }) => kind.startsWith('Cluster'));
    expect(clusterScoped.map(({ metadata }) => metadata.namespace)).toEqual(Array(4).fill(undefined));
    const namespaced = manifests.filter(({ kind }) => !kind.startsWith('Cluster'));
    expect(namespaced.map(({ kind, metadata }) => [kind, metadata.namespace])).toEqual([
      ['AzurePodIdentityException', 'identity-system'],
      ['AzurePodIdentityException', 'kube-system'],
      ['ServiceAccount', 'identity-system'],
      ['Deployment', 'identity-system'],
      ['ServiceAccount', 'identity-system'],
      ['DaemonSet', 'identity-system'],
    ]);
    const subjects = manifests.filter(({ kind }) => kind === 'ClusterRoleBinding').flatMap(({ subjects }) => subjects);
    expect(subjects.map(({ namespace }) => namespace)).toEqual(['identity-system', 'identity-system']);
    expect(argsOf(find(manifests, 'Deployment', 'aad-pod-identity-mic'))).toContain(
      '--leader-election-namespace=identity-system',
    );
    expect(argsOf(find(manifests, 'DaemonSet', 'aad-pod-identity-nmi'))).toContain('--MICNamespace=identity-system');
  });

  test('the namespace is the chart’s, else default', () => {
    for (const [props, namespace] of [
      [{ namespace: 'shop' }, 'shop'],
      [{}, 'default'],
    ] as const) {
      const chart = newChart(props);
      new AadPodIdentity(chart, 'install');
      expect(find(Testing.synth(chart), 'DaemonSet', 'aad-pod-identity-nmi').metadata.namespace).toBe(namespace);
    }
  });

  test('a lazy namespace reaches the flags too', () => {
    const chart = newChart();
    new AadPodIdentity(chart, 'install', { namespace: Lazy.any({ produce: () => 'late' }) });
    const manifests = Testing.synth(chart);
    expect(argsOf(find(manifests, 'DaemonSet', 'aad-pod-identity-nmi'))).toContain('--MICNamespace=late');
    expect(find(manifests, 'AzurePodIdentityException', 'mic').metadata.namespace).toBe('late');
  });

  test('names are those of the chart', () => {
    const chart = newChart();
    new AadPodIdentity(chart, 'install', { names: InstallNames.helm({ releaseName: 'edge', nameOverride: 'podid' }) });
    const deployment = find(Testing.synth(chart), 'Deployment', 'podid-mic');
    expect(deployment.spec.selector.matchLabels).toEqual({
      'app.kubernetes.io/component': 'mic',
      'app.kubernetes.io/instance': 'edge',
      'app.kubernetes.io/name': 'podid',
    });
    expect(deployment.spec.template.spec.serviceAccountName).toBe('podid-mic');
  });

  test('a long nameOverride is cut as the chart cuts it', () => {
    const chart = newChart();
    const names = InstallNames.helm({ releaseName: 'r', nameOverride: `${'n'.repeat(58)}-tail` });
    new AadPodIdentity(chart, 'install', { names });
    const deployment = find(Testing.synth(chart), 'Deployment', `${'n'.repeat(58)}-mic`);
    expect(deployment.spec.selector.matchLabels['app.kubernetes.io/name']).toBe('n'.repeat(58));
  });

  test('Deployment and DaemonSet take JSON patches', () => {
    const chart = newChart();
    const { mic, nmi } = new AadPodIdentity(chart, 'install');
    mic?.deployment.addJsonPatch(JsonPatch.replace('/spec/replicas', 3));
    nmi.daemonSet.addJsonPatch(JsonPatch.add('/spec/template/spec/hostPID', true));
    const manifests = Testing.synth(chart);
    expect(find(manifests, 'Deployment', 'aad-pod-identity-mic').spec.replicas).toBe(3);
    expect(find(manifests, 'DaemonSet', 'aad-pod-identity-nmi').spec.template.spec.hostPID).toBe(true);
  });

  test('a Duration that is refused is shown as people say it', () => {
    const mic = { syncRetryDuration: Duration.seconds(0) };
    expect(() => new AadPodIdentity(newChart(), 'install', { mic })).toThrow(
      'mic.syncRetryDuration (--syncRetryDuration): got 0 seconds; allowed: a cdk8s Duration, more than 0',
    );
  });

  test('the namespace of a chart does not reach definitions', () => {
    const chart = new Chart(newChart().node.root as Chart, 'crds', { namespace: 'shop' });
    new AadPodIdentityCrds(chart, 'crds');
    expect(Testing.synth(chart).map(({ metadata }) => metadata.namespace)).toEqual(Array(4).fill(undefined));
    expect(chart.node.findAll().filter((construct) => ApiObject.isApiObject(construct))).toHaveLength(4);
  });
});
