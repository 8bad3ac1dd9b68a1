import { lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { run } from '../../lib/cli/program';
import { DEPENDENCIES, TOOLS } from '../../lib/project/dependencies';
import { command } from '../support/command';
import { Projects } from '../support/projects';

const FILES = [
  ...['.github/workflows/identities.yml', '.gitignore', 'README.md', 'cdk8s.yaml', 'main.test.ts', 'main.ts'],
  ...['package.json', 'tsconfig.json'],
];

let projects: Projects;
beforeAll(() => {
  projects = new Projects();
});
afterAll(() => projects.remove());

describe('init', () => {
  test('in an empty folder: a project whose test passes, and that says what to do next', async () => {
    const said = await projects.init('new', ['--namespace', 'shop']);
    expect(said).toEqual({
      code: 0,
      out: `8 files written. Next:\n\n  cd -- ${projects.pathOf('new')} && npm install && npm run synth && npm test\n\nThen read README.md.\n`,
      error: '',
    });
    expect(projects.files('new')).toEqual(FILES);
    expect(projects.test('new')).toMatchObject({ status: 0, stderr: expect.stringContaining('2 passed') });
    expect(projects.write('new')).toMatchObject({ status: 0, stdout: '', stderr: '' });
    const { out } = await command(['assignments', projects.pathOf('new', 'dist')]);
    expect(out).toMatch(/^ {2}Deployment web +orders +shop\/orders +shop\/orders-binding /m);
  });

  test('its test fails when the access changes', async () => {
    await projects.init('changed');
    const main = projects.read('changed', 'main.ts');
    writeFileSync(projects.pathOf('changed', 'main.ts'), main.replace(/ {4}orders\.assignTo.*\n/, ''));
    expect(projects.test('changed')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('1 failed, 1 passed'),
    });
  });

  test('depends on the versions that this package is tested with', () => {
    const ours = require('../../../package.json');
    expect(DEPENDENCIES).toEqual(ours.peerDependencies);
    for (const [name, range] of Object.entries(TOOLS))
      expect([name, ours.devDependencies[name]]).toEqual([name, range]);
  });

  test('the package itself is of this version', async () => {
    await projects.init('version');
    const { version } = require('../../../package.json');
    const { dependencies } = JSON.parse(projects.read('version', 'package.json'));
    expect(dependencies['cdk8s-aad-pod-identity']).toBe(`^${version}`);
  });

  test('never overwrites: lists what is in the way, and writes nothing', async () => {
    projects.scratch.write('there/main.ts', 'mine');
    projects.scratch.write('there/README.md', '');
    projects.scratch.write('there/notes.txt', '');
    const folder = projects.pathOf('there');
    expect(await projects.init('there')).toEqual({
      code: 1,
      out: '',
      error: `${folder}: nothing is written, because init never overwrites. In the way:\n  ${folder}/README.md\n  ${folder}/main.ts\nName another folder: aad-pod-identity init FOLDER\n`,
    });
    expect(readdirSync(folder)).toEqual(['README.md', 'main.ts', 'notes.txt']);
    expect(projects.read('there', 'main.ts')).toBe('mine');
  });

  test('a folder with other files is fine', async () => {
    projects.scratch.write('others/.git/HEAD', '');
    projects.scratch.write('others/LICENSE', '');
    expect((await projects.init('others')).code).toBe(0);
  });

  test('follows no link out of the folder', async () => {
    mkdirSync(projects.pathOf('elsewhere'));
    mkdirSync(projects.pathOf('linked'));
    symlinkSync(projects.pathOf('elsewhere'), projects.pathOf('linked', '.github'));
    symlinkSync(projects.pathOf('nowhere'), projects.pathOf('linked', 'main.ts'));
    const { code, error } = await projects.init('linked');
    expect(code).toBe(1);
    expect(error.split('\n').slice(1, 3)).toEqual([
      `  ${projects.pathOf('linked', '.github')}`,
      `  ${projects.pathOf('linked', 'main.ts')}`,
    ]);
    expect(readdirSync(projects.pathOf('elsewhere'))).toEqual([]);
    expect(lstatSync(projects.pathOf('nowhere'), { throwIfNoEntry: false })).toBeUndefined();
  });

  test('a file in place of the folder', async () => {
    projects.scratch.write('file', '');
    const { code, error } = await projects.init('file');
    expect([code, error]).toEqual([
      1,
      `${projects.pathOf('file')}: a file, not a folder. Name another folder: aad-pod-identity init FOLDER. To begin with what is in the file: --from ${projects.pathOf('file')}\n`,
    ]);
  });

  test.each([
    [['-n', 'a.b'], '--namespace: got "a.b"; allowed: a DNS-1123 label'],
    [['-n', 'Shop'], 'with a letter or digit at both ends. Write shop\n'],
    [['--from', '/no/such/file'], '--from /no/such/file: no such file or folder\n'],
    [['--exclude', 'test'], '--exclude needs --from: nothing is read without it\n'],
    [['--include-crds'], '--include-crds needs --from: nothing is read without it\n'],
    [['--from', '-'], '--from -: standard input is empty. For the chart without values, write {}\n'],
    [['--from', '-', '--exclude', 'test'], '--exclude needs a folder, and standard input has values of the chart\n'],
    [
      ['--from', 'test/corpus/right/add-on-apps', '--kube-version', '1.29'],
      '--kube-version needs values of the chart, and test/corpus/right/add-on-apps has manifests\n',
    ],
    [['--from', '-', '--release-name', 'Upper'], 'releaseName: got "Upper"; allowed: the name of a Helm release'],
  ])('%j is refused', async (args, message) => {
    const { code, out, error } = await projects.init('refused', args, args.length > 2 ? '{}' : '');
    expect([code, out]).toEqual([1, '']);
    expect(error).toContain(message);
    expect(readdirSync(projects.scratch.folder)).not.toContain('refused');
  });

  test.each([
    ['values', 'mic: {replicas: 3}', 'install.ts'],
    ['no values', 'null\n', 'install.ts'],
    ['values that are all left out', '# mic:\n{}\n', 'install.ts'],
    ['manifests', 'kind: Namespace\napiVersion: v1\nmetadata: {name: shop}\n', 'manifests/cluster.yaml'],
    [
      'manifests as JSON',
      '{"kind":"Namespace","apiVersion":"v1","metadata":{"name":"shop"}}',
      'manifests/cluster.yaml',
    ],
    [
      'manifests with indented JSON',
      '{\n  "apiVersion": "v1",\n  "kind": "List",\n  "items": [{"kind":"Namespace","apiVersion":"v1","metadata":{"name":"shop"}}]}',
      'manifests/cluster.yaml',
    ],
  ])('--from tells %s', async (what, text, file) => {
    const name = what.replaceAll(' ', '-');
    expect(await projects.init(name, ['--from', '-'], text)).toMatchObject({ code: 0 });
    expect(projects.files(name)).toContain(file);
  });

  test.each([
    ['nothing', '', 'is empty'],
    ['lines without anything', '\ufeff\n---\n \n...\n', 'is empty'],
    ['comments only', '---\n# Source: shop/templates/web.yaml\n', 'has only comments'],
  ])('--from refuses %s: from a pipe: what was to write it failed', async (_what, text, why) => {
    expect(await projects.init('empty', ['--from', '-'], text)).toEqual({
      code: 1,
      out: '',
      error: `--from -: standard input ${why}. For the chart without values, write {}\n`,
    });
    const file = join(projects.scratch.folder, 'empty.yaml');
    projects.scratch.write('empty.yaml', text);
    expect(readdirSync(projects.scratch.folder)).not.toContain('empty');
    // As a file they are values, which Helm accepts.
    expect(await projects.init(`empty-${why}`, ['--from', file])).toMatchObject({
      code: 0,
      error: `note: ${file} ${why}: the chart without values\n`,
    });
    projects.scratch.removeFolder(`empty-${why}`);
  });

  test.each([
    ['a file of something else', 'stages: [test]\nidentities: {script: [make]}\n', '"stages", "identities"'],
    ['a name that no key has', 'script: {run: make}\n', '"script"'],
  ])('--from %s says what it must be', async (_what, text, keys) => {
    const { code, error } = await projects.init('neither', ['--from', '-'], text);
    expect([code, error]).toEqual([
      1,
      `--from -: standard input has neither manifests nor values of the chart: its keys are ${keys}\n`,
    ]);
  });

  test('--from values with a typo names the key, without all that is below it', async () => {
    const identities = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`orders-${i}`, { clientID: 'x' }]));
    const { error } = await projects.init('typo', ['--from', '-'], JSON.stringify({ azureidentities: identities }));
    expect(error).toMatch(/Did you mean azureIdentities\?\n$/);
    expect(error.length).toBeLessThan(250);
  });

  test('what the user must do about the package is the last that is said', async () => {
    const said: string[] = [];
    const code = await run(['init', projects.pathOf('last')], {
      out: (text) => void said.push(text),
      error: (text) => void said.push(text),
      input: () => Buffer.from(''),
      colours: false,
    });
    expect([code, ...said]).toEqual([
      0,
      expect.stringContaining('8 files written'),
      expect.stringMatching(/^note: this command runs from its source/),
    ]);
  });
});
