import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { quote } from '../../lib/validate/shell-word';
import { Folder } from '../support/folder';
import { largeCluster } from '../support/large-cluster';
import { ATTACK } from '../support/size';

const PROGRESS = join(__dirname, '..', '..', 'lib', 'cli', 'progress.js');
const MAIN = join(__dirname, '..', '..', 'lib', 'cli', 'main.js');

const { status } = spawnSync('script', ['-qec', 'true', '/dev/null']);
/** A test on a terminal, by the program script of util-linux. */
const terminalTest = status === 0 ? test : test.skip;
/** Those that wait long are for `.ci/run`. */
const longTest = ATTACK >= 10 ? terminalTest : test.skip;

/** What a terminal gets from a command; `<` for the way back to the start of the line, and `|` for erasing the rest of it. */
function onTerminal(command: readonly string[], env: { [name: string]: string } = {}): string {
  const { CI: _, ...rest } = process.env;
  const line = command.map(quote).join(' ');
  const { stdout } = spawnSync('script', ['-qec', line, '/dev/null'], {
    encoding: 'utf8',
    // The shell that `script` starts, and that `quote` writes for; without it, it would be sh.
    env: { ...rest, SHELL: '/bin/bash', TERM: 'xterm', ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return stdout.replaceAll('\u001b[K', '|').replaceAll(/\r(?!\n)/g, '<');
}

/** Runs code with a Progress of 40 columns that shows itself after 100 ms, in a process that is busy. */
const shown = (code: string) =>
  onTerminal([
    process.execPath,
    '-e',
    `const { Progress } = require(${JSON.stringify(PROGRESS)});
     const { writeSync } = require('node:fs');
     const progress = new Progress(40, (text) => writeSync(2, text), 100);
     const busy = (ms) => { const end = Date.now() + ms; while (Date.now() < end); };
     ${code}`,
  ]);

describe('progress', () => {
  terminalTest('is shown while the command is busy, and erased', () => {
    const text = shown(`progress.show('reading file 1 of 2'); busy(1500); progress.end(); writeSync(1, 'answer');`);
    expect(text).toMatch(/^(<reading file 1 of 2, \d s\|)+<\|answer$/);
  });

  terminalTest('is not shown when the command is fast', () => {
    expect(shown(`progress.show('reading'); progress.end(); writeSync(1, 'answer');`)).toBe('answer');
  });

  longTest('makes room for what is written, and goes on', () => {
    const text = shown(`progress.show('one'); busy(1000);
      progress.without(() => { writeSync(2, 'warning'); busy(500); }); progress.show('two'); busy(1000); progress.end();`);
    expect(text).toMatch(/^(<one, \d s\|)+<\|warning(<one, \d s\|)*(<two, \d s\|)+<\|$/);
  });

  longTest('fits the terminal', () => {
    const text = shown(`progress.show('x'.repeat(100)); busy(1000); progress.end();`);
    expect(text.split('<')[1]).toBe(`${'x'.repeat(39)}|`);
  });

  terminalTest('is for terminals only, and not for CI', () => {
    const watched = (env: { [name: string]: string }, redirect = '') =>
      onTerminal(
        [
          'sh',
          '-c',
          `"$0" -e 'console.log(typeof require(process.argv[1]).terminal.watched)' "$1" ${redirect}`,
          process.execPath,
          join(PROGRESS, '..', 'terminal.js'),
        ],
        env,
      ).trim();
    expect(watched({})).toBe('number');
    expect(watched({ CI: 'true' })).toBe('undefined');
    expect(watched({ CI: 'false' })).toBe('number');
    expect(watched({ TERM: 'dumb' })).toBe('undefined');
    expect(watched({}, '2> /dev/null')).toBe('undefined');
  });

  longTest(
    'is shown by the command after two seconds, and erased before the answer',
    () => {
      const folder = new Folder({ 'large.yaml': largeCluster(40_000) });
      try {
        const answer = join(folder.path, 'answer.json');
        const command = [process.execPath, MAIN, 'assignments', join(folder.path, 'large.yaml'), '--format', 'json'];
        const text = onTerminal([...command, '--output', answer]);
        expect(text).toMatch(/^(<[a-z0-9 ]+, ([2-9]|\d\d+) s\|)(<[a-z0-9 ]+, \d+ s\|)*<\|$/);
        expect(JSON.parse(readFileSync(answer, 'utf8')).workloads).toHaveLength(40_000);
        expect(onTerminal([...command, '--output', answer], { CI: 'true' })).toBe('');
      } finally {
        folder.remove();
      }
    },
    600_000,
  );
});
