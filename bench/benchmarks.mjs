import { join } from 'node:path';
import { writeCluster } from './cluster.mjs';
import { writeValues } from './values.mjs';

/** What Helm renders: the chart of AAD Pod Identity if CHART is its folder, and otherwise one with the same identities. */
const CHART = process.env.CHART ?? 'chart';

/** The command as it is published. */
const cli = (...args) => ['node', '../build/package/main.js', ...args];
const node = (...args) => ['node', ...args];

/** The files that the benchmarks read, in a folder: each is written when the first benchmark asks for it. */
export class Inputs {
  #folder;
  #written = new Map();

  constructor(folder) {
    this.#folder = folder;
  }

  /** Values with so many identities. */
  values(count) {
    return this.#once(`values-${count}.yaml`, (path) => writeValues(path, count));
  }

  /** So many workloads, each with an identity and a binding, in at most 100 files; one in `every` has a mistake. */
  cluster(count, every = 0) {
    return this.#once(`cluster-${count}-${every}`, (path) => writeCluster(path, count, every));
  }

  #once(name, write) {
    const path = join(this.#folder, name);
    if (!this.#written.has(path)) this.#written.set(path, write(path));
    return path;
  }
}

const render = (values) => ['render', '-f', values, '--release-name', 'r', '-n', 'shop'];
const assignments = (folder) => cli('assignments', folder, '--format', 'json');
// One in 101 and not in 100, so that they are in all files.
const mistaken = (inputs, count) => inputs.cluster(count, 101);

/**
 * The benchmarks. `commands` returns ours and the peer: each a program, with its arguments, that runs in this folder. `aim`
 * is the ratio of their times that we aim at. `seconds` is about how long to measure; 3 if absent.
 */
export const BENCHMARKS = [
  {
    name: 'version',
    title: '`--version`, against `node -e 0`',
    aim: 1.25,
    commands: () => [cli('--version'), node('-e', '0')],
  },
  {
    name: 'render-defaults',
    title: '`render` of default values, against `node -e 0`',
    aim: 1.6,
    commands: (inputs) => [cli(...render(inputs.values(0))), node('-e', '0')],
  },
  ...['assignments', 'check'].map((command) => ({
    name: `${command}-ten-files`,
    title: `\`${command}\` of ten files, against \`node -e 0\``,
    aim: 1.6,
    commands: (inputs) => [cli(command, inputs.cluster(10)), node('-e', '0')],
  })),
  {
    name: 'import',
    title: 'an app with an install, an identity and a workload, against loading cdk8s and cdk8s-plus-27',
    aim: 0.9,
    commands: () => [node('app.cjs'), node('load-peers.cjs')],
  },
  {
    name: 'main',
    title: '`main.js`, against loading cdk8s and cdk8s-plus-27 and including one file',
    aim: 1.1,
    commands: () => [node('../build/main.js'), node('load-peers.cjs', 'include')],
  },
  {
    name: 'identities',
    title: '10,000 identities with bindings in one chart, against plain ApiObjects',
    aim: 1.1,
    commands: () => [node('identities.cjs', 'ours', '10000'), node('identities.cjs', 'plain', '10000')],
    seconds: 6,
  },
  {
    name: 'render-helm',
    title: '`render` of 10,000 identities, against `helm template` of a chart that makes the same objects',
    aim: 0.5,
    commands: (inputs) => [
      cli(...render(inputs.values(10_000))),
      ['helm', 'template', 'r', CHART, '-f', inputs.values(10_000), '-n', 'shop'],
    ],
    seconds: 6,
  },
  ...[
    [1_000, 3],
    [10_000, 3],
    [100_000, 1],
  ].flatMap(([count, seconds]) => {
    const workloads = Math.floor(count / 3);
    return [
      {
        name: `assignments-${count}`,
        title: `\`assignments\` of ${count} objects: workloads, identities and bindings, against only parsing them`,
        aim: 1.25,
        commands: (inputs) => [
          assignments(inputs.cluster(workloads)),
          node('parse-yaml.cjs', inputs.cluster(workloads)),
        ],
        seconds,
      },
      {
        name: `check-${count}`,
        title: `\`check\` of ${count} objects, 1 % with a mistake, against only parsing them`,
        aim: 1.6,
        commands: (inputs) => [
          cli('check', mistaken(inputs, workloads), '--format', 'json'),
          node('parse-yaml.cjs', mistaken(inputs, workloads)),
        ],
        seconds,
      },
    ];
  }),
  {
    name: 'plan',
    title: '`migrate plan` of 10,000 workloads, against `assignments`',
    aim: 1.5,
    commands: (inputs) => [
      cli('migrate', 'plan', inputs.cluster(10_000), '--format', 'json'),
      assignments(inputs.cluster(10_000)),
    ],
  },
  {
    name: 'rewrite',
    title: '`migrate rewrite --check` of 10,000 workloads, against `assignments`',
    aim: 3,
    commands: (inputs) => [
      cli('migrate', 'rewrite', inputs.cluster(10_000), '--to', 'dual', '--check'),
      assignments(inputs.cluster(10_000)),
    ],
  },
  ...[
    ['plain', 'plain ApiObjects of the same content', 1.3],
    ['none', 'the same without identities'],
  ].map(([peer, what, aim]) => ({
    name: `workloads-${peer}`,
    title: `5,000 workloads over 125 charts with 500 identities, against ${what}`,
    aim,
    commands: () => [node('workloads.cjs', 'ours', '5000'), node('workloads.cjs', peer, '5000')],
  })),
  ...[250, 1].flatMap((charts) =>
    ['dual', 'workload-identity'].flatMap((stage) =>
      ['made', 'own'].map((accounts) => ({
        name: `stages-${charts}-${stage}-${accounts}`,
        title: `1,000 workloads with 500 ServiceAccounts (${accounts === 'own' ? 'of the app' : 'made'}) in ${charts} ${charts === 1 ? 'chart' : 'charts'}, at ${stage}, against the same app at no stage`,
        aim: 1.3,
        commands: () => [
          node('stages.cjs', stage, `${charts}`, accounts),
          node('stages.cjs', 'none', `${charts}`, accounts),
        ],
        seconds: 2,
      })),
    ),
  ),
];
