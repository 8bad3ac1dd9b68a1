import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

const root = process.cwd();
const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');

export interface Result {
  readonly status: number | null;
  readonly output: string;
}

/** A folder of a user: with the packed package and its peers installed, and nothing else of ours. */
export class Scratch {
  public readonly folder = mkdtempSync(join(tmpdir(), 'scratch-'));
  /** What is in the tarball. */
  public readonly packed: string[];

  constructor() {
    // --ignore-scripts: the build is there already, and other tests run from it.
    const json = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', this.folder], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      shell: process.platform === 'win32',
    });
    const parsed = JSON.parse(json);
    const { filename, files } = Array.isArray(parsed) ? parsed[0] : (Object.values(parsed)[0] as typeof parsed);
    this.packed = files.map(({ path }: { path: string }) => path).sort();

    const modules = join(this.folder, 'node_modules');
    const ours = join(modules, 'cdk8s-aad-pod-identity');
    mkdirSync(ours, { recursive: true });
    execFileSync('tar', ['-xzf', join(this.folder, filename), '--strip-components=1', '-C', ours]);
    for (const name of ['cdk8s', 'cdk8s-plus-27', 'constructs', '@types', '@jest', 'jest']) {
      symlinkSync(join(root, 'node_modules', name), join(modules, name), 'junction');
    }
  }

  public write(file: string, text: string): void {
    mkdirSync(dirname(join(this.folder, file)), { recursive: true });
    writeFileSync(join(this.folder, file), text);
  }

  /** Runs a node program in the folder. */
  public node(...args: string[]): Result {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: this.folder,
      encoding: 'utf8',
      env: process.env,
    });
    return { status, output: stdout + stderr };
  }

  /** Compiles in the folder. */
  public tsc(...args: string[]): Result {
    return this.node(tsc, ...args);
  }

  /** Runs a line as a user types it. */
  public shell(line: string): void {
    execFileSync(line, { cwd: this.folder, shell: true, stdio: 'ignore' });
  }

  /** Installs what `npx` is to find: the command, and what it needs. */
  public installCommands(...others: string[]): void {
    for (const name of ['commander', 'js-yaml', ...others]) {
      symlinkSync(join(root, 'node_modules', name), join(this.folder, 'node_modules', name), 'junction');
    }
    this.write('package.json', '{}');
    execFileSync('npm', ['rebuild', '--ignore-scripts'], { cwd: this.folder, stdio: 'ignore' });
  }

  /** A script in the place of a program that is not installed. */
  public standIn(name: string, script: string): void {
    this.write(`stand-ins/${name}`, script);
    chmodSync(join(this.folder, 'stand-ins', name), 0o755);
  }

  /** Runs the lines of a document in the folder, with the stand-ins. */
  public bash(lines: string): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
    const PATH = `${join(this.folder, 'stand-ins')}${delimiter}${process.env.PATH}`;
    const { status, stdout, stderr } = spawnSync('bash', ['-euo', 'pipefail', '-c', lines], {
      cwd: this.folder,
      encoding: 'utf8',
      env: { ...process.env, PATH },
    });
    return { status, stdout, stderr };
  }

  public removeFolder(name: string): void {
    rmSync(join(this.folder, name), { recursive: true, force: true });
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
