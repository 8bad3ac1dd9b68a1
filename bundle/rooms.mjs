import { COMMAND, LIBRARY } from './graph.mjs';

/** What loads sources: the library, and the sub-commands. Each with what it starts with, and what it loads in most runs. */
const USERS = {
  library: LIBRARY,
  render: ['cli/render', 'install/helm/sources', 'install/objects/manifests', 'synth/yaml-text', 'manifests/yaml'],
  assignments: ['cli/assignments/assignments', 'manifests/reader'],
  check: ['cli/check/check', 'manifests/reader', 'checks/report-on', 'checks/reports/text-report'],
  plan: ['cli/migrate/migrate', 'cli/migrate/plan', 'manifests/reader'],
  rewrite: ['cli/migrate/migrate', 'cli/migrate/rewrite', 'manifests/reader'],
  azure: [
    ...['azure', 'setup', 'federate', 'verify', 'uninstall'].map((file) => `cli/azure/${file}`),
    'manifests/reader',
  ],
  init: ['cli/init/init', 'project/of-manifests', 'project/of-values', 'manifests/reader'],
  completion: ['cli/completion/completion'],
};

/** Packages that are part of the bundle, with their files of it. */
const PACKAGES = { commander: 'commander', 'js-yaml': 'js-yaml', cdk8s: 'cdk8s', constructs: 'cdk8s' };

/**
 * Which file of the bundle holds which source: those that are loaded together. A source in it is run when it is first
 * required, as without the bundle: so this decides about speed alone.
 */
export class Rooms {
  #graph;
  #program;
  #users;

  constructor(graph) {
    this.#graph = graph;
    const loadedWith = (files) =>
      graph.loadedWith(...files.map((file) => (file.includes('.') ? file : `lib/${file}.ts`)));
    this.#program = loadedWith([COMMAND]);
    this.#users = Object.entries(USERS).map(([name, files]) => [name, loadedWith(files)]);
  }

  /** All files of the bundle, each with its sources or packages. */
  all() {
    const rooms = new Map();
    for (const name of [...this.#graph.files, ...Object.keys(PACKAGES)]) {
      const room = this.roomOf(name);
      rooms.set(room, [...(rooms.get(room) ?? []), name]);
    }
    return rooms;
  }

  /** The file that holds a source or a package. */
  roomOf(source) {
    if (!this.#graph.files.includes(source)) return PACKAGES[source];
    if (this.#program.has(source)) return 'program';
    const all = this.#users.filter(([, loaded]) => loaded.has(source)).map(([name]) => name);
    // It runs once for a project, so it finds what it needs with the others.
    const users = all.length > 1 ? all.filter((name) => name !== 'init') : all;
    if (users.length < 2) return users[0] ?? 'rest';
    const [isLibrary, isRender, isEveryday] = [['library'], ['render'], ['assignments', 'check']].map((some) =>
      some.some((one) => users.includes(one)),
    );
    if (isRender) return isEveryday ? (isLibrary ? 'shared' : 'documents') : isLibrary ? 'install' : 'documents';
    if (isEveryday) return isLibrary ? 'shared' : 'reading';
    return isLibrary ? 'stages' : 'migration';
  }
}
