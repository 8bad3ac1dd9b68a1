import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { binding, deployment, identity, yaml } from '../support/cluster';
import { blocksOf, examplesOf } from '../support/documents';
import { CLIENT_ID } from '../support/ids';
import { Scratch, type Streams } from '../support/scratch';
import { isInstalled } from '../support/shell-check';
import { readXml } from '../support/xml';
import { readYaml } from '../support/yaml-1.1';

type Yaml = { readonly [key: string]: Yaml } & readonly Yaml[] & string;
const DOCUMENT = 'docs/ci.md';
const text = readFileSync(DOCUMENT, 'utf8');
const examples = examplesOf(DOCUMENT);
const example = (file: string) => readYaml(examples[file] ?? '')[0] as unknown as Yaml;
const shells = blocksOf(DOCUMENT, 'sh');
const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));

interface Hooks {
  readonly repo: string;
  readonly hooks: readonly { readonly entry: string }[];
}

/** A repository of manifests: before, `orders` has no binding. */
const FOLDER = 'clusters/prod';
const BEFORE = yaml(identity('shop', 'orders', { clientID: CLIENT_ID }), deployment('shop', 'web', {}));
const AFTER = yaml(
  identity('shop', 'orders', { clientID: CLIENT_ID }),
  binding('shop', 'orders-binding', 'orders', 'orders'),
  deployment('shop', 'web', { aadpodidbinding: 'orders' }),
);
const WRONG = yaml(identity('shop', 'other', { clientID: 'none' }));

let scratch: Scratch;
let base = '';
beforeAll(() => {
  scratch = new Scratch();
  const write = (content: string) => scratch.write(`repository/${FOLDER}/shop.yaml`, content);
  const git = 'git -c user.name=n -c user.email=n@example.com';
  write(BEFORE);
  const { stdout, stderr } = scratch.bash(
    `cd repository && git init -q -b main && git add . && ${git} commit -q -m before && git rev-parse HEAD`,
  );
  if (stderr !== '') throw new Error(stderr);
  base = stdout.trim();
  write(AFTER);
  const said = scratch.bash(
    `cd repository && git update-ref refs/remotes/origin/main HEAD && git add . && ${git} commit -q -m after`,
  );
  if (said.status !== 0) throw new Error(said.stderr);
});
afterAll(() => scratch.remove());

/** Runs lines in the repository, with variables of a pipeline. */
function run(lines: string, variables = ''): Streams {
  scratch.write('lines.sh', lines);
  return scratch.bash(`cd repository\n${variables}\nbash -euo pipefail ../lines.sh`);
}
const read = (file: string) => readFileSync(join(scratch.folder, 'repository', file), 'utf8');

describe('docs/ci.md', () => {
  test('names this version', () => {
    const named = [...text.matchAll(/cdk8s-aad-pod-identity(?:@v?|-)(\d[\d.]*\d)/g)].map(([, one]) => one);
    expect(named.length).toBeGreaterThan(5);
    expect(new Set(named)).toEqual(new Set([version]));
    expect(text).not.toContain(`--package=${name} `);
  });

  test('the job of GitHub gives the action inputs that it has, and the permissions that it needs', () => {
    const [action] = readYaml(readFileSync('action.yml', 'utf8')) as unknown as [{ inputs: object }];
    const { permissions, jobs } = example('.github/workflows/identities.yml') as Yaml;
    const [, step] = (jobs?.identities?.steps ?? []) as unknown as [unknown, { uses: string; with: object }];
    expect(step.uses).toBe(`example/cdk8s-aad-pod-identity@v${version}`);
    for (const input of Object.keys(step.with)) expect(Object.keys(action.inputs)).toContain(input);
    expect(permissions).toEqual({ contents: 'read', 'pull-requests': 'write', 'security-events': 'write' });
    const inputs = text.slice(text.indexOf('The\ninputs are in'), text.indexOf('Pull requests of forks'));
    for (const [, input = ''] of inputs.matchAll(/`([\w-]+)(?::[^`]*)?`/g)) {
      if (input !== 'check' && input !== 'npx')
        expect([input, Object.keys(action.inputs)]).toEqual([input, expect.arrayContaining([input])]);
    }
  });

  describe('the pipeline of Azure DevOps', () => {
    const steps = (example('azure-pipelines.yml').steps ?? []) as unknown as readonly {
      script?: string;
      inputs?: { testResultsFiles: string };
    }[];
    const [check = '', difference = ''] = steps.flatMap(({ script }) => script ?? []);
    const variables = 'export AGENT_TEMPDIRECTORY=$PWD/../temp SYSTEM_PULLREQUEST_TARGETBRANCH=refs/heads/main';

    test('checks, and publishes the file that it wrote', () => {
      expect(run(check)).toMatchObject({ status: 0, stdout: '' });
      const [file] = steps.flatMap(({ inputs }) => inputs?.testResultsFiles ?? []);
      expect(readXml(read(file ?? '')).name).toBe('testsuites');
    });

    test('fails for findings', () => {
      scratch.write(`repository/${FOLDER}/wrong.yaml`, WRONG);
      const { status } = run(check);
      scratch.removeFolder(`repository/${FOLDER}/wrong.yaml`);
      expect([status, read('check.xml')]).toEqual([2, expect.stringContaining('client-id-not-a-guid')]);
    });

    test('says what a pull request changes, again on an agent that keeps its folders', () => {
      for (const _run of [1, 2]) {
        const { status, stdout } = run(difference, variables);
        expect(status).toBe(0);
        expect(stdout).toMatch(/^##vso\[task\.uploadsummary\]\/.*\/difference\.md$/m);
        expect(read('difference.md')).toContain('shop/orders-binding');
        scratch.removeFolder('temp');
      }
    });

    test('a folder that a pull request adds is empty before', () => {
      scratch.write('repository/clusters/new/shop.yaml', AFTER);
      const { status, stdout } = run(difference.replaceAll('clusters/prod', 'clusters/new'), variables);
      scratch.removeFolder('repository/clusters/new');
      scratch.removeFolder('temp');
      expect([status, stdout]).toEqual([
        0,
        expect.stringContaining('before/clusters/new does not exist: compared as an empty folder\n'),
      ]);
      expect(read('difference.md')).toContain('shop/orders-binding');
    });
  });

  describe('the pipeline of GitLab', () => {
    const { identities, difference } = example('.gitlab-ci.yml') as Yaml;
    const script = (job: Yaml | undefined) => ((job?.script ?? []) as unknown as string[]).join('\n');

    test('checks, and reports the file that it wrote', () => {
      expect(run(script(identities))).toMatchObject({ status: 0 });
      expect(readXml(read(identities?.artifacts?.reports?.junit as string)).name).toBe('testsuites');
    });

    test('a folder that a merge request adds is empty before', () => {
      scratch.write('repository/clusters/new/shop.yaml', AFTER);
      const lines = script(difference).replaceAll(FOLDER, 'clusters/new');
      const { status, stdout } = run(lines, `export CI_MERGE_REQUEST_DIFF_BASE_SHA=${base}`);
      scratch.removeFolder('repository/clusters/new');
      expect([status, stdout]).toEqual([
        difference?.allow_failure?.exit_codes,
        expect.stringContaining('before/clusters/new does not exist: compared as an empty folder\n'),
      ]);
      expect(read('difference.md')).toContain('shop/orders-binding');
    });

    test('a folder that it removes is empty after', () => {
      const lines = script(difference);
      const { status, stdout } = run(
        `mv clusters moved\n${lines}`,
        'export CI_MERGE_REQUEST_DIFF_BASE_SHA=$(git rev-parse HEAD)',
      );
      scratch.bash('cd repository && rm -r clusters && mv moved clusters');
      expect([status, stdout]).toEqual([
        difference?.allow_failure?.exit_codes,
        expect.stringMatching(/^clusters\/prod does not exist: compared as an empty folder$/m),
      ]);
    });

    test('ends with the code that is allowed when access changes', () => {
      const { status } = run(script(difference), `export CI_MERGE_REQUEST_DIFF_BASE_SHA=${base}`);
      expect(status).toBe(difference?.allow_failure?.exit_codes);
      const [artifact = ''] = (difference?.artifacts?.paths ?? []) as unknown as string[];
      expect(read(artifact)).toContain('shop/orders-binding');
      const head = run(script(difference), 'export CI_MERGE_REQUEST_DIFF_BASE_SHA=$(git rev-parse HEAD)');
      expect(head.status).toBe(0);
    });
  });

  test('the hook of pre-commit is the one that there is', () => {
    const { repos } = example('.pre-commit-config.yaml') as unknown as {
      repos: [{ rev: string; hooks: [{ id: string; args: string[] }] }];
    };
    const hooks = readYaml(readFileSync('.pre-commit-hooks.yaml', 'utf8'))[0] as unknown as {
      id: string;
      entry: string;
    }[];
    const [{ rev, hooks: used }] = repos;
    expect([rev, used[0].id]).toEqual([`v${version}`, hooks[0]?.id]);
    expect(run([hooks[0]?.entry, ...used[0].args].join(' '))).toMatchObject({ status: 0, stdout: '' });
  });

  test('the hook for the tarball is the same with another package', () => {
    const { repos } = example('local/.pre-commit-config.yaml') as unknown as { repos: [Hooks] };
    const [{ repo, hooks }] = repos;
    const [published] = readYaml(readFileSync('.pre-commit-hooks.yaml', 'utf8'))[0] as unknown as [{ entry: string }];
    const { description: _, ...same } = published as { entry: string; description?: string };
    const entry = same.entry.replace(`${name}@${version}`, `./vendor/${name}-${version}.tgz`);
    expect([repo, hooks]).toEqual(['local', [{ ...same, entry, args: [FOLDER] }]]);
    expect(run([hooks[0]?.entry, FOLDER].join(' '))).toMatchObject({ status: 0, stdout: '' });
  });

  test('the commands of the image', () => {
    // The entry point of the image, in the folder that is mounted.
    scratch.standIn(
      'docker',
      '#!/bin/sh\n[ "$1" = run ] || exit 0\nwhile [ "$1" != aad-pod-identity ]; do shift; done\nexec npx --no-install "$@"\n',
    );
    scratch.standIn('kustomize', '#!/bin/sh\ncat "$2"/*.yaml\n');
    const { status, stdout } = run(shells.find((lines) => lines.includes('docker build')) ?? '');
    expect([status, stdout]).toEqual([0, expect.stringContaining('shop/orders-binding')]);
  });

  test('the script for a shell', () => {
    scratch.standIn('npm', '#!/bin/sh\n');
    scratch.standIn('aad-pod-identity', '#!/bin/sh\nexec npx --no-install aad-pod-identity "$@"\n');
    const lines = shells.find((one) => one.includes('completion bash')) ?? 'false';
    const { status, stdout } = run(`${lines}complete -p aad-pod-identity`);
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^complete .* aad-pod-identity\n$/)]);
  });

  (isInstalled('zsh') ? test : test.skip)('the lines for zsh', () => {
    scratch.standIn('aad-pod-identity', '#!/bin/sh\nexec npx --no-install aad-pod-identity "$@"\n');
    const [lines = 'false'] = blocksOf(DOCUMENT, 'zsh');
    scratch.write(
      'lines.zsh',
      `${lines.replace('&& compinit', '&& compinit -u -D')}print -r -- $_comps[aad-pod-identity]\n`,
    );
    expect(run('zsh -f ../lines.zsh')).toMatchObject({ status: 0, stdout: '_aad_pod_identity\n' });
  });

  (isInstalled('fish') ? test : test.skip)('the line for fish', () => {
    scratch.standIn('aad-pod-identity', '#!/bin/sh\nexec npx --no-install aad-pod-identity "$@"\n');
    const [line = 'false'] = blocksOf(DOCUMENT, 'fish');
    scratch.write('line.fish', `${line}complete -c aad-pod-identity\n`);
    const { status, stdout } = run('fish --no-config ../line.fish');
    expect([status, stdout]).toEqual([0, expect.stringContaining('aad-pod-identity')]);
  });
});
