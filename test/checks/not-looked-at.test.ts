import { expect, jest, test } from '@jest/globals';
import type { CheckOptions, Finding } from '../../lib';
import { BINDING, documents, IDENTITY, WORKLOAD } from '../../lib/checks/examples/custom-resource-examples';
import { SERVICE_PRINCIPAL } from '../../lib/checks/examples/identity-examples';
import { RULES } from '../../lib/checks/rules';
import { part } from '../support/size';

type Library = typeof import('../../lib');
type Facts = { readonly [name: string]: unknown };

const FOLDER = '../../lib/checks/facts';
const identitiesOf = ({ cluster }: { readonly cluster: { readonly identities: unknown } }) => cluster.identities;
const bindingsOf = ({ cluster }: { readonly cluster: { readonly bindings: unknown } }) => cluster.bindings;
const workloadsOf = ({ workloads }: { readonly workloads: unknown }) => workloads;

/** What tells rules where to look, as if it were everywhere. */
const EVERYWHERE: { readonly [file: string]: Facts } = {
  'unusual-identities': { unusualIdentities: identitiesOf },
  bindings: { unusualBindings: bindingsOf },
  'unserved-workloads': { unservedWorkloads: workloadsOf },
  'pod-fields': {
    podFields: ({ workloads }: { readonly workloads: unknown }) => ({
      placed: workloads,
      running: workloads,
      initializing: workloads,
    }),
  },
  texts: { mayHaveKeysWith: () => true, hasDuplicateKeys: () => true },
};

const OPTIONS: readonly CheckOptions[] = [
  {},
  { wholeCluster: true, kubeletClientId: '0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42', kubernetesVersion: '1.29' },
];

/** What is found in texts, with some facts replaced. */
function foundIn(texts: readonly string[], replaced: typeof EVERYWHERE): (readonly Finding[] | string)[] {
  jest.resetModules();
  for (const [file, facts] of Object.entries(replaced)) {
    const path = `${FOLDER}/${file}`;
    jest.doMock(path, () => ({ ...jest.requireActual<Facts>(path), ...facts }));
  }
  const { check, Manifests } = require('../../lib') as Library;
  const found = texts.flatMap((text) =>
    OPTIONS.map((options) => {
      try {
        return check(Manifests.fromText('cluster.yaml', text), options);
      } catch (error) {
        return String(error);
      }
    }),
  );
  for (const file of Object.keys(replaced)) jest.dontMock(`${FOLDER}/${file}`);
  return found;
}

function expectSame(texts: readonly string[]): void {
  const usual = foundIn(texts, {});
  const everywhere = foundIn(texts, EVERYWHERE);
  expect(usual.flat().length).toBeGreaterThan(texts.length / 4);
  for (const [i, found] of usual.entries()) expect(found).toEqual(everywhere[i]);
}

test('the facts are replaced', () => {
  const nowhere = { 'unserved-workloads': { unservedWorkloads: () => [] } };
  const text = documents(IDENTITY, WORKLOAD);
  const rulesOf = (replaced: typeof EVERYWHERE) =>
    foundIn([text], replaced).map((found) => (typeof found === 'string' ? found : found.map(({ rule }) => rule)));
  expect(rulesOf({})[1]).toContain('label-without-binding');
  expect(rulesOf(nowhere)[1]).not.toContain('label-without-binding');
});

test('the examples of all rules have the same findings when all objects are looked at', () => {
  expectSame(RULES.flatMap(({ bad, good }) => [bad, good]));
});

const VALUES = [
  ...['null', '""', '5', 'true', '0.5', '"0"', '[]', '{}', 'orders ', 'ORDERS', '#{ID}#', '<id>'],
  '00000000-0000-0000-0000-000000000000',
  '0B9F5C3E-5a57-4b0e-8f0e-2d1c7a6b9e42',
  '/subscriptions/0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42/resourceGroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/orders',
  '/subscriptions/12345678-1234-4234-8234-123456789012/resourcegroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/orders',
  '/subscriptions/12345678-1234-4234-8234-123456789012/resourceGroups/sh.op/providers/Microsoft.ManagedIdentity/userAssignedIdentities/orders',
  '/subscriptions/12345678-1234-4234-8234-123456789012/resourceGroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/omsagent-aks',
  '/subscriptions/12345678-1234-4234-8234-123456789012/resourceGroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/undefined',
];
const FIELDS = [
  ...['adEndpoint: login.microsoftonline.us', 'adResourceID: x', 'replicas: 2', 'auxiliaryTenantIDs: [x]', 'weight: 1'],
  ...['tenantID: 0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42', 'clientPassword: { name: x, namespace: shop }', 'ClientID: x'],
  ...['nodeSelector: { kubernetes.io/os: windows }', 'tolerations: [{ key: virtual-kubelet.io/provider }]'],
  ...['hostNetwork: true', 'initContainers: [{ name: i, env: [{ name: AZURE_CLIENT_ID, value: x }] }]'],
  ...['args: [curl, "http://169.254.169.254/metadata/instance"]', 'aadpodidbinding: orders'],
  ...['sidecar.istio.io/inject: "true"', 'azure.workload.identity/use: "true"', 'constructor: x'],
];

/** A text with another value in a line, and with another line before it. */
function* variantsOf(text: string): Generator<string> {
  const lines = text.split('\n');
  for (const [i, line] of lines.entries()) {
    const [, key, indent] = /^((\s*)[\w./-]+:) \S/.exec(line) ?? [];
    if (key === undefined) continue;
    for (const value of VALUES) yield lines.with(i, `${key} ${value}`).join('\n');
    for (const field of FIELDS) yield lines.toSpliced(i, 0, `${indent}${field}`).join('\n');
    yield lines.toSpliced(i, 1).join('\n');
  }
}

test.each([
  ['an identity', (one: string) => documents(one, BINDING, WORKLOAD), IDENTITY],
  ['a service principal', (one: string) => documents(one, BINDING, WORKLOAD), SERVICE_PRINCIPAL],
  ['a binding', (one: string) => documents(IDENTITY, one, WORKLOAD), BINDING],
  ['a workload', (one: string) => documents(IDENTITY, BINDING, one), WORKLOAD],
] as const)('%s that differs is looked at', (_what, within, text) => {
  expectSame(part(part([...variantsOf(text)])).map(within));
});
