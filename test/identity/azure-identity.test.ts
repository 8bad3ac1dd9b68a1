import { describe, expect, test } from '@jest/globals';
import { ApiObject, Chart } from 'cdk8s';
import { AzureIdentity, ManagedIdentityId } from '../../lib';
import { CLIENT_ID, RESOURCE_ID, SUBSCRIPTION_ID, TENANT_ID, TOKEN } from '../support/ids';
import { newChart, onlyManifest } from '../support/manifests';

const userAssigned = { resourceId: RESOURCE_ID, clientId: CLIENT_ID };
const servicePrincipal = { clientId: CLIENT_ID, tenantId: TENANT_ID, clientPassword: { name: 'orders-secret' } };

describe('AzureIdentity', () => {
  test('user-assigned, minimal', () => {
    const chart = newChart();
    AzureIdentity.userAssigned(chart, 'orders', userAssigned);
    expect(onlyManifest(chart)).toEqual({
      apiVersion: 'aadpodidentity.k8s.io/v1',
      kind: 'AzureIdentity',
      metadata: {
        name: 'orders',
        namespace: 'shop',
        annotations: { 'aadpodidentity.k8s.io/Behavior': 'namespaced' },
      },
      spec: { type: 0, resourceID: RESOURCE_ID, clientID: CLIENT_ID },
    });
  });

  test('service principal, with everything', () => {
    const chart = newChart();
    AzureIdentity.servicePrincipal(chart, 'orders', {
      ...servicePrincipal,
      clientPassword: { name: 'orders-secret', namespace: 'vault' },
      auxiliaryTenantIds: [TENANT_ID, SUBSCRIPTION_ID],
      adEndpoint: 'https://login.microsoftonline.us/',
      namespaced: false,
      metadata: { name: 'orders-2', namespace: 'billing', labels: { team: 'a' }, annotations: { note: 'x' } },
    });
    expect(onlyManifest(chart)).toEqual({
      apiVersion: 'aadpodidentity.k8s.io/v1',
      kind: 'AzureIdentity',
      metadata: { name: 'orders-2', namespace: 'billing', labels: { team: 'a' }, annotations: { note: 'x' } },
      spec: {
        type: 1,
        clientID: CLIENT_ID,
        tenantID: TENANT_ID,
        clientPassword: { name: 'orders-secret', namespace: 'vault' },
        auxiliaryTenantIDs: [TENANT_ID, SUBSCRIPTION_ID],
        adEndpoint: 'https://login.microsoftonline.us/',
      },
    });
  });

  test('service principal with a certificate', () => {
    const chart = newChart();
    AzureIdentity.servicePrincipalWithCertificate(chart, 'orders', servicePrincipal);
    expect(onlyManifest(chart).spec).toEqual({
      type: 2,
      clientID: CLIENT_ID,
      tenantID: TENANT_ID,
      clientPassword: { name: 'orders-secret', namespace: 'shop' },
    });
  });

  test('a Secret without a namespace is in the namespace of the identity', () => {
    const chart = newChart();
    AzureIdentity.servicePrincipal(chart, 'orders', { ...servicePrincipal, metadata: { namespace: 'billing' } });
    expect(onlyManifest(chart).spec.clientPassword.namespace).toBe('billing');
  });

  test('ids are rendered as given', () => {
    const chart = newChart();
    const resourceId = RESOURCE_ID.replace('resourceGroups', 'RESOURCEgroups');
    const clientId = CLIENT_ID.toUpperCase();
    AzureIdentity.userAssigned(chart, 'orders', { resourceId, clientId });
    expect(onlyManifest(chart).spec).toMatchObject({ resourceID: resourceId, clientID: clientId });
  });

  test('a resource id may be an object', () => {
    const chart = newChart();
    const resourceId = ManagedIdentityId.of(SUBSCRIPTION_ID, 'shop', 'orders');
    AzureIdentity.userAssigned(chart, 'orders', { ...userAssigned, resourceId });
    expect(onlyManifest(chart).spec.resourceID).toBe(RESOURCE_ID);
  });

  test('tells what bindings need', () => {
    const identity = AzureIdentity.userAssigned(newChart(), 'orders', { ...userAssigned, namespaced: false });
    const { name, namespace, namespaced, clientId } = identity;
    expect({ name, namespace, namespaced, clientId }).toEqual({
      name: 'orders',
      namespace: 'shop',
      namespaced: false,
      clientId: CLIENT_ID,
    });
  });

  test('is an ApiObject, with the labels of the chart', () => {
    const chart = newChart({ labels: { team: 'a', tier: 'web' } });
    const identity = AzureIdentity.userAssigned(chart, 'orders', {
      ...userAssigned,
      metadata: { labels: { tier: 'worker' } },
    });
    expect(ApiObject.of(identity)).toBe(identity);
    expect(onlyManifest(chart).metadata.labels).toEqual({ team: 'a', tier: 'worker' });
  });

  test('without a namespace states none', () => {
    const chart = newChart({});
    AzureIdentity.userAssigned(chart, 'orders', userAssigned);
    expect(onlyManifest(chart).metadata).not.toHaveProperty('namespace');
  });

  test('the name never gets a hash, wherever the construct is', () => {
    const chart = newChart();
    const inner = new Chart(chart, 'inner');
    expect(AzureIdentity.userAssigned(inner, 'orders', userAssigned).name).toBe('orders');
  });

  test('props are not kept: a later change of theirs changes nothing', () => {
    const chart = newChart();
    const labels = { team: 'a' };
    const clientPassword = { name: 'orders-secret' };
    const props = { ...servicePrincipal, clientPassword, auxiliaryTenantIds: [TENANT_ID], metadata: { labels } };
    AzureIdentity.servicePrincipal(chart, 'orders', props);
    labels.team = 'b';
    props.auxiliaryTenantIds.push('x');
    props.clientPassword.name = 'other';
    const { metadata, spec } = onlyManifest(chart);
    expect([metadata.labels.team, spec.auxiliaryTenantIDs, spec.clientPassword.name]).toEqual([
      'a',
      [TENANT_ID],
      'orders-secret',
    ]);
  });

  test('imported, renders nothing', () => {
    const chart = newChart();
    const identity = AzureIdentity.fromName(chart, 'theirs', 'orders', { clientId: CLIENT_ID });
    expect(chart.toJson()).toEqual([]);
    expect(identity).toMatchObject({ name: 'orders', namespace: 'shop', namespaced: true, clientId: CLIENT_ID });
    const elsewhere = AzureIdentity.fromName(chart, 'elsewhere', 'orders', { namespace: 'x', namespaced: false });
    expect(elsewhere).toMatchObject({ namespace: 'x', namespaced: false, clientId: undefined });
  });
});

describe('ManagedIdentityId', () => {
  test('of its parts', () => {
    expect(String(ManagedIdentityId.of(SUBSCRIPTION_ID, 'shop', 'orders'))).toBe(RESOURCE_ID);
  });

  test('parses, and keeps the text', () => {
    const text = RESOURCE_ID.replace('resourceGroups', 'resourcegroups').replace('shop', 'Shop_(eu).1');
    const id = ManagedIdentityId.parse(text);
    expect(id).toMatchObject({ subscriptionId: SUBSCRIPTION_ID, resourceGroup: 'Shop_(eu).1', name: 'orders' });
    expect(id.toString()).toBe(text);
  });

  test('says which segment is wrong', () => {
    expect(() => ManagedIdentityId.parse(`${RESOURCE_ID}/x`)).toThrow('Nothing may follow the name, but "/x" does');
  });

  const IDENTITY = 'providers/Microsoft.ManagedIdentity/userAssignedIdentities';
  test.each([
    [
      'no resource group',
      `/subscriptions/${SUBSCRIPTION_ID}/${IDENTITY}/orders`,
      SUBSCRIPTION_ID,
      '<resource group>',
      'orders',
    ],
    [
      'no name of a resource group',
      `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/${IDENTITY}/orders`,
      SUBSCRIPTION_ID,
      '<resource group>',
      'orders',
    ],
    ['an empty segment', RESOURCE_ID.replace('/providers', '//providers'), SUBSCRIPTION_ID, 'shop', 'orders'],
    ['two slashes at the front', `/${RESOURCE_ID}`, SUBSCRIPTION_ID, 'shop', 'orders'],
    [
      'no subscription id',
      `/subscriptions/resourceGroups/shop/${IDENTITY}/orders`,
      '<subscription id>',
      'shop',
      'orders',
    ],
    [
      'a page of the portal',
      `https://portal.azure.com/#@contoso/resource${RESOURCE_ID}/overview`,
      SUBSCRIPTION_ID,
      'shop',
      'orders',
    ],
    [
      'no name',
      `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/shop/${IDENTITY}`,
      SUBSCRIPTION_ID,
      'shop',
      '<identity name>',
    ],
  ])('with %s: what to write has what can be known, and nothing else', (_what, text, subscription, group, name) => {
    const right = `write /subscriptions/${subscription}/resourceGroups/${group}/${IDENTITY}/${name}`;
    expect(() => ManagedIdentityId.parse(text)).toThrow(right);
  });

  test('passes tokens', () => {
    const id = ManagedIdentityId.of(TOKEN, 'shop', 'orders');
    expect(id.resourceId).toContain(`/subscriptions/${TOKEN}/resourceGroups/shop/`);
  });
});
