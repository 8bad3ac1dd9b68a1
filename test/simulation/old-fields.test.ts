import { expect, test } from '@jest/globals';
import { Manifests, simulate } from '../../lib';
import { MIC, NMI } from '../../lib/checks/examples/controller-examples';
import { changed, documents } from '../../lib/checks/examples/custom-resource-examples';

const CAPITALS = `apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentity
metadata: {name: orders, namespace: shop}
spec:
  Type: 0
  ResourceID: /subscriptions/8f2b6f4e-3c1d-4a57-9d52-6b7c8e9f0a11/resourceGroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/orders
  ClientID: 0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42
---
apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentityBinding
metadata: {name: orders, namespace: shop}
spec: {AzureIdentity: orders, Selector: orders}
---
apiVersion: v1
kind: Pod
metadata: {name: orders, namespace: shop, labels: {aadpodidbinding: orders}}
spec: {containers: [{name: orders, image: registry.example/orders:1}]}
`;

const DEFINITION = `apiVersion: apiextensions.k8s.io/v1beta1
kind: CustomResourceDefinition
metadata: {name: azureidentities.aadpodidentity.k8s.io}
spec:
  group: aadpodidentity.k8s.io
  version: v1
  names: {kind: AzureIdentity, plural: azureidentities}
  scope: Namespaced
`;

const controllers = (tag: string) => documents(MIC, NMI).replaceAll(/(mic|nmi):v1\.8\.17/g, `$1:${tag}`);

const identitiesIn = (text: string) =>
  simulate(Manifests.fromText('cluster.yaml', text))
    .workloads.filter(({ name, namespace }) => name === 'orders' && namespace === 'shop')
    .flatMap(({ identities }) => identities.map(({ name, clientID }) => `${name} ${clientID}`));

const ORDERS = ['orders 0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42'];

// Upstream's own examples were written so until 1.6.0 (deploy/demo).
test.each([
  ['1.5.5', controllers('1.5.5'), ORDERS],
  ['1.5.5, with its definitions', documents(controllers('1.5.5'), DEFINITION), ORDERS],
  [
    '1.5.5, with definitions that drop unknown fields',
    documents(controllers('1.5.5'), changed(DEFINITION, 'Namespaced', 'Namespaced\n  preserveUnknownFields: false')),
    [],
  ],
  ['1.6.0', controllers('1.6.0'), []],
  ['an unknown release', controllers('latest'), []],
])('fields in capitals: %s', (_release, text, identities) => {
  expect(identitiesIn(documents(text, CAPITALS))).toEqual(identities);
});

test('a field in its own case comes first', () => {
  const text = changed(CAPITALS, '  ClientID:', '  clientID: 11111111-2222-4333-8444-555555555555\n  ClientID:');
  expect(identitiesIn(documents(controllers('1.5.5'), text))).toEqual(['orders 11111111-2222-4333-8444-555555555555']);
});
