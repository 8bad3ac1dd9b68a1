import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';

/** Whether a program is installed. */
export const isInstalled = (program: string): boolean =>
  spawnSync('bash', ['-c', 'type -P "$1"', 'bash', program]).status === 0;

/** A test that needs ShellCheck; shown as skipped where it is absent. */
export const shellCheckTest: (name: string, run: () => Promise<void>) => void = isInstalled('shellcheck')
  ? test
  : test.skip;

/** What `bash -n` or ShellCheck prints about a script: nothing if it is correct. */
export function complaints(program: 'bash -n' | 'sh -n' | 'shellcheck', text: string): string {
  const [name = '', ...options] = program.split(' ');
  const { stdout, stderr, status } = spawnSync(name, [...options, ...(name === 'shellcheck' ? ['-'] : [])], {
    input: text,
    encoding: 'utf8',
  });
  return status === 0 ? '' : `${stdout}${stderr}status ${status}`;
}

/** Tests of scripts, by name: the first lines, and no complaint of bash or ShellCheck. */
export function testScripts(scripts: readonly (readonly [name: string, script: () => Promise<string>])[]): void {
  test.each(scripts)('%s: begin as they should, and bash can read them', async (_name, script) => {
    const text = await script();
    expect(text).toMatch(/^#!\/usr\/bin\/env bash\n(#.*\n)+set -euo pipefail\n/);
    expect(complaints('bash -n', text)).toBe('');
  });

  shellCheckTest('ShellCheck has nothing to say', async () => {
    for (const [, script] of scripts) expect(complaints('shellcheck', await script())).toBe('');
  });
}
