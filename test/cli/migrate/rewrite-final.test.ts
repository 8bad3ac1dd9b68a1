import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { command } from '../../support/command';
import { Folder } from '../../support/folder';
import { CLIENT_ID, RESOURCE_ID } from '../../support/ids';
import { deploymentOf, IDENTITY } from '../../support/way-out';

const folders: Folder[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});
const rewrite = (folder: Folder, to: string, ...options: string[]) =>
  command(['migrate', 'rewrite', folder.path, '--to', to, ...options]);

/** What `--final` makes of a folder whose Deployment is at workload-identity, after other files came. */
async function finalWith(more: { readonly [file: string]: string }, identity = IDENTITY) {
  const moved = new Folder({ 'app.yaml': deploymentOf('a'), 'identity.yaml': identity });
  folders.push(moved);
  await rewrite(moved, 'workload-identity', '--in-place');
  const read = (file: string) => readFileSync(join(moved.path, file), 'utf8');
  const folder = new Folder({ 'app.yaml': read('app.yaml'), 'identity.yaml': read('identity.yaml'), ...more });
  folders.push(folder);
  const { code, error } = await rewrite(folder, 'workload-identity', '--final', '--in-place');
  const after = readFileSync(join(folder.path, 'identity.yaml'), 'utf8');
  return { code, after, error: error.replaceAll(`${folder.path}/`, '') };
}

const object = (head: string, rest: string) => {
  const [apiVersion, kind, namespace = 'b'] = head.split(' ');
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: other\n  namespace: ${namespace}\n${rest}`;
};
const APPLICATION = 'argoproj.io/v1alpha1 Application';
const RELEASE = 'helm.toolkit.fluxcd.io/v2 HelmRelease';

/** What may give the label to pods, and what is said. */
const USES: readonly (readonly [string, { readonly [file: string]: string }, string])[] = [
  [
    'values of Helm in a string',
    {
      'other.yaml': object(
        APPLICATION,
        'spec:\n  source:\n    chart: web\n    helm:\n      values: |\n        podLabels:\n          aadpodidbinding: orders\n',
      ),
    },
    'Application b/other (other.yaml:10:7) gives the label aadpodidbinding: "orders".',
  ],
  [
    'parameters of Helm',
    {
      'other.yaml': object(
        APPLICATION,
        'spec:\n  source:\n    chart: web\n    helm:\n      parameters:\n        - name: podLabels.aadpodidbinding\n          value: orders\n',
      ),
    },
    'Application b/other (other.yaml:11:11) gives the label aadpodidbinding: "orders".',
  ],
  [
    'a ConfigMap with values',
    {
      'other.yaml': object('v1 ConfigMap', 'data:\n  values.yaml: |\n    podLabels:\n      aadpodidbinding: orders\n'),
    },
    'ConfigMap b/other (other.yaml:7:3) gives the label aadpodidbinding: "orders".',
  ],
  [
    'a Secret with values in base64',
    {
      'other.yaml': object(
        'v1 Secret',
        `data:\n  values.yaml: ${Buffer.from('podLabels: {aadpodidbinding: orders}').toString('base64')}\n`,
      ),
    },
    'Secret b/other (other.yaml:7:3) gives the label aadpodidbinding: "orders".',
  ],
  [
    'a string among the values of a HelmRelease',
    { 'other.yaml': object(RELEASE, `spec:\n  values:\n    extra: '{"aadpodidbinding": "orders"}'\n`) },
    'HelmRelease b/other (other.yaml:8:5) gives the label aadpodidbinding: "orders".',
  ],
  [
    'an inline patch of Flux',
    {
      'other.yaml': object(
        'kustomize.toolkit.fluxcd.io/v1 Kustomization',
        'spec:\n  patches:\n    - patch: |\n        - op: add\n          path: /spec/template/metadata/labels/aadpodidbinding\n          value: orders\n',
      ),
    },
    'Kustomization b/other (other.yaml:8:7) gives the label aadpodidbinding: "orders".',
  ],
  [
    'a file of values',
    { 'values-redis.yaml': 'master:\n  podLabels:\n    aadpodidbinding: orders\n' },
    'values-redis.yaml:1 gives the label aadpodidbinding: "orders".',
  ],
  [
    'labels of a kustomization with a remote base',
    {
      'k/kustomization.yaml':
        'resources: ["https://example.com/base?ref=v1"]\nlabels:\n  - pairs: {aadpodidbinding: orders}\n    includeTemplates: true\n',
    },
    'k/kustomization.yaml:3:13 gives the label aadpodidbinding: "orders".',
  ],
  [
    'a patch for a remote base',
    {
      'k/kustomization.yaml': 'resources: ["https://example.com/base?ref=v1"]\npatches: [{path: p.yaml}]\n',
      'k/p.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: far}\nspec: {template: {metadata: {labels: {aadpodidbinding: orders}}}}\n',
    },
    'Deployment default/far (k/p.yaml:4:39) gives the label aadpodidbinding: "orders".',
  ],
  [
    'values of a chart in a kustomization',
    {
      'k/kustomization.yaml':
        'helmCharts:\n  - name: redis\n    valuesInline:\n      podLabels:\n        aadpodidbinding: orders\n',
    },
    'k/kustomization.yaml:5:9 gives the label aadpodidbinding: "orders".',
  ],
  [
    'an argument of a container',
    {
      'other.yaml': object(
        'apps/v1 Deployment',
        'spec:\n  template:\n    spec:\n      containers:\n        - name: spark\n          args: ["--conf", "spark.kubernetes.driver.label.aadpodidbinding=orders"]\n',
      ),
    },
    'Deployment b/other (other.yaml:11:28) gives the label aadpodidbinding: "orders".',
  ],
  [
    'a label that is not known',
    { 'values.txt.yaml': 'podLabels:\n  aadpodidbinding: $(IDENTITY)\n' },
    'values.txt.yaml:1 contains aadpodidbinding, and which identity its pods use is not known.',
  ],
  [
    'a map below the label',
    { 'values-x.yaml': 'aadpodidbinding:\n  enabled: true\n' },
    'values-x.yaml:1 contains aadpodidbinding, and which identity its pods use is not known.',
  ],
  [
    'the same in a string',
    { 'other.yaml': object('v1 ConfigMap', 'data:\n  values.yaml: |\n    aadpodidbinding:\n      enabled: true\n') },
    'ConfigMap b/other (other.yaml:7:3) contains aadpodidbinding, and which identity its pods use is not known.',
  ],
  [
    'a value of a HelmRelease that is the selector',
    { 'other.yaml': object(`${RELEASE} orders`, 'spec:\n  values: {}\n') },
    'HelmRelease orders/other (other.yaml:1:1) contains "orders", its selector, and may give it to pods.',
  ],
];

/** What gives no pod the label. */
const NEAR: readonly (readonly [string, { readonly [file: string]: string }])[] = [
  ['nothing else', {}],
  ['another label', { 'values.yaml.yaml': 'podLabels:\n  aadpodidbinding: others\n' }],
  ['a comment in a string', { 'other.yaml': object('v1 ConfigMap', 'data:\n  x: |\n    # aadpodidbinding: orders\n') }],
  ['no label', { 'values-x.yaml': 'podLabels:\n  aadpodidbinding: null\n' }],
  ['no label in a string', { 'other.yaml': object('v1 ConfigMap', 'data:\n  x: |\n    aadpodidbinding: null\n') }],
  ['a selector', { 'other.yaml': object('v1 Service', 'spec:\n  selector:\n    aadpodidbinding: orders\n') }],
  ['a patch that removes it', { 'p.yaml': '- op: remove\n  path: /spec/template/metadata/labels/aadpodidbinding\n' }],
  [
    'its own label',
    {
      'other.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: other\n  labels:\n    aadpodidbinding: orders\n',
    },
  ],
];

describe('--to workload-identity --final', () => {
  test.each(USES)('%s keeps identity and binding, and is named', async (_what, more, told) => {
    const { code, after, error } = await finalWith(more);
    expect(after).toBe(IDENTITY);
    expect(error).toContain(
      `warning: identity.yaml:1:1: AzureIdentity shop/orders and 1 more are left as they are. ${told} Delete it when none of those pods needs it.\n`,
    );
    expect(error).not.toContain('is removed');
    expect(code).toBe(2);
  });

  test.each(NEAR)('near: %s keeps nothing', async (_what, more) => {
    const { code, after, error } = await finalWith(more);
    expect(after).toBe('');
    expect(error).toContain('AzureIdentity shop/orders is removed');
    expect(code).toBe(0);
  });

  const ITEMS = IDENTITY.split('---\n');
  const indented = (text: string) => text.replace(/^(?=.)/gm, '    ').replace(/^ {4}/, '  - ');
  const OTHER = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: other\n';
  const JSON_ITEMS = [
    {
      apiVersion: 'aadpodidentity.k8s.io/v1',
      kind: 'AzureIdentity',
      metadata: {
        name: 'orders',
        namespace: 'shop',
        annotations: { 'aadpodidentity.k8s.io/Behavior': 'namespaced' },
      },
      spec: { type: 0, resourceID: RESOURCE_ID, clientID: CLIENT_ID },
    },
    {
      apiVersion: 'aadpodidentity.k8s.io/v1',
      kind: 'AzureIdentityBinding',
      metadata: { name: 'orders-binding', namespace: 'shop' },
      spec: { azureIdentity: 'orders', selector: 'orders' },
    },
  ];
  const OTHER_ITEM = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'other' } };
  const LIST = 'apiVersion: v1\nkind: List\nitems:\n';
  const listOf = (...items: object[]) => ({ apiVersion: 'v1', kind: 'List', items });

  test.each([
    ['in lines', LIST + ITEMS.map(indented).join(''), ''],
    ['with metadata behind it', `${LIST + ITEMS.map(indented).join('')}metadata: {resourceVersion: ""}\n`, ''],
    ['in JSON', `${JSON.stringify(listOf(...JSON_ITEMS), null, 2)}\n`, ''],
    ['in a list', `${JSON.stringify(listOf(listOf(...JSON_ITEMS)))}\n`, ''],
    [
      'two typed lists',
      JSON_ITEMS.map(
        (one) => `kind: ${one.kind}List\napiVersion: ${one.apiVersion}\nitems: [${JSON.stringify(one)}]\n`,
      ).join('---\n'),
      '',
    ],
    ['between documents', `${OTHER}---\n${LIST}${ITEMS.map(indented).join('')}---\n${OTHER}`, `${OTHER}---\n${OTHER}`],
    ['with an object in front', LIST + indented(OTHER) + ITEMS.map(indented).join(''), LIST + indented(OTHER)],
    ['with one behind', LIST + ITEMS.map(indented).join('') + indented(OTHER), LIST + indented(OTHER)],
    [
      'in JSON with one in front',
      JSON.stringify(listOf(OTHER_ITEM, ...JSON_ITEMS)),
      JSON.stringify(listOf(OTHER_ITEM)),
    ],
    ['in JSON with one behind', JSON.stringify(listOf(...JSON_ITEMS, OTHER_ITEM)), JSON.stringify(listOf(OTHER_ITEM))],
    [
      'in JSON around one',
      JSON.stringify(listOf(JSON_ITEMS[0] as object, OTHER_ITEM, JSON_ITEMS[1] as object)),
      JSON.stringify(listOf(OTHER_ITEM)),
    ],
  ])('a list of an identity and its binding: %s', async (_what, identity, expected) => {
    const { code, after, error } = await finalWith({}, identity);
    expect([after, code]).toEqual([expected, 0]);
    expect(error).toContain('AzureIdentity shop/orders is removed');
    expect(error).toContain('AzureIdentityBinding shop/orders-binding is removed');
    expect(error.includes('no object is left in it')).toBe(expected === '');
  });

  test('a binding that no pod has any more goes, and its identity stays for others', async () => {
    const other = IDENTITY.slice(IDENTITY.indexOf('---\n'))
      .replaceAll('orders-binding', 'b')
      .replace('selector: orders', 'selector: b');
    const { code, after, error } = await finalWith(
      { 'b.yaml': deploymentOf('b').replace('g: orders', 'g: b') },
      IDENTITY + other,
    );
    expect(error).toContain('AzureIdentityBinding shop/orders-binding is removed: nobody among the paths needs it');
    expect(after).toContain('kind: AzureIdentity\n');
    expect(after).not.toContain('orders-binding');
    expect(after).toContain('selector: b\n');
    expect(code).toBe(2);
  });
});
