import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { command } from '../../support/command';
import { Folder } from '../../support/folder';
import { CLIENT_ID } from '../../support/ids';
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
    const last = await rewrite(folder, 'workload-identity', '--in-place');
    expect(last.error).toContain('AzureIdentity shop/orders is removed: nobody among the paths needs it');
    expect(read(folder, 'identity.yaml')).toBe('');
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
      'A patch of kustomize sets the same fields. Change the patch, or write there: {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a"},"spec":{"template":{"metadata":{"labels":{"azure.workload.identity/use":"true"}},"spec":{"serviceAccountName":"orders"}}}} ServiceAccount: {"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"orders","namespace":"shop","annotations":{"aad-pod-identity.federation/identities":',
    ],
    [
      'kustomize changes its name',
      { 'kustomization.yaml': 'resources: [a.yaml, identity.yaml]\nnamePrefix: x-\n', 'a.yaml': deploymentOf('a') },
      'Kustomize changes its name, namespace or labels.',
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
      'Its ServiceAccount own is also that of "Deployment shop/b"',
    ],
    [
      'a list of one kind',
      {
        'a.yaml': `apiVersion: apps/v1\nkind: DeploymentList\nitems:\n- ${deploymentOf('a').trimEnd().replaceAll('\n', '\n  ')}\n`,
      },
      'A DeploymentList holds no ServiceAccount.',
    ],
    [
      'a file of JSON without a list',
      {
        'a.json': JSON.stringify({
          ...{
            apiVersion: 'v1',
            kind: 'Pod',
            metadata: { name: 'a', namespace: 'shop', labels: { aadpodidbinding: 'orders' } },
          },
          spec: { containers: [{ name: 'main', image: 'a' }] },
        }),
      },
      'A file of JSON holds one object',
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
        const real = system[call] as (...args: unknown[]) => unknown;
        let calls = 0;
        jest.spyOn(system, call).mockImplementation(((...args: unknown[]) => {
          const isOurs = call !== 'openSync' || args[1] === 'wx';
          if (isOurs && ++calls === at) throw Object.assign(new Error(), { code: 'ENOSPC', syscall: call });
          return real(...args);
        }) as never);
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
