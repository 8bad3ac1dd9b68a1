import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { messageOf, UserError } from '../../lib/cli/user-error';
import { Folder } from '../support/folder';

const MAIN = join('build', 'lib', 'cli', 'main.js');
const folder = new Folder();
afterAll(() => folder.remove());

/** A line of sh with the command as `$0`; what waits for input for ever is ended. */
const sh = (line: string) =>
  spawnSync('sh', ['-c', line, `${process.execPath} ${MAIN}`], { encoding: 'utf8', timeout: 20_000 });
const onLinux = existsSync('/dev/zero') ? test : test.skip;
const RELEASE = '--release-name r -n shop';

describe('an input that is not a regular file is refused, and never read', () => {
  const fifo = join(folder.path, 'fifo');
  const inputs: [string, (file: string) => string][] = [
    ['values', (file) => `render -f ${file} ${RELEASE}`],
    ['manifests', (file) => `assignments ${file}`],
    ['a config file', (file) => `check --config ${file} .`],
  ];
  onLinux.each(inputs)('%s', (_what, line) => {
    if (!existsSync(fifo)) execFileSync('mkfifo', [fifo]);
    for (const file of ['/dev/zero', fifo]) {
      const { status, stdout, stderr } = sh(`$0 ${line(file)}`);
      expect({ status, stdout, stderr }).toEqual({
        status: 1,
        stdout: '',
        stderr: `${file}: not a regular file. Use - for standard input\n`,
      });
    }
  });

  test('a folder', () => {
    expect(sh(`$0 render -f ${folder.path} ${RELEASE}`).stderr).toBe(`${folder.path}: a folder; give a values file\n`);
    const { status, stderr } = sh(`$0 render -f - ${RELEASE} < ${folder.path}`);
    expect([status, stderr]).toEqual([1, 'standard input: a folder, not a file\n']);
  });
});

test('a bug is reported as one, and what is only too large is not', () => {
  expect(messageOf(new UserError(['a', 'b']))).toBe('a\nb');
  expect(messageOf(new TypeError('x is not a function\u001b'))).toBe(
    'internal error, please report it: x is not a function\\u001b',
  );
  expect(messageOf('x')).toBe('internal error, please report it: x');
  const deep = (): number => deep() + 1;
  for (const act of [deep, () => 'x'.repeat(2 ** 30)]) {
    try {
      act();
    } catch (error) {
      expect(messageOf(error)).toBe('the input is too large, or nested too deeply');
    }
  }
  expect.assertions(5);
});
