import { Manifests, type SimulateOptions } from '../../lib';
import type { Rewrite } from '../../lib/migration/rewrite/rewrite';
import { rewrite } from '../../lib/migration/rewrite/rewrite';
import type { RewriteOptions } from '../../lib/migration/rewrite/steps';
import { simulationOf } from '../../lib/simulation/simulation-of';

export interface RewrittenText extends Rewrite {
  readonly text: string;
}

/** A text of one file, rewritten. */
export function rewrittenText(
  text: string,
  options: Partial<RewriteOptions> & Pick<RewriteOptions, 'to'>,
  settings: SimulateOptions = {},
): RewrittenText {
  const simulation = simulationOf(Manifests.fromText('cluster.yaml', text), settings);
  const found = rewrite(simulation, { isFinal: false, ...options });
  return { ...found, text: found.files[0]?.after ?? text };
}

/** Why workloads and others were left: `Deployment shop/web: …` */
export const reasonsOf = ({ left }: Rewrite) => left.map(({ manifest, reason }) => `${manifest.title}: ${reason}`);

/** Lines that two texts differ in, as a diff prints them: `-old`, `+new`. */
export function changedLines(before: string, after: string): string[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const first = old.findIndex((line, i) => line !== now[i]);
  const same = first < 0 ? old.length : first;
  // Behind what both begin with, each line is compared with each.
  const [a, b] = [old.slice(same), now.slice(same)];
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  const at = (i: number, j: number) => lengths[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      (lengths[i] as Uint32Array)[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const changed: string[] = [];
  for (let [i, j] = [0, 0]; i < a.length || j < b.length; ) {
    if (i < a.length && j < b.length && a[i] === b[j]) [i, j] = [i + 1, j + 1];
    else if (i < a.length && at(i + 1, j) >= at(i, j + 1)) changed.push(`-${a[i++]}`);
    else changed.push(`+${b[j++]}`);
  }
  return changed;
}
