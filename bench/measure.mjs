import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));

/** At most this many pairs, and at least `FEWEST`, however long they take. */
const MOST = 21;
const FEWEST = 3;

/**
 * Runs a program once, as a process of its own: seconds of the clock, and for programs of node also seconds of the
 * processor and MiB.
 */
function run([program, ...args]) {
  const isNode = program === 'node';
  const command = isNode ? [process.execPath, '--require', `${here}usage.cjs`, ...args] : [program, ...args];
  const start = process.hrtime.bigint();
  const { status, stderr, output } = spawnSync(command[0], command.slice(1), {
    cwd: here,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const time = Number(process.hrtime.bigint() - start) / 1e9;
  // 2: there are findings.
  if (status !== 0 && status !== 2) throw new Error(`${[program, ...args].join(' ')} failed:\n${stderr}`);
  return { time, ...(isNode && JSON.parse(output[3])) };
}

/** The smallest, the middle and the largest. */
function spread(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return { min: sorted[0], median: sorted[Math.floor(sorted.length / 2)], max: sorted.at(-1) };
}

/**
 * Runs two commands in turn, so that a slow moment of the machine affects both, for about so many seconds, and returns the
 * spread of the ratios of their figures: `time`, and when both are programs of node `cpu` and `memory`.
 */
export function compare(ours, peer, seconds) {
  const started = Date.now();
  const pairs = [[run(ours), run(peer)]];
  // The first warms up the caches of the machine. Of slow ones, it counts.
  if (Date.now() - started < seconds * 100) pairs.pop();
  while (pairs.length < FEWEST || (pairs.length < MOST && Date.now() - started < seconds * 1000)) {
    pairs.push([run(ours), run(peer)]);
  }
  const figures = Object.keys(pairs[0][0]).filter((figure) => figure in pairs[0][1]);
  return {
    ours: spread(pairs.map(([{ time }]) => time)).median,
    peer: spread(pairs.map(([, { time }]) => time)).median,
    ratios: Object.fromEntries(figures.map((figure) => [figure, spread(pairs.map(([a, b]) => a[figure] / b[figure]))])),
  };
}
