import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { binding, CRDS, deployment, identity, NAMESPACED, yaml } from '../support/cluster';
import { command } from '../support/command';
import { blocksOf, examplesOf, stepsOf } from '../support/documents';
import { RESOURCE_ID, TENANT_ID } from '../support/ids';
import type { Manifest } from '../support/manifests';
import { type StandIns, useStandIns } from '../support/stand-ins';
import { readYaml } from '../support/yaml-1.1';

const DOCUMENT = 'docs/migrate.md';
const SUBSCRIPTION = '6e0a1d0c-7b0e-4c1b-9a53-0f5a2f1d3c11';
const USE = 'azure.workload.identity/use';
const WEBHOOK = {
  kind: 'MutatingWebhookConfiguration',
  metadata: { name: 'azure-wi-webhook-mutating-webhook-configuration' },
  webhooks: [{ name: 'mutation.azure-workload-identity.io' }],
};
/** What kustomize does with the overlay of the document. */
const KUSTOMIZE = `#!${process.execPath}
const { readFileSync } = require('fs');
const { join } = require('path');
const { parse, parseAllDocuments, stringify } = require('${require.resolve('yaml')}');
const read = (file) => parseAllDocuments(readFileSync(file, 'utf8')).map((one) => one.toJS());
const keyOf = ({ kind, metadata }) => kind + ' ' + metadata.name;
const merge = (a, b) => {
  if (a?.constructor !== Object || b?.constructor !== Object) return b;
  const all = { ...a };
  for (const key of Object.keys(b)) {
    if (b[key] === null) delete all[key];
    else all[key] = merge(a[key], b[key]);
  }
  return all;
};
function build(folder, before = []) {
  const { resources, patches = [], components = [], namespace, labels = [] } = parse(readFileSync(join(folder, 'kustomization.yaml'), 'utf8'));
  let all = [...before, ...resources.flatMap((one) => (one.endsWith('.yaml') ? read(join(folder, one)) : build(join(folder, one))))];
  for (const component of components) all = build(join(folder, component), all);
  for (const patch of patches.map((one) => parse(one.patch)))
    all = all.map((one) => (keyOf(one) === keyOf(patch) ? merge(one, patch) : one));
  for (const one of all) {
    if (namespace) one.metadata.namespace = namespace;
    for (const { pairs } of labels) {
      one.metadata.labels = { ...one.metadata.labels, ...pairs };
      if (one.spec?.template) Object.assign(one.spec.template.metadata.labels, pairs);
    }
  }
  return all;
}
process.stdout.write(build(process.argv[3]).map((one) => stringify(one)).join('---\\n'));
`;

const standIns = useStandIns();
const steps = stepsOf(DOCUMENT);

function world(): StandIns {
  const made = standIns({
    subscriptions: [{ id: SUBSCRIPTION, name: 'Production' }],
    groups: [{ subscription: SUBSCRIPTION, name: 'shop', location: 'westeurope' }],
    clusters: [{ subscription: SUBSCRIPTION, resourceGroup: 'shop', name: 'shop' }],
    identities: ['orders', 'billing', 'search'].map((name) => ({
      ...{ subscription: SUBSCRIPTION, resourceGroup: 'shop', name, credentials: [] },
      id: `/subscriptions/${SUBSCRIPTION}/resourceGroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`,
    })),
    applications: [{ appId: '5f0c4b52-6d0a-4d3c-9a53-0f5e5d7a9b11', credentials: [] }],
    objects: [...CRDS, WEBHOOK],
  });
  const programs = {
    kustomize: KUSTOMIZE,
    npx: `#!/bin/sh\nshift 2\nexec "${process.execPath}" "${join(process.cwd(), 'build/lib/cli/main.js')}" "$@"\n`,
    curl: `#!/bin/sh\ncat > /dev/null\necho '{"token_type":"Bearer","access_token":"eyJ.secret"}'\n`,
  };
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(made.folder, 'bin', name), text);
    chmodSync(join(made.folder, 'bin', name), 0o755);
  }
  for (const [file, text] of Object.entries(examplesOf(DOCUMENT))) {
    mkdirSync(dirname(join(made.folder, file)), { recursive: true });
    writeFileSync(join(made.folder, file), text);
  }
  const config = '[user]\nname = n\nemail = e@example.com\n[core]\npager = cat\n';
  writeFileSync(join(made.folder, 'gitconfig'), config);
  made.run(
    'git init -q --bare -b main origin.git && cd gitops && git init -q -b main && git remote add origin ../origin.git',
  );
  return made;
}

/** What Argo CD or Flux, and the webhook, do after a push: the cluster holds what is in the repository. */
function roll(cluster: StandIns): void {
  const root = join(cluster.folder, 'gitops');
  const files = ['apps/orders', 'apps/billing', 'platform', 'rendered'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((file) => join(root, folder, file)),
  );
  const objects = files.flatMap((file) => readYaml(readFileSync(file, 'utf8'))).filter((one) => one?.kind);
  const pods = objects.flatMap((one) => podOf(one, objects));
  cluster.change((state) => {
    state.objects = [...CRDS, WEBHOOK, ...objects, ...pods];
  });
}

function podOf({ kind, metadata: { name, namespace }, spec }: Manifest, objects: Manifest[]): object[] {
  const template = spec?.template;
  if (!template?.spec?.containers || kind === 'CronJob') return [];
  const account = objects.find(
    (one) =>
      one.kind === 'ServiceAccount' &&
      one.metadata.namespace === namespace &&
      one.metadata.name === template.spec.serviceAccountName,
  );
  const env = {
    AZURE_CLIENT_ID: account?.metadata.annotations?.['azure.workload.identity/client-id'],
    AZURE_TENANT_ID: TENANT_ID,
    AZURE_FEDERATED_TOKEN_FILE: 'file',
    AZURE_AUTHORITY_HOST: 'https://login.microsoftonline.com/',
  };
  const added = template.metadata.labels[USE] === 'true' ? Object.entries(env) : [];
  const containers = template.spec.containers.map((one: object) => ({
    ...one,
    env: added.map(([key, value]) => ({ name: key, value })),
  }));
  return [
    {
      kind: 'Pod',
      metadata: { name: `${name}-0`, namespace, labels: template.metadata.labels, ownerReferences: [{ kind, name }] },
      spec: { nodeName: 'node-1', containers },
      status: { phase: 'Running' },
    },
  ];
}

test('each command of docs/migrate.md, from a folder of YAML to no pod identity', () => {
  const cluster = world();
  const said = steps.map(({ lines, exit }) => {
    const { status, stdout, stderr } = cluster.run(
      `export GIT_CONFIG_GLOBAL=$PWD/gitconfig\ncd gitops\nset -euo pipefail\n${lines}`,
    );
    if (status !== exit) throw new Error(`${lines}: ${status}\n${stderr}\n${stdout}`);
    // Nothing is pruned while the script deletes the install.
    if (/git push/.test(lines) && !lines.includes('uninstall.sh')) roll(cluster);
    return stdout + stderr;
  });
  const all = said.join('');
  for (const language of ['text', 'diff']) {
    for (const text of blocksOf(DOCUMENT, language)) expect(all).toContain(text);
  }
  expect(all).not.toContain('no token was requested');
  expect(all).not.toContain('eyJ');
  const last = said[steps.findIndex(({ lines }) => lines.includes('bash ../uninstall.sh'))];
  expect(last).toContain('4 workloads with pod identity or Workload Identity; 0 can take the next step; 4 done.');
  expect(last).not.toContain('Phases');
  expect(all).toContain('            serviceAccountName: search-had4001122\n');
  // In the end: the workloads, and nothing of pod identity.
  const { objects, applications, identities } = cluster.state;
  const kinds = objects.map(({ kind }: { kind: string }) => kind);
  expect(kinds.filter((kind: string) => /^Azure|DaemonSet/.test(kind))).toEqual([]);
  expect(kinds).toEqual(expect.arrayContaining(['Deployment', 'StatefulSet', 'CronJob']));
  expect(JSON.stringify(objects)).not.toContain('aadpodidbinding');
  const count = ({ credentials }: { credentials: object[] }) => credentials.length;
  expect([...applications, ...identities].map(count)).toEqual([1, 1, 1, 1]);
}, 120_000);

const WEB = { aadpodidbinding: 'orders' };
const identities = (...names: string[]) =>
  names.flatMap((name) => [identity('shop', name, {}, NAMESPACED), binding('shop', `${name}-binding`, name, 'orders')]);
const OTHER = { clientID: TENANT_ID, resourceID: RESOURCE_ID.replace(/[^/]+$/, 'other') };
/** Another identity, with its binding. */
const otherFor = (selector: string) => [
  identity('shop', 'other', OTHER, NAMESPACED),
  binding('shop', 'other-binding', 'other', selector),
];
/** Rows of the table that say that a plan blocks. */
const BLOCKED: [string, string[], object[], string][] = [
  ['several identities', [], [deployment('shop', 'web', WEB), ...otherFor('orders')], 'It has several identities'],
  [
    'one account, two identities',
    [],
    [
      deployment('shop', 'web', WEB, { serviceAccountName: 'one' }),
      deployment('shop', 'pay', { aadpodidbinding: 'pay' }, { serviceAccountName: 'one' }),
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'one', namespace: 'shop' } },
      ...otherFor('pay'),
    ],
    'has the same ServiceAccount, one, and other identities',
  ],
  [
    'Jobs before 1.32',
    ['--to', 'proxy', '--kubernetes-version', '1.31'],
    [{ ...deployment('shop', 'web', WEB), apiVersion: 'batch/v1', kind: 'Job' }],
    '1.32 or later for a Job at stage proxy',
  ],
  [
    'the host network',
    ['--to', 'proxy'],
    [deployment('shop', 'web', WEB, { hostNetwork: true })],
    'hostNetwork: got true; allowed: false at stage proxy',
  ],
  [
    'a port that is taken',
    ['--to', 'proxy'],
    [deployment('shop', 'web', WEB, { containers: [{ name: 'a', image: 'a', ports: [{ containerPort: 8000 }] }] })],
    'got 8000; allowed: another port than that of the proxy',
  ],
  [
    'a role bound to default',
    [],
    [
      deployment('shop', 'web', WEB),
      {
        ...{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding' },
        metadata: { name: 'reader', namespace: 'shop' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
        subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: 'shop' }],
      },
    ],
    'its pods lose the permissions of default: RoleBinding shop/reader',
  ],
];
test.each(BLOCKED)('where the table says that it blocks: %s', async (_what, options, objects, words) => {
  const text = yaml(...identities('orders'), ...objects);
  const { code, out } = await command(['migrate', 'plan', '-', ...options], text);
  expect([code, out.replace(/\s+/g, ' ')]).toEqual([2, expect.stringContaining(words)]);
});

test('where nothing is wrong, nothing blocks', async () => {
  const text = yaml(...identities('orders'), deployment('shop', 'web', WEB));
  expect((await command(['migrate', 'plan', '-', '--to', 'proxy'], text)).code).toBe(0);
});

test('the table has the 24 faults, and each command of it exists', async () => {
  const [, table = ''] = readFileSync(DOCUMENT, 'utf8').split('| shown by');
  const rows = table.split('\n').filter((line) => /^\| [a-z]/.test(line));
  expect(rows).toHaveLength(24);
  const shown = rows.flatMap((row) =>
    [...(row.split('|')[3] ?? '').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code),
  );
  expect(shown.length).toBeGreaterThanOrEqual(24);
  for (const words of new Set(shown)) {
    const [, name = '', option = ''] = /^([a-z ]+?)(?: (--.*))?$/.exec(words) ?? [];
    const { code, out } = await command([...name.split(' '), '--help']);
    expect([words, code, out]).toEqual([words, 0, expect.stringContaining(option.split(' ')[0] ?? '')]);
  }
});
