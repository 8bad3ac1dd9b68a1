import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ALL_RULES } from '../../lib/checks/all-rules';
import { commandsOf, examplesOf } from '../support/documents';
import { Scratch } from '../support/scratch';
import { readYaml } from '../support/yaml-1.1';

const FILE = 'docs/checks.md';
const [answer = ''] = [...readFileSync(FILE, 'utf8').matchAll(/```text\n(.*?)```/gs)].map(([, text]) => text);
const [first = '', list = '', explain = '', config = '', suppressed = '', install = ''] = commandsOf(FILE);

let scratch: Scratch;

beforeAll(() => {
  scratch = new Scratch();
  for (const [file, text] of Object.entries(examplesOf(FILE))) scratch.write(file, text);
});
afterAll(() => scratch.remove());

describe('docs/checks.md', () => {
  test('has six commands', () => {
    expect(commandsOf(FILE)).toHaveLength(6);
    expect(install).toBe('npm install --save-dev jest');
  });

  test('the first command prints the output in the document', () => {
    // With the real npx, once.
    const { status, stdout, stderr } = spawnSync(first, { cwd: scratch.folder, encoding: 'utf8', shell: true });
    expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: answer, stderr: '' });
  });

  test('rules are listed and explained', () => {
    expect(scratch.bash(list).stdout.trimEnd().split('\n')).toHaveLength(ALL_RULES.length);
    expect(scratch.bash(explain)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^identity-type-unknown \(error\)/),
    });
  });

  test('the config file suppresses, and --list-suppressed lists it', () => {
    expect(scratch.bash(config)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('1 suppressed (--list-suppressed'),
    });
    expect(scratch.bash(suppressed)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('reason: the pipeline removes the quotes'),
    });
  });

  test('the workflow writes a report of what is in dist/', () => {
    const workflow = readYaml(examplesOf(FILE)['.github/workflows/check.yaml'] ?? '')[0];
    const lines = workflow.jobs.check.steps.flatMap(({ run }: { run?: string }) => (run ? [run] : []));
    expect(lines[0]).toBe('npm ci');
    expect(scratch.bash(lines[1].replace(' dist ', ' shop '))).toEqual({ status: 2, stdout: '', stderr: '' });
    const sarif = JSON.parse(readFileSync(join(scratch.folder, 'check.sarif'), 'utf8'));
    expect(sarif.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri).toBe('shop/orders.yaml');
  });

  test('the commands for the other CI systems run', () => {
    const commands = [
      ...readFileSync(FILE, 'utf8').matchAll(/npx --no-install \S+ check dist --format (?:github|junit).*/g),
    ];
    expect(commands).toHaveLength(3);
    const [annotations, ...results] = commands.map(([one]) => scratch.bash(one.replace(' dist ', ' shop ')));
    expect(annotations).toMatchObject({
      status: 2,
      stdout: expect.stringMatching(/^::error file=shop\/orders\.yaml,line=9,/),
    });
    for (const said of results) expect(said).toEqual({ status: 2, stdout: '', stderr: '' });
    expect(readFileSync(join(scratch.folder, 'check.xml'), 'utf8')).toContain('name="shop/orders.yaml"');
  });

  test('cdk8s synth runs the plugin', () => {
    scratch.write(
      'main.cjs',
      "const { App, Chart } = require('cdk8s'); const app = new App(); new Chart(app, 'c'); app.synth();",
    );
    expect(scratch.bin('cdk8s-cli/bin/cdk8s', 'synth', '--no-check-upgrade')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Validation Report'),
    });
  });

  test('the unit test passes, and fails when the chart has a mistake', () => {
    expect(scratch.jest('orders.test.cjs')).toMatchObject({ status: 0, stderr: expect.stringContaining('2 passed') });
    const code = examplesOf(FILE)['orders.test.cjs'] ?? '';
    const twice = "new AzureIdentityBinding(chart, 'again', { identity, metadata: { name: 'again' } });\n\ntest";
    scratch.write('wrong.test.cjs', code.replace('test', twice));
    expect(scratch.jest('wrong.test.cjs')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('duplicate-binding'),
    });
  });
});

describe('the other examples have no finding of severity error or warning', () => {
  test.each([
    ['docs/library.md', 'orders.ts'],
    ['docs/library.md', 'platform.ts'],
    ['docs/gitops.md', 'crds.ts'],
  ])('%s: %s', (document, file) => {
    scratch.write(file, examplesOf(document)[file] ?? '');
    scratch.removeFolder('dist');
    expect(scratch.tsc('--module', 'node16', '--types', 'node', '--skipLibCheck', file).output).toBe('');
    expect(scratch.node(file.replace('.ts', '.js')).output).toBe('');
    const { status, stdout } = scratch.bash('npx --no-install aad-pod-identity check dist --format json');
    const { findings } = JSON.parse(stdout);
    expect(findings.filter(({ severity }: { severity: string }) => severity !== 'info')).toEqual([]);
    expect(status).toBe(0);
  });
});
