import { type Command, Option } from 'commander';
import { Exclusion } from '../manifests/exclusion';
import { describeInvisible, type Invisible } from '../manifests/invisible';
import { plainFolder, usedBy } from '../manifests/kustomization';
import { Manifests } from '../manifests/manifests';
import type { ReadingOptions } from '../manifests/manifests-options';
import { environmentsRemark } from '../manifests/overlays';
import { type SourceFile, sourceFiles } from '../manifests/source-files';
import { describeSkipped } from '../manifests/unrendered';
import type { Cluster } from '../simulation/cluster';
import { type FederationOptions, federationFacts } from '../simulation/federation-options';
import { describePlaceholders, placeholdersIn } from '../simulation/placeholders';
import { lineOf, type SettingsOptions } from '../simulation/settings';
import type { Simulation } from '../simulation/simulation';
import { simulationOf } from '../simulation/simulation-of';
import { Mode } from '../upstream/mode';
import { counted } from '../validate/counted';
import { indexed } from '../validate/indexed';
import { fieldAt } from '../validate/path';
import { inputsOf, refuseInput } from './overwriting';
import { remark, type Terminal } from './terminal';

/** Which manifests to read, and how: the same for each sub-command that reads manifests. */
export interface Selection {
  readonly namespace?: string;
  readonly mode?: Mode;
  readonly forceNamespaced?: true;
  readonly allowPartial?: true;
  readonly exclude?: readonly string[];
}

/** The help of the paths that a sub-command reads. */
export const PATHS = 'file, folder (all .yaml, .yml and .json files in it), or - for standard input';

export function addSelection(command: Command): Command {
  return command
    .option('-n, --namespace <namespace>', 'namespace of objects without one (default: "default")')
    .addOption(
      new Option('--mode <mode>', 'operation mode, overriding that of the NMI in the manifests').choices(
        Object.values(Mode),
      ),
    )
    .option(
      '--force-namespaced',
      'treat MIC and NMI as forced namespaced: pods can use only identities in their own namespace',
    )
    .option(
      '--exclude <glob>',
      'leave out files or folders inside the folders, such as test or **/ci/* (repeatable)',
      (one, all: string[] = []) => [...all, one],
    )
    .option('--allow-partial', 'skip charts, kustomizations and Helm templates, with a warning');
}

/** What manifests do not tell about federated credentials. */
export function addFederation(command: Command): Command {
  return command
    .option(
      '--issuer <url>',
      'OIDC issuer of the cluster: tells which federated credentials are missing, where some are known',
    )
    .option(
      '--federated <file>',
      'federated credentials: output of az identity federated-credential list, or of azure federate --as json (repeatable)',
      (one, all: string[] = []) => [...all, one],
    );
}

/**
 * @param reading whether an answer is useful without the charts and kustomizations in the folders, the sub-command, and
 * whether the globs are from a config file, and the file that is written afterwards
 * @throws UserError when that is one of those read
 */
export function readSelection(
  io: Terminal,
  paths: readonly string[],
  selection: Selection,
  {
    isExcludeOfFile,
    output,
    ...reading
  }: Pick<ReadingOptions, 'skipInFolders' | 'command'> & {
    readonly isExcludeOfFile?: boolean;
    readonly output?: string | undefined;
  } = {},
): Manifests {
  const problems: string[] = [];
  io.doing?.('looking for files');
  const exclusion = new Exclusion(selection.exclude ?? []);
  const sources = sourceFiles(paths, problems, exclusion, () => io.input());
  // Before what fails, as that can be what should have been left out. A config file can be for several folders.
  if (!isExcludeOfFile) {
    remark(
      io,
      exclusion.unused.map((glob) => `note: --exclude ${glob} leaves nothing out`),
    );
  }
  const manifests = Manifests.fromSources(watched(io, sources), { ...selection, ...reading }, problems);
  refuseInput([output], inputsOf(sources, manifests));
  io.doing?.('working out who gets which identity');
  return manifests;
}

/** Says which one is read. */
function watched({ doing }: Terminal, sources: readonly SourceFile[]): readonly SourceFile[] {
  if (!doing) return sources;
  return sources.map((source, i) => ({
    ...source,
    read: () => {
      doing(sources.length === 1 ? 'reading' : `reading file ${i + 1} of ${sources.length}`);
      return source.read();
    },
  }));
}

/** What MIC, NMI and Workload Identity decide on them. */
export function simulateSelection(manifests: Manifests, selection: SettingsOptions & FederationOptions): Simulation {
  return simulationOf(manifests, selection, federationFacts(selection, '', '--issuer'));
}

/**
 * Remarks on them besides the answer, for standard error.
 *
 * @param onOverlays what to say about kustomizations
 */
export function remarksOn(
  { cluster, settings }: Simulation,
  selection: Selection,
  onOverlays = remarksOnOverlays(cluster, 'warning'),
): string[] {
  return [
    ...describePlaceholders(placeholdersIn(cluster, settings), 'It is printed as it is').map(
      (text) => `warning: ${text}`,
    ),
    ...settings.warnings.map((one) => `warning: ${lineOf(one)}`),
    ...cluster.repeated.map(
      ({ first, second }) =>
        `warning: ${second.placeOf()}: ${second.title} is also at ${first.placeOf()}; both are listed`,
    ),
    ...remarksOnInvisible(cluster.manifests.invisible.filter(({ object }) => object)),
    ...remarksOnDuplicates(cluster),
    ...onOverlays,
    ...remarksOnReading(cluster, selection),
  ];
}

/** That there was nothing to read: the path may be wrong. */
export function remarksOnNothing({ manifests: { objects } }: Cluster, paths: readonly string[]): string[] {
  if (objects.length > 0) return [];
  return [`note: no objects in ${paths.map((path) => (path === '-' ? 'standard input' : path)).join(', ')}`];
}

/** What was left out, which may be why there is no answer. */
export function remarksOnSkipped({ broken, unrendered, overlaid }: Manifests): string[] {
  // Nobody deploys what another one uses.
  const used = usedBy(overlaid?.kustomizations ?? []);
  const shown = unrendered.filter(({ what, path }) => what !== 'a kustomization' || !used.has(plainFolder(path)));
  return [...broken.map((one) => `skipped: ${one}`), ...shown.map(describeSkipped)].map((one) => `warning: ${one}`);
}

/** Those about what was read. */
export function remarksOnReading(cluster: Cluster, { namespace = 'default' }: Pick<Selection, 'namespace'>): string[] {
  const { ignored, unread, invisible } = cluster.manifests;
  const { identities, bindings, exceptions, workloads } = cluster;
  let withoutNamespace = 0;
  for (const objects of [identities, bindings, exceptions, workloads])
    for (const { manifest } of objects)
      if (!manifest.hasNamespace && manifest.namespace === namespace) withoutNamespace++;
  const first = ignored[0];
  return [
    ...cluster.unseen.map(
      ({ manifest, path }) =>
        `warning: ${manifest.placeOf(path)}: ${manifest.title}: ${fieldAt(path)} is not in a known pod template; its pods are left out`,
    ),
    ...unread.map(
      (place) => `warning: ${place}: text after the end of a document, without ---, is ignored, as kubectl does`,
    ),
    ...remarksOnInvisible(invisible.filter(({ object }) => !object)),
    ...remarksOnSkipped(cluster.manifests),
    ...(withoutNamespace > 0
      ? [`note: ${counted(withoutNamespace, 'object')} without a namespace: using ${namespace} (-n)`]
      : []),
    ...(first
      ? [
          `note: ${counted(ignored.length, 'document')} without apiVersion and kind ignored, first ${first.file}:${first.line}`,
        ]
      : []),
  ];
}

/** Findings of `duplicate-key`. */
function remarksOnDuplicates({ manifests: { objects } }: Cluster): string[] {
  const withDuplicates = objects.filter(({ duplicates }) => duplicates.length > 0);
  return withDuplicates.flatMap((object) =>
    object.duplicates.map(
      ({ path, first }) =>
        `warning: ${object.placeOf(path)}: ${object.title}: ${fieldAt(path)} is also in line ${first.line}; the last one counts, as with kubectl`,
    ),
  );
}

/** What only changes other objects, what is changed, and what is several clusters. */
export function remarksOnOverlays({ manifests: { overlaid, objects } }: Cluster, level: 'note' | 'warning'): string[] {
  if (!overlaid) return [];
  const { patches, changeOf } = overlaid;
  const [patch] = patches;
  const changed = objects.filter((object) => changeOf(object));
  const [first] = changed;
  const environments = environmentsRemark(overlaid);
  return [
    ...(patch
      ? [
          `${level}: ${patch.placeOf()}: ${patch.title}${patches.length > 1 ? ` and ${patches.length - 1} more change` : ' changes'} another object, as a patch of kustomize does, and ${patches.length > 1 ? 'are' : 'is'} left out`,
        ]
      : []),
    ...(first
      ? [
          `${level}: kustomize changes ${counted(changed.length, 'object')}, first ${first.placeOf()}; they are read as they are written here. Use the output of kustomize build`,
        ]
      : []),
    ...(environments ? [`${level}: ${environments}`] : []),
  ];
}

/** One for each file and character. */
function remarksOnInvisible(invisible: readonly Invisible[]): string[] {
  const groups = indexed(invisible, ({ file, character }) => `${character}${file}`);
  return [...groups.values()].map((group) => {
    const [{ file, character, position }] = group as [Invisible];
    const count = group.reduce((sum, one) => sum + one.count, 0);
    return `warning: ${file}:${position.line}:${position.column}: ${describeInvisible(character, count)}`;
  });
}
