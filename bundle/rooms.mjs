import { COMMAND, LIBRARY, PEERS } from './graph.mjs';

/** The sub-commands, each with what it loads when it runs. */
const COMMANDS = {
  render: ['cli/render', 'install/helm/sources'],
  assignments: ['cli/assignments/assignments', 'manifests/reader'],
  check: ['cli/check/check', 'manifests/reader'],
  rules: ['checks/report-on'],
  plan: ['cli/migrate/plan', 'manifests/reader'],
  rewrite: ['cli/migrate/rewrite', 'manifests/reader'],
  azure: ['cli/azure/setup', 'cli/azure/federate', 'cli/azure/verify', 'cli/azure/uninstall', 'manifests/reader'],
};
/** Those that read manifests. */
const READERS = ['assignments', 'check', 'plan', 'rewrite', 'azure'];

/** Those of them that run often: what only the others load is apart. */
const EVERYDAY = ['assignments', 'check'];

/** Packages that are part of the bundle, with their files of it. The command has its own copy of the peers: it loads faster. */
const PACKAGES = { commander: 'commander', 'js-yaml': 'js-yaml', cdk8s: 'cdk8s', constructs: 'cdk8s' };

/**
 * Which file of the bundle holds which source. A file is read as a whole, but a source in it is evaluated when it is first
 * required, as without the bundle: so this decides about speed alone.
 */
export class Rooms {
  #graph;
  #constructs;
  #library;
  #program;
  #commands;

  constructor(graph) {
    this.#graph = graph;
    this.#constructs = graph.ofConstructs();
    this.#library = graph.loadedWith(...LIBRARY);
    this.#program = graph.loadedWith('lib/cli/program.ts');
    this.#commands = Object.entries(COMMANDS).map(([name, files]) => [name, graph.loadedWith(...files.map((file) => `lib/${file}.ts`))]);
  }

  /** All files of the bundle, each with its sources. */
  all() {
    const rooms = new Map();
    const add = (room, source) => rooms.set(room, [...(rooms.get(room) ?? []), source]);
    for (const file of this.#graph.files) {
      if (!this.#constructs.has(file)) add(this.roomOf(file), file);
      // One copy for the library, with the peers of the app, and one for the command.
      else for (const room of ['library', 'constructs']) add(room, file);
    }
    for (const [name, room] of Object.entries(PACKAGES)) add(room, name);
    return rooms;
  }

  /** The file that holds a source, for an importer in a file. */
  roomOf(source, importer = '') {
    const isLibrary = importer === 'library';
    if (this.#constructs.has(source)) return isLibrary ? 'library' : 'constructs';
    if (!source.includes('/')) return isLibrary && PEERS.includes(source) ? undefined : PACKAGES[source];
    if (source === COMMAND) return 'main';
    const inLibrary = this.#library.has(source);
    if (this.#program.has(source)) return inLibrary ? 'base' : 'program';
    const users = this.#commands.filter(([, loaded]) => loaded.has(source)).map(([name]) => name);
    const isRead = users.some((user) => READERS.includes(user));
    if (inLibrary) return isRead ? 'shared' : users.includes('render') ? 'install' : 'library';
    if (users.length === 1) return users[0];
    if (users.length === 0) return 'rest';
    return users.some((user) => EVERYDAY.includes(user)) ? 'reading' : 'migration';
  }
}
