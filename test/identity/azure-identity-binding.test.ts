import { describe, expect, test } from '@jest/globals';
import { ApiObject, Chart } from 'cdk8s';
import { AzureIdentity, AzureIdentityBinding } from '../../lib';
import { CLIENT_ID, RESOURCE_ID } from '../support/ids';
import { newChart, onlyManifest } from '../support/manifests';

describe('AzureIdentityBinding', () => {
  test('minimal', () => {
    const chart = newChart();
    const identity = AzureIdentity.fromName(chart, 'identity', 'orders');
    const binding = new AzureIdentityBinding(chart, 'binding', { identity });
    expect(onlyManifest(chart)).toEqual({
      apiVersion: 'aadpodidentity.k8s.io/v1',
      kind: 'AzureIdentityBinding',
      metadata: { name: 'orders-binding', namespace: 'shop' },
      spec: { azureIdentity: 'orders', selector: 'orders' },
    });
    expect(binding.identity).toBe(identity);
    expect(binding.selector).toBe('orders');
    expect(ApiObject.of(binding)).toBe(binding);
  });

  test('with everything', () => {
    const chart = newChart();
    new AzureIdentityBinding(chart, 'binding', {
      identity: AzureIdentity.fromName(chart, 'identity', 'orders'),
      selector: 'web',
      metadata: { name: 'for-web', namespace: 'shop', labels: { team: 'a' } },
    });
    expect(onlyManifest(chart)).toMatchObject({
      metadata: { name: 'for-web', namespace: 'shop', labels: { team: 'a' } },
      spec: { azureIdentity: 'orders', selector: 'web' },
    });
  });

  test('goes to the namespace of its identity, not of its chart', () => {
    const chart = newChart({ namespace: 'billing' });
    const identity = AzureIdentity.fromName(chart, 'identity', 'orders', { namespace: 'shop' });
    new AzureIdentityBinding(chart, 'binding', { identity });
    expect(onlyManifest(chart).metadata.namespace).toBe('shop');
  });

  test('states no namespace when its identity states none', () => {
    const root = newChart({});
    const identity = AzureIdentity.userAssigned(root, 'orders', { resourceId: RESOURCE_ID, clientId: CLIENT_ID });
    const chart = new Chart(root.node.root as Chart, 'other', { namespace: 'billing' });
    new AzureIdentityBinding(chart, 'binding', { identity });
    expect(onlyManifest(chart).metadata).toEqual({ name: 'orders-binding' });
  });

  test('comes behind its identity', () => {
    const chart = newChart();
    const identity = AzureIdentity.userAssigned(chart, 'orders', { resourceId: RESOURCE_ID, clientId: CLIENT_ID });
    new AzureIdentityBinding(chart, 'a-binding', { identity });
    expect(chart.toJson().map(({ kind }: { kind: string }) => kind)).toEqual(['AzureIdentity', 'AzureIdentityBinding']);
  });

  test('of a removed twin may take its name', () => {
    const chart = newChart();
    const identity = AzureIdentity.fromName(chart, 'identity', 'orders');
    new AzureIdentityBinding(chart, 'binding', { identity });
    chart.node.tryRemoveChild('binding');
    new AzureIdentityBinding(chart, 'again', { identity });
    expect(onlyManifest(chart).metadata.name).toBe('orders-binding');
  });
});
