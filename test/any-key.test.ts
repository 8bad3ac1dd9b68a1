import { expect, test } from '@jest/globals';
import { MIC, NMI } from '../lib/checks/controller-examples';
import { BINDING, documents, IDENTITY, WORKLOAD } from '../lib/checks/examples';
import { SERVICE_PRINCIPAL } from '../lib/checks/identity-examples';
import { command } from './support/command';

// Keys that objects of JavaScript have by themselves mean nothing in manifests: what holds with another key of the same
// length and place holds with them.
const KEYS = ['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__proto__', '__defineGetter__'];
const other = (key: string) => `${key.slice(0, 1)}zz${key.slice(3)}`;

/** A map with a key in block style. */
const map = (indent: number, key: string, value = 'x') => `${' '.repeat(indent)}${key}: ${value}\n`;

const clusterWith = (key: string) =>
  documents(
    IDENTITY.replace('  annotations:\n', `  annotations:\n${map(4, key)}`).replace('spec:\n', `spec:\n${map(2, key)}`),
    BINDING.replace('spec:\n', `spec:\n  metadata:\n    labels:\n${map(6, key)}`),
    SERVICE_PRINCIPAL.replaceAll('name: orders', 'name: sp'),
    MIC.replaceAll(
      'env:\n',
      `env:\n            - name: ${key}\n              value: x\n            - name: CLOUD\n              value: ${key}\n`,
    ).replace('    spec:\n', `    spec:\n      nodeSelector:\n${map(8, key)}`),
    NMI.replace('    spec:\n', `    spec:\n      nodeSelector:\n${map(8, key)}`),
    WORKLOAD.replace('        aadpodidbinding', `${map(8, key, '~')}        aadpodidbinding`)
      .replace('    matchLabels:\n', `    matchLabels:\n${map(6, key)}`)
      .replace('          image:', `          resources:\n            limits:\n${map(14, key, '1')}          image:`),
    WORKLOAD.replace('name: orders', 'name: excepted').replace('        app: orders\n', map(8, key, '~')),
    WORKLOAD.replace('name: orders', 'name: wrong').replace('        app: orders\n', map(8, key, 'true')),
    `apiVersion: aadpodidentity.k8s.io/v1\nkind: AzurePodIdentityException\nmetadata:\n  name: e\n  namespace: other\nspec:\n  podLabels:\n${map(4, key, '""')}`,
    `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: plain\n  namespace: other\nspec:\n  template:\n    metadata:\n      labels:\n${map(8, key, '~')}    spec:\n      containers: []\n`,
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n  namespace: shop\n  annotations:\n${map(4, `aad-pod-identity.checks/${key}`)}data:\n${map(2, key)}`,
    `apiVersion: aadpodidentity.k8s.io/v1\nkind: ${key}\nmetadata:\n  name: k\n  namespace: shop\n${map(0, key, '{a: 1}')}`,
    `apiVersion: ${key}/v1\nkind: ${key}\nmetadata:\n  name: ${key}\n  namespace: ${key}\n`,
    `apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n  namespace: shop\nstringData:\n${map(2, key)}`,
  );

test.each([['assignments'], ['check'], ['assignments', '--allow-partial', '--mode', 'managed']])(
  '%s %s %s',
  async (...args) => {
    for (const key of KEYS) {
      const given = args.filter((arg) => arg !== undefined);
      const said = async (word: string) => {
        // What the API server would refuse ends `assignments`; look at both.
        const text = given[0] === 'check' ? clusterWith(word) : acceptable(clusterWith(word));
        return command([...given, '-', '--format', 'json'], text);
      };
      const [odd, plain] = [await said(key), await said(other(key))];
      expect(plain.code).not.toBe(1);
      const asPlain = JSON.parse(JSON.stringify(odd).replaceAll(key, other(key)));
      expect(asPlain).toEqual(plain);
    }
  },
);

/** Without the documents that the API server refuses. */
const acceptable = (text: string) =>
  text
    .split('---\n')
    .filter((part) => !/name: (?:wrong|k)$/m.test(part))
    .join('---\n');

test('an exception for a label of such a name holds', async () => {
  for (const key of KEYS) {
    const { out } = await command(['assignments', '-', '--format', 'json'], acceptable(clusterWith(key)));
    const { workloads } = JSON.parse(out);
    expect(workloads).toContainEqual(expect.objectContaining({ name: 'plain', excepted: true }));
    expect(workloads).toContainEqual(expect.objectContaining({ name: 'excepted', excepted: false }));
  }
});
