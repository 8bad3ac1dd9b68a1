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
  expect([...selectorsLeftOut(checked(changed(BINDING, 'selector', 'Selector')))]).toEqual(['orders']);
  expect([...selectorsLeftOut(checked(documents(IDENTITY, BINDING)))]).toEqual([]);
});

test('identities that the API server refuses, and no others', () => {
  expect([...identitiesLeftOut(checked(changed(IDENTITY, 'type: 0', 'type: "0"')))]).toEqual(['shop/orders']);
  expect([...identitiesLeftOut(checked(IDENTITY))]).toEqual([]);
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
