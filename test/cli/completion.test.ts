import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { command } from '../support/command';
import { Folder } from '../support/folder';
import { complaints, isInstalled, shellCheckTest } from '../support/shell-check';

const folder = new Folder({ 'values.yaml': '' });
const scripts: { [shell: string]: string } = {};
beforeAll(async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { code, out } = await command(['completion', shell]);
    expect(code).toBe(0);
    scripts[shell] = folder.write(`completion.${shell}`, out);
  }
});
afterAll(() => folder.remove());

const output = (program: string, args: readonly string[]) => {
  const { stdout, stderr, status } = spawnSync(program, args, { cwd: folder.path, encoding: 'utf8' });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout;
};

/** What bash offers for a line; the last word is being typed. */
function inBash(line: string): string[] {
  const script = `source completion.bash
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    $(complete -p aad-pod-identity | grep -o '_aad_[a-z_]*')
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const words = output('bash', ['--norc', '-c', script, 'bash', ...line.split(' ')]);
  return words.split('\n').filter((word) => word !== '');
}

const LINES: readonly (readonly [string, readonly string[]])[] = [
  ['aad-pod-identity re', ['render']],
  ['aad-pod-identity azure ', ['setup', 'federate', 'verify', 'uninstall']],
  ['aad-pod-identity azure setup --enable-o', ['--enable-oidc-issuer']],
  ['aad-pod-identity check dist --fail-on ', ['error', 'warning']],
  ['aad-pod-identity migrate rewrite --to ', ['pod-identity', 'dual', 'proxy', 'workload-identity']],
  ['aad-pod-identity completion f', ['fish']],
  ['aad-pod-identity check --explain identity-type', ['identity-type-differs', 'identity-type-unknown']],
  ['aad-pod-identity --ver', ['--version']],
];

describe('completion', () => {
  test.each(LINES)('bash, %s', (line, words) => {
    expect(inBash(line)).toEqual(words);
  });

  test.each(['aad-pod-identity check ', 'aad-pod-identity render --values '])('bash, %s: names of files', (line) => {
    expect(inBash(line)).toEqual([]);
    expect(output('bash', ['-c', 'source completion.bash; complete -p aad-pod-identity'])).toContain('-o default');
  });

  test('bash: a value that is the name of a command is none', () => {
    expect(inBash('aad-pod-identity render --release-name check --a')).toEqual(['--as']);
  });

  shellCheckTest('bash: ShellCheck has nothing to say', async () => {
    expect(complaints('shellcheck', `#!/usr/bin/env bash\n${scripts.bash}`)).toBe('');
  });

  (isInstalled('zsh') ? test : test.skip)('zsh', () => {
    // What compadd is given; the widgets of zsh need a terminal.
    const script = `compdef() { :; }; compadd() { shift; print -l -- "$@"; }; _files() { print FILES; }
      source completion.zsh; words=("$@"); CURRENT=$#; _aad_pod_identity`;
    const inZsh = (line: string) =>
      output('zsh', ['-f', '-c', script, 'zsh', ...line.split(' ')])
        .trim()
        .split('\n');
    expect(inZsh('aad-pod-identity azure ')).toEqual(['setup', 'federate', 'verify', 'uninstall']);
    expect(inZsh('aad-pod-identity check dist --fail-on ')).toEqual(['error', 'warning']);
    expect(inZsh('aad-pod-identity check ')).toEqual(['FILES']);
  });

  (isInstalled('fish') ? test : test.skip).each(LINES)('fish, %s', (line, words) => {
    const offered = output('fish', [
      '--no-config',
      '-c',
      `source completion.fish; complete -C ${JSON.stringify(line)}`,
    ]);
    const names = offered.split('\n').map((one) => one.split('\t')[0]);
    expect(names).toEqual(expect.arrayContaining([...words]));
    const typed = line.split(' ').at(-1) ?? '';
    expect(names.filter((one) => one && !one.includes(typed))).toEqual([]);
  });

  test('another shell is refused', async () => {
    const { code, error } = await command(['completion', 'csh']);
    expect([code, error]).toEqual([1, expect.stringContaining("'csh' is invalid")]);
  });
});
