import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parse } from '@babel/parser';
import { describe, expect, test } from '@jest/globals';
import * as library from '../../lib';
import { FACTS, ROOMS } from '../support/rooms';

const DOCUMENTS = ['ARCHITECTURE.md', 'CONTRIBUTING.md'];
/** What exists only after a build or a synth. */
const GENERATED = /^(build|dist|python\/dist)\//;

/** The text without code blocks. */
const proseOf = (document: string) => readFileSync(document, 'utf8').replace(/^ *```\w+\n.*?```$/gms, '');
const codeIn = (text: string) => [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);

/** The names that a TypeScript file declares: at its top, and the members of its classes and interfaces. */
function namesIn(file: string): string[] {
  const { program } = parse(readFileSync(file, 'utf8'), { sourceType: 'module', plugins: ['typescript'] });
  return program.body.flatMap((statement) => {
    const node = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (node?.type === 'VariableDeclaration') {
      return node.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []));
    }
    if (!node || !('id' in node) || node.id?.type !== 'Identifier') return [];
    const { name } = node.id;
    if (node.type !== 'ClassDeclaration' && node.type !== 'TSInterfaceDeclaration') return [name];
    const members = node.body.body.flatMap((member) =>
      'key' in member && member.key.type === 'Identifier' ? [member.key.name] : [],
    );
    return [name, ...members, ...members.map((member) => `${name}.${member}`)];
  });
}

describe.each(DOCUMENTS)('%s', (document) => {
  const text = proseOf(document);

  test('links to files and headings that exist', () => {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(10);
    const missing = links.filter((link) => {
      const [file = '', heading] = link.split('#');
      if (!existsSync(file)) return true;
      if (heading === undefined) return false;
      const slugs = [...readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
        title.toLowerCase().replaceAll(' ', '-'),
      );
      return !slugs.includes(heading);
    });
    expect(missing).toEqual([]);
  });

  test('names paths that exist', () => {
    const paths = codeIn(text).filter(
      (code) => /^\.?[\w-]+(\/[\w.-]+)*\/?$/.test(code) && /\/|\.(ts|md|json)$/.test(code) && !GENERATED.test(code),
    );
    // What is inside a room is named without the way to it.
    const rooms = readdirSync('lib').map((room) => `lib/${room}`);
    const isThere = (path: string) => [path, ...rooms.map((room) => `${room}/${path}`)].some((at) => existsSync(at));
    expect(paths.length).toBeGreaterThan(5);
    expect(paths.filter((path) => !isThere(path))).toEqual([]);
  });

  test('names what is declared in the file beside it', () => {
    const named = [...text.matchAll(/`([\w.]+)`\s+\(\[([\w./-]+\.ts)\]\(([\w./-]+)\)\)/g)];
    expect(named.length).toBeGreaterThan(5);
    for (const [, name, shown, file = ''] of named) {
      expect(shown).toBe(file);
      expect({ file, names: namesIn(file) }).toEqual({ file, names: expect.arrayContaining([name]) });
    }
  });

  test('shows of links to files what they lead to', () => {
    const links = [...text.matchAll(/\[([\w./-]+\.\w+)\]\(([^)#\s]+)\)/g)];
    expect(links.filter(([, shown, file]) => shown !== file).map(([link]) => link)).toEqual([]);
  });

  test('names nothing else that is written as an export and is none', () => {
    const exported = new Set([
      ...Object.keys(library),
      ...[...text.matchAll(/\]\((lib\/[\w./-]+\.ts)\)/g)].flatMap(([, file = '']) => namesIn(file)),
    ]);
    const kinds = ['Resource', 'PARITY', 'ATTACK', 'CHART', 'CHROMIUM', 'PATH'];
    const names = codeIn(text).filter(
      (code) => /^([A-Z]\w+(\.\w+)?|[a-z]+[A-Z]\w*)$/.test(code) && !kinds.includes(code),
    );
    expect(names.filter((name) => !exported.has(name) && !exported.has(name.split('.')[0] ?? ''))).toEqual([]);
  });
});

describe('ARCHITECTURE.md', () => {
  test('lists the rooms, with what each imports', () => {
    const rows = proseOf('ARCHITECTURE.md').matchAll(/^\| `lib\/([\w-]+)\/` *\|[^|]*\|([^|]*)\|$/gm);
    const listed = [...rows].map(([, room = '', imports = '']) => [
      room,
      [...imports.matchAll(/([\w-]+)\//g)].map(([, name]) => name).sort(),
    ]);
    const top = (entry: string) => entry.split('/')[0] ?? '';
    const names = [...new Set(Object.keys(ROOMS).map(top))];
    const allowed = names.map((room) => {
      const entries = Object.entries(ROOMS).filter(([name]) => top(name) === room);
      const others = new Set(entries.flatMap(([, { rooms }]) => rooms.map(top)).filter((other) => other !== room));
      return [room, [...others].filter((other) => FACTS.includes(room) || !FACTS.includes(other)).sort()];
    });
    expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(allowed));
    expect(listed.length).toBe(names.length);
  });
});

describe('CONTRIBUTING.md', () => {
  const text = readFileSync('CONTRIBUTING.md', 'utf8');
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { [name: string]: string } };

  test('names scripts of package.json, and all that a developer runs', () => {
    const named = new Set([...text.matchAll(/(?:`|^|&& )npm (?:run )?([a-z]+)/gm)].map(([, script = '']) => script));
    expect([...named].filter((name) => name !== 'ci' && !(name in scripts))).toEqual([]);
    expect(Object.keys(scripts).filter((name) => !named.has(name))).toEqual(['prepack']);
  });

  test('names suites that exist', () => {
    const suites = [...text.matchAll(/ build\/(test\/[\w/-]+)/g)].map(([, suite = '']) => suite);
    expect(suites.length).toBeGreaterThan(3);
    expect(suites.filter((suite) => !existsSync(suite) && !existsSync(`${suite}.test.ts`))).toEqual([]);
  });
});
