import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { writeFile } from '../../lib/cli/write-file';
import { binding, deployment, identity, labelled, yaml } from '../support/cluster';
import { command } from '../support/command';
import { Folder } from '../support/folder';

const MAIN = join('build', 'lib', 'cli', 'main.js');
const folder = new Folder();
afterAll(() => folder.remove());
const path = (...names: string[]) => join(folder.path, ...names);
const workload = deployment('shop', 'web', labelled('a'));
const manifests = folder.write('shop.yaml', yaml(identity('shop', 'a'), binding('shop', 'b', 'a', 'a'), workload));
const empty = folder.write('empty.yaml', '');

/** A line of sh with the command as `$0`. */
const sh = (line: string) => spawnSync('sh', ['-c', line, `${process.execPath} ${MAIN}`], { encoding: 'utf8' });
const onLinux = existsSync('/dev/full') ? test : test.skip;

const COMMANDS = [
  `assignments ${manifests}`,
  `assignments ${manifests} --format json`,
  `assignments --diff ${empty} ${manifests}`,
  `check ${manifests}`,
  `check ${manifests} --format sarif`,
  'check --list-rules',
  'check --explain duplicate-binding',
  `render -f ${empty} --release-name r -n shop`,
  `render -f ${empty} --release-name r -n shop --as typescript`,
  `azure verify ${manifests}`,
  `azure setup ${manifests} --cluster c --resource-group r --subscription s`,
  `azure setup ${manifests} --cluster c --resource-group r --subscription s --what-if`,
  `azure uninstall ${manifests}`,
  '--help',
  '--version',
];

describe('standard output', () => {
  onLinux.each(COMMANDS)('full: %s', (line) => {
    const { status, stderr } = sh(`$0 ${line} > /dev/full`);
    expect({ status, last: stderr.split('\n').slice(-2) }).toEqual({
      status: 1,
      last: ['standard output: no space left on the device', ''],
    });
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  onLinux('full, and standard error too', () => {
    expect(sh('$0 --help > /dev/full 2> /dev/full')).toMatchObject({ status: 1, stderr: '', stdout: '' });
  });

  onLinux('standard error full: messages are lost', () => {
    const warned = `assignments ${folder.write('warned.yaml', 'kind: Pod\napiVersion: v1\nmetadata: {name: a}\n')}`;
    expect(sh(`$0 ${warned} 2> /dev/full`)).toMatchObject({ status: 1, stdout: '' });
    expect(sh(`$0 ${warned} 2>&-`)).toMatchObject({ status: 0 });
  });

  test('its reader has closed it: no message', () => {
    expect(sh('$0 check --format json --list-rules | head -n 1; $0 --help | true')).toMatchObject({
      stdout: '{\n',
      stderr: '',
    });
    expect(sh('{ $0 assignments nowhere 2>&1 >&3 | true; } 3>&1')).toMatchObject({ stdout: '', stderr: '' });
  });

  test('a slow reader gets all of it, and it does not wait in memory', async () => {
    const many = folder.write(
      'many.yaml',
      yaml(...Array.from({ length: 3000 }, (_, i) => deployment('shop', `w${i}`, {}))),
    );
    const child = spawn(process.execPath, [MAIN, 'assignments', many, '--format', 'json'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    for await (const chunk of child.stdout.setEncoding('utf8')) {
      if (text.length < 300_000) await new Promise((done) => setTimeout(done, 5));
      text += chunk;
    }
    expect(JSON.parse(text).workloads).toHaveLength(3000);
  });
});

describe('--output', () => {
  const leftovers = () => readdirSync(folder.path).filter((name) => name.endsWith('.tmp'));
  /** Fails behind the first chunk, as a full disk does. */
  function* broken() {
    yield 'half';
    throw Object.assign(new Error(), { code: 'ENOSPC' });
  }

  test('what goes wrong leaves the old file, and nothing else', () => {
    writeFileSync(path('old'), 'good');
    expect(() => writeFile(path('old'), broken())).toThrow(expect.objectContaining({ code: 'ENOSPC' }));
    expect(() => writeFile(path('new'), broken())).toThrow(expect.objectContaining({ code: 'ENOSPC' }));
    expect(readFileSync(path('old'), 'utf8')).toBe('good');
    expect([existsSync(path('new')), leftovers()]).toEqual([false, []]);
  });

  test('permissions of the old file stay, a new one has those of the process', () => {
    writeFileSync(path('mode'), 'good');
    chmodSync(path('mode'), 0o640);
    writeFile(path('mode'), ['better']);
    writeFile(path('fresh'), ['x']);
    expect([statSync(path('mode')).mode & 0o777, readFileSync(path('mode'), 'utf8')]).toEqual([0o640, 'better']);
    expect(statSync(path('fresh')).mode & 0o777).toBe(0o666 & ~process.umask());
  });

  test('a symbolic link stays one, and what it leads to is written', () => {
    mkdirSync(path('else'));
    writeFileSync(path('else', 'real'), 'good');
    symlinkSync('else/real', path('link'));
    symlinkSync('link', path('chain'));
    symlinkSync('else/none', path('dangling'));
    writeFile(path('chain'), ['better']);
    writeFile(path('dangling'), ['new']);
    expect([readFileSync(path('else', 'real'), 'utf8'), readFileSync(path('else', 'none'), 'utf8')]).toEqual([
      'better',
      'new',
    ]);
    expect([readlinkSync(path('link')), readlinkSync(path('dangling'))]).toEqual(['else/real', 'else/none']);
    symlinkSync('loop', path('loop'));
    expect(() => writeFile(path('loop'), ['x'])).toThrow(expect.objectContaining({ code: 'ELOOP' }));
  });

  test('two writers do not mix', () => {
    const inner = function* () {
      yield 'first ';
      writeFile(path('both'), ['second']);
      yield 'whole';
    };
    writeFile(path('both'), inner());
    expect([readFileSync(path('both'), 'utf8'), leftovers()]).toEqual(['first whole', []]);
  });

  test.each([
    ['a folder', () => folder.path, 'a folder, not a file'],
    ['a name that ends as a folder', () => `${path('x')}/`, 'a folder, not a file'],
    ['a part that is not a folder', () => path('shop.yaml', 'x'), 'a part of the path is not a folder'],
    ['a long name', () => path('x'.repeat(300)), 'the name is too long'],
  ])('%s is refused', async (_what, output, reason) => {
    const { code, out, error } = await command(['assignments', manifests, '--output', output()]);
    expect({ code, out, error }).toEqual({ code: 1, out: '', error: `--output ${output()}: ${reason}\n` });
  });

  onLinux('anything but a regular file is written directly', () => {
    const { stdout: expected } = sh(`$0 assignments ${manifests}`);
    expect(sh(`$0 assignments ${manifests} --output /dev/stdout`)).toMatchObject({ stdout: expected, status: 0 });
    expect(sh(`$0 assignments ${manifests} --output /dev/null`)).toMatchObject({ stdout: '', status: 0 });
    expect(sh(`$0 assignments ${manifests} --output /dev/full`)).toMatchObject({
      status: 1,
      stderr: '--output /dev/full: no space left on the device\n',
    });
    const appended = sh(
      `(echo first; $0 assignments ${manifests} --output /dev/stdout) > ${path('whole')}; cat ${path('whole')}`,
    );
    expect(appended.stdout).toBe(`first\n${expected}`);
    const fifo = sh(
      `mkfifo ${path('fifo')}; cat ${path('fifo')} & $0 assignments ${manifests} --output ${path('fifo')}; wait`,
    );
    expect(fifo.stdout).toBe(expected);
    expect(statSync(path('fifo')).isFIFO()).toBe(true);
  });

  test('long names leave room for the temporary file', () => {
    writeFile(path('y'.repeat(255)), ['x']);
    expect(readFileSync(path('y'.repeat(255)), 'utf8')).toBe('x');
  });

  onLinux('a file that must not be written is not replaced', () => {
    writeFileSync(path('locked'), 'good', { mode: 0o444 });
    // Root may.
    if (process.getuid?.() === 0) return;
    expect(() => writeFile(path('locked'), ['x'])).toThrow(expect.objectContaining({ code: 'EACCES' }));
  });
});

test('what the command quotes of its arguments is one line', async () => {
  const label = labelled('a');
  const input = yaml(deployment('shop', 'w', label));
  const said = await command(['assignments', 'no\nsuch\u001b[2J', '-'], input);
  expect(said).toMatchObject({ code: 1, error: 'no\\nsuch\\u001b[2J: no such file or folder\n' });
});
