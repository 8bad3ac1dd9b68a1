// Bundles what is published into build/package: node bundle/run.mjs, after npm run build.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Graph, PEERS } from './graph.mjs';
import { noticesOf } from './notices.mjs';
import { Rooms } from './rooms.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'build', 'package');
const require = createRequire(import.meta.url);

/** Parts of node that take long to load, and that most commands do not need: loaded when one of their functions is. */
const LATE = /^(node:)?(child_process|crypto|net)$/;

const compiled = (source) => (source.includes('/') ? join(root, 'build', source.replace(/\.ts$/, '.js')) : source);
/** The source of a compiled file, as a `require` names it. */
function sourceOf(file) {
  const source = relative(join(root, 'build'), file).replace(/\.js$/, '');
  return [`${source}.ts`, `${source}/index.ts`].find((one) => graph.files.includes(one));
}

/** The names of a package that the sources use: of an ES module, esbuild then leaves out the others. */
function namesUsed(name) {
  const use = new RegExp(`\\b${name.replace('-', '_')}_1\\.(\\w+)`, 'g');
  const texts = graph.files.map((source) => readFileSync(compiled(source), 'utf8'));
  return [...new Set(texts.flatMap((text) => [...text.matchAll(use)].map(([, used]) => used)))].sort();
}

const getter = (source) => `get ${JSON.stringify(source)}() { return require(${JSON.stringify(compiled(source))}); }`;

const graph = await Graph.read(root);
const rooms = new Rooms(graph);

/** Other files of the bundle are required when something of them is. */
const crossing = (room) => ({
  name: 'crossing',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: LATE }, ({ path, namespace }) =>
      namespace === 'late' ? { path, external: true } : { path, namespace: 'late' },
    );
    onLoad({ filter: /./, namespace: 'late' }, ({ path }) => ({
      contents: `module.exports = new Proxy({}, { get: (_, name) => require(${JSON.stringify(path)})[name] });`,
    }));
    onResolve({ filter: /package\.json$/ }, () => ({ path: '../../package.json', external: true }));
    onResolve({ filter: /^[./@\w]/ }, ({ path, namespace, resolveDir }) => {
      if (namespace === 'crossing') return { path, external: true };
      const isOurs = resolveDir.startsWith(join(root, 'build')) || resolveDir === root.replace(/[/\\]$/, '');
      if (!isOurs) return undefined;
      const source = /^[./]/.test(path) ? sourceOf(resolve(resolveDir, path)) : path;
      const other = rooms.roomOf(source, room);
      if (other === room) return undefined;
      return other ? { path: source, namespace: 'crossing', pluginData: other } : { path, external: true };
    });
    onLoad({ filter: /./, namespace: 'crossing' }, ({ path, pluginData }) => ({
      contents: `module.exports = require('./${pluginData}.js')${pluginData === path ? '' : `[${JSON.stringify(path)}]`};`,
    }));
  },
});

/** Legible, so that stack traces are: a line for a statement, and the names of the sources. */
async function bundle(room, contents, banner = '') {
  const { metafile } = await build({
    absWorkingDir: root,
    stdin: { contents, resolveDir: root, sourcefile: `${room}.js` },
    outfile: join(folder, `${room}.js`),
    metafile: true,
    bundle: true,
    platform: 'node',
    mainFields: ['module', 'main'],
    conditions: ['import'],
    target: 'node20',
    external: PEERS.filter((peer) => rooms.roomOf(peer, room) === undefined),
    legalComments: 'none',
    charset: 'utf8',
    banner: { js: banner },
    plugins: [crossing(room)],
  });
  return Object.keys(metafile.inputs);
}

rmSync(folder, { recursive: true, force: true });
const bundled = [];
for (const [room, sources] of rooms.all()) {
  const isMain = room === 'main';
  let contents = `module.exports = {\n${sources.map(getter).join(',\n')}\n};`;
  if (isMain) contents = sources.map((source) => `require(${JSON.stringify(compiled(source))});`).join('\n');
  // A package in a file of its own.
  if (sources.includes(room)) contents = `export { ${namesUsed(room).join(', ')} } from ${JSON.stringify(room)};`;
  bundled.push(...(await bundle(room, contents, isMain ? '#!/usr/bin/env node' : '')));
}
// The names are written out: node finds those that an ES module imports without running the file.
for (const [file, source] of [
  ['index', 'lib/index.ts'],
  ['jest', 'lib/testing/jest.ts'],
]) {
  const names = Object.keys(require(compiled(source))).filter((name) => name !== '__esModule');
  const lines = names.map((name) => `exports.${name} = library.${name};`);
  writeFileSync(
    join(folder, `${file}.js`),
    `'use strict';\nObject.defineProperty(exports, '__esModule', { value: true });\nconst library = require('./library.js')['${source}'];\n${lines.join('\n')}\n`,
  );
}
writeFileSync(join(folder, 'THIRD-PARTY-NOTICES.txt'), noticesOf(root, bundled));
