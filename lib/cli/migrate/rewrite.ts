import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command, Option } from 'commander';
import { compareBytes } from '../../go/compare';
import { parseSemver } from '../../go/semver';
import { Exclusion } from '../../manifests/exclusion';
import type { Manifest } from '../../manifests/manifest';
import { keyOfWorkload } from '../../migration/planned-workload';
import { rewrite as computed, type Rewrite } from '../../migration/rewrite/rewrite';
import type { LeftAlone, RewriteOptions } from '../../migration/rewrite/steps';
import type { Simulation } from '../../simulation/simulation';
import { ADVISED_COMMAND } from '../../validate/advised-command';
import { counted } from '../../validate/counted';
import { show } from '../../validate/format';
import { indexed } from '../../validate/indexed';
import { printable } from '../../validate/printable';
import { MigrationStage } from '../../workload-identity/migration-stage';
import {
  addSelection,
  PATHS,
  readSelection,
  remarksOn,
  remarksOnNothing,
  type Selection,
  simulateSelection,
} from '../selection';
import type { SubCommand } from '../sub-command';
import { remark } from '../terminal';
import { UserError } from '../user-error';
import { copies } from './copies';
import { missingRemarks } from './missing-resources';
import { otherFiles } from './other-files';
import { type NewContent, replaceFiles } from './replace-files';
import { severalEnvironments } from './several-environments';

interface Options extends Selection {
  readonly to: MigrationStage;
  readonly inPlace?: true;
  readonly output?: string;
  readonly check?: true;
  readonly final?: true;
  readonly kubernetesVersion?: string;
  readonly workload?: readonly string[];
  readonly defaultIdentity?: readonly string[];
}

const AFTER = `
Stages:
  pod-identity       the way back from dual and proxy: undoes what this command has done, and nothing else
  dual               clients that know Workload Identity use it, NMI answers the others
  proxy              a proxy in the pod answers token requests
  workload-identity  removes the label; with --final, objects of pod identity that nobody needs any more

Examples:
  aad-pod-identity migrate rewrite apps/orders --to dual --in-place && git diff
  aad-pod-identity migrate rewrite apps/orders --to pod-identity --in-place
  aad-pod-identity migrate rewrite apps/orders --to pod-identity --final --in-place   # after the roll-out

What is in a base, what kustomize changes, or renders from generated files, is patched: a component in the folder
workload-identity, beside the outermost kustomization, and listed there. A base is never edited for one overlay. Overlays with
the same objects are taken one at a time: --exclude the others. What no kustomization renders gets one with --output only, and charts get values.

Exits with 2 when something is left as it is or not among the paths, and with --check when something would change.`;

const repeated = (one: string, all: string[] = []) => [...all, one];

/** `aad-pod-identity migrate rewrite`: takes the workloads of files to a stage, and changes nothing else in them. */
export const rewrite: SubCommand = (io, exit) =>
  addSelection(new Command('rewrite'))
    .summary('Edit YAML and JSON files so that their workloads are at a stage')
    .description(
      'Edits YAML and JSON files so that their workloads are at a stage: labels, annotations, serviceAccountName, and new ' +
        'ServiceAccounts beside their workloads. All other bytes stay. Federated credentials come first: see azure federate.',
    )
    .argument('<path...>', PATHS.replace(/, or -.*/, ''))
    .addOption(new Option('--to <stage>', 'the stage').choices(Object.values(MigrationStage)).makeOptionMandatory())
    .option('--in-place', 'change the files: all of them, or none if there is an error')
    .option('--output <dir>', 'write the files that change into this folder instead')
    .option('--check', 'change nothing; exit with 2 if something would change')
    .option(
      '--final',
      'after the roll-out. With --to pod-identity: restore what is still different. With --to workload-identity: remove identities and bindings that nobody needs',
    )
    .option('--workload <kind/namespace/name>', 'only this workload (repeatable)', repeated)
    .option(
      '--default-identity <key=identity>',
      'KIND/NAMESPACE/NAME=NAMESPACE/NAME: the AzureIdentity that a workload with several uses unless it names another (repeatable)',
      repeated,
    )
    .option('--kubernetes-version <version>', 'version of the cluster; before 1.32, Jobs cannot use the proxy')
    .addHelpText('after', AFTER)
    .action((paths: string[], options: Options) => {
      checkOptions(paths, options);
      const exclusion = new Exclusion(options.exclude ?? []);
      // What something renders cannot be rewritten, but planned.
      const reading = { skipInFolders: true, command: 'migrate plan' };
      const simulation = simulateSelection(readSelection(io, paths, options, reading).rendered(), options);
      const { overlaid } = simulation.cluster.manifests;
      if (overlaid && overlaid.environments.length > 0) throw new UserError(severalEnvironments(overlaid));
      const missing = overlaid?.missing ?? [];
      const found = computed(simulation, rewriteOptions(simulation, options, paths, exclusion));
      const written = options.output === undefined ? undefined : copies(found, paths, options.output, exclusion);
      remark(io, [...remarksOn(simulation, options, []), ...remarksOnNothing(simulation.cluster, paths)]);
      remark(io, [...missingRemarks(missing), ...remarksOf(found, options)]);
      if (options.inPlace) {
        replaceFiles(
          found.files.map(({ file, before, after }) => ({ path: file, before, after, isNew: before === undefined })),
        );
      } else if (written) replaceFiles(written);
      const shown = written ?? found.files.map(({ file, after }) => ({ path: file, after }));
      io.out(summary(found, shown, options, missing.length > 0));
      const isOpen = found.left.length > 0 || missing.length > 0 || found.remarks.some(({ isWarning }) => isWarning);
      exit(isOpen || (options.check && found.files.length > 0) ? 2 : 0);
    });

function checkOptions(
  paths: readonly string[],
  { to, final, inPlace, output, check, kubernetesVersion }: Options,
): void {
  const problems: string[] = [];
  if ([inPlace, check, output !== undefined].filter(Boolean).length !== 1) {
    problems.push('write one of --in-place, --output DIR and --check');
  }
  if (final && (to === MigrationStage.DUAL || to === MigrationStage.PROXY)) {
    problems.push('--final: allowed only with --to pod-identity and --to workload-identity');
  }
  if (paths.includes('-')) problems.push('-: standard input cannot be rewritten. Give files or folders');
  if (kubernetesVersion !== undefined && parseSemver(kubernetesVersion) === undefined) {
    problems.push(`--kubernetes-version: got ${show(kubernetesVersion)}; allowed: a version such as "1.35"`);
  }
  if (problems.length > 0) throw new UserError(problems);
}

const DEFAULT_IDENTITY = /^([^/=]+\/[^/=]+\/[^/=]+)=([^/=]+\/[^/=]+)$/;

function rewriteOptions(
  simulation: Simulation,
  options: Options,
  paths: readonly string[],
  exclusion: Exclusion,
): RewriteOptions {
  const { to, final, kubernetesVersion, workload, defaultIdentity = [] } = options;
  const known = new Set(simulation.cluster.workloads.map(keyOfWorkload));
  const problems: string[] = [];
  const expectWorkload = (option: string, key: string) => {
    if (!known.has(key))
      problems.push(`${option} ${key}: no such workload; allowed: KIND/NAMESPACE/NAME of one among the paths`);
  };
  for (const key of workload ?? []) expectWorkload('--workload', key);
  const defaults = new Map<string, string>();
  for (const text of defaultIdentity) {
    const [, key, identity] = DEFAULT_IDENTITY.exec(text) ?? [];
    if (key === undefined || identity === undefined) {
      problems.push(`--default-identity ${text}: allowed: KIND/NAMESPACE/NAME=NAMESPACE/NAME of an AzureIdentity`);
      continue;
    }
    expectWorkload('--default-identity', key);
    if (defaults.has(key)) problems.push(`--default-identity ${text}: ${key} has one already`);
    defaults.set(key, identity);
  }
  if (problems.length > 0) throw new UserError(problems);
  return {
    ...{ to, isFinal: final === true, kubernetesVersion, defaultIdentities: defaults },
    workloads: workload && new Set(workload),
    neededBy: otherFiles(paths, exclusion),
    folders: paths.filter((path) => statSync(path).isDirectory()),
  };
}

function remarksOf(
  { left, removed, remarks, unneeded, files, beside }: Rewrite,
  { output, to }: Pick<Options, 'output' | 'to'>,
): string[] {
  const known = [...indexed(remarks, ({ text }) => text)];
  const reasons = [...indexed(left, ({ manifest, reason }) => `${manifest.file}\n${reason}`).values()];
  return [
    ...known.map(([text, all]) =>
      all[0]?.isWarning
        ? `warning: ${all[0].manifest.placeOf()}: ${firstOf(all)}: ${text}`
        : `note: ${firstOf(all)}: ${text}`,
    ),
    ...removed.map((one) => `note: ${one.placeOf()}: ${one.title} is removed: nobody among the paths needs it`),
    ...reasons.map((all) => {
      const [{ manifest, reason }] = all as [LeftAlone];
      const verb = all.length > 1 ? 'are left as they are' : 'is left as it is';
      return `warning: ${manifest.placeOf()}: ${firstOf(all)} ${verb}. ${sentence(reason)}`;
    }),
    ...(unneeded.length > 0
      ? [
          `note: ${firstOf(unneeded.map((manifest) => ({ manifest })))}: only old pods need ${unneeded.length > 1 ? 'them' : 'it'}. After the roll-out, remove with --to ${to} --final`,
        ]
      : []),
    ...files
      .filter(({ before, after }) => before !== undefined && after !== undefined && isBare(after) && !isBare(before))
      .map(
        ({ file }) =>
          `note: ${file}: no object is left in it. Delete it, and its line in a kustomization that lists it`,
      ),
    ...files.flatMap(({ file, after }) =>
      output === undefined || after !== undefined ? [] : [`note: ${file}: nothing is left in it. Remove it`],
    ),
    ...besideRemarks(beside, output),
  ];
}

/** Where to include what is written for those that are left. */
function besideRemarks(beside: Rewrite['beside'], output: string | undefined): string[] {
  const component = beside.find(({ file }) => file.endsWith('/kustomization.yaml'));
  if (beside.length === 0) return [];
  if (output === undefined) {
    return [
      'note: for what is left, --output DIR writes a component of kustomize with patches, or values of its chart',
    ];
  }
  if (!component) return [];
  return [
    `note: ${join(output, dirname(component.file))}: a component of kustomize with patches for what is left. List it under components in each kustomization that renders these workloads; for what Helm or another program renders, write one with its output under resources`,
  ];
}

/** Whether a file has only comments. */
const isBare = (text: string) => text.split('\n').every((line) => /^(?:---|\.\.\.)?\s*(?:#.*)?$/.test(line));

/** `Deployment shop/web`, `Deployment shop/web and 3 more` */
function firstOf(all: readonly { readonly manifest: Manifest }[]): string {
  const title = all[0]?.manifest.title ?? '';
  return all.length > 1 ? `${title} and ${all.length - 1} more` : title;
}

/** With a capital, unless it begins with a field. */
function sentence(reason: string): string {
  const text = reason.replace(/^[a-z](?=[a-z]* )/, (letter) => letter.toUpperCase());
  return ADVISED_COMMAND.test(text) ? text : `${text}.`;
}

function summary(
  { changed, left }: Rewrite,
  files: readonly Pick<NewContent, 'path' | 'after'>[],
  { check, output }: Options,
  isIncomplete: boolean,
): string {
  if (files.length === 0) return left.length > 0 || isIncomplete ? '' : 'Nothing to change.\n';
  const verb = check ? 'would change' : output === undefined ? 'changed' : 'written';
  const lines = files
    .toSorted((a, b) => compareBytes(a.path, b.path))
    .map(({ path, after }) => `${printable(path)}${after === undefined ? ' (removed)' : ''}\n`);
  const workloads = changed.length > 0 ? `, ${counted(changed.length, 'workload')}` : '';
  return `${counted(files.length, 'file')} ${verb}${workloads}:\n${lines.join('')}`;
}
