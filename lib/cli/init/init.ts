import { statSync } from 'node:fs';
import { Command } from 'commander';
import { readFile } from '../../manifests/read-file';
import { MOST_BYTES, readText } from '../../manifests/read-text';
import { lineOfAction } from '../../manifests/unrendered';
import { YamlText } from '../../manifests/yaml';
import { YamlError } from '../../manifests/yaml-error';
import type { OwnPackage, Project } from '../../project/project-file';
import { DEFAULT_NAMESPACE } from '../../upstream/api';
import { counted } from '../../validate/counted';
import { quoted, show } from '../../validate/format';
import { DNS_LABEL } from '../../validate/kubernetes-names';
import { ProblemsError } from '../../validate/problem';
import { quote } from '../../validate/shell-word';
import { reasonOf } from '../../validate/system-error';
import { readSelection, remarksOn, simulateSelection } from '../selection';
import type { SubCommand } from '../sub-command';
import { remark, type Terminal } from '../terminal';
import { UserError } from '../user-error';
import { packageSource } from './package-source';
import { writeProject } from './write-project';

interface Options {
  readonly namespace?: string;
  readonly from?: string;
  readonly exclude?: readonly string[];
  readonly releaseName?: string;
  readonly kubeVersion?: string;
  readonly includeCrds?: true;
  readonly lenient?: true;
}

const EXAMPLES = `
Examples:
  aad-pod-identity init identities --namespace shop
  helm get values aad-pod-identity -n kube-system -o yaml | aad-pod-identity init identities --from - -n kube-system
  aad-pod-identity init identities --from clusters/prod
  cd identities && npm install && npm run synth && npm test`;

const RELEASE = 'aad-pod-identity';

/** `aad-pod-identity init`: a new project. */
export const init: SubCommand = (io) =>
  new Command('init')
    .description(
      'Start a TypeScript project that says which workload may use which identity: from scratch, from values of the Helm ' +
        'chart, or from the manifests of a cluster, which it renders as they are. Never overwrites anything.',
    )
    .argument('[folder]', 'where to; it is made if it does not exist', '.')
    .option(
      '-n, --namespace <namespace>',
      'namespace of the workload, of the release, or of manifests without one (default: "default")',
    )
    .option('--from <path>', 'values of the Helm chart, or manifests: a file, a folder, or - for standard input')
    .option(
      '--exclude <glob>',
      'leave out files or folders inside the folder of manifests (repeatable)',
      (one, all: string[] = []) => [...all, one],
    )
    .option('--release-name <name>', `with values: release name (default: "${RELEASE}")`)
    .option('--kube-version <version>', 'with values: Kubernetes version (default: a current one)')
    .option('--include-crds', 'with values: also render the CRDs')
    .option('--lenient', 'with values: warn about unknown keys instead of failing')
    .addHelpText('after', EXAMPLES)
    .action((folder: string, options: Options) => {
      const { namespace } = options;
      if (namespace !== undefined && !DNS_LABEL.accepts(namespace)) {
        const meant = DNS_LABEL.hint?.(namespace);
        throw new UserError(
          `--namespace: got ${quoted(namespace)}; allowed: ${DNS_LABEL.allowed}${meant ? `. ${meant}` : ''}`,
        );
      }
      refuseUnused(options);
      const { version } = require('../../../../package.json') as { version: string };
      const source = packageSource(__dirname, folder, version);
      const { files, remarks } = projectOf(io, { version, spec: source.spec }, options);
      writeProject(folder, files);
      remark(io, remarks);
      const enter = folder === '.' ? '' : `cd -- ${quote(folder)} && `;
      io.out(
        `${counted(files.length, 'file')} written. Next:\n\n  ${enter}npm install && npm run synth && npm test\n\nThen read README.md.\n`,
      );
      // What is to be done outside of the project comes last, where it is seen.
      remark(io, source.remarks);
    });

/** Options that only values of the chart have. */
const OF_VALUES = ['releaseName', 'kubeVersion', 'includeCrds', 'lenient'] as const;

/** An option without an effect is a misunderstanding. */
function refuseUnused({ from, ...options }: Options): void {
  if (from !== undefined) return;
  refuse(options, ['exclude', ...OF_VALUES], '--from: nothing is read without it');
}

function refuse(options: Options, names: readonly (keyof Options)[], why: string): void {
  const [given] = names.filter((name) => options[name] !== undefined);
  if (given === undefined) return;
  throw new UserError(`--${given.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)} needs ${why}`);
}

function projectOf(io: Terminal, own: OwnPackage, options: Options): Project {
  const { from, namespace = DEFAULT_NAMESPACE } = options;
  if (from === undefined) {
    const { sampleProject } = require('../../project/sample') as typeof import('../../project/sample');
    return sampleProject(own, namespace);
  }
  if (isFolder(from)) return ofManifests(io, own, options, from, () => io.input());
  const bytes = bytesOf(io, from);
  const file = from === '-' ? 'standard input' : from;
  const text = textOf(file, bytes);
  if (hasManifests(text) || isTemplate(file, text)) return ofManifests(io, own, options, from, () => bytes);
  const empty = emptiness(text);
  if (empty !== undefined && from === '-') {
    throw new UserError(`--from -: ${file} ${empty}. For the chart without values, write {}`);
  }
  const project = ofValues(own, options, from, file, bytes);
  if (empty === undefined) return project;
  return { ...project, remarks: [`note: ${file} ${empty}: the chart without values`, ...project.remarks] };
}

function isFolder(path: string): boolean {
  return path !== '-' && (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false);
}

function bytesOf(io: Terminal, from: string): Uint8Array {
  try {
    return from === '-' ? io.input() : readFile(from, MOST_BYTES);
  } catch (error) {
    throw new UserError(`${inputOf(from, 'standard input')}: ${reasonOf(error)}`);
  }
}

function textOf(file: string, bytes: Uint8Array): string {
  try {
    return readText(file, bytes);
  } catch (error) {
    throw error instanceof YamlError ? new UserError(error.message) : error;
  }
}

/**
 * Why a text has nothing to begin with; undefined when it has something. From a pipe that is the failure of what was to write
 * it; a file of values may be empty, as for Helm.
 */
function emptiness(text: string): string | undefined {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/^(?:\ufeff|---|\.\.\.)/, '').trim());
  if (lines.some((line) => line !== '' && !line.startsWith('#'))) return undefined;
  return lines.every((line) => line === '') ? 'is empty' : 'has only comments';
}

const inputOf = (from: string, file: string) => `--from ${from}${from === '-' ? `: ${file}` : ''}`;

/** Values of the chart have neither key. */
function hasManifests(text: string): boolean {
  const isJson = text.trimStart().startsWith('{');
  return ['apiVersion', 'kind'].every((key) =>
    isJson ? text.includes(`"${key}"`) : new RegExp(`^(?:${key}|"${key}")\\s*:`, 'm').test(text),
  );
}

/** Whether it is no YAML, as it has to be rendered first: reading it as manifests says so. */
function isTemplate(file: string, text: string): boolean {
  if (lineOfAction(text) === undefined) return false;
  try {
    new YamlText(file, text);
    return false;
  } catch (error) {
    if (error instanceof YamlError) return true;
    throw error;
  }
}

function ofManifests(io: Terminal, own: OwnPackage, options: Options, from: string, input: () => Uint8Array): Project {
  const { namespace } = options;
  refuse(options, OF_VALUES, `values of the chart, and ${from === '-' ? 'standard input' : from} has manifests`);
  const manifests = readSelection({ ...io, input }, [from], options, { command: 'init --from' });
  const { overlaid, objects } = manifests;
  if (objects.length === 0) throw new UserError(`--from ${from}: no manifests`);
  if (
    overlaid &&
    (overlaid.patches.length > 0 || overlaid.environments.length > 0 || objects.some(overlaid.changeOf))
  ) {
    throw new UserError(
      `--from ${from}: overlays of kustomize, or several clusters; a project is one cluster. Write kustomize build … | aad-pod-identity init --from -`,
    );
  }
  const simulation = simulateSelection(manifests, {});
  const { projectOfManifests } = require('../../project/of-manifests') as typeof import('../../project/of-manifests');
  const project = projectOfManifests(own, simulation, namespace);
  return { ...project, remarks: [...remarksOn(simulation, options), ...project.remarks] };
}

function ofValues(own: OwnPackage, options: Options, from: string, file: string, bytes: Uint8Array): Project {
  refuse(options, ['exclude'], `a folder, and ${file} has values of the chart`);
  const { namespace = DEFAULT_NAMESPACE, releaseName = RELEASE, kubeVersion } = options;
  const { includeCrds = false, lenient = false } = options;
  const { foreignKeys, installOfSources } =
    require('../../install/helm/sources') as typeof import('../../install/helm/sources');
  const { projectOfValues } = require('../../project/of-values') as typeof import('../../project/of-values');
  const release = { releaseName, namespace, kubeVersion, includeCrds, lenient };
  try {
    return projectOfValues(own, installOfSources('', [{ file, bytes }], release));
  } catch (error) {
    if (error instanceof ProblemsError) refuseOthers(inputOf(from, file), foreignKeys(file, bytes));
    throw error instanceof ProblemsError || (error as Error).constructor === Error
      ? new UserError((error as Error).message.split('\n'))
      : error;
  }
}

/** A map of which the chart reads nothing is something else. */
function refuseOthers(input: string, keys: readonly string[]): void {
  if (keys.length === 0) return;
  const shown = [...keys.slice(0, 5).map(show), ...(keys.length > 5 ? ['…'] : [])].join(', ');
  throw new UserError(`${input} has neither manifests nor values of the chart: its keys are ${shown}`);
}
