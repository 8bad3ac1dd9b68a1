import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { command, type Said } from './command';
import { readFilesInProcess } from './files-in-process';
import { Scratch, type Streams } from './scratch';

/** Makes dist/ of each project in a process: what `npm run synth` runs, without a start for each. */
const SYNTH = `
require(process.argv[3]).readFilesInProcess();
const { App } = require('cdk8s');
const { assignmentsOf, checkChart, Manifests } = require('cdk8s-aad-pod-identity');
const { readFileSync, existsSync } = require('node:fs');
const { Yaml } = require('cdk8s');
const root = process.cwd();
const failures = {};
console.warn = () => {};
for (const name of JSON.parse(process.argv[2])) {
  process.chdir(root + '/' + name);
  const { addCharts } = require(root + '/build/' + name + '/main.js');
  const app = new App({ outdir: 'dist' });
  addCharts(app);
  app.synth();
  const [baseline = {}] = existsSync('checks.yaml') ? Yaml.load('checks.yaml') : [];
  const findings = checkChart(app, baseline).filter(({ severity }) => severity !== 'info');
  if (findings.length > 0) failures[name] = findings.map(({ rule, object }) => rule + ' ' + object);
}
process.stdout.write(JSON.stringify(failures));
`;

const FILES_IN_PROCESS = require.resolve('./files-in-process');

/** New projects beside each other, with the packed package. */
export class Projects {
  public readonly scratch = new Scratch();
  private readonly names: string[] = [];

  /** Runs `aad-pod-identity init` for a project. */
  public async init(name: string, args: readonly string[] = [], input = ''): Promise<Said> {
    const undo = readFilesInProcess();
    const { code, out, error } = await command(['init', this.pathOf(name), ...args], input).finally(undo);
    if (code === 0) this.names.push(name);
    // The command runs from its source here, which it says.
    return { code, out, error: error.replace(/^note: this command runs from its source\..*\n/m, '') };
  }

  public pathOf(name: string, file = ''): string {
    return join(this.scratch.folder, name, file);
  }

  public read(name: string, file: string): string {
    return readFileSync(this.pathOf(name, file), 'utf8');
  }

  /** The files of a project, sorted. */
  public files(name: string): string[] {
    const all = readdirSync(this.pathOf(name), { recursive: true, withFileTypes: true });
    const files = all.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
    return files.map((file) => file.slice(this.pathOf(name).length + 1)).sort();
  }

  /** Compiles all projects, and writes dist/ of each. Returns the findings that would fail their tests, by project. */
  public synth(): { readonly [name: string]: readonly string[] } {
    const [first = ''] = this.names;
    const { compilerOptions } = JSON.parse(this.read(first, 'tsconfig.json'));
    const include = this.names.map((name) => `${name}/*.ts`);
    this.scratch.write('tsconfig.json', JSON.stringify({ compilerOptions, include }));
    const compiled = this.scratch.tsc();
    if (compiled.status !== 0) throw new Error(compiled.output.slice(0, 5000));
    this.scratch.write('synth.cjs', SYNTH);
    const { status, output } = this.scratch.node('synth.cjs', JSON.stringify(this.names), FILES_IN_PROCESS);
    if (status !== 0) throw new Error(output.slice(0, 5000));
    return JSON.parse(output);
  }

  /** Runs `npm test` of a project. */
  public test(name: string): Streams {
    const run = (program: string, ...args: string[]) => {
      const path = join(this.scratch.folder, 'node_modules', program);
      const cwd = this.pathOf(name);
      return spawnSync(process.execPath, [path, ...args], {
        cwd,
        encoding: 'utf8',
        env: { ...process.env, CI: 'true' },
      });
    };
    const compiled = run('typescript/bin/tsc');
    return compiled.status === 0 ? run('jest/bin/jest.js', '--ci') : compiled;
  }

  /** Writes dist/ of a project that is compiled. */
  public write(name: string): Streams {
    return spawnSync(process.execPath, ['build/main.js'], { cwd: this.pathOf(name), encoding: 'utf8' });
  }

  /** The manifests that it wrote. */
  public dist(name: string): string {
    const folder = this.pathOf(name, 'dist');
    if (!existsSync(folder)) return '';
    const files = readdirSync(folder).sort();
    return files.map((file) => readFileSync(join(folder, file), 'utf8')).join('---\n');
  }

  public remove(): void {
    this.scratch.remove();
  }
}
