import { Command, Option } from 'commander';
import { hasFailed } from '../../checks/fail-on';
import type { CheckReport } from '../../checks/report-on';
import { COLOURS, NO_COLOURS } from '../../validate/style';
import { addSelection, readSelection, type Selection } from '../selection';
import type { SubCommand } from '../sub-command';
import type { Terminal } from '../terminal';
import { UserError } from '../user-error';
import { writeResult } from '../write';
import { type CheckFlags, configOf } from './config';
import { remarksOnCheck } from './remarks';
import { explained, listed } from './rules';

const FORMATS = ['text', 'json', 'sarif'] as const;

/** What is said on the line. */
export interface Options extends CheckFlags {
  readonly allowPartial?: true;
  readonly format: (typeof FORMATS)[number];
  readonly output?: string;
  readonly listSuppressed: boolean;
  readonly listRules?: true;
  readonly explain?: string;
}

const EXAMPLES = `
Examples:
  aad-pod-identity check dist/
  helm template shop ./chart --namespace shop | aad-pod-identity check - -n shop
  aad-pod-identity check dist/ --whole-cluster --network-plugin kubenet --kubernetes-version 1.29
  aad-pod-identity check dist/ --format sarif --output check.sarif
  aad-pod-identity check --explain duplicate-binding`;

/** `aad-pod-identity check`: what would silently not work. */
export const check: SubCommand = (io, exit) =>
  addSelection(new Command('check'))
    .summary('what would silently not work, before it is applied')
    .description(
      'Finds mistakes in manifests that Helm, kubectl and MIC accept and that show as a 404 in the log of some pod: ' +
        'what is wrong, where, what will happen, and what to write instead. All manifests together are taken for one cluster. ' +
        'Prints nothing when nothing is found.',
    )
    .argument('[path...]', 'a file, a folder (all .yaml, .yml and .json in it), or - for standard input')
    .addOption(new Option('--format <format>', 'how it is written').choices(FORMATS).default('text'))
    .addOption(
      new Option('--fail-on <severity>', 'exit code 2 from this severity on (default: "warning")').choices([
        'error',
        'warning',
      ]),
    )
    .option('--whole-cluster', 'there is nothing else in the cluster: what is referred to and not there is missing')
    .option('--config <file>', 'file that holds these settings and the suppressions')
    .option('--network-plugin <name>', 'network plugin of the cluster: azure, kubenet, …')
    .option('--kubernetes-version <version>', 'version of Kubernetes, such as 1.29')
    .option('--kubelet-client-id <id>', "client id of the kubelet's identity, which MIC acts as")
    .option('--node-resource-group <name>', 'resource group of the nodes')
    .option('--aks-addon', 'the pod identity add-on of AKS is on')
    .option('--list-suppressed', 'tell also what is suppressed, with the reasons', false)
    .option('--output <file>', 'writes it to a file instead of standard output')
    .option('--list-rules', 'list the rules, instead of checking')
    .option('--explain <rule>', 'tell all about a rule, instead of checking')
    .addHelpText('after', EXAMPLES)
    .action((paths: string[], options: Options) => {
      const text = textFor(io, paths, options, exit);
      writeResult(io, text, options.output);
    });

function textFor(io: Terminal, paths: readonly string[], options: Options, exit: (code: 0 | 2) => void): string {
  if (options.listRules) return listed(options.format);
  if (options.explain !== undefined) return explained(options.explain);
  if (paths.length === 0) throw new UserError('name a file or a folder, or - for standard input (--help tells more)');
  const { namespace, ...config } = configOf(options);
  const { allowPartial } = options;
  const selection: Selection = { ...(namespace !== undefined && { namespace }), ...(allowPartial && { allowPartial }) };
  const manifests = readSelection(io, paths, selection);
  // Loaded when it is needed: the rules are many files.
  const { reportOn } = require('../../checks/report-on') as typeof import('../../checks/report-on');
  const report = reportOn(manifests, config);
  for (const remark of remarksOnCheck(report, selection)) io.error(`${remark}\n`);
  exit(hasFailed(report.findings, config.failOn) ? 2 : 0);
  return written(io, report, options);
}

function written(io: Terminal, report: CheckReport, { format, listSuppressed, output }: Options): string {
  if (format === 'json') {
    const { jsonReport } =
      require('../../checks/reports/json-report') as typeof import('../../checks/reports/json-report');
    return jsonReport(report, listSuppressed);
  }
  if (format === 'sarif') {
    const { sarifReport } =
      require('../../checks/reports/sarif-report') as typeof import('../../checks/reports/sarif-report');
    const { version } = require('../../../../package.json') as { version: string };
    return sarifReport(report, listSuppressed, { version, folder: process.cwd() });
  }
  const { textReport } =
    require('../../checks/reports/text-report') as typeof import('../../checks/reports/text-report');
  return textReport(report, io.colours && output === undefined ? COLOURS : NO_COLOURS, listSuppressed);
}
