import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));

/** Runs a node program once, as a process of its own: seconds and MiB. */
function run(args) {
  const start = process.hrtime.bigint();
  const { status, stderr, output } = spawnSync(process.execPath, ['--require', `${here}peak.cjs`, ...args], {
    cwd: here,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  // 2: there are findings.
  if (status !== 0 && status !== 2) throw new Error(`${args.join(' ')} failed:\n${stderr}`);
  return { seconds, mebibytes: Number(output[3]) / 1024 };
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

/**
 * Runs ours and its peer in turn, so that a slow moment of the machine affects both, and prints the medians of the ratios.
 */
export function compare({ name, ours, peer, aim, runs = 9 }) {
  run(ours);
  run(peer);
  const pairs = Array.from({ length: runs }, () => ({ ours: run(ours), peer: run(peer) }));
  const of = (side, figure) => median(pairs.map((pair) => pair[side][figure]));
  const ratio = (figure) => median(pairs.map((pair) => pair.ours[figure] / pair.peer[figure]));
  console.log(name);
  console.log(
    `  time    ${of('ours', 'seconds').toFixed(3)} s   against ${of('peer', 'seconds').toFixed(3)} s   ratio ${ratio('seconds').toFixed(2)}   aim ${aim}`,
  );
  console.log(
    `  memory  ${of('ours', 'mebibytes').toFixed(0)} MiB against ${of('peer', 'mebibytes').toFixed(0)} MiB   ratio ${ratio('mebibytes').toFixed(2)}   aim ${aim}`,
  );
}
