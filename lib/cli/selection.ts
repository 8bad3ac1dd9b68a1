import { type Command, Option } from 'commander';
import { describeInvisible, type Invisible } from '../manifests/invisible';
import { ManifestError } from '../manifests/manifest-error';
import { Manifests } from '../manifests/manifests';
import { fieldOf } from '../manifests/refusal';
import { sourceFiles } from '../manifests/source-files';
import type { Cluster } from '../simulation/cluster';
import type { SettingsOptions } from '../simulation/settings';
import type { Simulation } from '../simulation/simulation';
import { simulationOf } from '../simulation/simulation-of';
import { Mode } from '../upstream/mode';
import { counted } from '../validate/counted';
import type { Terminal } from './terminal';
import { UserError } from './user-error';

/** Which manifests are looked at, and as what: the same for each sub-command that looks at manifests. */
export interface Selection {
  readonly namespace?: string;
  readonly mode?: Mode;
  readonly forceNamespaced?: true;
  readonly allowPartial?: true;
}

/** Adds the options of a selection. */
export function addSelection(command: Command): Command {
  return command
    .option('-n, --namespace <namespace>', 'the namespace of objects that state none (default: "default")')
    .addOption(
      new Option('--mode <mode>', 'the mode of operation, whatever the NMI among the manifests says').choices(
        Object.values(Mode),
      ),
    )
    .option('--force-namespaced', 'MIC and NMI look at identities in the namespace of the pod only')
    .option('--allow-partial', 'leave out kustomizations and templates of Helm, and say so');
}

/** Reads the manifests at some paths. */
export function readSelection(io: Terminal, paths: readonly string[], selection: Selection): Manifests {
  const problems: string[] = [];
  const sources = sourceFiles(paths, problems, () => io.input());
  return orUserError(() => Manifests.fromSources(sources, selection, problems));
}

/** What MIC and NMI decide on them. */
export function simulateSelection(manifests: Manifests, selection: Selection): Simulation {
  const options: SettingsOptions = {
    ...(selection.mode && { mode: selection.mode }),
    ...(selection.forceNamespaced && { forceNamespaced: true }),
  };
  return orUserError(() => simulationOf(manifests, options));
}

/** What is to be said about them besides the answer: on standard error. */
export function remarksOn({ cluster, settings }: Simulation, selection: Selection): string[] {
  return [
    ...settings.warnings.map((line) => `warning: ${line}`),
    ...cluster.repeated.map(
      ({ first, second }) =>
        `warning: ${second.placeOf()}: ${second.title} is at ${first.placeOf()} too; both are listed`,
    ),
    ...remarksOnInvisible(cluster.manifests.invisible.filter(({ object }) => object)),
    ...remarksOnReading(cluster, selection),
  ];
}

/** The part of it that is about what was read. */
export function remarksOnReading(cluster: Cluster, { namespace = 'default' }: Pick<Selection, 'namespace'>): string[] {
  const { ignored, incomplete, unread, invisible } = cluster.manifests;
  const { identities, bindings, exceptions, workloads } = cluster;
  const looked = [...identities, ...bindings, ...exceptions, ...workloads];
  const homeless = looked.filter(({ manifest }) => !manifest.hasNamespace).length;
  const first = ignored[0];
  return [
    ...cluster.unseen.map(
      ({ manifest, path }) =>
        `warning: ${manifest.placeOf(path)}: ${manifest.title}: ${fieldOf(path)} is not in a pod template that is known here; pods made of it are not in the answer`,
    ),
    ...unread.map(
      (place) =>
        `warning: ${place}: behind the end of a document and without --- kubectl ignores text, and so is it here`,
    ),
    ...remarksOnInvisible(invisible.filter(({ object }) => !object)),
    ...incomplete.map((file) => `warning: ${file} is left out: it must be rendered first, so the answer is incomplete`),
    ...(homeless > 0 ? [`note: ${counted(homeless, 'object')} without a namespace: taken for ${namespace} (-n)`] : []),
    ...(first
      ? [
          `note: ${counted(ignored.length, 'document')} without apiVersion and kind ignored, first ${first.file}:${first.line}`,
        ]
      : []),
  ];
}

/** One for each file and character. */
function remarksOnInvisible(invisible: readonly Invisible[]): string[] {
  const counts = new Map<string, number>();
  const keyOf = ({ file, character }: Invisible) => `${character}${file}`;
  for (const one of invisible) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + one.count);
  return invisible.flatMap((one) => {
    const { file, character, position } = one;
    const count = counts.get(keyOf(one));
    counts.delete(keyOf(one));
    if (count === undefined) return [];
    const place = `${file}:${position.line}:${position.column}`;
    return [`warning: ${place}: ${describeInvisible(character, count)}`];
  });
}

function orUserError<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw error instanceof ManifestError ? new UserError(error.problems) : error;
  }
}
