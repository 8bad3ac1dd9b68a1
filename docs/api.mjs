// Writes API.md from the declarations in build/, or to standard output: node docs/api.mjs -
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exportsOf, membersOf, sourceOf, textOf } from './api/declarations.mjs';
import { KINDS, Markdown } from './api/markdown.mjs';
import { upstreamOf } from './api/upstream-of-props.mjs';

/** The parts of the document, with the rooms that they are about. */
const PARTS = [
  ['Identities', ['identity'], 'Which workload may use which Azure identity.'],
  ['Workload Identity', ['workload-identity'], 'From AAD Pod Identity to Azure Workload Identity, stage by stage.'],
  ['The install', ['install', 'upstream'], 'MIC, NMI and the custom resource definitions.'],
  ['The demo', ['demo'], "Upstream's demo workload."],
  ['Manifests and assignments', ['manifests', 'simulation', 'testing'], 'Which workload gets which identity.'],
  ['Checks', ['checks'], 'Mistakes that fail silently.'],
];

const root = fileURLToPath(new URL('..', import.meta.url));
const library = exportsOf(join(root, 'build/lib/index.d.ts'));
const jest = exportsOf(join(root, 'build/lib/testing/jest.d.ts'));
// What is exported as a type only is no function to call.
const declarations = [...library, ...jest].filter(({ node, isType }) => !isType || node.type !== 'TSDeclareFunction');
const byName = new Map(declarations.map((declaration) => [declaration.name, declaration]));

const mentionedIn = (declaration, node) =>
  [...textOf(declaration, node).matchAll(/\b[A-Za-z]\w*\b/g)].flatMap(([name]) => byName.get(name) ?? []);

/** Objects of this package, which are no props. */
const isObject = ({ name }) => /^I[A-Z]/.test(name);

/**
 * The types that calls take, each with the paths that lead to it: `mic.leaderElection.` from the props of the install,
 * `AzureIdentity:clientPassword.` from those of a custom resource.
 */
function inputTypes() {
  const inputs = new Map();
  const visit = (declaration, path) => {
    const { name, node } = declaration;
    if (node.type !== 'TSInterfaceDeclaration' || isObject(declaration) || inputs.get(name)?.has(path)) return;
    inputs.set(name, (inputs.get(name) ?? new Set()).add(path));
    for (const clause of node.extends ?? []) {
      for (const base of mentionedIn(declaration, clause)) visit(base, path);
    }
    for (const member of membersOf(declaration).filter(({ isMethod }) => !isMethod)) {
      for (const type of mentionedIn(declaration, member.node.typeAnnotation)) visit(type, `${path}${member.name}.`);
    }
  };
  for (const declaration of declarations.filter(({ isType }) => !isType)) {
    const { node, name } = declaration;
    const calls = node.type === 'TSDeclareFunction' ? [node] : membersOf(declaration).map((member) => member.node);
    const root = name === 'AadPodIdentity' ? '' : `${name}:`;
    for (const param of calls.flatMap(({ params = [], parameters = params }) => parameters)) {
      for (const type of mentionedIn(declaration, param)) visit(type, root);
    }
  }
  return new Map([...inputs].map(([name, paths]) => [name, [...paths]]));
}

/** Classes and functions in the order of lib/index.ts, each followed by the types it mentions. */
function ordered(group) {
  const done = new Set();
  const add = (declaration) => {
    if (done.has(declaration) || !group.includes(declaration)) return;
    done.add(declaration);
    for (const mentioned of mentionedIn(declaration, declaration.node)) {
      if (!['class', 'function'].includes(KINDS[mentioned.node.type])) add(mentioned);
    }
  };
  const isRoot = ({ node, isType }) => !isType && ['class', 'function'].includes(KINDS[node.type]);
  for (const declaration of group.filter(isRoot)) add(declaration);
  for (const declaration of group) add(declaration);
  return [...done];
}

function document() {
  const markdown = new Markdown(new Set(byName.keys()), inputTypes(), upstreamOf);
  const roomOf = (declaration) => sourceOf(declaration).split('/')[1];
  const rooms = PARTS.flatMap(([, list]) => list);
  const stray = declarations.filter((declaration) => !rooms.includes(roomOf(declaration)));
  if (stray.length > 0) throw new Error(`docs/api.mjs has no part for ${stray.map(sourceOf).join(', ')}`);
  const parts = PARTS.map(([title, list, about]) => ({
    title,
    about,
    sections: ordered(declarations.filter((declaration) => list.includes(roomOf(declaration)))),
  }));
  const link = (name) => `[${name}](#${name.toLowerCase().replaceAll(' ', '-')})`;
  return [
    '# API',
    'Everything that `cdk8s-aad-pod-identity` exports. Written by `npm run docs` from the docstrings in [lib](lib): edit those.',
    'A default in `code` is a value; the others are explained in words. The last column of the tables of props names what a prop is upstream: the flag of MIC or NMI, the value of the Helm chart, the field of the custom resource, or the source file that decides.',
    parts
      .map(({ title, sections }) => `- ${link(title)}: ${sections.map(({ name }) => link(name)).join(', ')}`)
      .join('\n'),
    ...parts.flatMap(({ title, about, sections }) => [
      `## ${title}`,
      about,
      ...sections.flatMap((declaration) => markdown.section(declaration)),
    ]),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

if (process.argv[2] === '-') process.stdout.write(document());
else writeFileSync(new URL('../API.md', import.meta.url), document());
