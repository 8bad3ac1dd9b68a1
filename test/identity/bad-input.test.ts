import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApiObject, App, Chart, JsonPatch, Lazy } from 'cdk8s';
import {
  AadPodIdentity,
  AzureIdentity,
  AzureIdentityBinding,
  AzurePodIdentityException,
  InstallNames,
  ManagedIdentityId,
} from '../../lib';
import { demo, servicePrincipal as principal, userAssigned as user } from '../support/constructs';
import { CLIENT_ID, RESOURCE_ID, SUBSCRIPTION_ID, TENANT_ID } from '../support/ids';

const GUID = 'a GUID: 32 hexadecimal digits as 8-4-4-4-12';
const NIL = '00000000-0000-0000-0000-000000000000';
const NAME = 'a DNS-1123 subdomain';
const LABEL = 'a label value';
const KEY = 'a qualified name: at most 63 letters';

const binding = (chart: Chart, props: object) =>
  new AzureIdentityBinding(chart, 'binding', { identity: user(chart, {}), ...props });
const exception = (chart: Chart, props: object) =>
  new AzurePodIdentityException(chart, 'agents', { podLabels: { app: 'agent' }, ...props });
const install = (chart: Chart, props: object) => new AadPodIdentity(chart, 'pod-identity', props);
const resourceId = (from: string, to: string) => RESOURCE_ID.replace(from, to);

/** What is done, the construct, the field, the value, what is allowed. */
type Case = [(chart: Chart) => unknown, string, string, string, string];

const cases: { [name: string]: Case } = {
  'client id: no GUID': [(c) => user(c, { clientId: 'orders' }), 'orders', 'spec.clientID', '"orders"', GUID],
  'client id: missing': [(c) => user(c, { clientId: undefined }), 'orders', 'spec.clientID', 'nothing', GUID],
  'client id: empty': [(c) => user(c, { clientId: '' }), 'orders', 'spec.clientID', '""', GUID],
  'client id: a number': [(c) => user(c, { clientId: 7 }), 'orders', 'spec.clientID', '7', GUID],
  'client id: in braces': [
    (c) => user(c, { clientId: `{${CLIENT_ID}}` }),
    'orders',
    'spec.clientID',
    `"{${CLIENT_ID}}"`,
    GUID,
  ],
  'client id: with a blank': [
    (c) => user(c, { clientId: `${CLIENT_ID} ` }),
    'orders',
    'spec.clientID',
    `"${CLIENT_ID} "`,
    'not all zero. Remove the spaces around it',
  ],
  'client id: a digit short': [
    (c) => user(c, { clientId: CLIENT_ID.slice(0, -1) }),
    'orders',
    'spec.clientID',
    CLIENT_ID.slice(0, -1),
    'Its group 5 has 11 digits',
  ],
  'client id: a resource id': [
    (c) => user(c, { clientId: RESOURCE_ID }),
    'orders',
    'spec.clientID',
    RESOURCE_ID,
    'It looks like a resource id',
  ],
  'resource id: made of a variable without a value': [
    (c) => user(c, { resourceId: resourceId('orders', 'undefined') }),
    'orders',
    'spec.resourceID',
    '/undefined',
    'Segment 8 is "undefined"',
  ],
  'client id: all zero': [(c) => user(c, { clientId: NIL }), 'orders', 'spec.clientID', `"${NIL}"`, 'not all zero'],
  'resource id: missing': [
    (c) => user(c, { resourceId: undefined }),
    'orders',
    'spec.resourceID',
    'nothing',
    '/subscriptions/<subscription id>/resourceGroups/<resource group>/providers/',
  ],
  'resource id: a client id': [
    (c) => user(c, { resourceId: CLIENT_ID }),
    'orders',
    'spec.resourceID',
    `"${CLIENT_ID}"`,
    'It looks like a client id',
  ],
  'resource id: no leading slash': [
    (c) => user(c, { resourceId: RESOURCE_ID.slice(1) }),
    'orders',
    'spec.resourceID',
    RESOURCE_ID.slice(1),
    'It must start with "/"',
  ],
  'resource id: a URL': [
    (c) => user(c, { resourceId: `https://management.azure.com${RESOURCE_ID}` }),
    'orders',
    'spec.resourceID',
    'https://management.azure.com',
    'It must start with "/"',
  ],
  'resource id: subscription no GUID': [
    (c) => user(c, { resourceId: resourceId(SUBSCRIPTION_ID, 'prod') }),
    'orders',
    'spec.resourceID',
    '/subscriptions/prod/',
    'Segment 2 is "prod", but must be a GUID',
  ],
  'resource id: placeholder': [
    (c) => user(c, { resourceId: resourceId('/shop/', '/<resource group>/') }),
    'orders',
    'spec.resourceID',
    '<resource group>',
    `Segment 4 is "<resource group>", but must be a resource group: at most 90 letters, digits, "-", "_", ".", "(" and ")", not ending with "."; write /subscriptions/${SUBSCRIPTION_ID}/resourceGroups/<resource group>/`,
  ],
  'resource id: resource group with a final dot': [
    (c) => user(c, { resourceId: resourceId('/shop/', '/shop./') }),
    'orders',
    'spec.resourceID',
    '/shop./',
    'Segment 4 is "shop."',
  ],
  'resource id: wrong word': [
    (c) => user(c, { resourceId: resourceId('resourceGroups', 'resourceGroup') }),
    'orders',
    'spec.resourceID',
    'resourceGroup/',
    'Segment 3 is "resourceGroup", but must be "resourceGroups"',
  ],
  'resource id: system-assigned': [
    (c) => user(c, { resourceId: resourceId('userAssignedIdentities', 'systemAssignedIdentities') }),
    'orders',
    'spec.resourceID',
    'systemAssignedIdentities',
    'Segment 7 is "systemAssignedIdentities", but must be "userAssignedIdentities"',
  ],
  'resource id: final slash': [
    (c) => user(c, { resourceId: `${RESOURCE_ID}/` }),
    'orders',
    'spec.resourceID',
    `${RESOURCE_ID}/`,
    'Nothing may follow the name, but "/" does',
  ],
  'resource id: name with a blank': [
    (c) => user(c, { resourceId: `${RESOURCE_ID} ` }),
    'orders',
    'spec.resourceID',
    `${RESOURCE_ID} `,
    'Segment 8 is "orders "',
  ],
  'resource id: cut off': [
    (c) => user(c, { resourceId: resourceId('/orders', '') }),
    'orders',
    'spec.resourceID',
    '/userAssignedIdentities"',
    'Segment 8 is nothing, but must be an identity name',
  ],
  'resource id: an object': [
    (c) => user(c, { resourceId: { id: RESOURCE_ID } }),
    'orders',
    'spec.resourceID',
    '{"id":',
    'the resource id of a user-assigned managed identity',
  ],
  'a misspelt prop': [
    (c) => user(c, { clientID: CLIENT_ID }),
    'orders',
    'props',
    'unknown field "clientID"',
    '; known fields: resourceId, clientId, namespaced, metadata. Write clientId',
  ],
  'no props': [(c) => AzureIdentity.userAssigned(c, 'orders', null as never), 'orders', 'props', 'null', 'a map with'],
  'namespaced as text': [(c) => user(c, { namespaced: 'false' }), 'orders', 'namespaced', '"false"', 'true or false'],
  'behavior against the prop': [
    (c) => user(c, { metadata: { annotations: { 'aadpodidentity.k8s.io/Behavior': 'cluster' } } }),
    'orders',
    'metadata.annotations',
    '{"aadpodidentity.k8s.io/Behavior":"cluster"}',
    'no annotation that contradicts the prop namespaced, which is true',
  ],
  'behavior in another case': [
    (c) =>
      user(c, { namespaced: false, metadata: { annotations: { 'aadpodidentity.k8s.io/behavior': 'namespaced' } } }),
    'orders',
    'metadata.annotations',
    'aadpodidentity.k8s.io/behavior',
    'no annotation that contradicts the prop namespaced, which is false',
  ],
  'an id that is no name': [
    (c) => user(c, {}, 'Orders'),
    'Orders',
    'metadata.name',
    '"Orders"',
    'starting with a letter. The name is the construct id; set metadata.name',
  ],
  'an id that begins with a digit': [(c) => user(c, {}, '2nd'), '2nd', 'metadata.name', '"2nd"', 'with a letter'],
  'a name with an underscore': [
    (c) => user(c, { metadata: { name: 'my_orders' } }),
    'orders',
    'metadata.name',
    '"my_orders"',
    NAME,
  ],
  'an empty name': [(c) => user(c, { metadata: { name: '' } }), 'orders', 'metadata.name', '""', NAME],
  'a name that is too long': [
    (c) => user(c, { metadata: { name: 'a'.repeat(254) } }),
    'orders',
    'metadata.name',
    'aaa',
    NAME,
  ],
  'a name that YAML reads as a number': [
    (c) => user(c, { metadata: { name: '0o17' } }),
    'orders',
    'metadata.name',
    '"0o17"',
    'a string that YAML 1.1 readers do not read as a number',
  ],
  'a namespace in upper case': [
    (c) => user(c, { metadata: { namespace: 'Shop' } }),
    'orders',
    'metadata.namespace',
    '"Shop"',
    'a letter or digit at both ends. Write shop',
  ],
  'a label with blanks': [
    (c) => user(c, { metadata: { labels: { team: 'the shop' } } }),
    'orders',
    'metadata.labels["team"]',
    '"the shop"',
    LABEL,
  ],
  'a label that is a number': [
    (c) => user(c, { metadata: { labels: { tier: 1 } } }),
    'orders',
    'metadata.labels["tier"]',
    '1',
    LABEL,
  ],
  'a label key': [
    (c) => user(c, { metadata: { labels: { '-team': 'a' } } }),
    'orders',
    'metadata.labels',
    'invalid label key "-team"',
    KEY,
  ],
  'labels that are lazy as a whole': [
    (c) => user(c, { metadata: { labels: Lazy.any({ produce: () => ({}) }) } }),
    'orders',
    'metadata.labels',
    '{"producer":{}}',
    'a map of strings',
  ],
  'metadata that is text': [(c) => user(c, { metadata: 'orders' }), 'orders', 'metadata', '"orders"', 'a map with'],
  'annotations that are too long': [
    (c) => user(c, { metadata: { annotations: { note: 'ä'.repeat(140_000) } } }),
    'orders',
    'metadata.annotations',
    'bytes',
    'at most 262144 bytes of keys and values',
  ],
  'an annotation with a control character': [
    (c) => user(c, { metadata: { annotations: { note: 'a\u0085b' } } }),
    'orders',
    'metadata.annotations.note',
    'a',
    'a string without control characters',
  ],
  'an annotation with a Lazy in its text': [
    (c) => user(c, { metadata: { annotations: { note: `is ${Lazy.any({ produce: () => 'x' })}` } } }),
    'orders',
    'metadata.annotations.note',
    '[object Object]',
    'a string without a Lazy in it',
  ],
  'a label added later': [
    (c) => user(c, {}).metadata.addLabel('team', 'the shop'),
    'orders',
    'metadata.labels["team"]',
    '"the shop"',
    LABEL,
  ],
  'an annotation added later, lazy, unreadable': [
    (c) => user(c, {}).metadata.addAnnotation('mode', Lazy.any({ produce: () => '0o644' })),
    'orders',
    'metadata.annotations.mode',
    '"0o644"',
    'do not read as a number',
  ],
  'a patch that brings a number-like text': [
    (c) => user(c, {}).addJsonPatch(JsonPatch.add('/spec/adResourceID', '0o17')),
    'orders',
    'spec.adResourceID',
    '"0o17"',
    'do not read as a number',
  ],
  'a patch that brings a bad label': [
    (c) => user(c, {}).addJsonPatch(JsonPatch.add('/metadata/labels', { team: true })),
    'orders',
    'metadata.labels["team"]',
    'true',
    LABEL,
  ],
  'a patch of a field that is not there': [
    (c) => user(c, {}).addJsonPatch(JsonPatch.replace('/spec/clientId', 'x')),
    'orders',
    '/spec/clientId',
    '"replace in a JSON patch"',
    'an existing path; /spec/clientId does not exist',
  ],
  'a patch below a field that is not there': [
    (c) => user(c, {}).addJsonPatch(JsonPatch.add('/metadata/labels/team', 'x')),
    'orders',
    '/metadata/labels/team',
    '"add in a JSON patch"',
    'an existing path; /metadata/labels does not exist',
  ],
  'a patch whose test fails': [
    (c) => user(c, {}).addJsonPatch(JsonPatch.test('/spec/type', 1)),
    'orders',
    '/spec/type',
    '"test in a JSON patch"',
    'an operation that can be applied. Test operation failed',
  ],
  'a patch with a Lazy': [
    (c) => user(c, {}).addJsonPatch(JsonPatch.add('/spec/x', { y: Lazy.any({ produce: () => 1 }) })),
    'orders',
    '/spec/x',
    '{"y":',
    'values without a Lazy, in a JSON patch',
  ],
  'tenant: no GUID': [(c) => principal(c, { tenantId: 'contoso' }), 'orders', 'spec.tenantID', '"contoso"', GUID],
  'secret: missing': [
    (c) => principal(c, { clientPassword: undefined }),
    'orders',
    'spec.clientPassword',
    'nothing',
    'a map with name, namespace',
  ],
  'secret: capitalised field': [
    (c) => principal(c, { clientPassword: { Name: 'orders-secret' } }),
    'orders',
    'spec.clientPassword',
    'unknown field "Name"',
    '; known fields: name, namespace. Write name',
  ],
  'secret: the secret itself, which is not shown': [
    (c) => principal(c, { clientPassword: 'hunter2' }),
    'orders',
    'spec.clientPassword',
    'got a string; allowed',
    'a map with',
  ],
  'secret: bad name': [
    (c) => principal(c, { clientPassword: { name: 'Orders' } }),
    'orders',
    'spec.clientPassword.name',
    '"Orders"',
    NAME,
  ],
  'secret: empty namespace': [
    (c) => principal(c, { clientPassword: { name: 'orders', namespace: '' } }),
    'orders',
    'spec.clientPassword.namespace',
    '""',
    'a DNS-1123 label',
  ],
  'secret: lazy, bad name': [
    (c) => principal(c, { clientPassword: Lazy.any({ produce: () => ({ name: 'Orders' }) }) }),
    'orders',
    'spec.clientPassword.name',
    '"Orders"',
    NAME,
  ],
  'auxiliary tenants: none': [
    (c) => principal(c, { auxiliaryTenantIds: [] }),
    'orders',
    'spec.auxiliaryTenantIDs',
    '[]',
    'a list of 1 to 3 tenants',
  ],
  'auxiliary tenants: four': [
    (c) => principal(c, { auxiliaryTenantIds: [TENANT_ID, TENANT_ID, TENANT_ID, TENANT_ID] }),
    'orders',
    'spec.auxiliaryTenantIDs',
    TENANT_ID,
    'a list of 1 to 3 tenants',
  ],
  'auxiliary tenants: text': [
    (c) => principal(c, { auxiliaryTenantIds: TENANT_ID }),
    'orders',
    'spec.auxiliaryTenantIDs',
    TENANT_ID,
    'a list of 1 to 3 tenants',
  ],
  'auxiliary tenants: no GUID': [
    (c) => principal(c, { auxiliaryTenantIds: [TENANT_ID, 'x'] }),
    'orders',
    'spec.auxiliaryTenantIDs[1]',
    '"x"',
    GUID,
  ],
  'endpoint: http': [
    (c) => principal(c, { adEndpoint: 'http://login.microsoftonline.us/' }),
    'orders',
    'spec.adEndpoint',
    '"http://login.microsoftonline.us/"',
    'an https URL',
  ],
  'endpoint: no scheme': [
    (c) => principal(c, { adEndpoint: 'login.microsoftonline.us' }),
    'orders',
    'spec.adEndpoint',
    '"login.microsoftonline.us"',
    'an https URL',
  ],
  'endpoint: path without a slash': [
    (c) => principal(c, { adEndpoint: 'https://adfs.example.com/adfs' }),
    'orders',
    'spec.adEndpoint',
    '"https://adfs.example.com/adfs"',
    'a path ends with "/"',
  ],
  'selector: empty': [(c) => binding(c, { selector: '' }), 'binding', 'spec.selector', '""', 'a label value: 1 to 63'],
  'selector: trailing blank': [
    (c) => binding(c, { selector: 'demo ' }),
    'binding',
    'spec.selector',
    '"demo "',
    'a label value',
  ],
  'selector: too long': [
    (c) => binding(c, { selector: 's'.repeat(64) }),
    'binding',
    'spec.selector',
    'sss',
    'a label value: 1 to 63',
  ],
  'selector: default too long': [
    (c) => binding(c, { identity: AzureIdentity.fromName(c, 'long', `a${'.b'.repeat(40)}`) }),
    'binding',
    'spec.selector',
    'a.b.b',
    'The selector is the name of the identity; set selector to use another',
  ],
  'selector: read as a number': [
    (c) => binding(c, { selector: '0b-101' }),
    'binding',
    'spec.selector',
    '"0b-101"',
    'do not read as a number',
  ],
  'selector: null': [(c) => binding(c, { selector: 5 }), 'binding', 'spec.selector', '5', 'a label value'],
  'binding: identity by name': [
    (c) => binding(c, { identity: 'orders' }),
    'binding',
    'spec.azureIdentity',
    '"orders"',
    'AzureIdentity.fromName',
  ],
  'binding: other namespace': [
    (c) => binding(c, { metadata: { namespace: 'billing' } }),
    'binding',
    'metadata.namespace',
    '"billing"',
    'the namespace of the identity "orders": "shop"',
  ],
  'binding: twice': [
    (c) => {
      const { identity } = binding(c, {});
      new AzureIdentityBinding(c, 'again', { identity });
    },
    'again',
    'metadata.name',
    '"orders-binding"',
    'a name that no other AzureIdentityBinding in namespace "shop" has; chart/binding has it',
  ],
  'an object of the user with our name': [
    (c) => {
      user(c, {});
      new ApiObject(c, 'theirs', {
        apiVersion: 'aadpodidentity.k8s.io/v1',
        kind: 'AzureIdentity',
        metadata: { name: 'orders' },
      });
    },
    'theirs',
    'metadata.name',
    '"orders"',
    'a name that no other AzureIdentity in namespace "shop" has; chart/orders has it',
  ],
  'a lazy name that meets another': [
    (c) => {
      user(c, {});
      user(c, { metadata: { name: Lazy.any({ produce: () => 'orders' }) } }, 'late');
    },
    'late',
    'metadata.name',
    '"orders"',
    'chart/orders has it',
  ],
  'fromName: bad name': [
    (c) => AzureIdentity.fromName(c, 'theirs', 'Their_Identity'),
    'theirs',
    'metadata.name',
    '"Their_Identity"',
    NAME,
  ],
  'exception: no labels': [
    (c) => exception(c, { podLabels: {} }),
    'agents',
    'spec.podLabels',
    '{}',
    'at least one label',
  ],
  'exception: no props': [
    (c) => new AzurePodIdentityException(c, 'agents', null as never),
    'agents',
    'props',
    'null',
    'a map with podLabels, metadata',
  ],
  'binding: no props': [
    (c) => new AzureIdentityBinding(c, 'binding', null as never),
    'binding',
    'props',
    'null',
    'a map with identity, selector, metadata',
  ],
  'exception: labels missing': [
    (c) => exception(c, { podLabels: undefined }),
    'agents',
    'spec.podLabels',
    'nothing',
    'a map of strings',
  ],
  'exception: a list': [
    (c) => exception(c, { podLabels: ['app'] }),
    'agents',
    'spec.podLabels',
    '["app"]',
    'a map of strings',
  ],
  'exception: bad value': [
    (c) => exception(c, { podLabels: { app: 'a b' } }),
    'agents',
    'spec.podLabels["app"]',
    '"a b"',
    LABEL,
  ],
  'exception: a key that YAML reads as a number': [
    (c) => exception(c, { podLabels: { '0o7': 'x' } }),
    'agents',
    'spec.podLabels',
    'invalid key "0o7"',
    'a string that YAML 1.1 readers do not read as a number',
  ],
  'install: bad namespace': [
    (c) => install(c, { namespace: 'Kube_System' }),
    'pod-identity',
    'metadata.namespace',
    '"Kube_System"',
    'a DNS-1123 label',
  ],
  'install: names by hand': [(c) => install(c, { names: {} }), 'pod-identity', 'names', '{}', 'InstallNames.helm'],
  'install: twice': [
    (c) => {
      install(c, {});
      new AadPodIdentity(c, 'again');
    },
    'again/MicException',
    'metadata.name',
    '"mic"',
    'chart/pod-identity/MicException has it',
  ],
  'demo: subscription': [
    (c) => demo(c, { subscriptionId: 'prod' }),
    'demo',
    'spec.template.spec.containers[0].args: --subscription-id',
    '"prod"',
    GUID,
  ],
  'demo: client id not known': [
    (c) => demo(c, { identity: AzureIdentity.fromName(c, 'theirs', 'theirs') }),
    'demo',
    'spec.template.spec.containers[0].args: --identity-client-id',
    'nothing',
    GUID,
  ],
  'demo: elsewhere than its identity': [
    (c) => demo(c, { metadata: { namespace: 'billing' } }),
    'demo',
    'metadata.namespace',
    '"billing"',
    '"shop", the namespace of the identity "orders", which is namespaced',
  ],
  'demo: image': [(c) => demo(c, { image: '' }), 'demo', 'spec.template.spec.containers[0].image', '""', 'an image'],
};

describe('bad input', () => {
  let outdir: string;
  beforeAll(() => {
    outdir = mkdtempSync(join(tmpdir(), 'bad-input-'));
  });
  afterAll(() => rmSync(outdir, { recursive: true }));

  test('is covered by at least 40 cases', () => {
    expect(Object.keys(cases).length).toBeGreaterThanOrEqual(40);
  });

  test.each(Object.entries(cases))('%s', (_name, [make, construct, field, value, allowed]) => {
    const app = new App({ outdir });
    new ApiObject(new Chart(app, 'a-chart-before'), 'object', { apiVersion: 'v1', kind: 'ConfigMap' });
    const message = messageOf(() => {
      make(new Chart(app, 'chart', { namespace: 'shop' }));
      app.synth();
    });
    const [line = '', ...more] = message.split('\n').filter((text) => text.includes(` ${field}: ${introOf(value)}`));
    expect(more).toEqual([]);
    const path = construct === '' ? '' : `chart/${construct}: `;
    expect(line.startsWith(`${path}${field}: ${introOf(value)}`)).toBe(true);
    expect(line).toContain(value);
    expect(line.slice(line.search(/; (allowed|known fields): /))).toContain(allowed);
    expect(message).not.toMatch(/\n\s+at /);
    expect(readdirSync(outdir)).toEqual([]);
  });

  test('a construct that was refused does not stay in the tree', () => {
    const chart = new Chart(new App({ outdir }), 'chart', { namespace: 'shop' });
    expect(() => user(chart, { clientId: 'x' })).toThrow('spec.clientID');
    expect(chart.node.children).toEqual([]);
    user(chart, {});
    expect(chart.toJson()).toHaveLength(1);
  });

  test('all problems of a construct are told at once', () => {
    const chart = new Chart(new App({ outdir }), 'chart');
    const message = messageOf(() => principal(chart, { clientId: 'x', tenantId: 'y' }));
    expect(message.split('\n').map((line) => line.split(': ')[1])).toEqual([
      'spec.clientID',
      'spec.tenantID',
      'spec.clientPassword.namespace',
    ]);
  });

  test.each([
    ['releaseName', { releaseName: '' }],
    ['releaseName', { releaseName: 'my release' }],
    ['nameOverride', { releaseName: 'r', nameOverride: 'My-Name' }],
  ])('InstallNames.helm: %s', (field, options) => {
    expect(messageOf(() => InstallNames.helm(options))).toMatch(
      new RegExp(`^InstallNames.helm: ${field}: got .*; allowed: `),
    );
  });

  test('InstallNames.helm: an unknown field', () => {
    const options = { releaseName: 'r', nameoverride: 'x' };
    expect(messageOf(() => InstallNames.helm(options))).toBe(
      'InstallNames.helm: options: unknown field "nameoverride"; known fields: releaseName, nameOverride, fullnameOverride. Write nameOverride',
    );
  });

  test.each([
    ['subscriptionId', () => ManagedIdentityId.of('x', 'shop', 'orders')],
    ['resourceGroup', () => ManagedIdentityId.of(SUBSCRIPTION_ID, 'a/b', 'orders')],
    ['name', () => ManagedIdentityId.of(SUBSCRIPTION_ID, 'shop', '-orders')],
    ['name', () => ManagedIdentityId.of(SUBSCRIPTION_ID, 'shop', `${undefined}`)],
  ])('ManagedIdentityId.of: %s', (parameter, make) => {
    expect(messageOf(make)).toMatch(new RegExp(`^ManagedIdentityId.of: ${parameter}: got .*; allowed: `));
  });
});

/** Values are `got`; keys and unknown fields have words of their own. */
const introOf = (value: string) => (/^(invalid|unknown) /.test(value) ? '' : 'got ');

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}
