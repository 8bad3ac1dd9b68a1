// Reads what a module exports, with its docstrings, from the declarations that tsc writes: what is internal or private is
// not in them, and types that the compiler infers are. TypeScript 7 has no JavaScript API, so @babel/parser reads them.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { parse } from '@babel/parser';

/** The modules, by file. */
const modules = new Map();

function moduleOf(file) {
  if (!modules.has(file)) modules.set(file, readModule(file));
  return modules.get(file);
}

function readModule(file) {
  const text = readFileSync(file, 'utf8');
  const { program } = parse(text, { sourceType: 'module', plugins: [['typescript', { dts: true }]] });
  const module = { file, text, declarations: new Map(), imports: new Map(), exports: [] };
  const resolve = ({ value }) => (value.startsWith('.') ? join(dirname(file), `${value}.d.ts`) : undefined);
  for (const node of program.body) {
    if (node.type === 'ImportDeclaration') {
      for (const { local, imported } of node.specifiers) {
        module.imports.set(local.name, { file: resolve(node.source), from: node.source.value, name: imported?.name });
      }
    } else if (node.source) {
      module.exports.push({ ...node, file: resolve(node.source) });
    } else {
      const isExported = node.type === 'ExportNamedDeclaration';
      for (const name of declare(module, isExported ? node.declaration : node, node.leadingComments)) {
        if (isExported) module.exports.push({ own: name });
      }
    }
  }
  return module;
}

/** Adds what a statement declares, and returns its names. */
function declare(module, statement, comments) {
  const nodes = statement?.type === 'VariableDeclaration' ? statement.declarations : [statement];
  const named = nodes.filter((node) => node?.id?.type === 'Identifier');
  for (const node of named) {
    module.declarations.set(node.id.name, { name: node.id.name, node, module, doc: docOf(comments) });
  }
  return named.map(({ id }) => id.name);
}

/** What a module exports, by name; `isType` for what is exported as a type only, `aliasOf` for a second name. */
export function exportsOf(file, isType = false) {
  const module = moduleOf(file);
  return module.exports.flatMap((node) => {
    if (node.own) return [{ ...module.declarations.get(node.own), isType }];
    const asType = isType || node.exportKind === 'type';
    const theirs = exportsOf(node.file, asType);
    if (node.type === 'ExportAllDeclaration') return theirs;
    return node.specifiers.map(({ local, exported, exportKind, leadingComments }) => {
      const found = theirs.find(({ name }) => name === local.name);
      const isAlias = exported.name !== local.name;
      const alias = isAlias && { name: exported.name, aliasOf: local.name, doc: docOf(leadingComments) };
      return { ...found, ...alias, isType: asType || exportKind === 'type' };
    });
  });
}

/** What a name means in a module: a declaration of ours, or `{ from }` a package. */
export function lookUp(module, name) {
  const own = module.declarations.get(name);
  if (own) return own;
  const imported = module.imports.get(name);
  if (!imported?.file || !existsSync(imported.file)) return imported && { name, from: imported.from };
  return exportsOf(imported.file).find((declaration) => declaration.name === imported.name);
}

/** The file in lib/ that a declaration is from. */
export function sourceOf({ module }) {
  return posix.normalize(module.file.replaceAll('\\', '/')).replace(/^.*build\/(lib\/.*)\.d\.ts$/, '$1.ts');
}

/** The text of a node, on one line. */
export function textOf({ module }, node) {
  return module.text.slice(node.start, node.end).replace(/\s+/g, ' ').trim();
}

/** The members that users see: of a class, an interface, or an enum. */
export function membersOf(declaration) {
  const { node } = declaration;
  const members = node.members ?? node.body?.body ?? [];
  return members
    .filter((member) => !['private', 'protected'].includes(member.accessibility))
    .map((member) => ({
      node: member,
      name: member.key?.name ?? member.id?.name ?? indexOf(declaration, member),
      isStatic: member.static === true,
      isMethod: /Method/.test(member.type) && member.kind !== 'get',
      isOptional: member.optional === true,
      type: typeOf(declaration, member),
      doc: docOf(member.leadingComments),
    }));
}

/** `[key: string]` */
function indexOf(declaration, { parameters = [] }) {
  return `[${parameters.map((parameter) => textOf(declaration, parameter)).join(', ')}]`;
}

function typeOf(declaration, member) {
  const annotation = (member.typeAnnotation ?? member.returnType)?.typeAnnotation;
  return annotation && textOf(declaration, annotation);
}

/** The last docstring before a node, as text and tags: `{ text, default, deprecated, examples, params, returns, throws, see }`. */
function docOf(comments) {
  const comment = comments?.findLast(({ type, value }) => type === 'CommentBlock' && value.startsWith('*'));
  const lines = (comment?.value.slice(1) ?? '').split('\n').map((line) => line.replace(/^\s*\* ?/, ''));
  const [text = '', ...tags] = lines
    .join('\n')
    .trim()
    .split(/^@(?=[a-z]+\b)/m);
  const of = (tag) =>
    tags.filter((found) => new RegExp(`^${tag}\\b`).test(found)).map((found) => found.slice(tag.length).trim());
  return {
    text: text.trim(),
    default: of('default')[0],
    deprecated: of('deprecated')[0],
    examples: of('example'),
    params: of('param'),
    returns: of('returns')[0],
    throws: of('throws'),
    see: of('see'),
  };
}
