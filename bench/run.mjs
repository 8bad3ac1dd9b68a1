// Measures: node bench/run.mjs [NAME...]. A name stands for all benchmarks that begin with it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { BENCHMARKS, Inputs } from './benchmarks.mjs';
import { compare } from './measure.mjs';

const names = process.argv.slice(2);
const isCalled = ({ name }, called) => name === called || name.startsWith(`${called}-`);
const unknown = names.filter((called) => !BENCHMARKS.some((benchmark) => isCalled(benchmark, called)));
if (unknown.length > 0) {
  console.error(`no benchmark ${unknown.join(', ')}; there are:`);
  for (const { name, title } of BENCHMARKS) console.error(`  ${name.padEnd(33)} ${title}`);
  process.exit(1);
}
const chosen = BENCHMARKS.filter(
  (benchmark) => names.length === 0 || names.some((called) => isCalled(benchmark, called)),
);

const helm = spawnSync('helm', ['version', '--short'], { encoding: 'utf8' }).stdout?.trim();
const versionOf = (name) =>
  JSON.parse(readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), 'utf8')).version;
const peers = ['cdk8s', 'cdk8s-plus-27', 'constructs', 'js-yaml'].map((name) => `${name} ${versionOf(name)}`);
const processors = cpus();
console.log(`${new Date().toISOString().slice(0, 10)}, ${processors.length} cores: ${processors[0]?.model}`);
console.log(`node ${process.version}, ${peers.join(', ')}, helm ${helm ?? 'is not on the PATH'}\n`);

const folder = mkdtempSync(join(tmpdir(), 'bench-'));
process.env.CDK8S_OUTDIR = join(folder, 'dist');
const inputs = new Inputs(folder);

const two = (number) => number.toFixed(2);
const ratio = (spread) => (spread ? `${two(spread.median)} (${two(spread.min)}–${two(spread.max)})` : '');
const row = (cells) =>
  console.log(`| ${cells.map((cell, i) => cell.padEnd([33, 20, 7, 7, 20, 20, 4][i])).join(' | ')} |`);

// Markdown, for docs/performance.md. All ratios are the median of the pairs, with the smallest and the largest.
row(['benchmark', 'time', 'ours', 'peer', 'CPU', 'memory', 'aim']);
row([33, 20, 7, 7, 20, 20, 4].map((width) => '-'.repeat(width)));
for (const { name, aim, commands, seconds = 3 } of chosen) {
  const [ours, peer] = commands(inputs);
  if (peer[0] === 'helm' && !helm) continue;
  const result = compare(ours, peer, seconds);
  const { time, cpu, memory } = result.ratios;
  row([
    name,
    ratio(time),
    `${result.ours.toFixed(3)} s`,
    `${result.peer.toFixed(3)} s`,
    ratio(cpu),
    ratio(memory),
    aim === undefined ? '' : two(aim),
  ]);
}
rmSync(folder, { recursive: true });
