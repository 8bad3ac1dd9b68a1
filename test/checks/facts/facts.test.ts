import { expect, test } from '@jest/globals';
import { Manifests } from '../../../lib';
import { CheckedCluster } from '../../../lib/checks/checked-cluster';
import { MIC } from '../../../lib/checks/examples/controller-examples';
import { BINDING, changed, documents, IDENTITY } from '../../../lib/checks/examples/custom-resource-examples';
import { excerptOf } from '../../../lib/checks/excerpt';
import { controllersOf } from '../../../lib/checks/facts/controllers';
import { identitiesLeftOut, selectorsLeftOut } from '../../../lib/checks/facts/faulty-objects';
import { hasOwnSecret } from '../../../lib/checks/facts/mic-credentials';

const checked = (text: string) => new CheckedCluster(Manifests.fromText('cluster.yaml', text));

test('selectors of bindings that the API server refuses, and of no others', () => {
  const refused = changed(BINDING, 'azureIdentity: orders', 'azureIdentity: 5');
  expect([...selectorsLeftOut(checked(documents(IDENTITY, refused)))]).toEqual(['orders']);
  expect([...selectorsLeftOut(checked(documents(IDENTITY, BINDING)))]).toEqual([]);
});

test('identities that the API server refuses, and no others', () => {
  const found = (text: string, namespace: string, azureIdentity: string) =>
    identitiesLeftOut(checked(text))({ namespace, azureIdentity });
  const refused = changed(IDENTITY, 'type: 0', 'type: "0"');
  expect(found(refused, 'shop', 'orders')).toBe(true);
  expect(found(refused, 'shop', 'order')).toBe(false);
  expect(found(IDENTITY, 'shop', 'orders')).toBe(false);
  const unnamed = changed(IDENTITY, '  name: orders\n', '  name: Orders\n');
  expect(found(unnamed, 'shop', 'orders')).toBe(true);
  expect(found(unnamed, 'checkout', 'orders')).toBe(false);
  const nowhere = changed(IDENTITY, 'namespace: shop', 'namespace: Shop');
  expect(found(nowhere, 'shop', 'orders')).toBe(true);
  expect(found(nowhere, 'shop', 'payments')).toBe(false);
});

test('a line of up to 160 characters is shown whole, a longer one from the field on', () => {
  const line = (length: number) => `a: ${'x'.repeat(length - 8)} b: 1`;
  expect(excerptOf(line(160), 157)).toEqual({ text: line(160), caret: 159, length: 1 });
  expect(excerptOf(line(161), 158)).toEqual({ text: 'b: 1', caret: 3, length: 1 });
  expect(excerptOf(`${'a: '}${'x'.repeat(200)}`, 1)?.text).toHaveLength(160);
});

test('MIC has its own secret only with CLIENT_SECRET, without --cloudconfig and USE_MSI', () => {
  const mic = (args: string, variable: string) => {
    const text = changed(changed(MIC, '--cloudconfig=/etc/kubernetes/azure.json', args), 'env:\n', `env:\n${variable}`);
    return hasOwnSecret(controllersOf(checked(text), 'mic')[0] as Parameters<typeof hasOwnSecret>[0]);
  };
  const variable = (name: string, value: string) => `            - name: ${name}\n              value: "${value}"\n`;
  const secret = variable('CLIENT_SECRET', 'not a password');
  expect(mic('--v=1', secret)).toBe(true);
  expect(mic('--v=1', variable('CLIENT_ID', 'x'))).toBe(false);
  expect(mic('--v=1', secret + variable('USE_MSI', 'True'))).toBe(false);
  expect(mic('--cloudconfig=/etc/azure.json', secret)).toBe(false);
});
