import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Call, Name } from '../install/code/typescript';
import { variableOf } from '../install/code/variable';
import { type Manifest, mapOf } from '../manifests/manifest';
import { ManifestError } from '../manifests/manifest-error';
import { answerOf } from '../simulation/answer';
import type { Simulation } from '../simulation/simulation';
import { simulationOf } from '../simulation/simulation-of';
import { API_GROUP, MANAGED_KINDS } from '../upstream/api';
import { counted } from '../validate/counted';
import { indexed } from '../validate/indexed';
import { accessOf } from './access';
import { baselineOf } from './baseline';
import { type ChartOfObjects, chartsOf } from './charts';
import { distinct } from './distinct';
import { frame } from './frame';
import { inexactNumbers } from './inexact';
import { type KeptFile, keptFiles } from './kept-files';
import { mainFile } from './main-code';
import type { OwnPackage, Project } from './project-file';
import { readme } from './readme';
import { FIND, printed, type Statement, UNNAMED } from './statement';
import { accessTest } from './test-code';
import { TypedObjects, type Wanted } from './typed-objects';
import { type AssignTo, keyOf, Unwritable, verified } from './verified';

/**
 * A project that renders the objects of a cluster as they are: identities, bindings and exceptions as code, and everything
 * else from files.
 *
 * @param namespace that of objects without one, when it is known
 * @throws ManifestError when the objects are not those of one cluster, or cannot be written by cdk8s
 */
export function projectOfManifests(own: OwnPackage, simulation: Simulation, namespace: string | undefined): Project {
  const { objects, problems, remarks } = distinct(simulation.cluster.manifests.objects);
  const refused = [...problems, ...inexactNumbers(objects)];
  if (refused.length > 0) throw new ManifestError(refused);
  const program = programOf(chartsOf(objects, namespace));
  const assignments = assignmentsIn(simulation, program);
  const { assigned, rendered } = inFolder(program.files, (pathOf) =>
    placing(objects, namespace, () => verified(program.statements, assignments, program.wanted, pathOf)),
  );
  const access = accessOf(simulation);
  if (accessOf(simulationOf(rendered)).join('\n') !== access.join('\n')) {
    throw new Error('the project would change who may use which identity');
  }
  const baseline = baselineOf(rendered);
  const hasBaseline = baseline.files.length > 0;
  const statements = [...program.statements, ...assigned.map((one, i) => (i === 0 ? { ...one, heading: WHO } : one))];
  const body = printed(statements, '  ');
  const files = [
    ...frame(own, hasBaseline),
    ...baseline.files,
    ...program.files.map(({ path, text }) => ({ path, text })),
    mainFile(importsOf(body), declarationsIn(body), body),
    accessTest(access, hasBaseline),
    readme(own, ABOUT, NEXT),
  ];
  const secrets = objects.filter(({ group, kind }) => group === '' && kind === 'Secret').length;
  return {
    files,
    remarks: [
      ...remarks,
      ...(secrets > 0
        ? [`warning: ${counted(secrets, 'Secret')} copied to manifests/: do not commit secret values`]
        : []),
      ...baseline.remarks,
    ],
  };
}

const WHO = 'Who may use which identity: the labels are in the files';
const ABOUT =
  '[main.ts](main.ts) says which workload may use which Azure identity. Everything else is in `manifests/`, as it was. The\n' +
  'output in `dist/` has the same objects as what this project began with.';
const NEXT =
  'Compare before you apply: `kubectl diff -f dist/`. The CRDs are in a file of their own: apply them first. Edit or replace the\n' +
  'files in `manifests/` as you like; a workload that moves into code keeps its identity with `assignTo`.';

/** The code without assignments. */
interface Program {
  readonly statements: readonly Statement[];
  readonly files: readonly KeptFile[];
  /** The objects that it is to render. */
  readonly wanted: readonly Wanted['json'][];
  /** The variables of typed identities, by namespace and name. */
  readonly identities: ReadonlyMap<string, string>;
  /** The variables of the files with an object, by namespace, kind and name; undefined where several have them. */
  readonly fileOf: ReadonlyMap<string, string | undefined>;
}

const isTyped = ({ json, kind }: Wanted): boolean =>
  String(json.apiVersion).startsWith(`${API_GROUP}/`) && (MANAGED_KINDS as readonly string[]).includes(kind);

/** With `metadata.generateName` alone; cdk8s gives each object a name. */
const isUnnamed = ({ json }: Wanted): boolean => mapOf(json.metadata).name === undefined;

function programOf(charts: readonly ChartOfObjects[]): Program {
  const taken = new Set(['app', 'find', 'unnamed', 'addCharts', 'Include']);
  const typed = new TypedObjects(taken);
  const files: KeptFile[] = [];
  const fileOf = new Map<string, string | undefined>();
  const statements = charts.flatMap(({ id, namespace, objects }): Statement[] => {
    const chart = variableOf(id, taken);
    const heading = namespace === undefined ? undefined : `Namespace ${namespace}`;
    const props = namespace === undefined ? [] : [{ namespace }];
    const kept = keptFiles(
      id,
      objects.filter((object) => !isTyped(object)),
    );
    files.push(...kept);
    const includes = kept.flatMap(({ path, objects: own }, i) => {
      const variable = variableOf(`${id}-manifests${i === 0 ? '' : i + 1}`, taken);
      for (const one of own) {
        const key = `${one.namespace} ${one.kind} ${one.name}`;
        fileOf.set(key, fileOf.has(key) ? undefined : variable);
      }
      const include = new Call('new Include', [
        new Name(chart),
        i === 0 ? 'manifests' : `manifests-${i + 1}`,
        { url: path },
      ]);
      const unnamed = new Call('unnamed', [new Name(variable)]);
      return [{ variable, call: include }, ...(own.some(isUnnamed) ? [{ call: unnamed }] : [])];
    });
    return [
      {
        variable: chart,
        call: new Call('new Chart', [new Name('app'), id, ...props]),
        heading: heading ?? HEADINGS[id] ?? id,
      },
      ...includes,
      ...typed.statementsOf(chart, id, namespace, objects.filter(isTyped)),
    ];
  });
  const wanted = charts.flatMap(({ objects }) => objects.map(({ json }) => json));
  return { statements, files, wanted, identities: typed.variables, fileOf };
}

const HEADINGS: { readonly [id: string]: string } = {
  crds: 'Custom resource definitions: apply them first',
  cluster: 'What is in no namespace',
  manifests: 'Without a namespace: kubectl takes that of its context',
};

/** Those that pod identity grants, where all identities of a workload are typed. */
function assignmentsIn(simulation: Simulation, { identities, fileOf }: Program): AssignTo[] {
  return answerOf(simulation).workloads.flatMap(({ kind, namespace, name, label, bypass, identities: granted }) => {
    const file = fileOf.get(`${namespace} ${kind} ${name}`);
    const bound = granted.filter(
      ({ binding, via }) => binding !== undefined && (via ?? 'pod-identity') === 'pod-identity',
    );
    const variables = bound.map((one) => identities.get(`${one.namespace}/${one.name}`));
    if (file === undefined || label === undefined || bypass || variables.includes(undefined)) return [];
    return (variables as string[]).map((variable) => ({
      call: new Call(`${variable}.assignTo`, [new Call('find', [new Name(file), kind, name]), { selector: label }]),
      file,
      workload: { kind, name },
    }));
  });
}

/** Runs an action with the files in a folder for a while: cdk8s reads them. */
function inFolder<T>(files: readonly KeptFile[], act: (pathOf: (url: string) => string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'aad-pod-identity-'));
  const pathOf = (url: string) => join(folder, basename(url));
  try {
    for (const { path, text } of files) writeFileSync(pathOf(path), text, { mode: 0o600 });
    return act(pathOf);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs an action, whose objects that cannot be written are named by their place. */
function placing<T>(objects: readonly Manifest[], namespace: string | undefined, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof Unwritable)) throw error;
    const places = indexed(objects, ({ value, isClusterScoped }) =>
      keyOf(value, isClusterScoped ? undefined : namespace),
    );
    throw new ManifestError(
      error.objects.map(({ key, field }) => {
        const object = places.get(key)?.[0];
        const place = object ? `${object.placeOf()}: ${object.title}` : key;
        return `${place}: ${field === '' ? '' : `${field}: `}cdk8s would write it differently; leave it out with --exclude, or write it as others do`;
      }),
    );
  }
}

const CLASSES = ['AzureIdentity', 'AzureIdentityBinding', 'AzurePodIdentityException'];

/** Which names the code uses, outside of comments and strings. */
function usedIn(body: string): (...names: readonly string[]) => string[] {
  const code = body.replace(/\/\/.*|'(?:[^'\\]|\\.)*'/g, '');
  return (...names) => names.filter((name) => new RegExp(`\\b${name}[.(]`).test(code));
}

function declarationsIn(body: string): string {
  const used = usedIn(body);
  const declared: readonly (readonly [string, string])[] = [
    ['find', FIND],
    ['unnamed', UNNAMED],
  ];
  return declared.flatMap(([name, text]) => (used(name).length > 0 ? [text] : [])).join('\n\n');
}

function importsOf(body: string): string {
  const used = usedIn(body);
  const declared = used('find', 'unnamed');
  const isMade = used('ApiObject').length > 0;
  const cdk8s = [
    ...(isMade ? ['ApiObject'] : declared.includes('find') ? ['type ApiObject'] : []),
    ...['App', 'Chart'],
    ...used('Include'),
    ...(declared.includes('unnamed') || used('JsonPatch').length > 0 ? ['JsonPatch'] : []),
  ];
  const ours = used(...CLASSES);
  return [
    `import { ${cdk8s.join(', ')} } from 'cdk8s';`,
    ...(ours.length > 0 ? [`import { ${ours.join(', ')} } from 'cdk8s-aad-pod-identity';`] : []),
  ].join('\n');
}
