import { readFileSync } from 'node:fs';
import { parse } from '@babel/parser';
import { describe, expect, test } from '@jest/globals';
import { circlesIn, importGraph, importsOf, typescriptIn } from './support/imports-of';
import { FACTS, ROOMS, type Room } from './support/rooms';

/** What else of ours it may import. The path to package.json is the one from build/. */
const OUTSIDE: { readonly [room: string]: readonly string[] } = {
  identity: ['imports/aadpodidentity.k8s.io.ts'],
  install: ['imports/aadpodidentity.k8s.io.crds.ts'],
  'install/objects': ['imports/aadpodidentity.k8s.io.ts'],
  cli: ['../package.json'],
};

const names = Object.keys(ROOMS);
const roomOf = (file: string): string | undefined =>
  names
    .filter((room) => file.startsWith(`lib/${room}/`) || file === `lib/${room}.ts`)
    .sort((a, b) => b.length - a.length)[0];

const files = typescriptIn('lib');
const graph = importGraph([...files, ...typescriptIn('imports')]);

/** Whether a file of a room may import a file, or a package. */
function isAllowed(room: string, specifier: string, isType: boolean): boolean {
  const { rooms, packages = [], types = [] } = ROOMS[room] as Room;
  if (specifier.startsWith('lib/')) {
    const other = roomOf(specifier);
    return other === room || rooms.some((entry) => entry === other || specifier === `lib/${entry}.ts`);
  }
  if (specifier.includes('.')) return OUTSIDE[room]?.includes(specifier) ?? false;
  return packages.includes(specifier) || (isType && types.includes(specifier));
}

describe('the rooms of lib', () => {
  test('each folder is in the table, and each entry of the table exists', () => {
    const folders = new Set(files.filter((file) => file !== 'lib/index.ts').map(roomOf));
    expect([...folders].sort()).toEqual([...names].sort());
  });

  test('each room imports what the table says, types and lazily loaded modules included', () => {
    const wrong = files.flatMap((file) => {
      const room = roomOf(file);
      if (room === undefined) return [];
      return (graph.get(file) ?? [])
        .filter(({ specifier, isType }) => !isAllowed(room, specifier, isType))
        .map(({ specifier }) => `${file} imports ${specifier}`);
    });
    expect(wrong).toEqual([]);
  });

  test('the table allows nothing that no file uses', () => {
    const unused = Object.entries(ROOMS).flatMap(([room, { rooms, packages = [], types = [] }]) => {
      const specifiers = files.filter((file) => roomOf(file) === room).flatMap((file) => graph.get(file) ?? []);
      const used = new Set(specifiers.map(({ specifier }) => specifier));
      const isUsed = (entry: string) => [...used].some((file) => roomOf(file) === entry || file === `lib/${entry}.ts`);
      return [
        ...rooms.filter((entry) => !FACTS.includes(entry) && !isUsed(entry)),
        ...[...packages, ...types].filter((entry) => !used.has(entry)),
      ].map((entry) => `${room}: ${entry}`);
    });
    expect(unused).toEqual([]);
  });

  test('no file of lib imports in a circle, not even for types', () => {
    expect(circlesIn(graph)).toEqual([]);
  });

  test('lib/index.ts only re-exports', () => {
    const { program } = parse(readFileSync('lib/index.ts', 'utf8'), { sourceType: 'module', plugins: ['typescript'] });
    const others = program.body.filter((node) => !('source' in node && node.source && /^Export/.test(node.type)));
    expect(others.map(({ type }) => type)).toEqual([]);
  });

  test('nothing in lib imports lib/index.ts', () => {
    const importers = files.filter((file) => graph.get(file)?.some(({ specifier }) => specifier === 'lib/index.ts'));
    expect(importers).toEqual([]);
  });
});

describe('the reader of imports sees', () => {
  test.each([
    ["import { a } from './x';", false],
    ["import './x';", false],
    ["export * from './x';", false],
    ["export { a } from './x';", false],
    ["import a = require('./x');", false],
    ["function f() { return require('./x'); }", false],
    ["const a = () => import('./x');", false],
    ["import type { A } from './x';", true],
    ["import { type A, type B } from './x';", true],
    ["import { a, type B } from './x';", false],
    ["export type { A } from './x';", true],
    ["export type * from './x';", true],
    ["type A = import('./x').A;", true],
    ["const a = (b: unknown) => b as typeof import('./x');", true],
  ])('%s', (source, isType) => {
    expect(importsOf(source)).toEqual([{ specifier: './x', isType }]);
  });

  test('but no import in a string or a comment', () => {
    expect(importsOf("const a = \"import { b } from './x'\"; // require('./x')")).toEqual([]);
  });

  test('circles', () => {
    const graphOf = (edges: { readonly [file: string]: readonly string[] }) =>
      new Map(Object.entries(edges).map(([file, to]) => [file, to.map((specifier) => ({ specifier, isType: true }))]));
    expect(circlesIn(graphOf({ a: ['b', 'c'], b: ['c'], c: ['d'], d: [] }))).toEqual([]);
    expect(circlesIn(graphOf({ a: ['b'], b: ['c'], c: ['b'] }))).toEqual([['b', 'c']]);
  });
});
