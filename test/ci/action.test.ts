import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { binding, deployment, identity, yaml } from '../support/cluster';
import { Folder } from '../support/folder';
import { CLIENT_ID } from '../support/ids';
import { isInstalled } from '../support/shell-check';
import { readWorkflowCommand } from '../support/workflow-command';
import { readYaml } from '../support/yaml-1.1';

interface Step {
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: { readonly [name: string]: string };
  readonly env?: { readonly [name: string]: string };
}
const [ACTION] = readYaml(readFileSync('action.yml', 'utf8')) as unknown as [
  {
    inputs: { [name: string]: { description: string; default: string } };
    outputs: { [name: string]: { value: string } };
    runs: { using: string; steps: Step[] };
  },
];
const STEPS = ACTION.runs.steps;

const GOOD = yaml(
  identity('shop', 'orders', { clientID: CLIENT_ID }),
  binding('shop', 'orders-binding', 'orders', 'orders'),
  deployment('shop', 'web', { aadpodidbinding: 'orders' }),
);
const WRONG = yaml(
  identity('shop', 'orders', { clientID: CLIENT_ID }),
  binding('shop', 'orders-binding', 'orders', 'orders'),
  deployment('shop', 'web', { aadpodidbinding: 'Orders' }),
);

/** Stand-ins: npx runs our command, and gh writes down what it is asked. */
const NPX = `#!/bin/sh
printf '%s\\n' "$*" >> "$CALLS/npx"
while [ "$1" != aad-pod-identity ]; do shift; done
shift
exec "${process.execPath}" "${join(process.cwd(), 'build/lib/cli/main.js')}" "$@"
`;
const GH = `#!/bin/sh
printf '%s\\n' "$*" >> "$CALLS/gh"
[ -z "$GH_FAILS" ] || exit 1
case "$*" in
  *--paginate*) [ ! -e "$CALLS/comments" ] || cat "$CALLS/comments" ;;
  *) cp "\${7#body=@}" "$CALLS/body" ;;
esac
`;

/** A repository with an action that runs in it. */
class Repository {
  public readonly folder = new Folder();
  public readonly root = join(this.folder.path, 'repository');
  public readonly outputs: { [step: string]: { [name: string]: string } } = {};
  public base = '';

  constructor() {
    for (const [name, text] of Object.entries({ npx: NPX, gh: GH }))
      chmodSync(this.folder.write(`bin/${name}`, text), 0o755);
    this.folder.write('temp/summary', '');
    this.write('README.md', '');
    this.git('init', '-q', '-b', 'main');
  }

  public write(file: string, text: string): void {
    this.folder.write(`repository/${file}`, text);
  }

  public commit(): string {
    this.git('add', '.');
    this.git('-c', 'user.name=n', '-c', 'user.email=n@example.com', 'commit', '-q', '--allow-empty', '-m', 'x');
    return this.git('rev-parse', 'HEAD').trim();
  }

  private git(...args: string[]): string {
    const { status, stdout, stderr } = spawnSync('git', args, { cwd: this.root, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return stdout;
  }

  /** Runs a step that has a script, with what GitHub puts in the place of its expressions. */
  public run(step: Step, inputs: { readonly [name: string]: string } = {}, more: NodeJS.ProcessEnv = {}) {
    const given: { [name: string]: string } = {
      ...Object.fromEntries(Object.entries(ACTION.inputs).map(([name, one]) => [`inputs.${name}`, one.default])),
      ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`inputs.${name}`, value])),
      'github.event.pull_request.base.sha': this.base,
      'github.event.pull_request.number': '7',
      'steps.difference.outputs.changed': this.outputs.difference?.changed ?? '',
    };
    const env = Object.entries(step.env ?? {}).map(([name, text]) => [
      name,
      text.replace(/\$\{\{ (.*?) \}\}/g, (_all, expression: string) => given[expression] ?? `unknown ${expression}`),
    ]);
    const temp = join(this.folder.path, 'temp');
    writeFileSync(join(temp, 'output'), '');
    const result = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run ?? ''], {
      cwd: this.root,
      encoding: 'utf8',
      env: {
        ...{ HOME: process.env.HOME, PATH: `${join(this.folder.path, 'bin')}${delimiter}${process.env.PATH}` },
        ...{ GITHUB_ACTION_PATH: process.cwd(), GITHUB_REPOSITORY: 'example/shop', RUNNER_TEMP: temp, CALLS: temp },
        ...{ GITHUB_OUTPUT: join(temp, 'output'), GITHUB_STEP_SUMMARY: join(temp, 'summary') },
        ...Object.fromEntries(env),
        ...more,
      },
    });
    const lines = readFileSync(join(temp, 'output'), 'utf8').trim().split('\n');
    const outputs = Object.fromEntries(
      lines.filter((line) => line !== '').map((line) => line.split('=') as [string, string]),
    );
    if (step.id) this.outputs[step.id] = outputs;
    return { ...result, outputs };
  }

  public temp(file: string): string {
    const path = join(this.folder.path, 'temp', file);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }
}

/** Output without the lines that are for the runner. */
const said = (output: string) => output.replace(/^::(stop-commands::)?[0-9a-f]{32}(::)?\n/gm, '');

/** The commands that the runner obeys. */
function obeyed(output: string): string[] {
  let token: string | undefined;
  return output.split('\n').filter((line) => {
    const command = readWorkflowCommand(line);
    if (token === undefined && command?.command === 'stop-commands') {
      token = command.message;
      return false;
    }
    if (token !== undefined && command?.command === token) {
      token = undefined;
      return false;
    }
    return token === undefined && command !== undefined;
  });
}

const [CHECK, UPLOAD, DIFFERENCE, COMMENT, VERDICT] = STEPS as [Step, Step, Step, Step, Step, Step];
let repository: Repository | undefined;
const made = (): Repository => {
  const one = new Repository();
  repository = one;
  return one;
};
afterEach(() => {
  repository?.folder.remove();
  repository = undefined;
});

describe('action.yml', () => {
  test('hands foreign text to scripts in the environment only', () => {
    for (const { run = '' } of STEPS) expect(run).not.toMatch(/\$\{\{/);
  });

  test('declares what it uses, and uses what it declares', () => {
    const text = readFileSync('action.yml', 'utf8');
    const used = new Set([...text.matchAll(/inputs\.([\w-]+)/g)].map(([, name]) => name));
    expect([...used].sort()).toEqual(Object.keys(ACTION.inputs).sort());
    const ids = STEPS.flatMap(({ id }) => (id ? [id] : []));
    for (const [, id = ''] of text.matchAll(/steps\.([\w-]+)\./g)) expect(ids).toContain(id);
  });

  test('installs this version', () => {
    const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(ACTION.inputs.package?.default).toBe(`${name}@${version}`);
  });

  test('correct manifests: no finding, and a SARIF file to upload', () => {
    const at = made();
    at.write('dist/shop.yaml', GOOD);
    const { status, stdout, outputs } = at.run(CHECK, { paths: 'dist\n' });
    expect([status, said(stdout)]).toEqual([0, '']);
    expect(outputs).toEqual({ findings: 'false', sarif: join(at.folder.path, 'temp/aad-pod-identity.sarif') });
    expect(JSON.parse(at.temp('aad-pod-identity.sarif')).version).toBe('2.1.0');
    expect(UPLOAD.with?.sarif_file).toMatch(/^\$\{\{ steps\.check\.outputs\.sarif \}\}$/);
    expect(at.temp('npx')).toMatch(
      /^--yes --package=cdk8s-aad-pod-identity@[\d.]+ aad-pod-identity check --format sarif /,
    );
  });

  test('findings: printed and in the file; the job fails after the upload', () => {
    const at = made();
    at.write('dist/shop.yaml', WRONG);
    const { status, stdout, outputs } = at.run(CHECK, { paths: 'dist', package: '' });
    expect([status, outputs.findings]).toEqual([0, 'true']);
    expect(stdout).toContain('dist/shop.yaml\n');
    expect(at.temp('aad-pod-identity.sarif')).toContain('"dist/shop.yaml"');
    expect(at.temp('npx')).toMatch(/^--no-install aad-pod-identity check/);
    expect(at.run(VERDICT).status).toBe(2);
    expect(STEPS.indexOf(VERDICT)).toBeGreaterThan(STEPS.indexOf(UPLOAD));
  });

  test.each([
    ['no paths', '\n', '::error::paths: nothing given'],
    ['no such path', 'nowhere', 'nowhere: no such file or folder'],
  ])('%s: the step fails', (_what, paths, error) => {
    const at = made();
    const { status, stdout } = at.run(CHECK, { paths });
    expect([status, said(stdout)]).toEqual([1, expect.stringContaining(error)]);
  });

  test('a difference becomes one comment, which is updated', () => {
    const at = made();
    at.write('dist/shop.yaml', WRONG);
    at.base = at.commit();
    at.write('dist/shop.yaml', GOOD);
    at.write('new/empty.yaml', yaml(deployment('shop', 'other', {})));
    const { status, stdout, outputs } = at.run(DIFFERENCE, { paths: 'dist\nnew' });
    expect([status, outputs]).toEqual([0, { changed: 'true' }]);
    expect(said(stdout)).toMatch(/^before: new does not exist: compared as an empty folder\n/);
    expect(at.temp('summary')).toContain('orders');
    expect(at.run(COMMENT)).toMatchObject({ status: 0 });
    expect(at.temp('body')).toMatch(/^<!-- aad-pod-identity: aad-pod-identity -->\n/);
    expect(at.temp('body')).toContain('shop/orders');
    expect(at.temp('gh')).toContain('api --silent --method POST repos/example/shop/issues/7/comments --field body=@');
    at.folder.write('temp/comments', '41\n42\n');
    at.run(COMMENT);
    expect(at.temp('gh')).toContain('api --silent --method PATCH repos/example/shop/issues/comments/41 --field body=@');
  });

  test('no difference: no new comment, and an old one says so', () => {
    const at = made();
    at.write('dist/shop.yaml', GOOD);
    at.base = at.commit();
    expect(at.run(DIFFERENCE)).toMatchObject({ status: 0, outputs: { changed: 'false' } });
    expect(at.run(COMMENT)).toMatchObject({ status: 0 });
    expect(at.temp('gh')).not.toContain('--method');
    at.folder.write('temp/comments', '41\n');
    at.run(COMMENT);
    expect(at.temp('gh')).toContain('--method PATCH');
  });

  test('can be used for several clusters in a job', () => {
    const at = made();
    at.write('one/shop.yaml', WRONG);
    at.write('two/shop.yaml', GOOD);
    at.base = at.commit();
    at.write('one/shop.yaml', GOOD);
    expect(at.run(DIFFERENCE, { paths: 'one' })).toMatchObject({ status: 0, outputs: { changed: 'true' } });
    expect(at.run(DIFFERENCE, { paths: 'two' })).toMatchObject({ status: 0, outputs: { changed: 'false' } });
  });

  test('a long difference is cut between two lines', () => {
    const at = made();
    const line = `| ${'€'.repeat(300)} |\n`;
    at.folder.write('temp/difference.md', line.repeat(100));
    at.outputs.difference = { changed: 'true' };
    expect(at.run(COMMENT)).toMatchObject({ status: 0, stdout: '' });
    const [, ...lines] = at.temp('body').split('\n');
    expect(lines.splice(-3)).toEqual(['', 'Cut: the page of the run has all of it.', '']);
    expect(lines).toEqual(Array(66).fill(line.trimEnd()));
  });

  test('without permission to comment, the job goes on with a warning', () => {
    const at = made();
    at.folder.write('temp/difference.md', 'x\n');
    const { status, stdout } = at.run(COMMENT, {}, { GH_FAILS: 'yes' });
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^::warning::/)]);
  });

  test('a folder before takes the place of Git', () => {
    const at = made();
    at.write('before/dist/shop.yaml', WRONG);
    at.write('dist/shop.yaml', GOOD);
    expect(at.run(DIFFERENCE, { paths: 'dist', before: 'before' }).outputs).toEqual({ changed: 'true' });
  });

  test('names of files are no commands to the runner', () => {
    const at = made();
    at.write('::error::pwned/shop.yaml', WRONG);
    const { status, stdout } = at.run(CHECK, { paths: '.' });
    expect(stdout).toContain('\n::error::pwned/shop.yaml\n');
    expect([status, obeyed(stdout)]).toEqual([0, []]);
  });

  test('a path that is renamed is empty on either side, and no command to the runner', () => {
    const at = made();
    at.write('clusters/old/shop.yaml', GOOD);
    at.base = at.commit();
    at.write('##[add-mask]new/shop.yaml', GOOD);
    rmSync(join(at.root, 'clusters'), { recursive: true });
    const { status, stdout } = at.run(DIFFERENCE, { paths: 'clusters/old\n##[add-mask]new' });
    expect([status, obeyed(stdout)]).toEqual([0, []]);
    expect(stdout).not.toContain('##[');
    expect(said(stdout)).toContain('after: clusters/old does not exist: compared as an empty folder\n');
  });

  test('names of files run nothing', () => {
    const at = made();
    const name = '$(touch pwned)`touch pwned`;"\'&touch pwned;.yaml';
    at.write(`--help/${name}`, WRONG);
    at.base = at.commit();
    at.write(`--help/${name}`, GOOD);
    const paths = `--help\n--help/${name}`;
    expect(at.run(CHECK, { paths }).status).toBe(0);
    expect(at.run(DIFFERENCE, { paths: '--help' })).toMatchObject({ outputs: { changed: 'true' } });
    expect(at.run(COMMENT).status).toBe(0);
    expect(existsSync(join(at.root, 'pwned'))).toBe(false);
  });

  test.each([
    ['category', COMMENT, { category: '"; touch pwned; "' }],
    ['base', DIFFERENCE, {}],
  ])('%s that is none is refused', (_what, step, inputs) => {
    const at = made();
    at.base = '--upload-pack=touch pwned';
    expect(at.run(step, inputs)).toMatchObject({ status: 1, stdout: expect.stringMatching(/^::error::/) });
    expect(existsSync(join(at.root, 'pwned'))).toBe(false);
  });

  (isInstalled('shellcheck') ? test : test.skip)('ShellCheck has nothing to say about its scripts', () => {
    const { stdout } = spawnSync('shellcheck', ['ci/common.sh', 'ci/check.sh', 'ci/difference.sh', 'ci/comment.sh'], {
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
  });
});
