import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { command } from '../../support/command';
import { Folder } from '../../support/folder';
import { CLIENT_ID } from '../../support/ids';
import { changedLines } from '../../support/rewritten';
import { deploymentOf, IDENTITY } from '../../support/way-out';

/** The module object that the code under test uses. */
const system = require('node:fs') as typeof fs;

const folders: Folder[] = [];
const folderWith = (files: { readonly [file: string]: string | Uint8Array }) => {
  const folder = new Folder(files);
  folders.push(folder);
  return folder;
};
afterEach(() => {
  jest.restoreAllMocks();
  for (const folder of folders.splice(0)) folder.remove();
});

const read = (folder: Folder, file: string) => fs.readFileSync(join(folder.path, file), 'utf8');
const contentOf = (folder: Folder) =>
  Object.fromEntries(fs.readdirSync(folder.path).map((file) => [file, read(folder, file)]));
/** Files with their content, and folders. */
const treeOf = (folder: Folder) =>
  Object.fromEntries(
    fs
      .readdirSync(folder.path, { recursive: true, withFileTypes: true })
      .map((one) => join(one.parentPath, one.name))
      .map((path) => [
        path.slice(folder.path.length + 1),
        fs.statSync(path).isFile() ? fs.readFileSync(path, 'utf8') : undefined,
      ]),
  );
const rewrite = (folder: Folder, to: string, ...options: string[]) =>
  command(['migrate', 'rewrite', folder.path, '--to', to, ...options]);

const TWO = { 'a.yaml': deploymentOf('a'), 'b.yaml': deploymentOf('b'), 'identity.yaml': IDENTITY };

describe('files', () => {
  test('an account that two files share is written once, beside the first workload', async () => {
    const folder = folderWith(TWO);
    const { code, error } = await rewrite(folder, 'dual', '--in-place');
    expect([code, error]).toEqual([0, '']);
    expect(read(folder, 'a.yaml').split('---\n')[0]).toContain('kind: ServiceAccount\nmetadata:\n  name: orders\n');
    expect(read(folder, 'b.yaml')).not.toContain('ServiceAccount\n');
    expect(read(folder, 'b.yaml')).toContain('      serviceAccountName: orders\n');
    expect(read(folder, 'identity.yaml')).toBe(IDENTITY);
  });

  test('one of two workloads goes back: the account of both stays', async () => {
    const folder = folderWith(TWO);
    await rewrite(folder, 'dual', '--in-place');
    const { code } = await rewrite(folder, 'pod-identity', '--final', '--in-place', '--workload', 'Deployment/shop/b');
    expect(code).toBe(0);
    expect(read(folder, 'b.yaml')).toBe(TWO['b.yaml']);
    expect(read(folder, 'a.yaml')).toContain('kind: ServiceAccount');
    await rewrite(folder, 'pod-identity', '--final', '--in-place');
    expect(contentOf(folder)).toEqual(TWO);
  });

  test('an account of the workload itself is annotated where it is written, and restored', async () => {
    const account = '# ours\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: own\n  namespace: shop\n';
    const files = {
      'a.yaml': deploymentOf('a', '      serviceAccountName: own\n'),
      'account.yaml': account,
      'identity.yaml': IDENTITY,
    };
    const folder = folderWith(files);
    expect((await rewrite(folder, 'dual', '--in-place')).code).toBe(0);
    expect(read(folder, 'account.yaml')).toContain(`    azure.workload.identity/client-id: ${CLIENT_ID}\n`);
    expect(read(folder, 'a.yaml')).toContain('      serviceAccountName: own\n');
    await rewrite(folder, 'pod-identity', '--in-place');
    expect(read(folder, 'a.yaml')).toBe(files['a.yaml']);
    await rewrite(folder, 'pod-identity', '--in-place', '--final');
    expect(contentOf(folder)).toEqual(files);
  });

  test('the way back writes default where no account stood, and keeps the account', async () => {
    const folder = folderWith({ 'all.yaml': `${IDENTITY}---\n${deploymentOf('a')}` });
    await rewrite(folder, 'dual', '--in-place');
    await rewrite(folder, 'pod-identity', '--in-place');
    const text = read(folder, 'all.yaml');
    expect(text).toContain('      serviceAccountName: default\n');
    expect(text).not.toContain('azure.workload.identity/use');
    expect(text).toContain('kind: ServiceAccount');
  });

  test('byte order mark, mode and symbolic link stay', async () => {
    const text = `\ufeff${IDENTITY}---\n${deploymentOf('a')}`;
    const folder = folderWith({ real: text });
    fs.chmodSync(join(folder.path, 'real'), 0o640);
    fs.symlinkSync('real', join(folder.path, 'link.yaml'));
    expect((await rewrite(folder, 'dual', '--in-place')).code).toBe(0);
    expect(fs.lstatSync(join(folder.path, 'link.yaml')).isSymbolicLink()).toBe(true);
    expect(fs.statSync(join(folder.path, 'real')).mode & 0o777).toBe(0o640);
    expect(read(folder, 'real')).toMatch(/^\ufeffapiVersion/);
    await rewrite(folder, 'pod-identity', '--final', '--in-place');
    expect(read(folder, 'real')).toBe(text);
  });

  test('at the last stage label, identity and binding go, and only git brings them back', async () => {
    const folder = folderWith(TWO);
    const { code, error } = await rewrite(folder, 'workload-identity', '--in-place', '--workload', 'Deployment/shop/a');
    expect(code).toBe(0);
    expect(error).not.toContain('is removed');
    expect(read(folder, 'identity.yaml')).toBe(IDENTITY);
    const early = await rewrite(folder, 'workload-identity', '--final', '--in-place');
    expect(early.error).toMatch(
      /Deployment shop\/b is left as it is\. Its label is still there\. Run the command without --final/,
    );
    expect([early.code, read(folder, 'identity.yaml')]).toEqual([2, IDENTITY]);
    const last = await rewrite(folder, 'workload-identity', '--in-place');
    expect(last.error).toContain(
      'note: AzureIdentity shop/orders and 1 more: only old pods need them. After the roll-out, remove with --to workload-identity --final\n',
    );
    expect(read(folder, 'b.yaml')).not.toContain('aadpodidbinding:');
    // Until the roll-out is over, old pods get their tokens from NMI.
    expect((await rewrite(folder, 'workload-identity', '--in-place')).out).toBe('Nothing to change.\n');
    expect(read(folder, 'identity.yaml')).toBe(IDENTITY);
    const final = await rewrite(folder, 'workload-identity', '--final', '--in-place');
    expect(final.error).toContain('AzureIdentity shop/orders is removed: nobody among the paths needs it');
    expect(final.error).toContain(
      'identity.yaml: no object is left in it. Delete it, and its line in a kustomization that lists it\n',
    );
    expect(read(folder, 'identity.yaml')).toBe('');
    expect(await rewrite(folder, 'workload-identity', '--final', '--check')).toMatchObject({ code: 0 });
    for (const stage of ['pod-identity', 'dual', 'proxy']) {
      const back = await rewrite(folder, stage, '--check');
      expect([back.code, back.out]).toEqual([2, '']);
      expect(back.error).toContain('Run git revert with the commit that took it there.');
    }
  });

  test('--check changes nothing, and exits with 2 as long as something would change', async () => {
    const folder = folderWith(TWO);
    expect((await rewrite(folder, 'dual', '--check')).code).toBe(2);
    expect(contentOf(folder)).toEqual(TWO);
    await rewrite(folder, 'dual', '--in-place');
    expect(await rewrite(folder, 'dual', '--check')).toMatchObject({ code: 0, out: 'Nothing to change.\n' });
  });

  test('--output writes the files that change as deep as they are', async () => {
    const folder = folderWith({ 'in/deep/a.yaml': deploymentOf('a'), 'in/identity.yaml': IDENTITY });
    const out = join(folder.path, 'out');
    const { code } = await command(['migrate', 'rewrite', join(folder.path, 'in'), '--to', 'dual', '--output', out]);
    expect(code).toBe(0);
    expect(fs.readdirSync(out, { recursive: true }).map(String).sort()).toEqual(['deep', join('deep', 'a.yaml')]);
    expect(read(folder, 'in/deep/a.yaml')).toBe(deploymentOf('a'));
  });
});

const jsonOf = (object: object, step: number | string, lineBreak = '\n') =>
  `${JSON.stringify(object, null, step)}\n`.replaceAll('\n', lineBreak);
const deployment = (name: string) => ({
  ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'shop' } },
  spec: {
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name, aadpodidbinding: 'orders' } },
      spec: { containers: [{ name: 'main', image: 'example.com/main:1', env: [{ name: 'TEXT', value: 'ü ü' }] }] },
    },
  },
});

describe('files of JSON with one object', () => {
  test.each([
    ['two spaces', jsonOf(deployment('a'), 2)],
    ['tabs and CRLF', jsonOf(deployment('a'), '\t', '\r\n')],
    ['one line without an end', JSON.stringify(deployment('a'))],
    [
      'escapes and spaces',
      `  ${JSON.stringify(deployment('a')).replaceAll('ü', '\\u00fc').replaceAll(':', ' : ')}\n\n`,
    ],
  ])('%s: only new lines, a file for the account, and the original bytes in the end', async (_what, text) => {
    const files = { 'a.json': text, 'identity.yaml': IDENTITY };
    const folder = folderWith(files);
    const { code, error } = await rewrite(folder, 'dual', '--in-place');
    expect([code, error]).toEqual([0, '']);
    const found = JSON.parse(read(folder, 'a.json'));
    expect(found.spec.template.metadata.labels['azure.workload.identity/use']).toBe('true');
    expect(found.spec.template.spec.serviceAccountName).toBe('orders');
    const account = read(folder, 'a.serviceaccount.json');
    expect(JSON.parse(account)).toMatchObject({
      kind: 'ServiceAccount',
      metadata: { name: 'orders', namespace: 'shop' },
    });
    expect(account.includes('\r\n')).toBe(text.includes('\r\n'));
    expect(/^[ \t]+"/m.exec(account)?.[0]).toBe(/^[ \t]+"/m.exec(text)?.[0]);
    if (text.includes('\n  "')) {
      const removed = changedLines(text, read(folder, 'a.json')).filter((line) => line.startsWith('-'));
      expect(removed.map((line) => line.replace(/^- */, ''))).toEqual([]);
    }
    expect((await rewrite(folder, 'dual', '--check')).out).toBe('Nothing to change.\n');
    await rewrite(folder, 'pod-identity', '--in-place');
    expect(Object.keys(contentOf(folder))).toContain('a.serviceaccount.json');
    const removed = join(folder.path, 'a.serviceaccount.json');
    const out = new Folder();
    folders.push(out);
    const copied = await rewrite(folder, 'pod-identity', '--final', '--output', out.path);
    expect(copied.error).toContain(`note: ${removed}: nothing is left in it. Remove it\n`);
    expect(copied.out).not.toContain('serviceaccount');
    expect((await rewrite(folder, 'pod-identity', '--final', '--check')).out).toContain(`${removed} (removed)\n`);
    await rewrite(folder, 'pod-identity', '--final', '--in-place');
    expect(contentOf(folder)).toEqual(files);
  });

  test('an account file that is there already is not overwritten', async () => {
    const files = { 'a.json': jsonOf(deployment('a'), 2), 'identity.yaml': IDENTITY, 'a.serviceaccount.json': '[]' };
    const folder = folderWith(files);
    const { code, error } = await rewrite(folder, 'dual', '--in-place');
    expect(error).toContain('a.serviceaccount.json: it is there already. Move it away; no file was changed\n');
    expect(code).toBe(1);
    expect(contentOf(folder)).toEqual(files);
  });
});

describe('--output for what is left', () => {
  const outOf = async (folder: Folder, to: string) => {
    const out = join(folder.path, 'out');
    const said = await command(['migrate', 'rewrite', join(folder.path, 'in'), '--to', to, '--output', out]);
    return { ...said, out };
  };

  test('a component of kustomize for what Helm has rendered, and where to include it', async () => {
    const folder = folderWith({
      'in/all.yaml': `---\n# Source: web/templates/web.yaml\n${deploymentOf('a')}`,
      'in/identity.yaml': IDENTITY,
    });
    const { code, error, out } = await outOf(folder, 'dual');
    expect(code).toBe(2);
    expect(error).toContain(
      `note: ${join(out, 'workload-identity')}: a component of kustomize with patches for what is left. List it under components in each kustomization that renders these workloads; `,
    );
    expect(fs.readdirSync(join(out, 'workload-identity')).sort()).toEqual([
      'kustomization.yaml',
      'serviceaccounts.yaml',
    ]);
    expect(read(folder, 'out/workload-identity/kustomization.yaml')).toContain(
      '      kind: Deployment\n      name: a\n      namespace: shop\n',
    );
    expect(read(folder, 'out/workload-identity/serviceaccounts.yaml')).toContain(`client-id: "${CLIENT_ID}"`);
    const check = await command(['migrate', 'rewrite', join(folder.path, 'in'), '--to', 'dual', '--check']);
    expect(check.error).toContain('note: for what is left, --output DIR writes a component of kustomize with patches');
  });

  test('a ServiceAccount is in one of both only: beside the workload that could be edited', async () => {
    const alias = deploymentOf('b').replace(
      '      labels:\n        app: b\n        aadpodidbinding: orders\n',
      '      labels: *x\n',
    );
    const folder = folderWith({
      'in/all.yaml': `${deploymentOf('a')}---\n${alias.replace('  name: b\n', '  name: b\n  labels: &x {app: b, aadpodidbinding: orders}\n')}`,
      'in/identity.yaml': IDENTITY,
    });
    const { error, out } = await outOf(folder, 'dual');
    expect(error).toContain('An alias of YAML stands for spec.template.metadata.labels.');
    expect(read(folder, 'out/all.yaml').match(/^kind: \w+/gm)).toEqual([
      'kind: ServiceAccount',
      'kind: Deployment',
      'kind: Deployment',
    ]);
    expect(fs.readdirSync(join(out, 'workload-identity'))).toEqual(['kustomization.yaml']);
    expect(read(folder, 'out/workload-identity/kustomization.yaml')).toContain('serviceAccountName: orders\n');
  });

  test.each([
    ['dual', '  podLabels:\n    azure.workload.identity/use: "true"\n'],
    [
      'proxy',
      '  podLabels:\n    azure.workload.identity/use: "true"\n  podAnnotations:\n    azure.workload.identity/inject-proxy-sidecar: "true"\n',
    ],
    ['workload-identity', '  podLabels:\n    azure.workload.identity/use: "true"\n    aadpodidbinding: null\n'],
  ])('the values of a chart at %s', async (stage, lines) => {
    const release = (values: string) =>
      `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: shop}\nspec:\n  chart: {spec: {chart: web}}\n  values:\n${values}`;
    const label =
      '    server:\n      serviceAccount: {create: true}\n      podLabels:\n        aadpodidbinding: orders\n';
    const folder = folderWith({ 'in/release.yaml': release(label), 'in/identity.yaml': IDENTITY });
    const { code, error } = await outOf(folder, stage);
    const file = 'workload-identity/values-HelmRelease-shop-web.yaml';
    expect(error).toContain(
      `HelmRelease shop/web is left as it is. The label is in the values of a chart. Merge into spec.values what --output DIR writes into ${file}. Before, create the federated credential of AzureIdentity shop/orders for system:serviceaccount:shop:NAME, with the name that the chart gives its ServiceAccount; azure federate prints the command.\n`,
    );
    expect(error).not.toContain('Edit it by hand');
    expect(code).toBe(2);
    const values = read(folder, `out/${file}`);
    expect(values.replace(/^#.*\n/gm, '')).toBe(
      `server:\n${lines}  serviceAccount:\n    annotations:\n      azure.workload.identity/client-id: "${CLIENT_ID}"\n`,
    );
    // Somebody merges them.
    const merged = values
      .replace(/^#.*\n/gm, '')
      .replace(/^(?=.)/gm, '    ')
      .replace(': null', ': orders');
    folder.write(
      'in/release.yaml',
      release(
        stage === 'workload-identity'
          ? merged.replace(/.*orders\n/, '')
          : merged.replace('podLabels:\n', 'podLabels:\n        aadpodidbinding: orders\n'),
      ),
    );
    expect(await outOf(folder, stage)).toMatchObject({ code: 0 });
  });

  test.each([
    ['no identity', IDENTITY.replace('selector: orders', 'selector: other'), 'no identity for it is among the paths.'],
    [
      'another namespace',
      IDENTITY.replaceAll('namespace: shop', 'namespace: other'),
      'no identity for it is among the paths.',
    ],
    [
      'two identities',
      `${IDENTITY}---\n${IDENTITY.replaceAll('name: orders', 'name: more').replace('Identity: orders', 'Identity: more').replaceAll('/orders', '/more')}`,
      'it has several identities, ',
    ],
  ])('no values when the label means %s', async (_what, identity, reason) => {
    const folder = folderWith({
      'in/release.yaml':
        'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: shop}\nspec: {values: {podLabels: {aadpodidbinding: orders}}}\n',
      'in/identity.yaml': identity,
    });
    const { code, error, out } = await outOf(folder, 'dual');
    expect(error).toContain(`The label is in the values of a chart, and ${reason}`);
    expect([code, fs.existsSync(out)]).toEqual([2, false]);
  });
});

describe('what is left as it is', () => {
  const LEFT: [string, { [file: string]: string }, string][] = [
    [
      'a patch of kustomize sets the account',
      {
        'kustomization.yaml': 'resources: [a.yaml, identity.yaml]\npatches:\n- path: patch-a.yaml\n',
        'patch-a.yaml':
          'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a, namespace: shop}\nspec: {template: {spec: {serviceAccountName: other}}}\n',
        'a.yaml': deploymentOf('a'),
      },
      'Its ServiceAccount shop/other is not among the paths. Add its path, or run: kubectl annotate serviceaccount other',
    ],
    [
      'kustomize changes its name',
      { 'kustomization.yaml': 'resources: [a.yaml, identity.yaml]\nnamePrefix: x-\n', 'a.yaml': deploymentOf('a') },
      'Kustomize changes names for ',
    ],
    ['generated', { 'a.yaml': `# Code generated by x. DO NOT EDIT.\n${deploymentOf('a')}` }, 'This file is generated.'],
    [
      'rendered',
      { 'a.yaml': `---\n# Source: web/templates/web.yaml\n${deploymentOf('a')}` },
      'Helm has rendered this file.',
    ],
    [
      'an anchor that the selector shares',
      {
        'a.yaml': deploymentOf('a')
          .replace('    matchLabels:\n      app: a\n', '    matchLabels: &labels\n      app: a\n')
          .replace(
            '      labels:\n        app: a\n        aadpodidbinding: orders\n',
            '      labels:\n        <<: *labels\n        aadpodidbinding: orders\n',
          )
          .replace('    spec:\n      containers', '    spec: &pod\n      containers')
          .concat('x: *pod\n'),
      },
      'More than what is wanted would change',
    ],
    [
      'another workload has the account',
      {
        'a.yaml': deploymentOf('a', '      serviceAccountName: own\n'),
        'b.yaml': deploymentOf('b', '      serviceAccountName: own\n').replace('        aadpodidbinding: orders\n', ''),
        'own.yaml': 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: own, namespace: shop}\n',
      },
      'Its ServiceAccount own is also that of Deployment shop/b, which could then obtain AzureIdentity shop/orders.',
    ],
    [
      'a list of one kind',
      {
        'a.yaml': `apiVersion: apps/v1\nkind: DeploymentList\nitems:\n- ${deploymentOf('a').trimEnd().replaceAll('\n', '\n  ')}\n`,
      },
      'A DeploymentList holds no ServiceAccount.',
    ],
  ];

  test.each(LEFT)('%s', async (_what, files, reason) => {
    const all = { ...files, 'identity.yaml': IDENTITY };
    const folder = folderWith(all);
    const { code, error } = await rewrite(folder, 'dual', '--in-place');
    expect(error).toContain(`is left as it is. ${reason}`);
    expect(code).toBe(2);
    expect(contentOf(folder)).toEqual(all);
  });

  test('a file of JSON with one object, when its folder is not given', async () => {
    const text = jsonOf(deployment('a'), 2);
    const folder = folderWith({ 'a.json': text, 'identity.yaml': IDENTITY });
    const paths = ['a.json', 'identity.yaml'].map((file) => join(folder.path, file));
    const { code, error } = await command(['migrate', 'rewrite', ...paths, '--to', 'dual', '--in-place']);
    expect(error).toContain(
      'A file of JSON holds one object, so that its ServiceAccount has to be in another file. Write it there: {',
    );
    expect([code, read(folder, 'a.json')]).toEqual([2, text]);
  });

  test('a token that is written into the pod template', async () => {
    const text = fs.readFileSync('test/corpus/right/token-proxy-written-out/manifests.yaml', 'utf8');
    const folder = folderWith({ 'a.yaml': text });
    const { code, error } = await rewrite(folder, 'workload-identity', '--in-place');
    expect(error).toContain('The token of Workload Identity is written into its pod template');
    expect([code, read(folder, 'a.yaml')]).toEqual([2, text]);
    expect(await rewrite(folder, 'proxy', '--in-place')).toMatchObject({ code: 0 });
    expect(read(folder, 'a.yaml')).toBe(text);
  });

  test('near: a kustomization that lists and patches other fields is no reason', async () => {
    const folder = folderWith({
      'kustomization.yaml': 'resources: [a.yaml, identity.yaml]\npatches:\n- path: patch-a.yaml\n',
      'patch-a.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a, namespace: shop}\nspec: {replicas: 3}\n',
      'a.yaml': deploymentOf('a'),
      'identity.yaml': IDENTITY,
    });
    expect((await rewrite(folder, 'dual', '--in-place')).code).toBe(0);
    expect(read(folder, 'a.yaml')).toContain('azure.workload.identity/use: "true"');
  });

  test('near: an anchor that only the labels have is no reason', async () => {
    const text = deploymentOf('a').replace('      labels:\n', '      labels: &labels\n');
    const folder = folderWith({ 'a.yaml': text, 'identity.yaml': IDENTITY });
    expect((await rewrite(folder, 'dual', '--in-place')).code).toBe(0);
  });
});

/** The disk is full at one of the calls that write. */
function failAt(
  call: 'openSync' | 'writeSync' | 'fsyncSync' | 'renameSync' | 'mkdirSync' | 'rmSync',
  at: number,
): void {
  const real = system[call] as (...args: unknown[]) => unknown;
  let calls = 0;
  jest.spyOn(system, call).mockImplementation(((...args: unknown[]) => {
    const isOurs = call !== 'openSync' || args[1] === 'wx';
    if (isOurs && ++calls === at) throw Object.assign(new Error(), { code: 'ENOSPC', syscall: call });
    return real(...args);
  }) as never);
}

describe('interrupted', () => {
  test('a read-only file: nothing changes', async () => {
    const folder = folderWith(TWO);
    fs.chmodSync(join(folder.path, 'b.yaml'), 0o444);
    const { code, error, out } = await rewrite(folder, 'dual', '--in-place');
    expect([code, out]).toEqual([1, '']);
    expect(error).toMatch(/b\.yaml: .*; no file was changed\n$/);
    expect(contentOf(folder)).toEqual(TWO);
  });

  test('a file that changes meanwhile: nothing changes', async () => {
    const folder = folderWith(TWO);
    const before = system.readFileSync;
    jest
      .spyOn(system, 'readFileSync')
      .mockImplementation(((...args: Parameters<typeof fs.readFileSync>) =>
        String(args[0]).endsWith('b.yaml') ? Buffer.from('changed') : before(...args)) as typeof fs.readFileSync);
    const { code, error } = await rewrite(folder, 'dual', '--in-place');
    jest.restoreAllMocks();
    expect(code).toBe(1);
    expect(error).toContain('b.yaml: somebody has changed it meanwhile. Run the command again; no file was changed');
    expect(contentOf(folder)).toEqual(TWO);
  });

  test.each(['openSync', 'writeSync', 'fsyncSync', 'renameSync'] as const)(
    'an error of %s: nothing changes',
    async (call) => {
      let failed = 0;
      for (let at = 1; ; at++) {
        const folder = folderWith(TWO);
        failAt(call, at);
        const { code, error } = await rewrite(folder, 'dual', '--in-place');
        jest.restoreAllMocks();
        if (code === 0) break;
        failed++;
        expect(error).toMatch(/(a|b)\.yaml: .*space.*; no file was changed\n$/);
        expect(contentOf(folder)).toEqual(TWO);
      }
      expect(failed).toBe(2);
    },
  );

  const NEW_FILES = {
    'a.json': jsonOf(deployment('a'), 2),
    'prod/kustomization.yaml': 'resources: [all.yaml]\n',
    'prod/all.yaml': `# Code generated. DO NOT EDIT.\n${deploymentOf('b').replaceAll('shop', 'other')}---\n${IDENTITY.replaceAll('namespace: shop', 'namespace: other')}`,
    'identity.yaml': IDENTITY,
  };

  test.each(['openSync', 'mkdirSync', 'renameSync', 'rmSync'] as const)(
    'an error of %s, with files that come and go: nothing changes',
    async (call) => {
      let failed = 0;
      for (const isBack of [false, true]) {
        for (let at = 1; ; at++) {
          const folder = folderWith(NEW_FILES);
          if (isBack) expect((await rewrite(folder, 'dual', '--in-place')).code).toBe(0);
          const before = treeOf(folder);
          failAt(call, at);
          const to = isBack ? ['pod-identity', '--final'] : ['dual'];
          const { code, error } = await rewrite(folder, to[0] as string, ...to.slice(1), '--in-place');
          jest.restoreAllMocks();
          if (code === 0) {
            if (isBack) expect(treeOf(folder)).toEqual(treeOf(folderWith(NEW_FILES)));
            break;
          }
          failed++;
          expect(error).toMatch(/space.*; no file was changed\n$/);
          expect(treeOf(folder)).toEqual(before);
        }
      }
      expect(failed).toBeGreaterThan(0);
    },
  );

  test('killed: each file is old or new, and running again completes it', async () => {
    const done = folderWith(TWO);
    await rewrite(done, 'dual', '--in-place');
    const complete = contentOf(done);
    const preload = `const fs = require('node:fs');
let calls = 0;
for (const call of ['openSync', 'writeSync', 'fsyncSync', 'renameSync']) {
  const real = fs[call];
  fs[call] = (...args) => {
    const isOurs = call === 'renameSync' || call === 'fsyncSync' || (call === 'openSync' ? args[1] === 'wx' : args[0] > 2);
    if (isOurs && ++calls === Number(process.env.KILL_AT)) process.kill(process.pid, 'SIGKILL');
    return real(...args);
  };
}`;
    const main = join(__dirname, '../../../lib/cli/main.js');
    let killed = 0;
    for (let at = 1; ; at++) {
      const folder = folderWith(TWO);
      const script = folderWith({ 'kill.cjs': preload });
      const { signal } = spawnSync(
        process.execPath,
        ['-r', join(script.path, 'kill.cjs'), main, 'migrate', 'rewrite', folder.path, '--to', 'dual', '--in-place'],
        { env: { ...process.env, KILL_AT: String(at) } },
      );
      if (signal === null) break;
      killed++;
      for (const [file, text] of Object.entries(TWO)) expect([text, complete[file]]).toContain(read(folder, file));
      await rewrite(folder, 'dual', '--in-place');
      for (const file of Object.keys(TWO)) expect(read(folder, file)).toBe(complete[file]);
    }
    expect(killed).toBe(8);
  }, 60_000);
});
