import { linkSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
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
