// Makes the package that jsii compiles, in python/staged: the sources behind lib/jsii.ts with `EDITS`, and what they need.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EDITS, withoutReadOnlyLists } from './edits.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const staged = join(root, 'python/staged');

const BUNDLED = ['js-yaml'];
const LINKED = ['cdk8s', 'cdk8s-plus-27', 'constructs', '@types/node', 'undici-types'];

export function stage() {
  rmSync(staged, { recursive: true, force: true });
  for (const [file, text] of sources()) write(file, text);
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  write('package.json', json(packageOf(own)));
  write('tsconfig.json', json(compilerOptions()));
  write('README.md', readme());
  cpSync(join(root, 'LICENSE'), join(staged, 'LICENSE'));
  cpSync(join(root, 'python/rosetta'), join(staged, 'rosetta'), { recursive: true });
  const modules = join(root, 'node_modules');
  for (const name of BUNDLED) {
    for (const file of ['package.json', 'LICENSE', 'dist/js-yaml.cjs.js', 'dist/js-yaml.d.ts']) {
      cpSync(join(modules, name, file), join(staged, 'node_modules', name, file));
    }
  }
  for (const name of LINKED) {
    const link = join(staged, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(relative(dirname(link), join(modules, name)), link);
  }
  // Itself, for the examples in docstrings.
  symlinkSync('..', join(staged, 'node_modules', own.name));
}

/** The sources of the edition, by path. */
export function sources() {
  const files = [...sourcesBehind('lib/jsii.ts')];
  const unused = EDITS.filter(([file]) => !files.includes(file));
  if (unused.length > 0)
    throw new Error(`edits of files that are not in the jsii edition: ${unused.map(([file]) => file)}`);
  return files.map((file) => [file, edited(file)]);
}

/** A file and all that it imports, whether at the top, lazily, or as types. */
function sourcesBehind(entry) {
  const found = new Set();
  const visit = (file) => {
    if (found.has(file)) return;
    found.add(file);
    const text = readFileSync(join(root, file), 'utf8');
    for (const [, specifier] of text.matchAll(/(?:\bfrom|\bimport|\b(?:import|require)\()\s*'(\.[^']+)'/g)) {
      const path = posix.join(posix.dirname(file), specifier);
      visit([`${path}.ts`, `${path}/index.ts`].find((candidate) => existsSync(join(root, candidate))));
    }
  };
  visit(entry);
  return found;
}

function edited(file) {
  let text = readFileSync(join(root, file), 'utf8');
  for (const [, from, to] of EDITS.filter(([edit]) => edit === file)) {
    const parts = text.split(from);
    if (parts.length !== 2) throw new Error(`${file}: the text of an edit is there ${parts.length - 1} times: ${from}`);
    text = parts.join(to);
  }
  return withoutReadOnlyLists(text);
}

function packageOf(own) {
  const { name, version, description, license, author, engines, dependencies, peerDependencies } = own;
  const bundled = Object.fromEntries(BUNDLED.map((bundle) => [bundle, dependencies[bundle]]));
  // jsii wants to develop with the lowest peers; it gets those of the checkout.
  const devDependencies = mapped(peerDependencies, (range) => range.replace('^', ''));
  return {
    ...{ name, version, description, license, author: { name: author }, engines },
    ...{ main: 'build/lib/jsii.js', types: 'build/lib/jsii.d.ts', files: ['build/**/*.js', '.jsii'] },
    ...{ dependencies: bundled, bundledDependencies: BUNDLED, peerDependencies, devDependencies },
    // jsii wants one.
    repository: own.repository ?? { type: 'git', url: `https://git.example/${name}.git` },
    jsii: {
      outdir: 'dist',
      tsc: { outDir: 'build', rootDir: '.' },
      tsconfig: 'tsconfig.json',
      validateTsconfig: 'minimal',
      targets: { python: { distName: name, module: name.replaceAll('-', '_') } },
    },
  };
}

/** Those of the project, for the entry alone. */
function compilerOptions() {
  const { compilerOptions: options } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'));
  return { compilerOptions: options, files: ['lib/jsii.ts'] };
}

/** docs/python.md, for the page of the package: without links to files that it does not have. */
function readme() {
  const text = readFileSync(join(root, 'docs/python.md'), 'utf8');
  return text.replaceAll(/\[([^\]]+)\]\((?!https:)[^)]*\)/g, '$1');
}

function write(file, text) {
  mkdirSync(dirname(join(staged, file)), { recursive: true });
  writeFileSync(join(staged, file), text);
}

const mapped = (map, make) => Object.fromEntries(Object.entries(map).map(([key, value]) => [key, make(value)]));
const json = (value) => `${JSON.stringify(value, undefined, 2)}\n`;
