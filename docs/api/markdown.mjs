// Writes declarations as Markdown.
import { lookUp, membersOf, sourceOf, textOf } from './declarations.mjs';

export const KINDS = {
  ClassDeclaration: 'class',
  TSInterfaceDeclaration: 'interface',
  TSDeclareFunction: 'function',
  TSEnumDeclaration: 'enum',
  TSTypeAliasDeclaration: 'type',
};

/** `(upstream: pkg/mic/mic.go)` in a docstring. */
const UPSTREAM = /\s*\(upstream: ([^()]*)\)/g;

export class Markdown {
  /**
   * @param names what is in the document: types of these names become links
   * @param inputs the types that calls take, with the paths that lead to each from the props of upstream's objects
   * @param upstreamOf what a prop is upstream, by these paths and by what its docstring says
   */
  constructor(names, inputs, upstreamOf) {
    this.names = names;
    this.inputs = inputs;
    this.upstreamOf = upstreamOf;
  }

  section(declaration) {
    const kind = KINDS[declaration.node.type];
    if (!kind) throw new Error(`docs/api cannot describe ${declaration.name}, a ${declaration.node.type}`);
    const { aliasOf, doc } = declaration;
    if (aliasOf)
      return [`### ${declaration.name}`, `Deprecated: another name of ${this.link(aliasOf)}. ${doc.deprecated}`];
    return [`### ${declaration.name}`, this.lead(declaration, kind), ...this[kind](declaration)];
  }

  lead(declaration, kind) {
    const base = publicBase(declaration);
    const bases = base ? [base] : (declaration.node.extends ?? []).map((clause) => textOf(declaration, clause));
    const above = bases.length > 0 ? `, extends ${bases.map((name) => this.link(name)).join(', ')}` : '';
    const source = sourceOf(declaration);
    return `_${kind}_${above} · [${source}](${source})`;
  }

  class(declaration) {
    const members = membersOf(declaration);
    const made = members.find(({ node }) => node.kind === 'constructor');
    const isDescribed = ({ name, doc }) => doc.text !== '' || !interfaceMember(declaration, name);
    const own = members.filter((member) => member !== made && isDescribed(member));
    const methods = own.filter(({ isMethod }) => isMethod);
    return [
      ...(made && !declaration.isType ? [signature(declaration, made.node, `new ${declaration.name}`)] : []),
      ...docs(declaration.doc),
      ...(declaration.node.implements ?? [])
        .filter(({ expression }) => this.names.has(expression.name))
        .map(({ expression }) => `It has the properties and methods of ${this.link(expression.name)}, too.`),
      ...this.properties(own.filter(({ isMethod }) => !isMethod)),
      ...list(
        inherited(declaration).map(({ owner, node, name, doc }) => `\`${call(owner, node, name)}\`: ${doc.text}`),
      ),
      ...methods.flatMap((member) => this.method(declaration, member)),
    ];
  }

  interface(declaration) {
    const members = membersOf(declaration);
    const fields = members.filter(({ isMethod }) => !isMethod);
    const paths = this.inputs.get(declaration.name);
    const bases = (declaration.node.extends ?? []).filter(({ expression }) => this.names.has(expression.name));
    return [
      ...docs(declaration.doc),
      ...(paths ? this.props(fields, paths) : this.properties(fields)),
      ...bases.map(({ expression }) => `Further props: ${this.link(expression.name)}.`),
      ...members.filter(({ isMethod }) => isMethod).flatMap((member) => this.method(declaration, member)),
    ];
  }

  function(declaration) {
    return [signature(declaration, declaration.node, declaration.name), ...docs(declaration.doc)];
  }

  enum(declaration) {
    const rows = membersOf(declaration).map(({ name, node, doc }) => [
      `\`${declaration.name}.${name}\``,
      node.initializer ? `\`${textOf(declaration, node.initializer)}\`` : '',
      described(doc),
    ]);
    return [...docs(declaration.doc), ...table(['member', 'value', 'description'], rows)];
  }

  type(declaration) {
    const type = textOf(declaration, declaration.node.typeAnnotation);
    return [...docs(declaration.doc), code(`type ${declaration.name} = ${type}`)];
  }

  method(declaration, { name, node, isStatic, doc }) {
    const title = `${isStatic ? `${declaration.name}.` : ''}${name}`;
    return [`#### ${title}()`, signature(declaration, node, title), ...docs(doc)];
  }

  /** What is read. */
  properties(fields) {
    const rows = fields.map(({ name, isOptional, type, doc }) => [
      `\`${name}${isOptional ? '?' : ''}\``,
      this.link(type),
      described(doc),
    ]);
    return table(['property', 'type', 'description'], rows);
  }

  /** What is given. */
  props(fields, paths) {
    const rows = fields.map(({ name, isOptional, type, doc }) => [
      `\`${name}\``,
      this.link(type),
      isOptional ? byDefault(doc) : '**required**',
      described(doc),
      this.upstreamOf(
        paths.map((path) => `${path}${name}`),
        [...doc.text.matchAll(UPSTREAM)].map(([, source]) => oneLine(source)),
        doc.text,
      ),
    ]);
    const columns = rows.some((row) => row[4] !== '') ? 5 : 4;
    const heads = ['prop', 'type', 'default', 'description', 'upstream'];
    return table(
      heads.slice(0, columns),
      rows.map((row) => row.slice(0, columns)),
    );
  }

  /** A type as code; what is in the document becomes a link. */
  link(type = '') {
    const plain = type
      .replace(/\breadonly /g, '')
      .replace(/ \| undefined$/, '')
      .replace(/; }/g, ' }');
    const parts = plain.split(/\b([A-Za-z]\w*)\b/).map((text) => ({ text, isLink: this.names.has(text) }));
    const runs = parts.reduce((joined, part) => {
      const last = joined.at(-1);
      if (part.isLink || !last || last.isLink) joined.push({ ...part });
      else last.text += part.text;
      return joined;
    }, []);
    return runs
      .map(({ text, isLink }) => (isLink ? `[\`${text}\`](#${text.toLowerCase()})` : text.replace(/\S(.*\S)?/, '`$&`')))
      .join('');
  }
}

/** The base class that users know: the nearest one that is exported, or that of a package. */
function publicBase({ module, node }) {
  if (!node.superClass) return undefined;
  const base = lookUp(module, node.superClass.name);
  return isHidden(base) ? publicBase(base) : node.superClass.name;
}

/** Whether a class is in no export. */
const isHidden = (declaration) => /^Not exported:/m.test(declaration?.doc?.text ?? '');

/** Members of a base class that is not exported, when they say something. */
function inherited({ module, node }) {
  const base = node.superClass && lookUp(module, node.superClass.name);
  if (!isHidden(base)) return [];
  return membersOf(base)
    .filter(({ doc, isMethod }) => isMethod && doc.text !== '')
    .map((member) => ({ ...member, owner: base }));
}

/** The member of that name of an interface that a class implements. */
function interfaceMember({ module, node }, name) {
  const interfaces = (node.implements ?? []).map(({ expression }) => lookUp(module, expression.name));
  return interfaces.flatMap((found) => (found?.node ? membersOf(found) : [])).find((member) => member.name === name);
}

function docs({ text, params, returns, throws, examples, see }) {
  const sentence = (words) => `${oneLine(words).replace(/\.$/, '')}.`;
  return [
    ...(text === '' ? [] : [text]),
    ...list(params.map((param) => param.replace(/^(\S+)\s+/, '`$1`: '))),
    ...(returns === undefined ? [] : [`Returns ${sentence(returns)}`]),
    ...throws.map((words) => `Throws ${sentence(words)}`),
    ...examples.map(code),
    ...see.map((address) => `See <${address}>.`),
  ];
}

/** The default as the docstring says it: a value, or words behind a dash. */
function byDefault({ default: text }) {
  if (text === undefined) return '';
  return text.startsWith('- ') ? oneLine(text.slice(2)) : `\`${oneLine(text)}\``;
}

/** A docstring in a table. */
const described = ({ text }) => oneLine(text.replace(UPSTREAM, ''));

const signature = (declaration, node, title) => code(call(declaration, node, title));

/** A call on one line, or with a line for each parameter when that is too long. */
function call(declaration, node, title) {
  const params = (node.params ?? node.parameters ?? []).map((param) => textOf(declaration, param));
  const result = node.returnType ?? node.typeAnnotation;
  const end = result ? textOf(declaration, result) : '';
  const flat = `${title}(${params.join(', ')})${end}`;
  return flat.length <= 120 ? flat : `${title}(\n${params.map((param) => `  ${param},\n`).join('')})${end}`;
}

function table(heads, rows) {
  if (rows.length === 0) return [];
  const line = (cells) => `| ${cells.map((cell) => cell.replace(/\|/g, '\\|')).join(' | ')} |`;
  return [[line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n')];
}

const code = (text) => `\`\`\`ts\n${text}\n\`\`\``;
const list = (items) => (items.length === 0 ? [] : [items.map((item) => `- ${oneLine(item)}`).join('\n')]);
const oneLine = (text) => text.replace(/\s+/g, ' ').trim();
