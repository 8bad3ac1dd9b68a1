import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Folder } from '../support/folder';
import { Scratch } from '../support/scratch';

/** As node before 22.8, which has no cache. Tells at the end how each file was loaded. */
const WATCH = `
delete require('node:module').enableCompileCache;
const vm = require('node:vm');
const loaded = {};
vm.Script = class extends vm.Script {
  constructor(code, options) {
    super(code, options);
    const { filename, cachedData } = options;
    loaded[require('node:path').basename(filename)] = !cachedData ? 'compiled' : this.cachedDataRejected ? 'rejected' : 'kept';
  }
};
process.on('exit', () => require('node:fs').writeSync(3, JSON.stringify(loaded)));
`;
const IDENTITY = `apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentity
metadata: {name: orders, namespace: shop}
spec: {type: 0, resourceID: wrong, clientID: wrong}
`;

let scratch: Scratch;
let files: Folder;
let folder: string;
let compiled: string;
beforeAll(() => {
  scratch = new Scratch();
  files = new Folder();
  files.write('watch.cjs', WATCH);
  files.write('identity.yaml', IDENTITY);
  files.write('values.yaml', 'azureIdentities:\n');
  const installed = join(scratch.folder, 'node_modules', 'cdk8s-aad-pod-identity');
  cpSync(installed, join(files.path, 'package'), { recursive: true, dereference: true });
  folder = join(files.path, 'package', 'build', 'package');
  compiled = join(folder, 'compiled');
});
beforeEach(() => rmSync(compiled, { recursive: true, force: true }));
afterAll(() => {
  files.remove();
  scratch.remove();
});

const CHECK = ['check', 'identity.yaml'];

/** Runs the command: what it says, and how it loaded each file. */
function run(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const { NODE_V8_COVERAGE, NODE_DISABLE_COMPILE_CACHE, ...env } = process.env;
  const { status, stdout, stderr, output } = spawnSync(
    process.execPath,
    ['--require', './watch.cjs', join(folder, 'main.js'), ...args],
    {
      cwd: files.path,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      env: { ...env, ...environment },
    },
  );
  const loaded: { [file: string]: string } = JSON.parse(output[3] as string);
  return { said: { status, stdout, stderr }, loaded, ways: [...new Set(Object.values(loaded))] };
}

const keptFiles = () => (existsSync(compiled) ? readdirSync(compiled) : []);
const theFile = () => join(compiled, keptFiles()[0] as string);
const kindsOf = (file: string) => JSON.parse(readFileSync(file, 'latin1').split('\n', 1)[0] as string).kinds;

describe('what the command compiles', () => {
  test('is kept beside it for the next run, which says the same; only its user may read it', () => {
    const first = run(CHECK);
    expect(first.said).toMatchObject({ status: 2 });
    expect(first.ways).toEqual(['compiled']);
    expect(keptFiles()).toEqual([`check-${process.version}-${process.platform}-${process.arch}`]);
    if (process.getuid)
      expect([compiled, theFile()].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o600]);
    const before = statSync(theFile());
    const second = run(CHECK);
    expect(second.said).toEqual(first.said);
    expect(Object.keys(second.loaded)).toEqual(Object.keys(first.loaded));
    expect(second.ways).toEqual(['kept']);
    expect(statSync(theFile()).mtimeMs).toBe(before.mtimeMs);
  });

  test('is not used of a file that has changed, were it by one character', () => {
    const { said } = run(CHECK);
    const [before, after] = ['add what is missing', 'add what is nothing'];
    const file = join(folder, 'check.js');
    const text = readFileSync(file, 'utf8');
    expect([said.stderr + said.stdout, text]).toEqual([
      expect.stringContaining(before),
      expect.stringContaining(before),
    ]);
    try {
      writeFileSync(file, text.replaceAll(before, after));
      const changed = run(CHECK);
      expect(changed.said.stderr).toBe(said.stderr.replaceAll(before, after));
      expect(changed.said.stdout).toBe(said.stdout.replaceAll(before, after));
      expect(changed.loaded).toMatchObject({ 'check.js': 'compiled', 'reading.js': 'kept' });
      expect(run(CHECK).ways).toEqual(['kept']);
    } finally {
      writeFileSync(file, text);
    }
  });

  test('is kept for each sub-command, and grows by what other options run; values are not written', () => {
    run(CHECK);
    run(['check', 'identity.yaml', '--format', 'sarif', '--exclude', 'hidden-*']);
    expect(keptFiles()).toHaveLength(1);
    expect(kindsOf(theFile())).toEqual(['', '--exclude --format=sarif']);
    expect(readFileSync(theFile(), 'latin1')).not.toContain('hidden-');
    expect(run(CHECK).ways).toEqual(['kept']);
    expect(run(['check', 'identity.yaml', '--exclude=other-*', '--format', 'sarif']).ways).toEqual(['kept']);
    run(['render', '-f', 'values.yaml', '--release-name', 'r', '-n', 'shop']);
    expect(keptFiles().map((name) => name.split('-')[0])).toEqual(['check', 'render']);
  });

  test.each<[string, () => void]>([
    ['cut off', () => truncateSync(theFile(), statSync(theFile()).size - 1)],
    ['empty', () => truncateSync(theFile(), 0)],
    ['no JSON', () => writeFileSync(theFile(), 'kept\n')],
    ...(process.getuid ? [['written by others', () => chmodSync(theFile(), 0o666)] as [string, () => void]] : []),
    ...(process.getuid?.() === 0
      ? [['of another user', () => chownSync(theFile(), 1, 1)] as [string, () => void]]
      : []),
  ])('is compiled again where the file is %s', (_, spoil) => {
    const { said } = run(CHECK);
    spoil();
    expect(run(CHECK)).toMatchObject({ said, ways: ['compiled'] });
    expect(run(CHECK)).toMatchObject({ said, ways: ['kept'] });
  });

  test('is not kept where it cannot be, silently', () => {
    const { said } = run(CHECK);
    rmSync(compiled, { recursive: true });
    writeFileSync(compiled, '');
    expect(run(CHECK)).toMatchObject({ said, ways: ['compiled'] });
    expect(statSync(compiled).size).toBe(0);
  });

  test.each<[string, readonly string[], NodeJS.ProcessEnv]>([
    ['a run that fails', ['check', 'absent.yaml'], {}],
    ['other sub-commands', ['completion', 'bash'], {}],
    ['--version', ['--version'], {}],
    ['a user who switches it off', CHECK, { NODE_DISABLE_COMPILE_CACHE: '1' }],
  ])('is not kept for %s', (_, args, environment) => {
    run(args, environment);
    expect(keptFiles()).toEqual([]);
  });

  test('is not part of the package', () => {
    expect(JSON.parse(readFileSync('package.json', 'utf8')).files).toContain('!build/package/compiled');
    expect(scratch.packed.filter((file) => file.includes('compiled'))).toEqual([]);
  });
});
