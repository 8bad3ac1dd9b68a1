import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { command } from '../../support/command';
import { Folder } from '../../support/folder';
import { CLIENT_ID } from '../../support/ids';
import { deploymentOf, IDENTITY } from '../../support/way-out';

const folders: Folder[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});
const folderWith = (files: { readonly [file: string]: string }) => {
  const folder = new Folder(files);
  folders.push(folder);
  return folder;
};
const read = (folder: Folder, file: string) => readFileSync(join(folder.path, file), 'utf8');
const change = (folder: Folder, file: string, from: string, to: string) => {
  const text = read(folder, file);
  expect(text).toContain(from);
  writeFileSync(join(folder.path, file), text.replaceAll(from, to));
};
const rewrite = async (folder: Folder, to: string, ...options: string[]) => {
  const { code, out, error } = await command(['migrate', 'rewrite', folder.path, '--to', to, ...options]);
  return { code, out: out.replaceAll(`${folder.path}/`, ''), error: error.replaceAll(`${folder.path}/`, '') };
};

const FILES = { 'app.yaml': deploymentOf('a'), 'identity.yaml': IDENTITY };

describe('what somebody has changed after dual', () => {
  test.each([[], ['--final']])('another ServiceAccount stays on the way back, and is named (%s)', async (...final) => {
    const folder = folderWith(FILES);
    await rewrite(folder, 'dual', '--in-place');
    change(folder, 'app.yaml', 'serviceAccountName: orders', 'serviceAccountName: mine');
    const { code, error } = await rewrite(folder, 'pod-identity', '--in-place', ...final);
    expect(error).toContain(
      'Deployment shop/a: spec.template.spec.serviceAccountName: "mine" is not what this command wrote, and stays. Change it by hand if it should go.\n',
    );
    expect(error).toMatch(/^warning: app\.yaml:\d+:1: Deployment/);
    expect(code).toBe(2);
    const after = read(folder, 'app.yaml');
    expect(after.slice(after.indexOf('kind: Deployment'))).toBe(
      deploymentOf('a', '      serviceAccountName: mine\n').slice(FILES['app.yaml'].indexOf('kind: Deployment')),
    );
    // It is theirs now.
    expect(await rewrite(folder, 'pod-identity', '--in-place', '--final')).toMatchObject({ code: 0, error: '' });
    expect(read(folder, 'app.yaml')).toContain('serviceAccountName: mine');
  });

  test('near: default, written on the way back, goes at the end', async () => {
    const folder = folderWith(FILES);
    await rewrite(folder, 'dual', '--in-place');
    await rewrite(folder, 'pod-identity', '--in-place');
    expect(read(folder, 'app.yaml')).toContain('serviceAccountName: default\n');
    expect(await rewrite(folder, 'pod-identity', '--in-place', '--final')).toMatchObject({ code: 0, error: '' });
    expect(read(folder, 'app.yaml')).toBe(FILES['app.yaml']);
  });

  test('near: a record without what was written is undone', async () => {
    const folder = folderWith(FILES);
    await rewrite(folder, 'dual', '--in-place');
    change(folder, 'app.yaml', 'serviceAccountName>orders', 'serviceAccountName');
    expect(await rewrite(folder, 'pod-identity', '--in-place', '--final')).toMatchObject({ code: 0, error: '' });
    expect(read(folder, 'app.yaml')).toBe(FILES['app.yaml']);
  });

  test('a client id in the account of the workload itself stays', async () => {
    const account = 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: own\n  namespace: shop\n';
    const folder = folderWith({
      ...FILES,
      'app.yaml': deploymentOf('a', '      serviceAccountName: own\n'),
      'own.yaml': account,
    });
    await rewrite(folder, 'dual', '--in-place');
    change(folder, 'own.yaml', `client-id: ${CLIENT_ID}`, 'client-id: mine');
    const { code, error } = await rewrite(folder, 'pod-identity', '--in-place', '--final');
    expect(error).toContain(
      'warning: own.yaml:1:1: ServiceAccount shop/own: metadata.annotations["azure.workload.identity/client-id"]: "mine" is not what this command wrote, and stays.',
    );
    expect(code).toBe(2);
    expect(read(folder, 'own.yaml')).toContain('    azure.workload.identity/client-id: mine\n');
  });
});

describe('--to pod-identity --final for some of the paths', () => {
  const TWO = { 'one.yaml': deploymentOf('one'), 'two.yaml': deploymentOf('two'), 'identity.yaml': IDENTITY };
  const undo = async (folder: Folder, ...files: string[]) => {
    const paths = files.map((file) => join(folder.path, file));
    const to = ['--to', 'pod-identity', '--final', '--in-place'];
    const { code, error } = await command(['migrate', 'rewrite', ...paths, ...to]);
    return { code, error: error.replaceAll(`${folder.path}/`, '') };
  };

  test('an account that another file needs stays, and the file is named', async () => {
    const folder = folderWith(TWO);
    await rewrite(folder, 'dual', '--in-place');
    const { code, error } = await undo(folder, 'one.yaml', 'identity.yaml');
    expect(error).toMatch(
      /^warning: one\.yaml:1:1: ServiceAccount shop\/orders is left as it is\. \S*two\.yaml is not among the paths, and needs it\. Give that path, too, or move the ServiceAccount there\.\n$/,
    );
    expect(code).toBe(2);
    expect(read(folder, 'one.yaml')).toMatch(/^apiVersion: v1\nkind: ServiceAccount\n/);
    expect(read(folder, 'one.yaml')).toContain(TWO['one.yaml']);
    expect((await undo(folder, 'one.yaml', 'two.yaml', 'identity.yaml')).code).toBe(0);
    expect(read(folder, 'one.yaml')).toBe(TWO['one.yaml']);
  });

  test('near: a file of another namespace, one that has its own, and one that only has the word need nothing', async () => {
    const folder = folderWith({ 'one.yaml': TWO['one.yaml'], 'identity.yaml': IDENTITY });
    await rewrite(folder, 'dual', '--in-place');
    const far = deploymentOf('far', '      serviceAccountName: orders\n').replaceAll(
      'namespace: shop',
      'namespace: far',
    );
    writeFileSync(join(folder.path, 'far.yaml'), far);
    writeFileSync(join(folder.path, 'word.yaml'), deploymentOf('orders'));
    expect(await undo(folder, 'one.yaml', 'identity.yaml')).toEqual({ code: 0, error: '' });
    expect(read(folder, 'one.yaml')).toBe(TWO['one.yaml']);
  });
});

describe('identities that change at dual', () => {
  const OTHER_ID = '30000000-0000-4000-8000-000000000009';

  test('another client id: the account stays as it is, with a warning', async () => {
    const folder = folderWith(FILES);
    await rewrite(folder, 'dual', '--in-place');
    expect(await rewrite(folder, 'dual', '--in-place')).toEqual({ code: 0, out: 'Nothing to change.\n', error: '' });
    change(folder, 'identity.yaml', `clientID: ${CLIENT_ID}`, `clientID: ${OTHER_ID}`);
    const { code, error } = await rewrite(folder, 'dual', '--check');
    expect(error).toContain(
      `Deployment shop/a: Its ServiceAccount shop/orders was written for the client id ${CLIENT_ID}, and its bindings now give it ${OTHER_ID}. Create what azure federate prints, then set in the ServiceAccount aad-pod-identity.federation/identities: "${OTHER_ID}=`,
    );
    expect(error).toContain(`azure.workload.identity/client-id: "${OTHER_ID}".\n`);
    expect(code).toBe(2);
  });

  test('near: a ServiceAccount without our annotation is that of somebody else', async () => {
    const folder = folderWith(FILES);
    await rewrite(folder, 'dual', '--in-place');
    const text = read(folder, 'app.yaml');
    writeFileSync(
      join(folder.path, 'app.yaml'),
      text.replace(/^ +aad-pod-identity\.federation\/identities: .*\n/m, ''),
    );
    change(folder, 'identity.yaml', `clientID: ${CLIENT_ID}`, `clientID: ${OTHER_ID}`);
    expect((await rewrite(folder, 'dual', '--check')).error).not.toContain('was written for');
  });
});

describe('comments at the top of a file', () => {
  test.each([
    ['a licence', '# Copyright of the shop.\n# All rights reserved.\n\n'],
    ['a line for editors', '# yaml-language-server: $schema=https://shop.example/all.json\n'],
    ['both', '# Copyright of the shop.\n\n# yaml-language-server: $schema=https://shop.example/all.json\n'],
  ])('%s stays above a new ServiceAccount, and when it goes again', async (_what, head) => {
    const folder = folderWith({ ...FILES, 'app.yaml': head + FILES['app.yaml'] });
    await rewrite(folder, 'dual', '--in-place');
    expect(read(folder, 'app.yaml').startsWith(`${head}apiVersion: v1\nkind: ServiceAccount\n`)).toBe(true);
    await rewrite(folder, 'pod-identity', '--in-place', '--final');
    expect(read(folder, 'app.yaml')).toBe(head + FILES['app.yaml']);
  });

  test('near: a comment about the workload stays with it', async () => {
    const text = `# The shop.\n${FILES['app.yaml']}`;
    const folder = folderWith({ ...FILES, 'app.yaml': text });
    await rewrite(folder, 'dual', '--in-place');
    expect(read(folder, 'app.yaml')).toContain('---\n# The shop.\napiVersion: apps/v1\n');
    await rewrite(folder, 'pod-identity', '--in-place', '--final');
    expect(read(folder, 'app.yaml')).toBe(text);
  });
});
