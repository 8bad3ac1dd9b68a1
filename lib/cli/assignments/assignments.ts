import { Command, Option } from 'commander';
import { answerOf } from '../../simulation/answer';
import { differenceOf, isEmpty } from '../../simulation/difference';
import type { Simulation } from '../../simulation/simulation';
import { COLOURS, NO_COLOURS, type Style } from '../../validate/style';
import { addSelection, readSelection, remarksOn, type Selection, simulateSelection } from '../selection';
import type { SubCommand } from '../sub-command';
import type { Terminal } from '../terminal';
import { UserError } from '../user-error';
import { writeResult } from '../write';
import { differenceMarkdown, differenceMermaid, differenceTable } from './difference-report';
import { markdown } from './markdown';
import { mermaid } from './mermaid';
import { reportOf } from './report';
import { table } from './table';

const FORMATS = ['table', 'json', 'mermaid', 'markdown'] as const;
type Formats<T> = { readonly [format in (typeof FORMATS)[number]]: (content: T, style: Style) => string };

interface Options extends Selection {
  readonly diff?: true;
  readonly format: (typeof FORMATS)[number];
  readonly output?: string;
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

const ANSWER: Formats<Simulation> = {
  table: (simulation, style) => table(reportOf(simulation), style),
  json: (simulation) => json(answerOf(simulation)),
  mermaid: (simulation) => mermaid(reportOf(simulation)),
  markdown: (simulation) => markdown(reportOf(simulation)),
};

const DIFFERENCE: Formats<ReturnType<typeof differenceOf>> = {
  table: differenceTable,
  json,
  mermaid: differenceMermaid,
  markdown: differenceMarkdown,
};

/** `aad-pod-identity assignments`: which workload may get a token of which Azure identity. */
export const assignments: SubCommand = (io, exit) =>
  addSelection(new Command('assignments'))
    .summary('which workload may get a token of which Azure identity')
    .description(
      'Tells which workload of some manifests may get a token of which Azure identity, as MIC and NMI 1.8.17 decide, ' +
        'and which ones bypass pod identity. All manifests together are taken for one cluster.',
    )
    .argument('<path...>', 'a file, a folder (all .yaml, .yml and .json in it), or - for standard input')
    .option('--diff', 'takes two paths, OLD and NEW: what was gained and lost; exit code 2 when anything was')
    .addOption(new Option('--format <format>', 'how it is written').choices(FORMATS).default('table'))
    .option('--output <file>', 'writes it to a file instead of standard output')
    .action((paths: string[], options: Options) => {
      const text = options.diff ? difference(io, paths, options, exit) : answer(io, paths, options);
      writeResult(io, text, options.output);
    });

function answer(io: Terminal, paths: readonly string[], options: Options): string {
  const simulation = simulated(io, paths, options);
  return ANSWER[options.format](simulation, styleFor(io, options));
}

function difference(io: Terminal, paths: readonly string[], options: Options, exit: (code: 0 | 2) => void): string {
  const [old, current, ...others] = paths;
  if (old === undefined || current === undefined || others.length > 0) {
    throw new UserError(`--diff takes two paths, OLD and NEW; got ${paths.length}`);
  }
  if (old === '-' && current === '-') throw new UserError('--diff: only one of the two can be standard input');
  const [before, after] = both(
    () => simulated(io, [old], options),
    () => simulated(io, [current], options),
  );
  const result = differenceOf(answerOf(before), answerOf(after));
  exit(isEmpty(result) ? 0 : 2);
  return DIFFERENCE[options.format](result, styleFor(io, options));
}

/** What is wrong with either is told at once. */
function both(first: () => Simulation, second: () => Simulation): [Simulation, Simulation] {
  const problems: string[] = [];
  const results = [first, second].map((simulate) => {
    try {
      return simulate();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(error.message);
      return undefined;
    }
  });
  const [before, after] = results;
  if (!before || !after) throw new UserError(...problems);
  return [before, after];
}

function simulated(io: Terminal, paths: readonly string[], options: Options): Simulation {
  const simulation = simulateSelection(readSelection(io, paths, options), options);
  for (const remark of remarksOn(simulation, options)) io.error(`${remark}\n`);
  return simulation;
}

function styleFor(io: Terminal, { output }: Options): Style {
  return io.colours && output === undefined ? COLOURS : NO_COLOURS;
}
