import { linkSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { binding, deployment, identity, labelled, yaml } from '../support/cluster';
import { command } from '../support/command';
import { Folder } from '../support/folder';

const folder = new Folder();
afterAll(() => folder.remove());
const SHOP = yaml(identity('shop', 'a'), binding('shop', 'b', 'a', 'a'), deployment('shop', 'web', labelled('a')));
const CLUSTER = ['--cluster', 'c', '--resource-group', 'r'];

let count = 0;
const fresh = (files: { readonly [file: string]: string }) => {
  const name = `run${count++}`;
  for (const [file, text] of Object.entries(files)) folder.write(join(name, file), text);
  return join(folder.path, name);
};

describe('--output that is read', () => {
  const COMMANDS: readonly (readonly string[])[] = [
    ['check'],
    ...['text', 'json', 'sarif', 'github', 'junit', 'html'].map((format) => ['check', '--format', format]),
    ...['table', 'json', 'mermaid', 'markdown', 'html'].map((format) => ['assignments', '--format', format]),
    ...['table', 'json', 'markdown', 'html'].map((format) => ['migrate', 'plan', '--format', format]),
    ['azure', 'verify'],
    ['azure', 'uninstall'],
    ['azure', 'federate', ...CLUSTER],
    ['azure', 'setup', ...CLUSTER, '--subscription', 's'],
  ];

  test.each(COMMANDS)('%s %s %s: refused, and left as it is', async (...args) => {
    const root = fresh({ 'shop.yaml': SHOP });
    const file = join(root, 'shop.yaml');
    for (const path of [file, root]) {
      const { code, out, error } = await command([...args, path, '--output', file]);
      expect([code, out, error]).toEqual([1, '', `--output ${file}: it is a file that is read. Name another file\n`]);
    }
    expect([readFileSync(file, 'utf8'), readdirSync(root)]).toEqual([SHOP, ['shop.yaml']]);
  });

  test('by another path: a link to it, a link that is read, another name, a folder that is a link', async () => {
    const root = fresh({ 'in/shop.yaml': SHOP, 'other.yaml': SHOP });
    const at = (...names: string[]) => join(root, ...names);
    symlinkSync(at('in', 'shop.yaml'), at('link'));
    symlinkSync(at('in'), at('folder'));
    symlinkSync(at('other.yaml'), at('in', 'linked.yaml'));
    linkSync(at('in', 'shop.yaml'), at('hard'));
    for (const [output, input] of [
      [at('link'), at('in', 'shop.yaml')],
      [at('folder', 'shop.yaml'), at('in', 'shop.yaml')],
      [at('other.yaml'), at('in', 'linked.yaml')],
      [at('hard'), at('in', 'shop.yaml')],
    ] as const) {
      const { code, error } = await command(['assignments', at('in'), '--output', output]);
      const message = `--output ${output}: it is ${input}, a file that is read. Name another file\n`;
      expect([code, error.split('\n').slice(-2).join('\n')]).toEqual([1, message]);
    }
    expect([readFileSync(at('in', 'shop.yaml'), 'utf8'), readFileSync(at('other.yaml'), 'utf8')]).toEqual([SHOP, SHOP]);
  });

  test('either side of a difference, values, a configuration, federated credentials, a kustomization', async () => {
    const CONFIG = '{ "failOn": "error" }';
    const root = fresh({
      'old/a.yaml': SHOP,
      'new/a.yaml': SHOP,
      'kz/a.yaml': SHOP,
      'kz/kustomization.yaml': 'resources: [a.yaml]\n',
      'values.yaml': '{}\n',
      'config.json': CONFIG,
      'known.json': '[]\n',
    });
    const at = (...names: string[]) => join(root, ...names);
    for (const [file, ...args] of [
      [at('old', 'a.yaml'), 'assignments', '--diff', at('old'), at('new')],
      [at('new', 'a.yaml'), 'assignments', '--diff', at('old'), at('new')],
      [at('kz', 'kustomization.yaml'), 'check', at('kz')],
      [at('values.yaml'), 'render', '-f', at('values.yaml'), '--release-name', 'r'],
      [at('config.json'), 'check', at('old'), '--config', at('config.json')],
      [at('known.json'), 'check', at('old'), '--federated', at('known.json')],
      [at('known.json'), 'assignments', at('old'), '--federated', at('known.json')],
      [at('known.json'), 'migrate', 'plan', at('old'), '--federated', at('known.json')],
    ] as const) {
      const before = readFileSync(file, 'utf8');
      const { code, out, error } = await command([...args, '--output', file]);
      expect([code, out]).toEqual([1, '']);
      expect(error).toContain(`--output ${file}: it is a file that is read. Name another file\n`);
      expect(readFileSync(file, 'utf8')).toBe(before);
    }
  });

  test('what is not read may be written, and an answer in JSON again', async () => {
    const root = fresh({ 'shop.yaml': SHOP, 'left/out.yaml': SHOP });
    for (const [output, ...args] of [
      [join(root, 'left', 'out.yaml'), '--exclude', 'left'],
      [join(root, 'answer.json'), '--exclude', 'left', '--format', 'json'],
    ] as const) {
      const runs = [];
      for (let i = 0; i < 2; i++) {
        expect(await command(['assignments', root, ...args, '--output', output])).toMatchObject({ code: 0, out: '' });
        runs.push(readFileSync(output, 'utf8'));
      }
      expect(runs[1]).toBe(runs[0]);
    }
  });
});

describe('migrate rewrite --output', () => {
  const rewrite = (...args: string[]) => command(['migrate', 'rewrite', ...args, '--to', 'dual']);
  // Of the same identity of Azure: else it would have to be known how MIC and NMI run.
  const BACK = SHOP.replaceAll(/(namespace"?: "?)shop/g, '$1back');
  const inputs = () => fresh({ 'in/shop.yaml': SHOP, 'in/deep/back.yaml': BACK });

  test('writes what it says that it writes, and the same bytes again', async () => {
    const root = inputs();
    const [input, output] = [join(root, 'in'), join(root, 'out')];
    const said = `2 files written, 2 workloads:\n${join(output, 'deep', 'back.yaml')}\n${join(output, 'shop.yaml')}\n`;
    for (let i = 0; i < 2; i++) expect(await rewrite(input, '--output', output)).toMatchObject({ code: 0, out: said });
    expect(readFileSync(join(input, 'shop.yaml'), 'utf8')).toBe(SHOP);
  });

  test('files of the user stay: all are named, and nothing is written', async () => {
    const root = inputs();
    const [input, output] = [join(root, 'in'), join(root, 'out')];
    const [deep, own] = [join(output, 'deep', 'back.yaml'), join(output, 'shop.yaml')];
    folder.write(relative(folder.path, own), 'mine\n');
    const refused = (...files: string[]) =>
      `--output ${output}: nothing is written, because these files are there with other content:\n${files.map((file) => `  ${file}\n`).join('')}Give an empty folder\n`;
    expect(await rewrite(input, '--output', output)).toEqual({ code: 1, out: '', error: refused(own) });
    expect([readFileSync(own, 'utf8'), readdirSync(output)]).toEqual(['mine\n', ['shop.yaml']]);
    folder.write(relative(folder.path, deep), '');
    expect(await rewrite(input, '--output', output)).toEqual({ code: 1, out: '', error: refused(deep, own) });
    expect(readFileSync(deep, 'utf8')).toBe('');
  });

  test('what an earlier run wrote, and somebody has edited', async () => {
    const root = inputs();
    const [input, output] = [join(root, 'in'), join(root, 'out')];
    await rewrite(input, '--output', output);
    const edited = `${readFileSync(join(output, 'shop.yaml'), 'utf8')}# mine\n`;
    folder.write(relative(folder.path, join(output, 'shop.yaml')), edited);
    expect((await rewrite(input, '--output', output)).code).toBe(1);
    expect(readFileSync(join(output, 'shop.yaml'), 'utf8')).toBe(edited);
  });

  test('a folder that is read, by any name, or has a file that is', async () => {
    const root = inputs();
    const input = join(root, 'in');
    symlinkSync(input, join(root, 'link'));
    for (const output of [input, join(root, 'link'), `${input}/deep/..`]) {
      const { code, error } = await rewrite(input, '--output', output);
      expect([code, error]).toEqual([
        1,
        `--output ${output}: this folder is read, and its files would change. Give an empty folder, or write --in-place\n`,
      ]);
    }
    const file = join(input, 'shop.yaml');
    expect(await rewrite(file, '--output', input)).toEqual({
      code: 1,
      out: '',
      error: `--output ${file}: it is a file that is read. Give an empty folder that is not among the paths\n`,
    });
    expect(readFileSync(join(input, 'shop.yaml'), 'utf8')).toBe(SHOP);
  });

  test('a folder inside of what is read is one of its inputs in the second run, unless it is left out', async () => {
    const root = inputs();
    const [input, output] = [join(root, 'in'), join(root, 'in', 'out')];
    for (let i = 0; i < 2; i++) expect((await rewrite(input, '--output', output, '--exclude', 'out')).code).toBe(0);
    const before = readFileSync(join(output, 'shop.yaml'), 'utf8');
    expect((await rewrite(input, '--output', output)).code).not.toBe(0);
    expect(readFileSync(join(output, 'shop.yaml'), 'utf8')).toBe(before);
    expect(readdirSync(output).sort()).toEqual(['deep', 'shop.yaml']);
  });
});

describe('a part of the path that is a file', () => {
  const root = fresh({ 'in/shop.yaml': SHOP, plain: '' });
  const [input, plain] = [join(root, 'in'), join(root, 'plain')];
  test.each([
    [`${plain}/p`, 'init', `${plain}/p`],
    ['/dev/null/x', 'init', '/dev/null/x'],
    [`${plain}/p`, 'init', join(root, 'new'), '--from', `${plain}/p`],
    [`--output ${plain}/p`, 'check', input, '--output', `${plain}/p`],
    [`${plain}/p/deep`, 'migrate', 'rewrite', `${root}/in`, '--to', 'dual', '--output', `${plain}/p/deep`],
    [`${plain}/shop.yaml`, 'migrate', 'rewrite', `${root}/in`, '--to', 'dual', '--output', plain],
    [`${plain}/x`, 'migrate', 'rewrite', `${plain}/x`, '--to', 'dual', '--in-place'],
    [`--output ${plain}/p`, 'azure', 'federate', input, ...CLUSTER, '--output', `${plain}/p`],
    [`--output ${plain}/p`, 'render', '--release-name', 'r', '--output', `${plain}/p`],
    [`${plain}/p`, 'check', input, '--config', `${plain}/p`],
  ])('is said: %#', async (place, ...args) => {
    const { code, error } = await command(args);
    expect([code, error.split('\n').at(-2)]).toEqual([1, `${place}: a part of the path is not a folder`]);
  });
});
