import { build } from 'esbuild';

/** Where node finds what the library and the command start with. */
export const LIBRARY = ['lib/index.ts', 'lib/testing/jest.ts'];
export const COMMAND = 'lib/cli/main.ts';

/** The peers that the sources load. */
export const PEERS = ['cdk8s', 'constructs'];

/** The sources, and what each of them imports: at once, or only in a function. */
export class Graph {
  #inputs;

  static async read(root) {
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: [...LIBRARY, COMMAND],
      outdir: 'nowhere',
      write: false,
      metafile: true,
      bundle: true,
      platform: 'node',
      packages: 'external',
      external: ['*/package.json'],
    });
    return new Graph(metafile.inputs);
  }

  constructor(inputs) {
    this.#inputs = inputs;
  }

  get files() {
    return Object.keys(this.#inputs);
  }

  /** What is loaded with some files, before anything in them is called. */
  loadedWith(...files) {
    const loaded = new Set();
    const load = (file) => {
      if (loaded.has(file)) return;
      loaded.add(file);
      for (const { path, kind, external } of this.#inputs[file].imports) {
        if (!external && kind === 'import-statement') load(path);
      }
    };
    for (const file of files) load(file);
    return loaded;
  }
}
