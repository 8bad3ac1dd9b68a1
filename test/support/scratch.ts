import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

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

  public removeFolder(name: string): void {
    rmSync(join(this.folder, name), { recursive: true, force: true });
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
