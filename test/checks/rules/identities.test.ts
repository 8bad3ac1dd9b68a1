import { describe, expect, test } from '@jest/globals';
import type { CheckOptions } from '../../../lib/checks/checked-cluster';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../../../lib/checks/examples/custom-resource-examples';
import { SECRET, SERVICE_PRINCIPAL } from '../../../lib/checks/examples/identity-examples';
import { RULES } from '../../../lib/checks/rules';
import { Mode } from '../../../lib/upstream/mode';
import { findingsIn, idsIn } from '../../support/checks';

const bad = (id: string) => RULES.find((rule) => rule.id === id);
const GUID = '0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42';
const RESOURCE_ID =
  '/subscriptions/3f0c4b52-6d0a-4d3c-9a53-0f5e5d7a9b10/resourceGroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/orders';
const withResourceId = (id: string) => documents(changed(IDENTITY, RESOURCE_ID, id), BINDING);
const withClientId = (id: string) => documents(changed(IDENTITY, GUID, id), BINDING);

test.each<[string, string, string | undefined]>([
  [
    'resource-id-malformed',
    `AzureIdentity shop/orders: resourceID: ${RESOURCE_ID.slice(1)}`,
    `resourceID: ${RESOURCE_ID}`,
  ],
  ['resource-id-not-exact', `AzureIdentity shop/orders: resourceID: ${RESOURCE_ID}/`, `resourceID: ${RESOURCE_ID}`],
  [
    'resource-id-not-separable',
    `AzureIdentity shop/orders: resourceID: ${RESOURCE_ID.replace('Groups/shop', 'Groups/shop.eu')}`,
    undefined,
  ],
  ['client-id-missing', 'AzureIdentity shop/orders: spec:', undefined],
  ['client-id-not-a-guid', 'AzureIdentity shop/orders: clientID: orders', undefined],
  ['client-id-is-another-id', 'AzureIdentity shop/orders: clientID: 3f0c4b52-6d0a-4d3c-9a53-0f5e5d7a9b10', undefined],
  ['client-id-of-two-identities', `AzureIdentity shop/payments: clientID: ${GUID}`, undefined],
  [
    'client-id-upper-case',
    `AzureIdentity shop/orders: clientID: ${GUID.replace('0b9f5c3e', '0B9F5C3E')}`,
    `clientID: ${GUID}`,
  ],
  ['service-principal-incomplete', 'AzureIdentity shop/orders: clientPassword:', 'namespace: shop'],
  ['secret-in-other-namespace', 'AzureIdentity shop/orders: namespace: vault', undefined],
  ['secret-missing', 'AzureIdentity shop/orders: name: orders-sp', undefined],
  ['secret-without-its-keys', 'Secret shop/orders-sp: data:', undefined],
  ['secret-not-encoded', 'Secret shop/orders-sp: clientSecret: <client secret>', undefined],
  ['client-secret-with-line-break', 'Secret shop/orders-sp: clientSecret: bm90IGEgcGFzc3dvcmQK', undefined],
  ['certificate-as-text', 'Secret shop/orders-sp: certificate: bm90IGEgY2VydGlmaWNhdGU=', undefined],
  ['auxiliary-tenants-too-many', 'AzureIdentity shop/orders: auxiliaryTenantIDs:', undefined],
  ['auxiliary-tenants-ignored', 'AzureIdentity shop/orders: auxiliaryTenantIDs:', undefined],
  [
    'ad-endpoint-malformed',
    'AzureIdentity shop/orders: adEndpoint: login.microsoftonline.us',
    'adEndpoint: https://login.microsoftonline.us/',
  ],
  ['ad-endpoint-missing', 'AzureIdentity shop/orders: spec:', 'adEndpoint: https://login.chinacloudapi.cn/'],
])('%s: %s', (id, at, fix) => {
  const rule = bad(id);
  expect(findingsIn(rule?.bad ?? '', rule?.options)).toMatchObject([{ rule: id, at, fix }]);
});

describe('the resource id', () => {
  test.each<[string, string, string, string]>([
    ['without', '""', 'resource-id-malformed', 'The identity has no resourceID'],
    ['a client id', '7d1f2a60-5a57-4b0e-8f0e-2d1c7a6b9e42', 'resource-id-malformed', 'is a client id or another GUID'],
    [
      'of a system-assigned identity',
      RESOURCE_ID.replace('userAssignedIdentities', 'systemAssignedIdentities'),
      'resource-id-malformed',
      'is that of a system-assigned identity',
    ],
    ['with blanks', `"${RESOURCE_ID} "`, 'resource-id-not-exact', 'has leading or trailing spaces'],
    [
      'with a host before it',
      `https://management.azure.com${RESOURCE_ID}`,
      'resource-id-not-exact',
      'it must start with "/"',
    ],
  ])('%s', (_, id, rule, words) => {
    const findings = findingsIn(withResourceId(id));
    expect(findings).toMatchObject([{ rule }]);
    expect(findings[0]?.message).toContain(words);
  });

  test('the recognised parts are filled in', () => {
    const id = 'subscriptions/3f0c4b52-6d0a-4d3c-9a53-0f5e5d7a9b10/resourceGroups/shop';
    expect(findingsIn(withResourceId(id))[0]?.message).toContain(
      '/subscriptions/3f0c4b52-6d0a-4d3c-9a53-0f5e5d7a9b10/resourceGroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/<identity name>',
    );
  });

  test('counts less in managed mode', () => {
    expect(findingsIn(withResourceId('x'), { mode: Mode.MANAGED })).toMatchObject([
      { rule: 'resource-id-malformed', severity: 'warning' },
    ]);
  });

  test('swapped with the client id it is one mistake', () => {
    const swapped = IDENTITY.replace(RESOURCE_ID, 'X').replace(GUID, RESOURCE_ID).replace('X', GUID);
    const findings = findingsIn(documents(swapped, BINDING));
    expect(findings).toMatchObject([{ rule: 'client-id-not-a-guid' }]);
    expect(findings[0]?.message).toContain('the two are swapped');
  });
});

test.each<[string, string, string]>([
  ['all zero', '00000000-0000-0000-0000-000000000000', 'client-id-not-a-guid'],
  ['with blanks', `" ${GUID}"`, 'client-id-not-a-guid'],
  ['a resource id', RESOURCE_ID, 'client-id-not-a-guid'],
])('a client id that is %s', (_, id, rule) => {
  expect(findingsIn(withClientId(id))).toMatchObject([{ rule, severity: 'error' }]);
});

test('messages show no value of a Secret', () => {
  const leak = 'c2VjcmV0LXRoYXQtbm9ib2R5LXNlZXMK';
  const text = documents(
    SERVICE_PRINCIPAL,
    changed(SECRET, 'bm90IGEgcGFzc3dvcmQ=\n', `${leak}\n  other: "!${leak}"\n`),
    BINDING,
  );
  const findings = findingsIn(text);
  expect(findings.map(({ rule }) => rule)).toEqual([
    'client-secret-with-line-break',
    'secret-not-encoded',
    'secret-without-its-keys',
  ]);
  for (const { message, fix } of findings) expect(`${message} ${fix}`).not.toMatch(/c2VjcmV0|secret-that/);
});

describe('silent', () => {
  const SECOND = changed(IDENTITY, 'namespace: shop', 'namespace: archive');
  const oneIdOfThree = `${RESOURCE_ID.replace('resourceGroups', 'resourcegroups').replace('Microsoft', 'microsoft')}`;
  const certificate = (password: string) =>
    changed(SECRET, 'clientSecret: bm90IGEgcGFzc3dvcmQ=\n', `certificate: bm90IGEgY2VydGlmaWNhdGU=\n${password}`);
  const type2 = changed(SERVICE_PRINCIPAL, 'type: 1', 'type: 2');
  test.each<[string, string, CheckOptions?]>([
    ['a resource id as az prints it, in lower case', withResourceId(oneIdOfThree)],
    [
      'a resource group with "_" and "-"',
      withResourceId(RESOURCE_ID.replace('Groups/shop', 'Groups/MC_shop_aks-1_eu')),
    ],
    [
      'a resource group with a dot, in managed mode',
      withResourceId(RESOURCE_ID.replace('Groups/shop', 'Groups/shop.eu')),
      { mode: Mode.MANAGED },
    ],
    [
      'a resource id of a service principal',
      documents(changed(SERVICE_PRINCIPAL, 'type: 1', 'type: 1\n  resourceID: x'), BINDING),
    ],
    ['one identity in two namespaces', documents(IDENTITY, SECOND)],
    [
      'two identities in two clouds',
      documents(
        IDENTITY,
        changed(SECOND, GUID, '7d1f2a60-5a57-4b0e-8f0e-2d1c7a6b9e42').replace('es/orders', 'es/archive'),
      ),
    ],
    [
      'a password that is one line',
      documents(
        SERVICE_PRINCIPAL,
        changed(SECRET, 'data:\n  clientSecret: bm90IGEgcGFzc3dvcmQ=', 'stringData:\n  clientSecret: not a password'),
        BINDING,
      ),
    ],
    ['a certificate with an empty password', documents(type2, certificate('  password: ""\n'), BINDING)],
    [
      'a Secret that no identity refers to',
      documents(IDENTITY, changed(SECRET, 'bm90IGEgcGFzc3dvcmQ=', 'not base64!'), BINDING),
    ],
    ['a secret that is kept elsewhere', documents(SERVICE_PRINCIPAL, BINDING)],
    [
      'one that another tool makes',
      documents(
        SERVICE_PRINCIPAL,
        BINDING,
        'apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata:\n  name: orders-sp\n  namespace: shop\n',
        WORKLOAD,
      ),
      { wholeCluster: true },
    ],
    ['three auxiliary tenants', bad('auxiliary-tenants-too-many')?.good ?? ''],
    [
      'an endpoint without a slash behind its host',
      documents(
        changed(SERVICE_PRINCIPAL, '  clientID:', '  adEndpoint: https://login.microsoftonline.us\n  clientID:'),
        BINDING,
      ),
    ],
  ])('%s', (_, text, options = {}) => {
    expect(findingsIn(text, options)).toEqual([]);
  });
});

test('of a Secret that is there twice, it is not known which one counts', () => {
  const text = bad('secret-without-its-keys')?.bad ?? '';
  expect(idsIn(text)).toContain('secret-without-its-keys');
  expect(idsIn(documents(SECRET, text))).not.toContain('secret-without-its-keys');
});
