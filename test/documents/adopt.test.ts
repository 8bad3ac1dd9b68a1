import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { blocksOf, examplesOf } from '../support/documents';
import type { Manifest } from '../support/manifests';
import { Scratch } from '../support/scratch';
import { readYaml } from '../support/yaml-1.1';

const DOCUMENT = 'docs/adopt.md';
const shells = blocksOf(DOCUMENT, 'sh');
/** The first block with these words in it. */
const block = (words: string) => shells.find((text) => text.includes(words)) ?? 'false';

const VALUES = `
forceNamespaced: "true"
mic: { replicas: 3, podDisruptionBudget: { minAvailable: 1 } }
rbac: { createUserFacingClusterRoles: true }
azureIdentities:
  orders:
    type: 0
    resourceID: /subscriptions/6e0a1d0c-7b0e-4c1b-9a53-0f5a2f1d3c11/resourceGroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/orders
    clientID: 0b9f5c3e-5a57-4b0e-8f0e-2d1c7a6b9e42
    binding: { name: orders-binding, selector: orders }
`;
/** Objects as the cluster lists them, one of them not applied by Helm. */
const OBJECTS = {
  items: [
    {
      kind: 'Deployment',
      metadata: {
        name: 'aad-pod-identity-mic',
        namespace: 'identity-system',
        managedFields: [{ manager: 'kubectl' }, { manager: 'helm' }],
      },
    },
    { kind: 'ClusterRole', metadata: { name: 'aad-pod-identity-mic', managedFields: [{ manager: 'kubectl' }] } },
  ],
};

let scratch: Scratch;
beforeAll(() => {
  scratch = new Scratch();
  for (const [file, text] of Object.entries(examplesOf(DOCUMENT))) scratch.write(file, text);
  scratch.write('user-values.yaml', VALUES);
  scratch.write('objects.json', JSON.stringify(OBJECTS));
  // Both write down what they are asked; what kubectl is to read must be there.
  scratch.standIn(
    'helm',
    `#!/bin/sh
printf 'helm %s\\n' "$*" >> calls.txt
case "$*" in
  'get values'*) cat user-values.yaml;;
  'get manifest'*) echo 'kind: ConfigMap';;
esac
`,
  );
  scratch.standIn(
    'kubectl',
    `#!/bin/sh
last=
for word; do
  if [ "$last" = -f ]; then test -s "$word" || [ "$(cat)" = 'kind: ConfigMap' ] || exit 1; fi
  last=$word
done
printf 'kubectl %s\\n' "$*" >> calls.txt
case "$*" in *'-o json') cat objects.json;; esac
`,
  );
});
afterAll(() => scratch.remove());
const ran = new Set<string>();
function run(shell: string) {
  ran.add(shell);
  return scratch.bash(shell);
}
beforeEach(() => {
  rmSync(join(scratch.folder, 'calls.txt'), { force: true });
  scratch.removeFolder('dist');
});

const read = (file: string) => readFileSync(join(scratch.folder, file), 'utf8');
const sorted = (text: string) => readYaml(text).sort((a, b) => keyOf(a).localeCompare(keyOf(b)));
const keyOf = ({ kind, metadata }: Manifest) => `${kind} ${metadata.namespace} ${metadata.name}`;
const quiet = { status: 0, stdout: '', stderr: '' };

describe('docs/adopt.md', () => {
  test('a release, step by step, to the end', () => {
    expect(run(block('helm list'))).toEqual(quiet);
    // Its forceNamespaced confines the identities, so there is no warning about them.
    expect(run(block('aad-pod-identity render'))).toEqual(quiet);
    for (const step of ['helm get manifest', 'kubectl apply -f install.yaml', 'kubectl annotate']) {
      expect(run(block(step))).toEqual(quiet);
    }
    expect(read('calls.txt')).toBe(
      `helm list --all-namespaces --filter aad-pod-identity
helm get values aad-pod-identity -n identity-system -o yaml
helm get manifest aad-pod-identity -n identity-system
kubectl apply set-last-applied --create-annotation -f -
kubectl diff -f install.yaml
kubectl apply -f install.yaml
kubectl annotate -f install.yaml meta.helm.sh/release-name- meta.helm.sh/release-namespace-
kubectl delete secret -n identity-system -l owner=helm,name=aad-pod-identity
helm list --all-namespaces --filter aad-pod-identity
`,
    );
    expect(sorted(read('install.yaml')).map(keyOf)).toContain('Deployment identity-system aad-pod-identity-mic');
  });

  test('the construct renders what the command does', () => {
    const { status, stderr } = run(block('node adopt.js'));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(sorted(read('dist/aad-pod-identity.k8s.yaml'))).toEqual(sorted(read('install.yaml')));
  });

  test('the typed code renders the same', () => {
    expect(run(block('--as typescript')).status).toBe(0);
    expect(sorted(read('dist/aad-pod-identity.k8s.yaml'))).toEqual(sorted(read('install.yaml')));
    const lines = ['namespaced: false', 'followNamespace: false', 'metadata: { labels }'];
    for (const line of lines) expect(read('install.ts')).toContain(line);
  });

  test('pods of another version of the chart keep its label', () => {
    expect(scratch.bash('npx tsc --module node16 --types node older.ts && node older.js').status).toBe(0);
    const manifests = readYaml(read('dist/aad-pod-identity.k8s.yaml'));
    const labels = manifests
      .filter(({ kind }) => kind === 'Deployment' || kind === 'DaemonSet')
      .map(({ spec }) => spec.template.metadata.labels['helm.sh/chart']);
    expect(labels).toEqual(['aad-pod-identity-4.1.16', 'aad-pod-identity-4.1.16']);
  });

  test('the definitions are among the objects of --include-crds', () => {
    expect(run(block('--include-crds')).status).toBe(0);
    expect(readYaml(read('all.yaml')).filter(({ kind }) => kind === 'CustomResourceDefinition')).toHaveLength(4);
  });

  test('the plain YAML', () => {
    expect(run(block('node raw.js'))).toEqual(quiet);
    expect(sorted(read('dist/aad-pod-identity.k8s.yaml')).map(keyOf)).toContain('Deployment default mic');
  });

  test('helm’s entries are taken out of the objects that have one', () => {
    expect(run(block('--show-managed-fields'))).toEqual(quiet);
    expect(read('calls.txt')).toBe(
      `kubectl get -f install.yaml --show-managed-fields -o json
kubectl patch Deployment aad-pod-identity-mic -n identity-system --type=json -p [{op: test, path: /metadata/managedFields/1/manager, value: helm}, {op: remove, path: /metadata/managedFields/1}]
`,
    );
  });

  test('the other lines are lines of a shell', () => {
    scratch.write('dist/aad-pod-identity.k8s.yaml', 'kind: ConfigMap\n');
    for (const beginning of ['kubectl scale', 'kubectl diff --server-side', 'kubectl wait helmrelease']) {
      expect(run(block(beginning))).toEqual(quiet);
    }
  });

  test('every block of it was run', () => {
    expect(shells.filter((shell) => !ran.has(shell))).toEqual([]);
  });
});
