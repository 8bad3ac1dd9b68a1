import { describe, expect, test } from '@jest/globals';
import { App, Chart, type IResolver, JsonPatch, Lazy, type ResolutionContext, Testing } from 'cdk8s';
import { AzureIdentity, AzureIdentityBinding, Demo } from '../../lib';
import { userAssigned as orders, servicePrincipal as principal } from '../support/constructs';
import { CLIENT_ID, RESOURCE_ID, SUBSCRIPTION_ID, TENANT_ID, TOKEN } from '../support/ids';
import { type Manifest, NOT_WRITTEN, newChart, onlyManifest } from '../support/manifests';

// biome-ignore lint/suspicious/noExplicitAny: Lazy.any is typed so
const lazy = (value: unknown): any => Lazy.any({ produce: () => value });

/** A token of another CDK. */
// biome-ignore lint/suspicious/noExplicitAny: it stands in for text
const implicit = (value: unknown): any => ({ resolve: () => value });

describe('lazy values and tokens', () => {
  test.each([
    ['a Lazy', lazy(CLIENT_ID), CLIENT_ID],
    ['a Lazy in a Lazy', lazy(lazy(CLIENT_ID)), CLIENT_ID],
    ['a token object', implicit(CLIENT_ID), CLIENT_ID],
    ['a token in text', TOKEN, TOKEN],
    ['a Lazy of a token in text', lazy(TOKEN), TOKEN],
  ])('%s may be a leaf', (_kind, value, rendered) => {
    const chart = newChart();
    orders(chart, { clientId: value, resourceId: lazy(RESOURCE_ID), metadata: { annotations: { note: value } } });
    const { metadata, spec } = onlyManifest(chart);
    expect(spec).toEqual({ type: 0, clientID: rendered, resourceID: RESOURCE_ID });
    expect(metadata.annotations.note).toBe(rendered);
  });

  test.each([
    ['a Lazy', lazy],
    ['a token object', implicit],
  ])('%s may be a container, and gets the names of YAML', (_kind, wrap) => {
    const chart = newChart();
    principal(chart, {
      clientPassword: wrap({ name: lazy('secret') }),
      auxiliaryTenantIds: wrap([TENANT_ID, lazy(CLIENT_ID)]),
    });
    expect(onlyManifest(chart).spec).toEqual({
      type: 1,
      clientID: CLIENT_ID,
      tenantID: TENANT_ID,
      clientPassword: { name: 'secret', namespace: 'shop' },
      auxiliaryTenantIDs: [TENANT_ID, CLIENT_ID],
    });
  });

  test('a lazy element of a list', () => {
    const chart = newChart();
    principal(chart, { auxiliaryTenantIds: [lazy(TENANT_ID)] });
    expect(onlyManifest(chart).spec.auxiliaryTenantIDs).toEqual([TENANT_ID]);
  });

  test('what is produced is checked before any file is written', () => {
    const chart = newChart();
    orders(chart, { metadata: { annotations: { note: lazy('0o17') } } });
    expect(() => (chart.node.root as App).synth()).toThrow(
      'chart/orders: metadata.annotations.note: got "0o17"; allowed: a string that',
    );
  });

  test('a lazy name is bound by the same name', () => {
    const chart = newChart();
    const identity = orders(chart, { metadata: { name: lazy('late') } });
    new AzureIdentityBinding(chart, 'binding', { identity, selector: 'web' });
    new Demo(chart, 'demo', {
      identity,
      selector: 'web',
      subscriptionId: lazy(SUBSCRIPTION_ID),
      resourceGroup: 'shop',
    });
    const [azureIdentity, binding, demo] = Testing.synth(chart);
    expect(azureIdentity.metadata.name).toBe('late');
    expect(binding.metadata.name).toBe('late-binding');
    expect(binding.spec.azureIdentity).toBe('late');
    expect(demo.spec.template.spec.containers[0].args[0]).toBe(`--subscription-id=${SUBSCRIPTION_ID}`);
  });

  test('resolvers of the app see the names of YAML, and their work is checked', () => {
    const seen: string[] = [];
    const resolver: IResolver = {
      resolve(context: ResolutionContext) {
        if (typeof context.value === 'string') seen.push(context.key.join('.'));
        if (context.value === CLIENT_ID) context.replaceValue('+_1');
      },
    };
    const chart = new Chart(new App({ outdir: NOT_WRITTEN, resolvers: [resolver] }), 'chart');
    orders(chart);
    expect(() => Testing.synth(chart)).toThrow('chart/orders: spec.clientID: got "+_1"');
    expect(seen).toContain('spec.resourceID');
  });
});

describe('JSON patches', () => {
  const patched = (...patches: JsonPatch[]): Manifest => {
    const chart = newChart();
    orders(chart).addJsonPatch(...patches);
    return onlyManifest(chart);
  };

  test.each<[string, JsonPatch, (manifest: Manifest) => unknown, unknown]>([
    ['a field', JsonPatch.replace('/spec/resourceID', '/other'), ({ spec }) => spec.resourceID, '/other'],
    ['a field we have no prop for', JsonPatch.add('/spec/adResourceID', 'x'), ({ spec }) => spec.adResourceID, 'x'],
    ['an unknown field', JsonPatch.add('/spec/unknownField', [1]), ({ spec }) => spec.unknownField, [1]],
    ['the status', JsonPatch.add('/status', { availableReplicas: 1 }), ({ status }) => status.availableReplicas, 1],
    ['the metadata', JsonPatch.remove('/metadata/annotations'), ({ metadata }) => metadata.annotations, undefined],
  ])('reach %s by its name in YAML', (_what, patch, read, expected) => {
    expect(read(patched(patch))).toEqual(expected);
  });

  test('that change the name are seen as the new name', () => {
    const chart = newChart();
    orders(chart).addJsonPatch(JsonPatch.replace('/metadata/name', 'other'));
    AzureIdentity.userAssigned(chart, 'other', { resourceId: RESOURCE_ID, clientId: CLIENT_ID });
    expect(() => Testing.synth(chart)).toThrow(
      'chart/orders: metadata.name: got "other"; allowed: a name that no other',
    );
  });
});
