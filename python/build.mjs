// npm run python: the wheel of the jsii edition, in python/dist. `npm run python -- --accept` accepts changes that break
// programs; `npm run python -- --no-wheel` only compiles and compares.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { acceptApi, breaksOf } from './api.mjs';
import { root, stage, staged } from './stage.mjs';
import { unexpectedWarnings } from './warnings.mjs';

const here = join(root, 'python');
const dist = join(here, 'dist');
const { values: options } = parseArgs({
  options: { accept: { type: 'boolean', default: false }, wheel: { type: 'boolean', default: true } },
  allowNegative: true,
});

try {
  install();
  stage();
  compile();
  compare();
  if (options.wheel) {
    translate();
    pack();
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

/** jsii and its tools, which nothing else needs. */
function install() {
  const installed = join(here, 'node_modules/.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs > statSync(join(here, 'package-lock.json')).mtimeMs) return;
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: here, stdio: 'inherit' });
}

function compile() {
  const { status, output } = tool('jsii');
  const unexpected = unexpectedWarnings(output);
  if (status !== 0) throw new Error(`jsii refuses the sources:\n${output}`);
  if (unexpected.length > 0) {
    throw new Error(`jsii warns of what python/warnings.mjs does not list:\n${unexpected.join('\n')}`);
  }
}

function compare() {
  const breaks = breaksOf((...paths) => tool('jsii-diff', '--experimental-errors', ...paths));
  if (breaks && !options.accept) {
    throw new Error(`${breaks}\nThis breaks programs in other languages. To accept it: npm run python -- --accept`);
  }
  acceptApi();
}

function translate() {
  const { status, output } = tool('jsii-rosetta', 'extract', '--strict', '--directory', '.');
  if (status !== 0) throw new Error(`an example in a docstring does not compile:\n${output}`);
}

function pack() {
  const parts = join(staged, 'dist');
  const { status, output } = tool(
    'jsii-pacmak',
    '--targets',
    'python',
    '--rosetta-unknown-snippets',
    'fail',
    '-o',
    parts,
  );
  if (status !== 0) throw new Error(`jsii-pacmak failed:\n${output}`);
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist);
  for (const file of readdirSync(join(parts, 'python'))) {
    renameSync(join(parts, 'python', file), join(dist, file));
    if (file.endsWith('.whl')) console.log(relative(process.cwd(), join(dist, file)));
  }
}

/** Runs a tool in the staged package. */
function tool(name, ...args) {
  const env = { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: process.version.slice(1).split('.')[0] };
  const bin = join(here, 'node_modules/.bin', name);
  const { status, stdout, stderr, error } = spawnSync(bin, args, { cwd: staged, env, encoding: 'utf8' });
  if (error) throw error;
  return { status, output: `${stdout}${stderr}`.trim() };
}
