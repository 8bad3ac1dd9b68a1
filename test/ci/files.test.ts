import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { command } from '../support/command';
import { isInstalled } from '../support/shell-check';
import { readYaml } from '../support/yaml-1.1';

type Yaml = { readonly [key: string]: Yaml } & readonly Yaml[] & string;
const read = (file: string) => readYaml(readFileSync(file, 'utf8'))[0] as unknown as Yaml;
const json = JSON.parse(readFileSync('package.json', 'utf8'));

/** What a program prints about files; undefined where it is absent. */
const saidBy = (program: string, ...args: string[]) =>
  isInstalled(program) ? spawnSync(program, args, { encoding: 'utf8' }).stdout : undefined;

describe('.pre-commit-hooks.yaml', () => {
  const hooks = read('.pre-commit-hooks.yaml') as unknown as readonly { [key: string]: unknown }[];

  test('has one hook, which reads all manifests and gets no names of files', () => {
    expect(hooks).toMatchObject([
      { id: 'aad-pod-identity-check', language: 'system', pass_filenames: false, types_or: ['yaml', 'json'] },
    ]);
  });

  test('its entry is our command, of this version, and one that exists', async () => {
    const [npx, ...words] = String(hooks[0]?.entry).split(' ');
    const [program] = Object.keys(json.bin);
    expect([npx, ...words.splice(0, 3)]).toEqual(['npx', '--yes', `--package=${json.name}@${json.version}`, program]);
    const { code, out } = await command([...words, '--help']);
    expect(code).toBe(0);
    expect(out).toContain('Usage: aad-pod-identity check');
  });

  (isInstalled('pre-commit') ? test : test.skip)('pre-commit accepts it', () => {
    expect(spawnSync('pre-commit', ['validate-manifest', '.pre-commit-hooks.yaml']).status).toBe(0);
  });
});

describe.each(['.github/workflows/ci.yml', '.github/workflows/release.yml'])('%s', (file) => {
  const workflow = read(file);
  const jobs = Object.values(workflow.jobs as unknown as { [name: string]: Yaml });
  const steps = jobs.flatMap(({ steps: own }) => own as unknown as readonly { run?: string; uses?: string }[]);

  test('may only read, unless a job says so', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    const more = jobs.flatMap(({ permissions = {} }) => Object.keys(permissions));
    expect(new Set(more)).toEqual(new Set(file.endsWith('release.yml') ? ['contents', 'id-token'] : []));
  });

  test('uses actions by their commit, with the version beside it', () => {
    for (const line of readFileSync(file, 'utf8').match(/^ *- uses: .*$/gm) ?? [])
      expect(line).toMatch(/ [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('leaves no token in the checkout', () => {
    const checkouts = readFileSync(file, 'utf8').split('uses: actions/checkout@').slice(1);
    for (const rest of checkouts) expect(rest.split('- ')[0]).toContain('persist-credentials: false\n');
  });

  test('runs nothing that comes from outside', () => {
    for (const { run: script = '' } of steps) expect(script).not.toMatch(/\$\{\{/);
  });

  test('runs scripts and files that exist', () => {
    const scripts = steps.map(({ run: script = '' }) => script).join('\n');
    for (const [, name = ''] of scripts.matchAll(/npm run ([\w-]+)/g)) {
      // The wheel is made by a script of its own.
      if (name !== 'python') expect(Object.keys(json.scripts)).toContain(name);
    }
    for (const [path] of readFileSync(file, 'utf8').matchAll(/(?<=version-file: |-path: )[\w./-]+\.\w+$/gm)) {
      expect([path, existsSync(path)]).toEqual([path, true]);
    }
  });

  test('actionlint has nothing to say', () => {
    expect(saidBy('actionlint', file) ?? '').toBe('');
  });
});

test('ci.yml runs .ci/run, and the oldest Node that the package allows', () => {
  const text = readFileSync('.github/workflows/ci.yml', 'utf8');
  expect(text).toContain('- run: .ci/run\n');
  expect(json.engines.node).toBe('>=20');
  expect(text).toContain('node-version: 20\n');
});

test('release.yml publishes with provenance, without a token', () => {
  const text = readFileSync('.github/workflows/release.yml', 'utf8');
  expect(text).toContain('npm publish --provenance');
  expect(text).toContain('pypa/gh-action-pypi-publish@');
  expect(text).not.toContain('secrets.');
});

describe('Dockerfile', () => {
  const lines = readFileSync('Dockerfile', 'utf8')
    .replace(/ *\\\n */g, ' ')
    .split('\n');
  const of = (instruction: string) =>
    lines.filter((line) => line.startsWith(`${instruction} `)).map((line) => line.slice(instruction.length + 1));

  test('runs our command as an ordinary user', () => {
    expect(of('ENTRYPOINT')).toEqual([JSON.stringify(Object.keys(json.bin))]);
    expect(of('USER').at(-1)).toMatch(/^[1-9]\d*/);
  });

  test('copies what exists', () => {
    for (const copy of of('COPY').filter((one) => !one.startsWith('--from'))) {
      for (const source of copy.split(' ').slice(0, -1)) expect([source, existsSync(source)]).toEqual([source, true]);
    }
  });

  test('leaves out what is built here', () => {
    expect(readFileSync('.dockerignore', 'utf8').trim().split('\n')).toEqual(['.git', 'build', 'dist', 'node_modules']);
  });

  test('uses a Node that the package allows', () => {
    for (const from of of('FROM')) expect(Number(/^node:(\d+)/.exec(from)?.[1])).toBeGreaterThanOrEqual(20);
  });

  test('hadolint has nothing to say', () => {
    expect(saidBy('hadolint', 'Dockerfile') ?? '').toBe('');
  });
});
