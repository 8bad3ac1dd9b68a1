import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeCluster } from './cluster.mjs';
import { compare } from './measure.mjs';
import { writeValues } from './values.mjs';

const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
process.env.CDK8S_OUTDIR = outdir;
compare({
  name: 'cold start: main.js against loading cdk8s and cdk8s-plus-27 and including one file',
  ours: ['../build/main.js'],
  peer: ['load-peers.cjs'],
  aim: 1.0,
  runs: 21,
});
compare({
  name: '10,000 identities with bindings in one chart, against plain ApiObjects',
  ours: ['identities.cjs', 'ours', '10000'],
  peer: ['identities.cjs', 'plain', '10000'],
  aim: 1.1,
});
const values = join(outdir, 'values.yaml');
writeValues(values, 10_000);
compare({
  name: 'render of 10,000 azureIdentities, against synthesizing the same objects as plain ApiObjects',
  ours: ['../build/lib/cli/main.js', 'render', '-f', values, '--release-name', 'r', '-n', 'shop'],
  peer: ['identities.cjs', 'plain', '10000'],
  aim: 1.5,
});
for (const [count, runs] of [
  [333, 9],
  [10_000, 9],
  [33_333, 3],
]) {
  const folder = join(outdir, `cluster-${count}`);
  writeCluster(folder, count);
  compare({
    name: `assignments of ${count} workloads, as many identities and bindings, in 100 files, against parsing them`,
    ours: ['../build/lib/cli/main.js', 'assignments', folder, '--format', 'json'],
    peer: ['parse-yaml.cjs', folder],
    aim: 1.3,
    runs,
  });
  compare({
    name: `migrate plan of ${count} workloads, as many identities and bindings, in 100 files, against assignments`,
    ours: ['../build/lib/cli/main.js', 'migrate', 'plan', folder, '--format', 'json'],
    peer: ['../build/lib/cli/main.js', 'assignments', folder, '--format', 'json'],
    aim: 1.5,
    runs,
  });
  compare({
    name: `migrate rewrite of ${count} workloads, as many identities and bindings, in 100 files, against assignments`,
    ours: ['../build/lib/cli/main.js', 'migrate', 'rewrite', folder, '--to', 'dual', '--check'],
    peer: ['../build/lib/cli/main.js', 'assignments', folder, '--format', 'json'],
    aim: 3.0,
    runs,
  });
}
for (const [peer, what, aim] of [
  ['plain', 'plain ApiObjects of the same content', 1.3],
  ['none', 'no identities at all', 'none'],
]) {
  compare({
    name: `20,000 workloads over 500 charts with 2,000 identities, against ${what}`,
    ours: ['workloads.cjs', 'ours', '20000'],
    peer: ['workloads.cjs', peer, '20000'],
    aim,
    runs: 3,
  });
}
for (const charts of [500, 1]) {
  for (const stage of ['dual', 'workload-identity']) {
    for (const [accounts, which] of [
      ['made', 'accounts that are made'],
      ['own', 'accounts of the app'],
    ]) {
      compare({
        name: `5,000 workloads with 2,500 ${which}, in ${charts} charts, at ${stage}, against the same app at no stage`,
        ours: ['stages.cjs', stage, charts, accounts],
        peer: ['stages.cjs', 'none', charts, accounts],
        aim: 1.3,
        runs: 5,
      });
    }
  }
}
{
  const folder = join(outdir, 'cluster-with-mistakes');
  // 101 and not 100, so that they are in all files.
  writeCluster(folder, 10_000, 101);
  compare({
    name: 'check of 10,000 workloads, 1 % with a mistake, against assignments',
    ours: ['../build/lib/cli/main.js', 'check', folder, '--format', 'json'],
    peer: ['../build/lib/cli/main.js', 'assignments', folder, '--format', 'json'],
    aim: 1.3,
  });
}
rmSync(outdir, { recursive: true });
