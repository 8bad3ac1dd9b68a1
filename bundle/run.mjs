// Bundles what is published into build/package: node bundle/run.mjs, after npm run build.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { copyTypes } from './copy-types.mjs';
import { COMMAND, Graph, PEERS } from './graph.mjs';
import { noticesOf } from './notices.mjs';
import { Rooms } from './rooms.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const compiledFolder = join(root, 'build');
const folder = join(compiledFolder, 'package');
const require = createRequire(import.meta.url);

/** What takes long to load, and what most commands do not need: loaded when something of it is used. */
const LATE = {
  crypto: ['require', 'late()[name]'],
  net: ['require', 'late()[name]'],
  // cdk8s takes a function of it when it is loaded.
  child_process: ['require', '(...args) => late()[name](...args)'],
  // cdk8s brings it along.
  yaml: ["require('node:module').createRequire(require.resolve('cdk8s'))", 'late()[name]'],
};

function late(path) {
  const [load, use] = LATE[path.replace('node:', '')];
  return `
const late = () => ${load}('${path}');
module.exports = new Proxy({}, { get: (_, name) => name === '__esModule' || (name === 'default' ? late() : ${use}) });`;
}

const isSource = (name) => name.includes('/');
const compiled = (source) => (isSource(source) ? join(compiledFolder, source.replace(/\.ts$/, '.js')) : source);
/** The source of a compiled file, as a `require` names it. */
function sourceOf(file) {
  const source = relative(compiledFolder, file).replace(/\.js$/, '');
  return [`${source}.ts`, `${source}/index.ts`].find((one) => graph.files.includes(one));
}

const graph = await Graph.read(root);
const rooms = new Rooms(graph);

/** How a file of the bundle requires what is in another. */
function required(name, room) {
  // The command has its own copy of the peers: it loads faster. The library has those of the app.
  if (PEERS.includes(name)) return `require('./peers.js')[${JSON.stringify(name)}]`;
  return `require('./${room}.js')[${JSON.stringify(name)}]`;
}

/** cdk8s runs a script beside its code to read a file of YAML; it stays where cdk8s is installed. */
function withScriptOfCdk8s(code) {
  const parts = code.split("path.join(__dirname, '_loadurl.mjs')");
  if (parts.length !== 2) throw new Error('cdk8s runs another script than _loadurl.mjs');
  return parts.join("path.join(path.dirname(require.resolve('cdk8s')), '_loadurl.mjs')");
}

/** The rooms of what is called for each object of many: a check whether it is loaded would take a tenth of the time. */
const HOT = new Set([
  'assignments',
  'check',
  'documents',
  'migration',
  'plan',
  'program',
  'reading',
  'rewrite',
  'shared',
]);

/** In one of these rooms, and called once for a run or a document: few need all of what these import. */
const SELDOM_CALLED = /^lib\/(?:cli\/.*|manifests\/yaml|manifests\/reader|checks\/report-on|checks\/check-config)\.ts$/;

/** A source that loads each other source of ours when it first uses something of it, instead of all at once. */
function withLateImports(code) {
  const imported = /^const (\w+_\d+) = (require\("(?:\.[^"]*|js-yaml)"\));\n/gm;
  const late = new Map(Array.from(code.matchAll(imported), ([, name, load]) => [name, `(${load})`]));
  return code.replace(imported, '').replace(/\b\w+_\d+(?=\.)/g, (name) => late.get(name) ?? name);
}

const crossing = (room) => ({
  name: 'crossing',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /package\.json$/ }, () => ({ path: '../../package.json', external: true }));
    onResolve({ filter: new RegExp(`^(node:)?(${Object.keys(LATE).join('|')})$`) }, ({ path, namespace }) =>
      namespace === 'late' ? { path, external: true } : { path, namespace: 'late' },
    );
    onLoad({ filter: /./, namespace: 'late' }, ({ path }) => ({ contents: late(path) }));
    onLoad({ filter: /\.js$/ }, async ({ path }) => {
      if (path.endsWith('/cdk8s/lib/yaml.js')) return { contents: withScriptOfCdk8s(readFileSync(path, 'utf8')) };
      if (!path.startsWith(compiledFolder)) return undefined;
      const source = readFileSync(path, 'utf8');
      // Without comments, and on few lines: they are laid out again.
      const isLate = !HOT.has(room) || SELDOM_CALLED.test(sourceOf(path));
      const code = isLate ? withLateImports(source) : source;
      return { contents: (await transform(code, { minifyWhitespace: true, minifySyntax: true })).code };
    });
    onResolve({ filter: /^[./@\w]/ }, ({ path, namespace, resolveDir }) => {
      if (namespace === 'crossing') return { path, external: true };
      const isOurs = resolveDir.startsWith(compiledFolder) || resolve(resolveDir) === resolve(root);
      if (!isOurs) return undefined;
      const name = /^[./]/.test(path) ? sourceOf(resolve(resolveDir, path)) : path;
      const other = rooms.roomOf(name);
      if (other === room) return undefined;
      return other ? { path: name, namespace: 'crossing', pluginData: other } : { path, external: true };
    });
    onLoad({ filter: /./, namespace: 'crossing' }, ({ path, pluginData }) => ({
      contents: `module.exports = ${required(path, pluginData)};`,
    }));
  },
});

/** What comes from another room in one line for each, with a function that loads it once. */
function withShortCrossings(text) {
  const crossings =
    /^\/\/ crossing:.*\nvar (\w+) = __commonJS\(\{\n {2}"crossing:.*"\(.*\) \{\n {4}module\d*\.exports = (.*);\n {2}\}\n\}\);\n\n?/gm;
  const short = text.replace(crossings, 'var $1 = __crossing(() => $2);\n');
  return short === text ? text : short.replace(/^(?=var __getOwnPropNames)/m, CROSSING);
}

const CROSSING = 'var __crossing = (load, loaded) => () => loaded ??= load();\n';

/** esbuild renames a class that refers to itself: this gives it its name back, which errors show. */
const named = (text) =>
  text.replace(
    / (\w+) = class _\1\b[^\n{]*\{$/gm,
    '$& static { Object.defineProperty(this, "name", { value: "$1" }); }',
  );

async function bundle(room, contents, options) {
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    stdin: { contents, resolveDir: root, sourcefile: `${room}.js` },
    outfile: join(folder, `${room}.js`),
    write: false,
    metafile: true,
    bundle: true,
    platform: 'node',
    target: 'node20',
    legalComments: 'none',
    charset: 'ascii',
    // Of LATE.
    logOverride: { 'require-resolve-not-external': 'silent' },
    plugins: [crossing(room)],
    ...options,
  });
  const [{ text }] = outputFiles;
  // So that is not the one of node.
  const [own] = /\brequire\d+\(".*?"\)/.exec(text) ?? [];
  if (own) throw new Error(`${room}: a source has a function called require, so it cannot load others late: ${own}`);
  writeFileSync(join(folder, `${room}.js`), withShortCrossings(named(text)));
  return Object.keys(metafile.inputs);
}

/** Our code is legible, so that stack traces are: a line for a statement, and the names of the sources. */
function bundleRoom(room, names) {
  const required = (name) => `require(${JSON.stringify(compiled(name))})`;
  if (names[0] === COMMAND) {
    const js = "#!/usr/bin/env node\nrequire('./peers.js').isCommand = true;";
    return bundle(room, required(COMMAND), { banner: { js } });
  }
  const getters = names.map((name) => `get ${JSON.stringify(name)}() { return ${required(name)}; }`);
  const contents = `module.exports = {\n${getters.join(',\n')}\n};`;
  return bundle(room, contents, isSource(names[0]) ? {} : { minify: true });
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
const bundled = [];
for (const [room, names] of rooms.all()) {
  bundled.push(...(await bundleRoom(room, names)));
}
writeFileSync(
  join(folder, 'peers.js'),
  `'use strict';
exports.isCommand = false;
Object.defineProperties(exports, {
  cdk8s: { get: () => (exports.isCommand ? require('./cdk8s.js').cdk8s : require('cdk8s')) },
  constructs: { get: () => (exports.isCommand ? require('./cdk8s.js').constructs : require('constructs')) },
});
`,
);
const namesOf = (source) => Object.keys(require(compiled(source))).filter((name) => name !== '__esModule');

/** Where each name of the library comes from, and how it is called there: lib/index.ts only re-exports. */
function libraryNames() {
  const library = compiled('lib/index.ts');
  const modules = [...readFileSync(library, 'utf8').matchAll(/require\("(.*)"\)/g)]
    .map(([, path]) => resolve(dirname(library), path))
    .map((path) => [path, require(path)]);
  return namesOf('lib/index.ts').map((name) => {
    const [path] = modules.find(([, module]) => name in module) ?? [];
    if (path) return [name, sourceOf(path)];
    const value = require(library)[name];
    for (const [path, module] of modules) {
      const own = Object.keys(module).find((key) => module[key] === value);
      if (own) return [name, sourceOf(path), own];
    }
    throw new Error(`lib/index.ts exports ${name}, which none of its modules has`);
  });
}

/** Each export is loaded when it is used. Node finds the names that an ES module imports in code of this form. */
function entry(names) {
  const late = names.map(([name, source, own = name]) => {
    return `  get ${name}() { return require('./${rooms.roomOf(source)}.js')['${source}'].${own}; },\n`;
  });
  const lines = names.map(
    ([name]) =>
      `Object.defineProperty(exports, '${name}', { enumerable: true, get: function () { return late.${name}; } });`,
  );
  return `'use strict';
Object.defineProperty(exports, '__esModule', { value: true });
const late = {
${late.join('')}};
${lines.join('\n')}
`;
}

writeFileSync(join(folder, 'index.js'), entry(libraryNames()));
// Loading it tells Jest about the matcher.
const JEST = 'lib/testing/jest.ts';
writeFileSync(
  join(folder, 'jest.js'),
  `${entry(namesOf(JEST).map((name) => [name, JEST]))}require('./${rooms.roomOf(JEST)}.js')['${JEST}'];\n`,
);
writeFileSync(join(folder, 'THIRD-PARTY-NOTICES.txt'), noticesOf(root, bundled));
copyTypes(root, folder);
