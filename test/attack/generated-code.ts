import { parse } from '@babel/parser';
import { App } from 'cdk8s';
import type { Manifest } from '../support/manifests';

type Node = ReturnType<typeof JSON.parse>;

const NEW = ['AadPodIdentity', 'AadPodIdentityChart', 'ApiObject', 'App', 'AzureIdentityBinding'];
const CALLED = [
  /^super$/,
  /^app\.synth$/,
  /^InstallNames\.helm$/,
  /^CloudCredentials\.(rendered|fromSecret)$/,
  /^Duration\.(millis|seconds|minutes|hours)$/,
  /^JsonPatch\.(add|remove|replace)$/,
  /^AzureIdentity\.(userAssigned|servicePrincipal|servicePrincipalWithCertificate)$/,
  /^install\.(podDisruptionBudget|(mic|nmi|exceptions|userFacingClusterRoles|podSecurityPolicies|crds)[\w?.[\]]+)\?*\.addJsonPatch$/,
  /^\w+\.addJsonPatch$/,
];
const ENUMS = /^(Cloud|ImagePullPolicy|LoggingFormat|Mode|UpdateStrategyType)\.[A-Z_]+$/;
const LITERALS = ['StringLiteral', 'NumericLiteral', 'BooleanLiteral', 'NullLiteral', 'ThisExpression'];
const TAIL = `
if (typeof require === 'undefined' || require.main === module) {
  const app = new App();
  new AadPodIdentityChart(app, 'aad-pod-identity');
  app.synth();
}
`;

/** What is in generated code that `render --as typescript` does not write: statements, expressions, comments, characters. */
export function foreignIn(code: string): string[] {
  const found: string[] = [];
  const unseen = /[^\n\P{Cc}]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/u.exec(code);
  if (unseen) found.push(`the character ${JSON.stringify(unseen[0])}`);
  const { program, comments } = parse(code, { sourceType: 'module', plugins: ['typescript'] });
  for (const { type, value } of comments ?? []) {
    if (type !== 'CommentLine' || !value.startsWith(' AzureIdentity would refuse ')) found.push(`a comment: ${value}`);
  }
  const types = program.body.map(({ type }) => type).join(' ');
  const rest = 'ExportNamedDeclaration IfStatement';
  if (types !== `ImportDeclaration ImportDeclaration ImportDeclaration ${rest}`) found.push(`statements: ${types}`);
  if (!code.endsWith(TAIL)) found.push('another end');
  const [, , , exported] = program.body as Node[];
  const members: Node[] = exported?.declaration?.body?.body ?? [];
  if (members.length !== 1 || members[0].kind !== 'constructor') found.push('members of the class');
  const source = ({ start, end }: Node) => code.slice(start, end);
  const variables = new Set<string>();
  const expression = (node: Node): void => {
    if (LITERALS.includes(node.type)) return;
    if (node.type === 'MemberExpression' && ENUMS.test(source(node))) return;
    if (node.type === 'Identifier') {
      if (!variables.has(node.name)) found.push(`the name ${node.name}`);
    } else if (node.type === 'UnaryExpression' && node.operator === '-') {
      if (node.argument.type !== 'NumericLiteral') found.push(source(node));
    } else if (node.type === 'ArrayExpression') {
      node.elements.forEach(expression);
    } else if (node.type === 'ObjectExpression') {
      node.properties.forEach(property);
    } else if (node.type === 'NewExpression') {
      if (!NEW.includes(source(node.callee))) found.push(`new ${source(node.callee)}`);
      node.arguments.forEach(expression);
    } else if (node.type === 'CallExpression' || node.type === 'OptionalCallExpression') {
      if (!CALLED.some((known) => known.test(source(node.callee)))) found.push(`a call of ${source(node.callee)}`);
      node.arguments.forEach(expression);
    } else {
      found.push(`${node.type}: ${source(node)}`);
    }
  };
  const property = (node: Node): void => {
    const isKey = node.computed
      ? node.key.type === 'StringLiteral' && node.key.value === '__proto__'
      : ['Identifier', 'StringLiteral'].includes(node.key.type) && (node.key.name ?? node.key.value) !== '__proto__';
    if (node.type !== 'ObjectProperty' || !isKey) found.push(`a property: ${source(node)}`);
    else expression(node.value);
  };
  for (const statement of members[0]?.body?.body ?? []) {
    if (statement.type === 'ExpressionStatement') {
      if (source(statement) === 'super(scope, id, {})') continue;
      if (source(statement.expression.callee) === 'super') expression(statement.expression.arguments[2]);
      else expression(statement.expression);
    } else if (statement.type === 'VariableDeclaration' && statement.kind === 'const') {
      for (const { id, init } of statement.declarations) {
        expression(init);
        variables.add(id.name);
      }
    } else {
      found.push(`${statement.type}: ${source(statement)}`);
    }
  }
  return found;
}

/** The manifests that generated code renders. Only for code that has nothing foreign in it. */
export function runGenerated(code: string): Manifest[] {
  const script = code
    .replace(/^import type .*\n/m, '')
    .replace(/^import (\{.*\}) from '(.*)';$/gm, "const $1 = require('$2');")
    .replace('export class', 'class')
    .replace('(scope: Construct, id: string)', '(scope, id)')
    .slice(0, -TAIL.length);
  const modules: { [name: string]: () => unknown } = {
    cdk8s: () => require('cdk8s'),
    'cdk8s-aad-pod-identity': () => require('../../lib'),
  };
  const requireOne = (name: string) => modules[name]?.();
  const warn = console.warn;
  console.warn = () => undefined;
  try {
    const Generated = new Function('require', `${script}\nreturn AadPodIdentityChart;`)(requireOne);
    return new Generated(new App(), 'chart').toJson();
  } finally {
    console.warn = warn;
  }
}
