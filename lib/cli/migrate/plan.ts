import { Command, Option } from 'commander';
import { parseSemver } from '../../go/semver';
import { isBlocked, type Plan, planOf } from '../../migration/plan';
import { type FederationOptions, federationFacts } from '../../simulation/federation-options';
import type { Simulation } from '../../simulation/simulation';
import { show } from '../../validate/format';
import { jsonText } from '../../validate/json-text';
import { COLOURS, NO_COLOURS, type Style } from '../../validate/style';
import { MigrationStage } from '../../workload-identity/migration-stage';
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
import { remark } from '../terminal';
import { UserError } from '../user-error';
import { OUTPUT, type Result, writeResult } from '../write';
import { planJson } from './plan-json';
import { planMarkdown } from './plan-markdown';
import { planTable } from './plan-table';

const FORMATS = ['table', 'markdown', 'json', 'html'] as const;

interface Page {
  readonly style: Style;
  /** Columns of the terminal; undefined when it is none. */
  readonly width: number | undefined;
  readonly simulation: Simulation;
  readonly paths: readonly string[];
  readonly exclude: readonly string[] | undefined;
}

const WRITERS: { readonly [format in (typeof FORMATS)[number]]: (plan: Plan, page: Page) => Result } = {
  table: planTable,
  markdown: planMarkdown,
  json: (plan) => jsonText(planJson(plan)),
  html: (plan, { simulation, paths, exclude }) => {
    const { planHtml } = require('./plan-html') as typeof import('./plan-html');
    return planHtml(plan, simulation, { paths, exclude });
  },
};

interface Options extends Selection, FederationOptions {
  readonly to?: MigrationStage;
  readonly kubernetesVersion?: string;
  readonly format: (typeof FORMATS)[number];
  readonly output?: string;
}

const AFTER = `
Stages:
  pod-identity       NMI answers token requests; the way back from dual and proxy
  dual               clients that know Workload Identity use it, NMI answers the others
  proxy              a proxy in the pod answers token requests
  workload-identity  nothing of pod identity is left on the workload

Example:
  aad-pod-identity migrate plan clusters/prod --format markdown > ticket.md

Exits with 2 when something blocks, and when pods or files are missing among the paths.`;

/** `aad-pod-identity migrate plan`: what each workload needs for its next stage, and the phases that are left. */
export const plan: SubCommand = (io, exit) =>
  addFederation(addSelection(new Command('plan')))
    .summary('List what each workload needs for its next stage')
    .description(
      'Lists for each workload the stage that it is at, the next one, the ServiceAccount and the federated credentials that ' +
        'it needs, and what blocks it; then what else uses pod identity, and the phases that are left. Changes nothing.',
    )
    .argument('<path...>', PATHS)
    .addOption(
      new Option('--to <stage>', 'plan this stage for all workloads (default: the one that follows)').choices(
        Object.values(MigrationStage),
      ),
    )
    .option('--kubernetes-version <version>', 'version of the cluster; before 1.32, Jobs cannot use the proxy')
    .addOption(new Option('--format <format>', 'output format').choices(FORMATS).default('table'))
    .option(...OUTPUT)
    .addHelpText('after', AFTER)
    .action((paths: string[], options: Options) => {
      const { to, kubernetesVersion, format, output } = options;
      if (kubernetesVersion !== undefined && parseSemver(kubernetesVersion) === undefined) {
        throw new UserError(`--kubernetes-version: got ${show(kubernetesVersion)}; allowed: a version such as "1.35"`);
      }
      refuseInput([output], options.federated ?? []);
      const { issuer, credentials } = federationFacts(options, '', '--issuer');
      const reading = { skipInFolders: true, command: 'migrate plan', output };
      const simulation = simulateSelection(readSelection(io, paths, options, reading), options);
      remark(io, [...remarksOn(simulation, options), ...remarksOnNothing(simulation.cluster, paths)]);
      io.doing?.('planning');
      const planned = planOf(simulation, { to, kubernetesVersion, issuer, credentials });
      const isShown = output === undefined;
      const page = {
        style: io.colours && isShown ? COLOURS : NO_COLOURS,
        width: isShown ? io.columns : undefined,
        ...{ simulation, paths, exclude: options.exclude },
      };
      exit(isBlocked(planned) ? 2 : 0);
      writeResult(io, WRITERS[format](planned, page), output);
    });
