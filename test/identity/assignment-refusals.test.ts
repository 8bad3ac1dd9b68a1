import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ApiObject, App, Chart, Testing } from 'cdk8s';
import { AzurePodIdentityException } from '../../lib';
import { announceInstall } from '../../lib/identity/install-announcement';
import { newChart } from '../support/manifests';
import { bindings, catchWarnings, deployment, identity, otherChart } from '../support/shop';

const warnings = catchWarnings();

describe('what pod identity cannot serve is refused', () => {
  const affinity = {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/os', operator: 'In', values: ['windows'] }] }],
      },
    },
  };
  test.each([
    [
      'host network',
      { hostNetwork: true },
      'spec.template.spec.hostNetwork: got true; allowed: false for a workload with an identity, because the host network bypasses NMI',
    ],
    [
      'host network with a disk',
      { hostNetwork: true, volumes: [{ name: 'disk', csi: { driver: 'disk.csi.azure.com' } }] },
      'spec.template.spec.hostNetwork: got true',
    ],
    [
      'a Windows node selector',
      { nodeSelector: { 'kubernetes.io/os': 'windows' } },
      'spec.template.spec.nodeSelector: got {"kubernetes.io/os":"windows"}; allowed: Linux nodes',
    ],
    [
      'the old Windows node selector',
      { nodeSelector: { 'beta.kubernetes.io/os': 'windows' } },
      'spec.template.spec.nodeSelector: got',
    ],
    [
      'virtual nodes',
      { nodeSelector: { type: 'virtual-kubelet' } },
      'spec.template.spec.nodeSelector: got {"type":"virtual-kubelet"}',
    ],
    ['Windows pods', { os: { name: 'windows' } }, 'spec.template.spec.os.name: got "windows"'],
    ['Windows by affinity', { affinity }, 'spec.template.spec.affinity.nodeAffinity'],
  ])('%s', (_what, spec, message) => {
    const chart = newChart();
    identity(chart, 'orders').assignTo(deployment(chart, 'web', { spec }));
    expect(() => Testing.synth(chart)).toThrow(`chart/deployment-web: ${message}`);
  });

  test.each([
    ['Linux', { nodeSelector: { 'kubernetes.io/os': 'linux' }, hostNetwork: false, os: { name: 'linux' } }],
    [
      'the host network with a mount that asks NMI on the node',
      { hostNetwork: true, volumes: [{ name: 'vault', csi: { driver: 'secrets-store.csi.k8s.io' } }] },
    ],
    [
      'Windows as one of two',
      {
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [
                { matchExpressions: [{ key: 'kubernetes.io/os', operator: 'In', values: ['windows', 'linux'] }] },
              ],
            },
          },
        },
      },
    ],
  ])('but not %s', (_what, spec) => {
    const chart = newChart();
    identity(chart, 'orders').assignTo(deployment(chart, 'web', { spec }));
    expect(bindings(chart)).toHaveLength(1);
  });

  test('labels that an exception catches, also one that is added later, included or in other case', () => {
    const chart = newChart();
    identity(chart, 'orders').assignTo(deployment(chart, 'web', { labels: { tier: 'Agent' } }));
    expect(bindings(chart)).toHaveLength(1);
    new AzurePodIdentityException(chart, 'agents', { podLabels: { none: 'x', tier: 'agent' } });
    expect(() => Testing.synth(chart)).toThrow(
      'chart/deployment-web: spec.template.metadata.labels.tier: got "Agent"; allowed: for a workload with an identity, no label of an AzurePodIdentityException; chart/agents has {"tier":"agent"}',
    );
  });

  test('but not those of another namespace or key', () => {
    const chart = newChart();
    identity(chart, 'orders').assignTo(deployment(chart, 'web', { labels: { tier: 'agent' } }));
    new AzurePodIdentityException(otherChart(chart, 'billing'), 'there', { podLabels: { tier: 'agent' } });
    new AzurePodIdentityException(chart, 'here', { podLabels: { Tier: 'agent' } });
    expect(bindings(chart)).toHaveLength(1);
  });

  test('a Deployment that NMI takes for MIC: an error where MIC is, a warning where it may be', () => {
    const chart = newChart({ namespace: 'default' });
    identity(chart, 'orders').assignTo(deployment(chart, 'microservice'));
    Testing.synth(chart);
    expect(warnings).toEqual([
      expect.stringContaining('NMI treats pods in namespace "default" whose ReplicaSet name starts with "mic" as MIC'),
    ]);
    announceInstall(chart, { namespaced: false, micNamespace: 'Default', path: 'install' });
    expect(() => Testing.synth(chart)).toThrow(
      'chart/deployment-microservice: metadata.name: got "microservice"; allowed: a name that does not start with "mic", because NMI treats such pods in "default", the namespace of MIC',
    );
  });

  test('two identities of one name on one workload', () => {
    const chart = newChart();
    const web = deployment(chart, 'web');
    identity(chart, 'orders', { namespaced: false }).assignTo(web);
    identity(otherChart(chart, 'billing'), 'orders', { namespaced: false }).assignTo(web);
    expect(() => Testing.synth(chart)).toThrow(
      'identities with different names for one workload: MIC would assign only one of these',
    );
  });

  test('pods whose names join to one', () => {
    const chart = newChart({ namespace: 'a' });
    const longer = otherChart(chart, 'a-b');
    identity(chart, 'b-x').assignTo(deployment(chart, 'w', {}, 'StatefulSet'));
    identity(longer, 'x').assignTo(deployment(longer, 'w', {}, 'StatefulSet'));
    expect(() => Testing.synth(chart)).toThrow('AzureAssignedIdentity: got "w-0-a-b-x"');
  });
});

describe('what is no workload is refused by name', () => {
  const orders = () => identity(newChart(), 'orders');
  test.each([
    [undefined, 'nothing'],
    [null, 'null'],
    ['web', 'a string'],
    [{ spec: {} }, 'a map'],
    [deployment, 'a function'],
  ])('%p', (workload, kind) => {
    expect(() => orders().assignTo(workload as never)).toThrow(
      `chart/orders: assignTo: workload: got ${kind}; allowed: a construct`,
    );
  });

  test('a kind of Kubernetes without pods, at the call', () => {
    const chart = newChart();
    const config = new ApiObject(chart, 'config', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'config' },
    });
    expect(() => identity(chart, 'orders').assignTo(config)).toThrow(
      'chart/config: workload: got "ConfigMap config"; allowed: an object with a pod template',
    );
  });

  test('a custom resource without one, at synth', () => {
    const chart = newChart();
    const rollout = new ApiObject(chart, 'rollout', {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Rollout',
      metadata: { name: 'r' },
      spec: { workloadRef: {} },
    });
    identity(chart, 'orders').assignTo(rollout);
    expect(() => Testing.synth(chart)).toThrow('chart/rollout: workload: got "Rollout r"');
  });

  test('a construct without any in it', () => {
    const chart = newChart();
    const empty = otherChart(chart, 'empty');
    identity(chart, 'orders').assignTo(empty);
    expect(() => Testing.synth(chart)).toThrow(
      'empty: workload: got "Chart"; allowed: a construct that contains an object with a pod template',
    );
  });

  test('one of another app', () => {
    expect(() => orders().assignTo(deployment(newChart({}, 'other'), 'web'))).toThrow(
      'got "other/deployment-web"; allowed: a workload in the same app as the identity',
    );
  });

  test.each([
    [{ selektor: 'x' }, 'options: unknown field "selektor"'],
    [{ selector: '' }, 'selector: got ""'],
    [{ selector: 'a b' }, 'selector: got "a b"'],
    [{ selector: '0o17' }, 'selector: got "0o17"; allowed: a string that YAML 1.1 readers do not read as a number'],
    [{ selector: 1 }, 'selector: got 1'],
    [{ clientIdEnv: '1A' }, 'clientIdEnv: got "1A"'],
    [
      { clientIdEnv: '-0o7' },
      'clientIdEnv: got "-0o7"; allowed: a string that YAML 1.1 readers do not read as a number',
    ],
    [{ containers: ['app'] }, 'containers: got ["app"]; allowed: no containers without clientIdEnv'],
    [{ clientIdEnv: 'A', containers: 'app' }, 'containers: got "app"'],
    [{ clientIdEnv: 'A', containers: [] }, 'containers: got []'],
    [{ podTemplate: 'spec/template' }, 'podTemplate: got "spec/template"; allowed: a JSON pointer'],
    ['x', 'options: got a string'],
    [null, 'options: got null'],
  ])('options %j', (options, message) => {
    const chart = newChart();
    const web = deployment(chart, 'web');
    expect(() => identity(chart, 'orders').assignTo(web, options as never)).toThrow(
      `chart/orders: assignTo: ${message}`,
    );
  });
});

test('when a check fails nothing is written', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'refused-'));
  const app = new App({ outdir });
  new ApiObject(new Chart(app, 'first'), 'config', { apiVersion: 'v1', kind: 'ConfigMap' });
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  identity(chart, 'orders').assignTo(deployment(chart, 'web', { spec: { hostNetwork: true } }));
  expect(() => app.synth()).toThrow('hostNetwork');
  expect(readdirSync(outdir)).toEqual([]);
  rmSync(outdir, { recursive: true });
});
