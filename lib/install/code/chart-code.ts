import { type ApiObject, App, Chart } from 'cdk8s';
import { collectWarnings } from '../../synth/warnings';
import type { Path } from '../../validate/path';
import { ProblemsError } from '../../validate/problem';
import { isPlainObject } from '../../validate/unresolved';
import { AadPodIdentity } from '../aad-pod-identity';
import { CloudCredentials } from '../cloud-credentials';
import { pathIn } from '../field-path';
import type { InstallOfValues } from '../helm/install-of-values';
import { InstallNames } from '../names';
import type { Manifest } from '../objects/manifests';
import { identityCode } from './identity-code';
import { objectKey, patchesBetween } from './patch-code';
import { propsOfInstall } from './props-of-install';
import { Call, codeOf, Member } from './typescript';

const ID = 'aad-pod-identity';
const INDENT = '    ';

/**
 * A chart in typed code that renders these manifests. The props are rendered here, and each difference becomes a JSON
 * patch: the code is exact even where a prop is missing.
 */
export function chartCode(install: InstallOfValues, manifests: readonly Manifest[]): string {
  const props = propsOfInstall(install);
  const typed = run(install, props);
  const { patches, others } = compare(
    typed,
    manifests.filter((manifest) => !isIdentity(manifest)),
  );
  const objectId = (i: number) => `object-${i + 1}`;
  const ids = [ID, ...others.map((_, i) => objectId(i))];
  const identities = identityCode(install.identities, install, manifests.filter(isIdentity), ids);
  const statements = [
    `${patches.length > 0 ? 'const install = ' : ''}new AadPodIdentity(this, '${ID}', ${codeOf(props, INDENT, 60)});`,
    ...patches,
    ...others.map((manifest, i) => `new ApiObject(this, '${objectId(i)}', ${codeOf(manifest, INDENT, 40)});`),
    ...identities,
  ];
  return program(install.namespace, statements.join('\n\n'));
}

/** The typed install, as a construct. Props that it refuses, although the chart accepts them, are removed from `props`. */
function run({ namespace }: InstallOfValues, props: object): AadPodIdentity {
  for (;;) {
    const app = new App();
    collectWarnings(app, () => undefined);
    try {
      return new AadPodIdentity(new Chart(app, 'chart', { namespace }), ID, evaluate(props) as object);
    } catch (error) {
      if (!(error instanceof ProblemsError)) throw error;
      const removed = error.problems.map(({ field }) => remove(props, pathIn(props, field)));
      if (!removed.includes(true)) throw error;
    }
  }
}

/** Removes the prop at a path, a list as a whole, and objects that are empty then. */
function remove(props: object, [first, ...rest]: Path): boolean {
  const map = props as { [name: string]: unknown };
  if (first === undefined || !Object.hasOwn(map, first)) return false;
  const value = map[first];
  const isRemovedBelow = isPlainObject(value) && remove(value, rest);
  if (!isRemovedBelow || Object.keys(value).length === 0) delete map[first];
  return true;
}

const FUNCTIONS: { readonly [callee: string]: (...args: never[]) => unknown } = {
  'InstallNames.helm': InstallNames.helm,
  'CloudCredentials.rendered': CloudCredentials.rendered,
  'CloudCredentials.fromSecret': CloudCredentials.fromSecret,
};

function evaluate(value: unknown): unknown {
  if (value instanceof Member) return value.value;
  if (value instanceof Call) return FUNCTIONS[value.callee]?.(...(value.args.map(evaluate) as never[]));
  if (Array.isArray(value)) return value.map(evaluate);
  if (!isPlainObject(value)) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, evaluate(item)]));
}

/** The objects of an install, each with its expression. */
function objectsOf(install: AadPodIdentity): [string, ApiObject | undefined][] {
  const { mic, nmi } = install;
  const each = (name: string, objects: readonly ApiObject[]) =>
    objects.map((object, i): [string, ApiObject] => [`install.${name}[${i}]?`, object]);
  return [
    ['install.mic?.deployment', mic?.deployment],
    ['install.mic?.serviceAccount?', mic?.serviceAccount],
    ['install.mic?.clusterRole?', mic?.clusterRole],
    ['install.mic?.clusterRoleBinding?', mic?.clusterRoleBinding],
    ['install.mic?.secret?', mic?.secret],
    ['install.nmi.daemonSet', nmi.daemonSet],
    ['install.nmi.serviceAccount?', nmi.serviceAccount],
    ['install.nmi.clusterRole?', nmi.clusterRole],
    ['install.nmi.clusterRoleBinding?', nmi.clusterRoleBinding],
    ['install.podDisruptionBudget?', install.podDisruptionBudget],
    ...each('exceptions', install.exceptions),
    ...each('userFacingClusterRoles', install.userFacingClusterRoles),
    ...each('podSecurityPolicies', install.podSecurityPolicies),
    ...each('crds?.definitions', install.crds?.definitions ?? []),
  ];
}

/** Patches for the typed objects, and the manifests without a typed object. */
function compare(install: AadPodIdentity, manifests: readonly Manifest[]): { patches: string[]; others: Manifest[] } {
  const wanted = new Map(manifests.map((manifest) => [objectKey(manifest), manifest]));
  const patches: string[] = [];
  for (const [expression, object] of objectsOf(install)) {
    if (!object) continue;
    const json: Manifest = object.toJson();
    const manifest = wanted.get(objectKey(json)) ?? [...wanted.values()].find(({ kind }) => kind === json.kind);
    if (!manifest)
      throw new Error(`the typed props render ${objectKey(json)}, which Helm does not render with these values`);
    wanted.delete(objectKey(manifest));
    const operations = patchesBetween(json, manifest);
    if (operations.length > 0) patches.push(patch(expression, operations));
  }
  return { patches, others: [...wanted.values()] };
}

/** One call, with a line for each patch. */
function patch(expression: string, operations: readonly Call[]): string {
  const lines = operations.map((operation) => `${INDENT}  ${codeOf(operation, `${INDENT}  `)},\n`);
  const call = `${expression}.addJsonPatch`;
  return operations.length === 1
    ? `${call}(${codeOf(operations[0], INDENT)});`
    : `${call}(\n${lines.join('')}${INDENT});`;
}

function isIdentity({ kind }: Manifest): boolean {
  return kind === 'AzureIdentity' || kind === 'AzureIdentityBinding';
}

const FROM_CDK8S = ['ApiObject', 'Duration', 'JsonPatch'];
const OURS = [
  ...['AadPodIdentity', 'AzureIdentity', 'AzureIdentityBinding', 'Cloud', 'CloudCredentials', 'ImagePullPolicy'],
  ...['InstallNames', 'LoggingFormat', 'Mode', 'UpdateStrategyType'],
];

function program(namespace: string, statements: string): string {
  const body = statements
    .split('\n')
    .map((line) => (line === '' || line.startsWith(INDENT) ? line : `${INDENT}${line}`))
    .join('\n');
  const code = body.replace(/\/\/.*|'(?:[^'\\]|\\.)*'/g, '');
  const used = (names: string[]) => names.filter((name) => new RegExp(`\\b${name}[.(]`).test(code));
  return `import { ${['App', 'Chart', ...used(FROM_CDK8S)].sort().join(', ')} } from 'cdk8s';
import { ${used(OURS).join(', ')} } from 'cdk8s-aad-pod-identity';
import type { Construct } from 'constructs';

export class AadPodIdentityChart extends Chart {
  constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: ${codeOf(namespace, '')} });

${body}
  }
}

if (typeof require === 'undefined' || require.main === module) {
  const app = new App();
  new AadPodIdentityChart(app, '${ID}');
  app.synth();
}
`;
}
