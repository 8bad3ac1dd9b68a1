/** What a room may import. */
export interface Room {
  /** What of lib/ it may import beside itself: rooms, parts of rooms, or single files. */
  readonly rooms: readonly string[];
  /** The packages that it may import; `types` are those of which it may import types only. */
  readonly packages?: readonly string[];
  readonly types?: readonly string[];
}

/** Rooms that every other one may import. */
export const FACTS = ['upstream', 'go', 'validate'];
const CONSTRUCTS = ['cdk8s', 'constructs'];
const READ_YAML = ['manifests/yaml', 'manifests/yaml-error', 'manifests/split-documents'];

/** The order of the rooms, and of single files in them, from the bottom up. The most exact entry for a file counts. */
export const ROOMS: { readonly [room: string]: Room } = {
  go: { rooms: [] },
  upstream: { rooms: ['go'], packages: ['node:crypto'] },
  validate: { rooms: ['go'], packages: ['node:crypto', 'node:util'] },

  // Constructs: to YAML. They read no manifests, and of files only those whose path the caller gives.
  synth: { rooms: FACTS, packages: CONSTRUCTS },
  'workload-identity': { rooms: ['synth', ...FACTS], packages: CONSTRUCTS },
  identity: { rooms: ['workload-identity', 'synth', ...FACTS], packages: [...CONSTRUCTS, 'node:crypto', 'node:fs'] },
  'workload-identity/federation': {
    rooms: ['workload-identity', 'identity', 'synth', ...FACTS],
    packages: CONSTRUCTS,
  },
  install: {
    rooms: ['identity', 'synth', ...FACTS, 'install/objects'],
    packages: CONSTRUCTS,
    types: ['cdk8s-plus-27'],
  },
  'install/objects': {
    rooms: ['install', 'identity', 'synth', ...FACTS, 'manifests/yaml-writer'],
    packages: [...CONSTRUCTS, 'node:crypto'],
    types: ['cdk8s-plus-27'],
  },
  'install/props': {
    rooms: ['install', 'install/objects', 'identity', 'synth', ...FACTS],
    packages: CONSTRUCTS,
    types: ['cdk8s-plus-27'],
  },
  'install/helm': {
    rooms: ['install', 'install/objects', 'identity', ...FACTS, ...READ_YAML, 'manifests/read-file'],
  },
  'install/aad-pod-identity': {
    rooms: ['install', 'install/props', 'install/helm', 'install/objects', 'identity', 'synth', ...FACTS],
    packages: CONSTRUCTS,
  },
  // It runs the code that it writes.
  'install/code': {
    rooms: ['install/aad-pod-identity', 'install', 'install/objects', 'install/helm', 'identity', 'synth', ...FACTS],
    packages: ['cdk8s', 'node:util'],
  },
  demo: {
    rooms: ['identity', 'install/wire', 'synth', ...FACTS],
    packages: CONSTRUCTS,
    types: ['cdk8s-plus-27'],
  },

  // Manifests: from YAML. They know no cdk8s, and no constructs.
  manifests: { rooms: FACTS, packages: ['js-yaml', 'node:buffer', 'node:fs', 'node:path'] },
  simulation: { rooms: ['manifests', ...FACTS] },
  checks: {
    rooms: ['simulation', 'manifests', ...FACTS, 'checks/rules', 'checks/reports', 'checks/suppressions'],
    packages: ['node:fs', 'node:path'],
  },
  'checks/facts': { rooms: ['checks', 'simulation', 'manifests', ...FACTS], packages: ['node:net'] },
  'checks/examples': { rooms: ['upstream'] },
  // Values of the chart in HelmReleases are judged as `render` judges them. That is loaded only when there are any.
  'checks/rules': {
    rooms: [
      ...['checks', 'checks/facts', 'checks/examples', 'simulation', 'manifests', ...FACTS],
      'install/helm/values-faults',
    ],
  },
  'checks/reports': { rooms: ['checks', ...FACTS], packages: ['node:crypto', 'node:path', 'node:url'] },
  'checks/suppressions': { rooms: ['checks', 'manifests', ...FACTS] },
  azure: {
    rooms: [
      ...['migration', 'simulation', 'manifests', ...FACTS],
      ...['install/objects/iptables-cleanup-spec', 'workload-identity/migration-stage'],
    ],
    packages: ['node:crypto', 'node:fs', 'node:path'],
  },

  // They read the stages of Workload Identity as data, and no construct.
  migration: {
    rooms: [
      ...['simulation', 'manifests', ...FACTS, 'synth/pod-template'],
      ...['migration-stage', 'workload-account', 'injection', 'pod-facts', 'stage-refusals', 'stage-settings'].map(
        (file) => `workload-identity/${file}`,
      ),
      ...['pod-annotations', 'stage-warnings', 'token-exchange'].map((file) => `workload-identity/${file}`),
    ],
    packages: ['node:crypto', 'node:path'],
  },

  // A page in one file. Its script and style are files that it reads.
  page: {
    rooms: ['simulation/granted-identity', ...FACTS],
    packages: ['node:crypto', 'node:fs', 'node:path'],
  },

  // Front doors.
  testing: {
    rooms: ['checks', 'checks/reports', 'simulation', 'manifests', 'synth/scope', ...FACTS],
    packages: ['cdk8s', 'constructs', '@jest/globals'],
  },
  // What other languages get: the entry, and what stands in for functions.
  jsii: {
    rooms: [
      ...['checks', 'checks/suppressions', 'simulation', 'identity', 'install', 'install/objects', 'install/props'],
      ...['install/aad-pod-identity', 'demo', 'testing', 'workload-identity', 'workload-identity/federation', ...FACTS],
      ...['jsii/identity-testing', 'jsii/through-classes'],
    ],
  },
  'jsii/through-classes': { rooms: ['synth/completed-json'] },
  'jsii/identity-testing': { rooms: ['checks', 'simulation', 'testing'], types: ['constructs'] },
  // The code that it writes is run, too.
  project: {
    rooms: [
      ...[
        'install/code',
        'install/objects',
        'install/helm/install-of-values',
        'identity',
        'checks',
        'checks/suppressions',
      ],
      ...['simulation', 'manifests', 'synth', 'testing/manifests-of', ...FACTS],
    ],
    packages: ['cdk8s', 'node:fs', 'node:os', 'node:path', 'node:util'],
  },
  cli: {
    rooms: [
      'project',
      ...['azure', 'checks', 'checks/reports', 'migration', 'page', 'simulation', 'manifests', ...FACTS],
      ...['workload-identity/migration-stage', 'workload-identity/workload-account'],
      ...['install/helm/sources', 'install/objects/manifests', 'install/code/chart-code', 'synth/yaml-text'],
    ],
    packages: ['commander', 'node:crypto', 'node:fs', 'node:path', 'node:worker_threads'],
  },
};
