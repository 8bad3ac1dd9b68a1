import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApiObject, Chart, Helm, Include, JsonPatch, Lazy, Testing, Yaml } from 'cdk8s';
import { Deployment } from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { AzureIdentity } from '../../lib';
import { readFilesInProcess } from '../support/files-in-process';
import { type Manifest, newChart } from '../support/manifests';
import { deployment, identity } from '../support/shop';
import { WORKLOADS } from '../support/workloads';

afterAll(readFilesInProcess());

const DEPLOYMENT = (name: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, labels: { app: ${name} } }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ name: app, image: app }] }
---
apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec: { ports: [{ port: 80 }] }
`;

/** The text of a chart with a workload, before and after a change. */
function difference(make: (chart: Chart) => void, change: (chart: Chart) => void) {
  const lines = (changed: boolean) => {
    const chart = newChart();
    make(chart);
    if (changed) change(chart);
    return Yaml.stringify(...Testing.synth(chart)).split('\n');
  };
  const [before, after] = [lines(false), lines(true)];
  const added = [...after];
  const removed: string[] = [];
  for (const line of before) {
    const i = added.indexOf(line);
    if (i < 0) removed.push(line);
    else added.splice(i, 1);
  }
  return { added, removed };
}

describe('the label goes to the pod template, and nothing else changes', () => {
  test.each(Object.keys(WORKLOADS))('%s', (way) => {
    const { added, removed } = difference(
      (chart) => WORKLOADS[way]?.(chart, 'w'),
      (chart) => {
        const shared = AzureIdentity.fromName(chart, 'shared', 'orders');
        shared.assignTo(chart.node.findChild('w'));
      },
    );
    expect(removed).toEqual([]);
    const text = added.map((line) => line.trim()).join('\n');
    const binding = `---
apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentityBinding
metadata:
name: orders-binding
namespace: shop
spec:
azureIdentity: orders
selector: orders`;
    // A template without labels gets the keys above them as well.
    const parents = '(labels:\n|metadata:\nlabels:\n)?';
    expect(text).toMatch(new RegExp(`^${parents}aadpodidbinding: orders\n${binding}$`));
  });

  test('sorted among the labels that are there', () => {
    const chart = newChart();
    const workload = deployment(chart, 'web', { labels: { a: '1', 'app.kubernetes.io/name': 'web', aaa: '2' } });
    identity(chart, 'orders').assignTo(workload);
    expect(Object.keys(Testing.synth(chart)[0].spec.template.metadata.labels)).toEqual([
      'a',
      'aaa',
      'aadpodidbinding',
      'app.kubernetes.io/name',
    ]);
  });

  test('behind JSON patches and Lazy values of the user, early or late', () => {
    const chart = newChart();
    const orders = identity(chart, 'orders');
    const workload = deployment(chart, 'web', { labels: { app: Lazy.any({ produce: () => 'late' }) } });
    orders.assignTo(workload);
    workload.addJsonPatch(JsonPatch.add('/spec/template/metadata', { labels: { patched: 'yes' } }));
    expect(workloadOf(Testing.synth(chart)).spec.template.metadata.labels).toEqual({
      aadpodidbinding: 'orders',
      patched: 'yes',
    });
  });

  test('of what an object renders by itself, too', () => {
    const chart = newChart();
    const workload = deployment(chart, 'web');
    identity(chart, 'orders').assignTo(workload);
    expect(workload.toJson().spec.template.metadata.labels).toEqual({ aadpodidbinding: 'orders' });
  });

  test('before a workload of cdk8s-plus has its containers', () => {
    const chart = newChart();
    const workload = new Deployment(chart, 'web');
    identity(chart, 'orders').assignTo(workload);
    workload.addContainer({ image: 'app' });
    expect(workloadOf(Testing.synth(chart)).spec.template.metadata.labels.aadpodidbinding).toBe('orders');
  });
});

describe('workloads that a file or a Helm chart brings', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'include-'));
    writeFileSync(join(folder, 'apps.yaml'), [DEPLOYMENT('web'), DEPLOYMENT('jobs')].join('---'));
    // Prints what `helm template` would.
    writeFileSync(join(folder, 'helm'), `#!/bin/sh\ncat ${join(folder, 'apps.yaml')}\n`);
    chmodSync(join(folder, 'helm'), 0o755);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const labels = (chart: Chart) =>
    Testing.synth(chart)
      .filter(({ kind }: Manifest) => kind === 'Deployment')
      .map(({ spec }: Manifest) => spec.template.metadata?.labels.aadpodidbinding);

  test('all of an Include', () => {
    const chart = newChart();
    identity(chart, 'orders').assignTo(new Include(chart, 'apps', { url: join(folder, 'apps.yaml') }));
    expect(labels(chart)).toEqual(['orders', 'orders']);
  });

  test('one of an Include', () => {
    const chart = newChart();
    const { apiObjects } = new Include(chart, 'apps', { url: join(folder, 'apps.yaml') });
    const jobs = apiObjects.find(({ kind, name }) => kind === 'Deployment' && name === 'jobs') as ApiObject;
    identity(chart, 'orders').assignTo(jobs);
    expect(labels(chart)).toEqual([undefined, 'orders']);
  });

  test('all of a Helm', () => {
    const chart = newChart();
    const helm = new Helm(chart, 'apps', { chart: 'apps', helmExecutable: join(folder, 'helm') });
    identity(chart, 'orders').assignTo(helm);
    expect(labels(chart)).toEqual(['orders', 'orders']);
  });

  test('the main object of a construct, when it has one', () => {
    const chart = newChart();
    const service = new Construct(chart, 'service');
    const main = deployment(service, 'main');
    deployment(service, 'other');
    service.node.defaultChild = main;
    identity(chart, 'orders').assignTo(service);
    expect(labels(chart)).toEqual(['orders', undefined]);
  });

  test('what is put into a construct after the call', () => {
    const chart = newChart();
    const team = new Chart(chart, 'team', { namespace: 'shop' });
    identity(chart, 'orders').assignTo(team);
    deployment(team, 'late');
    expect(labels(team)).toEqual(['orders']);
  });
});

describe('a pod template in an unusual place', () => {
  const kafka = (chart: Chart) =>
    new ApiObject(chart, 'kafka', {
      apiVersion: 'kafka.strimzi.io/v1beta2',
      kind: 'Kafka',
      metadata: { name: 'kafka' },
      spec: {
        kafka: { template: { pod: { tolerations: [] } } },
        exporter: { labels: { app: 'x' } },
        parts: [{ template: {} }],
      },
    });

  test.each([
    ['/spec/kafka/template/pod', (spec: Manifest) => spec.kafka.template.pod.metadata.labels],
    ['/spec/kafka/template/pod/metadata/labels', undefined],
    ['/spec/exporter/labels', (spec: Manifest) => spec.exporter.labels],
    ['/spec/parts/0/template', (spec: Manifest) => spec.parts[0].template.metadata.labels],
    ['/spec/nowhere/template', undefined],
  ])('%s', (podTemplate, labelsIn) => {
    const chart = newChart();
    identity(chart, 'orders').assignTo(kafka(chart), { podTemplate });
    if (labelsIn) expect(labelsIn(workloadOf(Testing.synth(chart)).spec).aadpodidbinding).toBe('orders');
    else {
      expect(() => Testing.synth(chart)).toThrow(
        `chart/kafka: podTemplate: got "${podTemplate}"; allowed: a JSON pointer to the pod template of the Kafka kafka, or to the labels of its pods`,
      );
    }
  });

  test('two of one object, each with its own identity', () => {
    const chart = newChart();
    const workload = kafka(chart);
    identity(chart, 'orders').assignTo(workload, { podTemplate: '/spec/kafka/template/pod' });
    identity(chart, 'metrics').assignTo(workload, { podTemplate: '/spec/exporter/labels' });
    const { spec } = workloadOf(Testing.synth(chart));
    expect(spec.kafka.template.pod.metadata.labels.aadpodidbinding).toBe('orders');
    expect(spec.exporter.labels).toEqual({ aadpodidbinding: 'metrics', app: 'x' });
  });
});

function workloadOf(manifests: Manifest[]): Manifest {
  return manifests.find(({ kind }) => !kind.startsWith('Azure'));
}
