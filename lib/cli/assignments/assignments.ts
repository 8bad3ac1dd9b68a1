import { Command, Option } from 'commander';
import { ManifestError } from '../../manifests/manifest-error';
import { answerOf } from '../../simulation/answer';
import { comparable } from '../../simulation/compare';
import { differenceOf, isEmpty } from '../../simulation/difference';
import type { FederationOptions } from '../../simulation/federation-options';
import type { Simulation } from '../../simulation/simulation';
import { LAST_VERSION } from '../../upstream/images';
import { jsonText } from '../../validate/json-text';
import { COLOURS, NO_COLOURS, type Style } from '../../validate/style';
import { refuseInput } from '../overwriting';
import {
  addFederation,
  addSelection,
  PATHS,
  readSelection,
  remarksOn,
  remarksOnNothing,
  type Selection,
  simulateSelection,
} from '../selection';
import type { SubCommand } from '../sub-command';
import { remark, type Terminal } from '../terminal';
import { UserError } from '../user-error';
import { OUTPUT, type Result, writeResult } from '../write';
import { type Compared, reasonsOf } from './change-reasons';
import { differenceMarkdown, differenceMermaid, differenceTable } from './difference-report';
import { markdown } from './markdown';
import { mermaid } from './mermaid';
import { reportOf } from './report';
import { table } from './table';

const FORMATS = ['table', 'json', 'mermaid', 'markdown', 'html'] as const;
type Formats<T> = { readonly [format in (typeof FORMATS)[number]]: (content: T, around: Around) => Result };

/** What else formats ask for. */
interface Around {
  readonly style: Style;
  readonly paths: readonly string[];
  readonly exclude: readonly string[] | undefined;
}

interface Options extends Selection, FederationOptions {
  readonly diff?: true;
  readonly format: (typeof FORMATS)[number];
  readonly output?: string;
}

const ANSWER: Formats<Simulation> = {
  table: (simulation, { style }) => table(reportOf(simulation), style),
  json: (simulation) => jsonText(answerOf(simulation)),
  mermaid: (simulation) => mermaid(reportOf(simulation)),
  markdown: (simulation) => markdown(reportOf(simulation)),
  html: (simulation, { paths, exclude }) => {
    const { html } = require('./html') as typeof import('./html');
    return html(simulation, { paths, exclude });
  },
};

const DIFFERENCE: Formats<Compared> = {
  table: (compared, { style }) => differenceTable(compared.difference, style, reasonsOf(compared)),
  json: ({ difference }) => jsonText(difference),
  mermaid: ({ difference }) => differenceMermaid(difference),
  markdown: (compared) => differenceMarkdown(compared.difference, reasonsOf(compared)),
  html: (compared, { paths, exclude }) => {
    const { differenceHtml } = require('./difference-html') as typeof import('./difference-html');
    return differenceHtml(compared, { paths, exclude });
  },
};

/** `aad-pod-identity assignments`: which workloads can get tokens for which Azure identities. */
export const assignments: SubCommand = (io, exit) =>
  addFederation(addSelection(new Command('assignments')))
    .summary('List which workloads can get tokens for which Azure identities')
    .description(
      `Lists which workloads can get tokens for which Azure identities, as MIC and NMI ${LAST_VERSION} and the webhook of ` +
        'Workload Identity decide, and which workloads bypass pod identity. All manifests together are treated as one cluster.',
    )
    .argument('<path...>', PATHS)
    .option(
      '--diff',
      'compare two paths, OLD and NEW, and print what is gained and lost; exits with 2 if anything is, or goes from pod identity to Workload Identity alone in one step',
    )
    .addOption(new Option('--format <format>', 'output format').choices(FORMATS).default('table'))
    .option(...OUTPUT)
    .action((paths: string[], options: Options) => {
      refuseInput([options.output], options.federated ?? []);
      const text = options.diff ? difference(io, paths, options, exit) : answer(io, paths, options);
      writeResult(io, text, options.output);
    });

function answer(io: Terminal, paths: readonly string[], options: Options): Result {
  const simulation = simulated(io, paths, options);
  remark(io, remarksOnNothing(simulation.cluster, paths));
  return ANSWER[options.format](simulation, { style: styleFor(io, options), paths, exclude: options.exclude });
}

function difference(io: Terminal, paths: readonly string[], options: Options, exit: (code: 0 | 2) => void): Result {
  const [old, current, ...others] = paths;
  if (old === undefined || current === undefined || others.length > 0) {
    throw new UserError(`--diff requires two paths, OLD and NEW; got ${paths.length}`);
  }
  if (old === '-' && current === '-') throw new UserError('--diff: only one of the two can be standard input');
  const compared = both(
    () => simulated(io, [old], options),
    () => simulated(io, [current], options),
  );
  remark(io, remarksOnEmpty(compared, [old, current]));
  const answers = comparable(...compared);
  const result = differenceOf(...answers);
  exit(isEmpty(result) ? 0 : 2);
  return DIFFERENCE[options.format](
    { both: compared, answers, difference: result },
    { style: styleFor(io, options), paths, exclude: options.exclude },
  );
}

const isNothing = ({ cluster }: Simulation) => cluster.manifests.objects.length === 0;

const nameOf = (path: string) => (path === '-' ? 'standard input' : path);

/** A side without objects may be a new cluster, and a wrong path. */
function remarksOnEmpty(both: Compared['both'], paths: readonly [string, string]): string[] {
  const [old, current] = both.map(isNothing);
  const [before, after] = paths.map(nameOf);
  if (old && current) return [`warning: no objects in OLD (${before}) and NEW (${after}): nothing is compared`];
  if (old) return [`warning: no objects in OLD (${before}): all access in NEW is gained`];
  return current ? [`warning: no objects in NEW (${after}): all access in OLD is lost`] : [];
}

/** Runs both, and reports the problems of both together. */
function both(first: () => Simulation, second: () => Simulation): [Simulation, Simulation] {
  const problems: (readonly string[])[] = [];
  const results = [first, second].map((simulate) => {
    try {
      return simulate();
    } catch (error) {
      if (!(error instanceof ManifestError)) throw error;
      problems.push(error.problems);
      return undefined;
    }
  });
  const [before, after] = results;
  if (!before || !after) throw new ManifestError(problems.flat());
  return [before, after];
}

function simulated(io: Terminal, paths: readonly string[], options: Options): Simulation {
  // A difference of two incomplete answers may lack exactly what changes.
  const reading = { skipInFolders: !options.diff, command: 'assignments', output: options.output };
  const simulation = simulateSelection(readSelection(io, paths, options, reading), options);
  remark(io, remarksOn(simulation, options));
  return simulation;
}

function styleFor(io: Terminal, { output }: Options): Style {
  return io.colours && output === undefined ? COLOURS : NO_COLOURS;
}
