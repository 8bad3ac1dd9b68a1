import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, rmSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { Folder } from './folder';
import { installed } from './installed';

const root = process.cwd();
const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
/** As npx with a command that is installed; the real one takes most of its time to start. */
const NPX = `#!/bin/sh
while :; do
  case "$1" in
    --no-install | --yes | --package=*) shift ;;
    *) break ;;
  esac
done
command=$1
shift
exec "\${0%/*}/../node_modules/.bin/$command" "$@"
`;

export interface Result {
  readonly status: number | null;
  readonly output: string;
}

export interface Streams {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of a user: with the packed package, what it needs and the tools of the documents, and nothing else of ours. */
export class Scratch {
  private readonly files = new Folder();
  public readonly folder = this.files.path;
  /** What is in the tarball. */
  public readonly packed: readonly string[];
  /** The size of the tarball. */
  public readonly bytes: number;

  constructor() {
    const { modules, packed, bytes } = installed();
    this.packed = packed;
    this.bytes = bytes;
    symlinkSync(modules, join(this.folder, 'node_modules'), 'junction');
    this.write('package.json', '{}');
  }

  public write(file: string, text: string): void {
    this.files.write(file, text);
  }

  /** Runs a node program in the folder. */
  public node(...args: string[]): Result {
    const { status, stdout, stderr } = this.run(process.execPath, args);
    return { status, output: stdout + stderr };
  }

  /** Compiles in the folder. */
  public tsc(...args: string[]): Result {
    return this.node(tsc, ...args);
  }

  /** Runs a program that is installed beside us, but not in the folder. */
  public bin(path: string, ...args: string[]): Streams {
    return this.run(process.execPath, [join(root, 'node_modules', path), ...args]);
  }

  /** Runs a test of the folder. */
  public jest(file: string, ...args: string[]): Streams {
    return this.bin('jest/bin/jest.js', '--rootDir', this.folder, '--testMatch', `**/${file}`, ...args);
  }

  /** Runs a line as a user types it. */
  public shell(line: string): void {
    execFileSync(line, { cwd: this.folder, shell: true, stdio: 'ignore' });
  }

  /** A script in the place of a program that is not installed. */
  public standIn(name: string, script: string): void {
    this.write(`stand-ins/${name}`, script);
    chmodSync(join(this.folder, 'stand-ins', name), 0o755);
  }

  /** Runs the lines of a document in the folder, with the stand-ins. */
  public bash(lines: string): Streams {
    this.standIn('npx', NPX);
    const PATH = `${join(this.folder, 'stand-ins')}${delimiter}${process.env.PATH}`;
    return this.run('bash', ['-euo', 'pipefail', '-c', lines], { ...process.env, PATH });
  }

  public removeFolder(name: string): void {
    rmSync(join(this.folder, name), { recursive: true, force: true });
  }

  public remove(): void {
    this.files.remove();
  }

  private run(program: string, args: readonly string[], env = process.env): Streams {
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: this.folder, encoding: 'utf8', env });
    return { status, stdout, stderr };
  }
}
