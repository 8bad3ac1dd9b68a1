import { describe, expect, jest, test } from '@jest/globals';
import { ApiObject, App, Chart } from 'cdk8s';
import { EntraEgress, MetadataBlock } from '../../lib';
import { NOT_WRITTEN } from '../support/manifests';
import { deployment } from '../support/shop';
import { readYaml } from '../support/yaml-1.1';

const chartOf = () => new Chart(new App({ outdir: NOT_WRITTEN }), 'shop', { namespace: 'shop' });
const render = (chart: Chart) => readYaml((chart.node.root as App).synthYaml());
const specOf = (chart: Chart, name: string) => render(chart).find(({ metadata }) => metadata.name === name)?.spec;
const policy = (chart: Chart, name: string, spec: object) =>
  new ApiObject(chart, name, { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name }, spec });
const deniesAll = { podSelector: {}, policyTypes: ['Egress'] };

describe('MetadataBlock', () => {
  test('allows everything but the metadata service, for all pods but those with a label', () => {
    const chart = chartOf();
    deployment(chart, 'web');
    new MetadataBlock(chart, 'no-metadata', { exceptPods: { tier: 'node', app: 'agent' } });
    expect(specOf(chart, 'no-metadata')).toEqual({
      podSelector: {
        matchExpressions: [
          { key: 'app', operator: 'NotIn', values: ['agent'] },
          { key: 'tier', operator: 'NotIn', values: ['node'] },
        ],
      },
      policyTypes: ['Egress'],
      egress: [
        { to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] } }, { ipBlock: { cidr: '::/0' } }] },
        { to: [{ namespaceSelector: {} }] },
      ],
    });
  });

  test('selects every pod without exceptions', () => {
    const chart = chartOf();
    new MetadataBlock(chart, 'no-metadata');
    expect(specOf(chart, 'no-metadata').podSelector).toEqual({});
  });

  test.each([
    ['of the whole namespace', deniesAll],
    ['of a workload', { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Ingress', 'Egress'] }],
    ['without policyTypes', { podSelector: { matchLabels: { app: 'web' } }, egress: [] }],
  ])('would open pods behind a policy %s, and is refused', (_, spec) => {
    const chart = chartOf();
    deployment(chart, 'web', { labels: { app: 'web' } });
    policy(chart, 'closed', spec);
    new MetadataBlock(chart, 'no-metadata');
    expect(() => render(chart)).toThrow(/^.*shop\/no-metadata: exceptPods: got \{\}; .*; shop\/closed restricts /s);
  });

  test.each([
    ['for ingress', { podSelector: {}, policyTypes: ['Ingress'] }],
    ['of other pods', { podSelector: { matchLabels: { app: 'api' } }, policyTypes: ['Egress'] }],
  ])('stays beside a policy %s', (_, spec) => {
    const chart = chartOf();
    deployment(chart, 'web', { labels: { app: 'web' } });
    policy(chart, 'other', spec);
    new MetadataBlock(chart, 'no-metadata');
    expect(render(chart)).toHaveLength(3);
  });

  test('stays beside a policy of pods that it excepts, and of another namespace', () => {
    const chart = chartOf();
    deployment(chart, 'agent', { labels: { app: 'agent' } });
    policy(chart, 'other', { podSelector: { matchLabels: { app: 'agent' } }, policyTypes: ['Egress'] });
    policy(new Chart(chart.node.root as App, 'billing', { namespace: 'billing' }), 'closed', deniesAll);
    new MetadataBlock(chart, 'no-metadata', { exceptPods: { app: 'agent' } });
    expect(render(chart)).toHaveLength(4);
  });

  test('refuses labels that no pod can have', () => {
    const chart = chartOf();
    expect(() => new MetadataBlock(chart, 'a', { exceptPods: { app: 'a b' } })).toThrow(
      /shop\/a: exceptPods\.app: got "a b"/,
    );
    expect(() => new MetadataBlock(chart, 'b', { exceptPods: 'app' as never })).toThrow(
      /shop\/b: exceptPods: got "app"/,
    );
  });
});

describe('EntraEgress', () => {
  const labels = { 'azure.workload.identity/use': 'true' };

  test('allows HTTPS and DNS for pods of Workload Identity that are restricted already', () => {
    const chart = chartOf();
    deployment(chart, 'web', { labels });
    policy(chart, 'closed', deniesAll);
    new EntraEgress(chart, 'entra');
    const { podSelector, policyTypes, egress } = specOf(chart, 'entra');
    expect({ podSelector, policyTypes }).toEqual({ podSelector: { matchLabels: labels }, policyTypes: ['Egress'] });
    expect(egress[0]).toEqual({
      to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] } }, { ipBlock: { cidr: '::/0' } }],
      ports: [{ port: 443, protocol: 'TCP' }],
    });
    expect(egress[1].ports.map(({ port }: { port: number }) => port)).toEqual([53, 53]);
  });

  test('would take all other egress from open pods, and is refused', () => {
    const chart = chartOf();
    deployment(chart, 'web', { labels });
    new EntraEgress(chart, 'entra');
    expect(() => render(chart)).toThrow(/shop\/entra: spec\.podSelector: .* from shop\/deployment-web\. Leave it out/s);
  });

  test('refuses to select all pods', () => {
    expect(() => new EntraEgress(chartOf(), 'entra', { podLabels: {} })).toThrow(/shop\/entra: podLabels: got \{\}/);
  });
});

describe('what a policy does not do', () => {
  const warned = (make: (chart: Chart) => void): string[] => {
    const warnings: string[] = [];
    const warn = jest.spyOn(console, 'warn').mockImplementation((text) => void warnings.push(String(text)));
    const chart = chartOf();
    make(chart);
    render(chart);
    warn.mockRestore();
    return warnings;
  };

  test('EntraEgress that selects none of the pods is a warning', () => {
    expect(
      warned((chart) => {
        deployment(chart, 'web', { labels: { app: 'web' } });
        new EntraEgress(chart, 'entra');
      }),
    ).toEqual([expect.stringMatching(/^Warning: shop\/entra: selects no pods of this app\. .* set podLabels\.$/)]);
    expect(warned((chart) => new EntraEgress(chart, 'entra'))).toEqual([]);
  });

  test('MetadataBlock for pods that NMI serves is a warning', () => {
    const block = (labels: object) =>
      warned((chart) => {
        deployment(chart, 'web', { labels });
        new MetadataBlock(chart, 'no-metadata', { exceptPods: { app: 'agent' } });
      });
    expect(block({ aadpodidbinding: 'orders' })).toEqual([
      expect.stringMatching(
        /^Warning: shop\/no-metadata: blocks the metadata service for shop\/deployment-web, which NMI/,
      ),
    ]);
    expect(block({ aadpodidbinding: 'orders', app: 'agent' })).toEqual([]);
    expect(block({ app: 'web' })).toEqual([]);
  });
});
