import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = process.cwd();
const folder = join(process.env.TEST_RUN_FOLDER as string, 'installed');
const PACKED = join(folder, 'packed.json');
/** Our dependencies and peers, and the tools that the documents use. */
const OTHERS = [
  ...['cdk8s', 'cdk8s-plus-27', 'constructs', 'commander', 'js-yaml'],
  ...['@types', '@jest', 'expect', 'jest', 'typescript'],
];

/** A node_modules with the packed package, its peers and the commands; and what is in the tarball. */
export interface Installed {
  readonly modules: string;
  /** The size of the tarball. */
  readonly bytes: number;
  readonly packed: readonly string[];
}

/** Packs and installs once in a run: the first suite that asks does it, and the others wait for it. */
export function installed(): Installed {
  if (!existsSync(PACKED)) {
    if (mkdirSync(folder, { recursive: true }) !== undefined) install();
    else waitFor(PACKED);
  }
  return { modules: join(folder, 'node_modules'), ...JSON.parse(readFileSync(PACKED, 'utf8')) };
}

function install(): void {
  // --ignore-scripts: the build is there already, and other tests run from it.
  execFileSync(process.execPath, ['bundle/run.mjs'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  const json = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: process.platform === 'win32',
  });
  const parsed = JSON.parse(json);
  const { files, size } = Array.isArray(parsed) ? parsed[0] : (Object.values(parsed)[0] as typeof parsed);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) as string;
  const ours = join(folder, 'node_modules', 'cdk8s-aad-pod-identity');
  mkdirSync(ours, { recursive: true });
  execFileSync('tar', ['-xzf', join(folder, tarball), '--strip-components=1', '-C', ours]);
  for (const name of OTHERS)
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name), 'junction');
  // Makes node_modules/.bin.
  writeFileSync(join(folder, 'package.json'), '{}');
  execFileSync('npm', ['rebuild', '--ignore-scripts'], { cwd: folder, stdio: 'ignore' });
  const packed = files.map(({ path }: { path: string }) => path).sort();
  writeFileSync(`${PACKED}.part`, JSON.stringify({ packed, bytes: size }));
  renameSync(`${PACKED}.part`, PACKED);
}

function waitFor(file: string): void {
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  for (let waited = 0; !existsSync(file); waited += 50) {
    if (waited > 60_000) throw new Error('the suite that packs the package has failed');
    Atomics.wait(sleeper, 0, 0, 50);
  }
}
