import { afterAll, describe, expect, test } from '@jest/globals';
import { binding, deployment, identity, labelled, NAMESPACED, yaml } from '../support/cluster';
import { command } from '../support/command';
import { Folder } from '../support/folder';
import { CLIENT_ID } from '../support/ids';

const OBJECTS = yaml(
  identity('shop', 'orders', { clientID: CLIENT_ID }, NAMESPACED),
  binding('shop', 'orders-binding', 'orders', 'orders'),
  deployment('shop', 'orders', labelled('orders')),
);
const folder = new Folder({
  'shop/orders.yaml': OBJECTS,
  'values.yaml': 'a: 1\n',
  'text.txt': 'root:x:0\n',
  'none.yaml': '',
});
folder.write('empty/.keep', '');
afterAll(() => folder.remove());

const said = async (args: readonly string[], input = '') => {
  const { code, out, error } = await command(
    args.map((arg) => arg.replace('PATH', folder.path)),
    input,
  );
  return { code, out, error: error.replaceAll(folder.path, 'PATH') };
};
const checked = async (text: string) => {
  const one = new Folder({ 'shop/orders.yaml': OBJECTS, 'shop/z.yaml': text });
  const { code, out, error } = await command(['check', one.path]);
  one.remove();
  return { code, out, error: error.replaceAll(one.path, 'PATH') };
};

describe('apiVersion and kind in other case', () => {
  const HALF = 'apiVersion and kind are both required, as strings: the API server refuses the object';
  const EXCEPTION = 'apiVersion: aadpodidentity.k8s.io/v1\nkind: AzurePodIdentityException\nmetadata: { name: a }\n';
  test.each([
    ['Kind', EXCEPTION.replace('kind', 'Kind'), `2:1: ${HALF}. Write kind instead of Kind`],
    ['apiversion', EXCEPTION.replace('apiV', 'apiv'), `1:1: ${HALF}. Write apiVersion instead of apiversion`],
    [
      'all',
      EXCEPTION.replace('apiVersion', 'APIVERSION').replace('kind', 'KIND').replace('metadata', 'Metadata'),
      `1:1: ${HALF}. Write apiVersion instead of APIVERSION. Write kind instead of KIND`,
    ],
    ['no kind', EXCEPTION.replace(/kind.*\n/, ''), `1:1: ${HALF}`],
    [
      'neither metadata',
      EXCEPTION.replace(/metadata.*\n/, '').replace('kind', 'Kind'),
      `2:1: ${HALF}. Write kind instead of Kind`,
    ],
    [
      'a label',
      'apiVersion: v1\nKind: Pod\nmetadata: { name: a, labels: { aadpodidbinding: orders } }\n',
      `2:1: ${HALF}. Write kind instead of Kind`,
    ],
    [
      'an item of a list',
      'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  Kind: Pod\n',
      '4:3: an item of a list without apiVersion and kind: the API server refuses it. Write kind instead of Kind',
    ],
    [
      'items',
      'apiVersion: v1\nkind: List\nItems: []\n',
      '3:1: the items of a List are in items. Write items instead of Items',
    ],
  ])('%s in a folder: an error', async (_what, text, problem) => {
    expect(await checked(text)).toEqual({ code: 1, out: '', error: `PATH/shop/z.yaml:${problem}\n` });
  });

  test('without pod identity it is skipped with a warning, and files of other programs are no manifests', async () => {
    expect(await checked('apiVersion: v1\nKind: Service\nmetadata: { name: a }\n')).toEqual({
      code: 0,
      out: '',
      error: `warning: skipped: PATH/shop/z.yaml:2:1: ${HALF}. Write kind instead of Kind\n`,
    });
    for (const other of ['Kind: Service\n', 'apiVersion: 1\nKind: x\nmetadata: {}\n', 'ApiVersion: v1\nmetadata: {}\n'])
      expect(await checked(other)).toMatchObject({
        code: 0,
        error: expect.stringMatching(/^note: 1 document without/),
      });
  });
});

describe('a file that is named must be manifests', () => {
  test.each(['check', 'assignments'])('%s', async (name) => {
    for (const file of ['values.yaml', 'text.txt'])
      expect(await said([name, `PATH/${file}`])).toEqual({
        code: 1,
        out: '',
        error: `PATH/${file}:1:1: no manifest: it has no apiVersion and kind\n`,
      });
    expect((await said([name, 'PATH/shop', 'PATH/values.yaml'])).code).toBe(1);
  });

  test('not one that is empty, has manifests too, is in a folder, or standard input', async () => {
    const both = folder.write('both.yaml', `a: 1\n---\n${OBJECTS}`);
    expect(await said(['check', both])).toEqual({
      code: 0,
      out: '',
      error: 'note: 1 document without apiVersion and kind ignored, first PATH/both.yaml:1\n',
    });
    expect(await said(['check', 'PATH/none.yaml'])).toEqual({ code: 0, out: '', error: 'note: no objects to check\n' });
    expect(await said(['check', '-'], 'a: 1\n')).toEqual({
      code: 0,
      out: '',
      error: 'note: 1 document without apiVersion and kind ignored, first <stdin>:1\nnote: no objects to check\n',
    });
    expect((await said(['check', 'PATH'])).code).toBe(0);
  });
});

describe('assignments of nothing', () => {
  test('says so', async () => {
    for (const [path, name] of [
      ['PATH/empty', 'PATH/empty'],
      ['-', 'standard input'],
    ] as const) {
      const { code, out, error } = await said(['assignments', path]);
      expect([code, error]).toEqual([0, `note: no objects in ${name}\n`]);
      expect(out).toContain('No workloads.');
    }
    const service = yaml({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a', namespace: 'b' } });
    expect((await said(['assignments', '-'], service)).error).toBe('');
  });

  test.each([
    ['PATH/empty', 'PATH/empty', 0, 'no objects in OLD (PATH/empty) and NEW (PATH/empty): nothing is compared'],
    ['PATH/empty', 'PATH/shop', 2, 'no objects in OLD (PATH/empty): all access in NEW is gained'],
    ['PATH/shop', '-', 2, 'no objects in NEW (standard input): all access in OLD is lost'],
  ])('--diff %s %s warns', async (old, current, code, warning) => {
    const { error, ...rest } = await said(['assignments', '--diff', old, current]);
    expect([rest.code, error]).toEqual([code, `warning: ${warning}\n`]);
  });

  test('--diff of objects without access says nothing', async () => {
    const service = yaml({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a', namespace: 'b' } });
    expect((await said(['assignments', '--diff', '-', 'PATH/shop'], service)).error).toBe('');
  });
});

test('check speaks of no answer', async () => {
  const spark = {
    apiVersion: 'sparkoperator.k8s.io/v1',
    kind: 'SparkApplication',
    metadata: { name: 'x', namespace: 'a' },
  };
  const { error } = await said(
    ['check', '-'],
    yaml({ ...spark, spec: { driver: { labels: { aadpodidbinding: 'orders' } } } } as never),
  );
  expect(error).toMatch(
    /spec\.driver\.labels\.aadpodidbinding is not in a known pod template; its pods are left out\n$/,
  );
});

test('--explain of an unknown rule names those with the same words', async () => {
  const error = async (id: string) => (await said(['check', '--explain', id])).error;
  expect(await error('identity-typo')).toBe(
    'unknown rule "identity-typo". Did you mean identity-type-differs or identity-type-unknown?\n',
  );
  expect(await error('label-without-bindin')).toMatch(/Did you mean label-without-binding\?\n$/);
  expect(await error('identity')).toMatch(/--list-rules lists them\n$/);
  expect(await error('zebra')).toMatch(/--list-rules lists them\n$/);
});
