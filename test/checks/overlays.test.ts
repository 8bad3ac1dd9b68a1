import { afterAll, describe, expect, test } from '@jest/globals';
import { check, Manifests } from '../../lib';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../../lib/checks/examples/custom-resource-examples';
import { ACCOUNT, TOKEN_WORKLOAD } from '../../lib/checks/examples/workload-identity-examples';
import { USE_LABEL } from '../../lib/upstream/workload-identity';
import { command } from '../support/command';
import { Folder } from '../support/folder';

const folders: Folder[] = [];
afterAll(() => {
  for (const folder of folders) folder.remove();
});

function tree(files: { readonly [file: string]: string }): string {
  const folder = new Folder(files);
  folders.push(folder);
  return folder.path;
}

/** File, rule, field. */
function found(files: { readonly [file: string]: string }, wholeCluster = true): string[] {
  const path = tree(files);
  const findings = check(Manifests.fromPaths([path], { allowPartial: true }), { wholeCluster });
  return findings.map(({ file, rule, path: field }) => `${file.slice(path.length + 1)} ${rule} ${field}`);
}

const without = (text: string, ...lines: RegExp[]) => lines.reduce((rest, line) => rest.replace(line, ''), text);
const NO_NAMESPACE = / {2}namespace: .*\n/g;
const IDS = without(IDENTITY, / {2}type: 0\n/);
const ONLY_TYPE = without(IDENTITY, / {2}resourceID: .*\n/, / {2}clientID: .*\n/);
const WEB = `apiVersion: apps/v1
kind: Deployment
metadata: {name: orders, namespace: shop}
spec:
  template:
    spec:
      containers:
        - {name: orders, env: [{name: MODE, value: prod}]}
`;

describe('with a kustomization', () => {
  const base = {
    'base/kustomization.yaml': 'resources: [all.yaml]\n',
    'base/all.yaml': documents(ONLY_TYPE, BINDING, WORKLOAD),
  };
  const overlay = (name: string, more = '') => ({
    [`overlays/${name}/kustomization.yaml`]: `resources: [../../base/]\npatches:\n  - path: identity.yaml\n${more}`,
    [`overlays/${name}/identity.yaml`]: IDS,
  });

  test('a base is completed by its patches, which are no objects, and two overlays are no duplicates', () => {
    expect(found({ ...base, ...overlay('dev'), ...overlay('prod') })).toEqual([]);
  });

  test('what a patch does not complete is found', () => {
    const partial = without(IDS, / {2}clientID: .*\n/);
    expect(found({ ...base, ...overlay('dev'), 'overlays/dev/identity.yaml': partial })).toEqual([]);
    const other = { ...base, 'base/all.yaml': documents(without(IDENTITY, / {2}clientID: .*\n/), BINDING, WORKLOAD) };
    expect(found(other)).toEqual(['base/all.yaml client-id-missing /spec/clientID']);
  });

  test('a mistake that no patch changes is found, once', () => {
    const wrong = {
      ...base,
      'base/all.yaml': documents(ONLY_TYPE, changed(BINDING, 'selector: orders', 'selector: "orders "'), WORKLOAD),
    };
    expect(found({ ...wrong, ...overlay('dev'), ...overlay('prod') })).toEqual([
      'base/all.yaml selector-not-a-label /spec/selector',
    ]);
  });

  test.each([
    ['patchesStrategicMerge', 'patchesStrategicMerge: [p.yaml]\n'],
    ['patches with a target', 'patches: [{path: p.yaml, target: {kind: AzureIdentity}}]\n'],
    ['an inline merge patch', `patches:\n  - patch: |-\n${IDS.replace(/^(?=.)/gm, '      ')}`],
    [
      'an inline JSON patch',
      'patches:\n  - target: {kind: AzureIdentity, name: ord.*}\n    patch: |-\n      - {op: add, path: /spec/resourceID, value: x}\n      - {op: add, path: /spec/clientID, value: x}\n',
    ],
    [
      'patchesJson6902 in a file',
      'patchesJson6902: [{path: json.yaml, target: {kind: AzureIdentity, name: orders}}]\n',
    ],
  ])('%s', (_, text) => {
    const files = {
      ...base,
      'p.yaml': IDS,
      'json.yaml': '- {op: add, path: /spec/clientID, value: x}\n',
      'kustomization.yaml': `resources: [base]\n${text}`,
    };
    const unlisted = text.includes('p.yaml') ? [] : ['p.yaml'];
    expect(found(files).filter((line) => !unlisted.some((file) => line.startsWith(file)))).toEqual([]);
  });

  test('it sets the namespace of a binding without one', () => {
    const files = {
      'kustomization.yaml': 'namespace: shop\nresources: [i.yaml, b.yaml, w.yaml]\n',
      'i.yaml': IDENTITY,
      'b.yaml': BINDING.replace(NO_NAMESPACE, ''),
      'w.yaml': WORKLOAD,
    };
    expect(found(files)).toEqual([]);
    const { 'kustomization.yaml': _, ...plain } = files;
    expect(found(plain)).not.toEqual([]);
  });

  test('several that have nothing in common are one cluster', () => {
    const files = {
      'infra/kustomization.yaml': 'resources: [a.yaml]\n',
      'infra/a.yaml': documents(IDENTITY, BINDING),
      'apps/kustomization.yaml': 'resources: [a.yaml]\n',
      'apps/a.yaml': WORKLOAD,
    };
    expect(found(files)).toEqual([]);
    const wrong = { ...files, 'apps/a.yaml': changed(WORKLOAD, 'aadpodidbinding: orders', 'aadpodidbinding: order') };
    expect(found(wrong)).toEqual(['apps/a.yaml label-without-binding /spec/template/metadata/labels/aadpodidbinding']);
  });

  test('a file of settings is no object', () => {
    const files = {
      'kustomization.yaml': 'resources: [a.yaml]\nconfigMapGenerator: [{name: c, files: [x=settings.yaml]}]\n',
      'a.yaml': documents(IDENTITY, BINDING, WORKLOAD),
      'settings.yaml': changed(changed(IDENTITY, 'type: 0', 'type: 7'), 'name: orders', 'name: other'),
    };
    expect(found(files)).toEqual([]);
  });

  test('in a base under two overlays, each with its own namespace', () => {
    const text = documents(IDENTITY, BINDING, WORKLOAD).replace(NO_NAMESPACE, '');
    const of = (name: string) => ({
      [`${name}/kustomization.yaml`]: `namespace: ${name}\nresources: [../base, extra.yaml]\n`,
      [`${name}/extra.yaml`]: changed(
        changed(BINDING, 'orders-binding', `${name}-binding`),
        'selector: orders',
        `selector: ${name}`,
      ).replace(NO_NAMESPACE, ''),
    });
    const files = {
      'base/kustomization.yaml': 'resources: [all.yaml]\n',
      'base/all.yaml': text,
      ...of('one'),
      ...of('two'),
    };
    expect(found(files, false)).toEqual([]);
  });
});

describe('without one, by the shape', () => {
  test.each<[string, string]>([
    ['$patch: delete', `$patch: delete\n${IDENTITY.replace(/spec:.*/s, '')}`],
    ['$patch in a list', changed(WEB, '- {name: orders,', '- {name: orders, $patch: delete,')],
    [
      'a directive for the order',
      changed(WEB, '      containers:', '      $setElementOrder/containers: [{name: orders}]\n      containers:'),
    ],
  ])('%s is a patch', (_, text) => {
    expect(found({ 'in.yaml': text })).toEqual([]);
  });

  test('an identity with nothing but its type is a base', () => {
    expect(found({ 'in.yaml': ONLY_TYPE }, false)).toEqual([]);
    expect(found({ 'in.yaml': without(IDENTITY, / {2}clientID: .*\n/) }, false)).toEqual([
      'in.yaml client-id-missing /spec/clientID',
    ]);
  });

  test('parts of one object in several folders complete one another', () => {
    const files = {
      'base/a.yaml': documents(ONLY_TYPE, BINDING, WORKLOAD),
      'overlays/prod/a.yaml': documents(IDS, WEB),
    };
    expect(found(files)).toEqual([]);
  });

  test('a part in a folder of patches', () => {
    expect(found({ 'patches/a.yaml': without(IDENTITY, / {2}resourceID: .*\n/) }, false)).toEqual([]);
    expect(found({ 'parts/a.yaml': without(IDENTITY, / {2}resourceID: .*\n/) }, false)).toEqual([
      'parts/a.yaml resource-id-malformed /spec/resourceID',
    ]);
  });

  test('folders that all files have in common are no environments', () => {
    const other = changed(IDENTITY, 'Groups/shop', 'Groups/other');
    for (const folder of ['home/dev/shop', 'environments/shop']) {
      const files = { [`${folder}/deploy/dev/a.yaml`]: IDENTITY, [`${folder}/deploy/prod/a.yaml`]: other };
      expect(found(files, false)).toEqual([]);
    }
    const parts = { 'dev/x/a.yaml': IDENTITY, 'dev/y/a.yaml': other };
    expect(found(parts, false)).toEqual(['dev/y/a.yaml duplicate-object /metadata/name']);
  });

  test('folders of environments have the same objects, and each its own mistakes', () => {
    const right = documents(IDENTITY, BINDING, WORKLOAD);
    const wrong = changed(right, 'clientID: 0b9f5c3e', 'clientID: 0b9f5c3');
    expect(found({ 'dev/a.yaml': right, 'prod/a.yaml': right.replace('type: 0', 'type: 0 ') })).toEqual([]);
    expect(found({ 'dev/a.yaml': right, 'prod/a.yaml': wrong })).toEqual([
      'prod/a.yaml client-id-not-a-guid /spec/clientID',
    ]);
    expect(found({ 'orders/a.yaml': right, 'billing/a.yaml': wrong })).toContain(
      'orders/a.yaml duplicate-object /metadata/name',
    );
  });
});

test('what is left out is said', async () => {
  const path = tree({ 'dev/a.yaml': IDENTITY, 'prod/a.yaml': IDENTITY, 'p.yaml': `$patch: delete\n${BINDING}` });
  const { code, error } = await command(['check', path]);
  expect(code).toBe(0);
  expect(error).toBe(
    `note: ${path}/p.yaml:1:1: AzureIdentityBinding shop/orders-binding changes another object, as a patch of kustomize does, and is left out\n` +
      'note: the folders have the same objects for 2 environments. Give the path of one cluster, or the output of kustomize build\n',
  );
});

test('assignments do not mix environments', async () => {
  const path = tree({
    'dev/a.yaml': IDENTITY,
    'prod/a.yaml': changed(IDENTITY, 'resourceGroups/shop', 'resourceGroups/live'),
  });
  const { code, out, error } = await command(['assignments', path]);
  expect([code, out]).toEqual([1, '']);
  expect(error).toContain('the folders have the same objects for 2 environments. Give the path of one cluster');
});

test('assignments say which files only change other objects', async () => {
  const path = tree({ 'a.yaml': documents(IDENTITY, BINDING, WORKLOAD), 'p.yaml': `$patch: delete\n${BINDING}` });
  const { code, out, error } = await command(['assignments', path, '--format', 'json']);
  expect(code).toBe(0);
  expect(JSON.parse(out).incomplete).toEqual([`${path}/p.yaml`]);
  expect(error).toMatch(/^warning: .*p\.yaml:1:1: AzureIdentityBinding shop\/orders-binding changes another object/);
});

describe('Workload Identity with a kustomization', () => {
  const label = `${USE_LABEL}: "true"`;
  const onObject = changed(
    changed(TOKEN_WORKLOAD, `        ${label}\n`, ''),
    '  namespace: shop\n',
    `  namespace: shop\n  labels:\n    ${label}\n`,
  );
  const patch = (labels: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: orders}
spec:
  template:
    metadata:
      labels: {${labels}}
`;
  const files = (labels: string) => ({
    'base/kustomization.yaml': 'resources: [all.yaml]\n',
    'base/all.yaml': documents(ACCOUNT, onObject),
    'prod/kustomization.yaml': 'resources: [../base]\npatches: [{path: pods.yaml}]\n',
    'prod/pods.yaml': patch(labels),
  });

  test('a label that a patch puts on the pods is there, and one that it does not is missing', () => {
    expect(found(files(label))).toEqual([]);
    expect(found(files('tier: web'))).toEqual([
      `base/all.yaml use-label-not-on-pods /metadata/labels/azure.workload.identity~1use`,
    ]);
  });

  test('one account for each environment is no account of two identities', () => {
    const other = ACCOUNT.replace('0b9f5c3e', '7d1f2a60');
    const environment = (name: string, account: string) => ({
      [`${name}/kustomization.yaml`]: 'resources: [../base, account.yaml]\n',
      [`${name}/account.yaml`]: account,
    });
    const base = { 'base/kustomization.yaml': 'resources: [all.yaml]\n', 'base/all.yaml': TOKEN_WORKLOAD };
    expect(found({ ...base, ...environment('dev', ACCOUNT), ...environment('prod', other) })).toEqual([]);
  });
});
