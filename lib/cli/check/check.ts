import { Command, Option } from 'commander';
import { type FailOn, hasFailed } from '../../checks/fail-on';
import type { CheckReport } from '../../checks/report-on';
import { COLOURS, NO_COLOURS } from '../../validate/style';
import { refuseInput } from '../overwriting';
import { addFederation, addSelection, PATHS, readSelection, type Selection, simulateSelection } from '../selection';
import type { SubCommand } from '../sub-command';
import { remark, type Terminal } from '../terminal';
import { UserError } from '../user-error';
import { OUTPUT, type Result, writeResult } from '../write';
import { type CheckFlags, configOf } from './config';
import { remarksOnNetworkPlugin } from './network-plugin';
import { remarksOnCheck } from './remarks';
import { explained, listed } from './rules';

const FORMATS = ['text', 'json', 'sarif', 'github', 'junit', 'html'] as const;

export interface Options extends CheckFlags {
  readonly allowPartial?: true;
  readonly format: (typeof FORMATS)[number];
  readonly output?: string;
  readonly listSuppressed?: true;
  readonly listRules?: true;
  readonly explain?: string;
}

const EXAMPLES = `
Examples:
  aad-pod-identity check dist/
  helm template shop ./chart --namespace shop | aad-pod-identity check - -n shop
  aad-pod-identity check dist/ --whole-cluster --network-plugin kubenet --kubernetes-version 1.29
  aad-pod-identity check dist/ --format github
  aad-pod-identity check dist/ --format sarif --output check.sarif
  aad-pod-identity check dist/ --format html --output check.html
  aad-pod-identity check --explain duplicate-binding`;

/** `aad-pod-identity check`: mistakes that fail silently. */
export const check: SubCommand = (io, exit) =>
  addFederation(addSelection(new Command('check')))
    .summary('Find mistakes that fail silently, before you apply the manifests')
    .description(
      'Finds mistakes in manifests that Helm, kubectl and MIC accept, and that otherwise show up only as a 404 in the log ' +
        'of a pod. Prints what is wrong, where, what happens, and what to write instead; nothing if there are no findings. ' +
        'All manifests together are treated as one cluster.',
    )
    .argument('[path...]', PATHS)
    .addOption(
      new Option(
        '--format <format>',
        'output format: for people, programs, code scanning, workflows of GitHub, CI systems that show test results, or a page for a browser',
      )
        .choices(FORMATS)
        .default('text'),
    )
    .addOption(
      new Option(
        '--fail-on <severity>',
        'exit with 2 for findings of this severity or above (default: "warning")',
      ).choices(['error', 'warning']),
    )
    .option('--whole-cluster', 'treat the manifests as the whole cluster: anything referenced but absent is missing')
    .option('--config <file>', 'file with these settings and the suppressions')
    .option('--network-plugin <name>', 'network plugin of the cluster: azure, kubenet, cilium, …')
    .option('--kubernetes-version <version>', 'Kubernetes version, such as 1.29')
    .option('--kubelet-client-id <id>', 'client id of the kubelet identity, which MIC uses')
    .option('--node-resource-group <name>', 'resource group of the nodes')
    .option('--aks-addon', 'the AKS add-on for pod identity is enabled')
    .option('--list-suppressed', 'also list suppressed findings, with their reasons')
    .option(...OUTPUT)
    .option('--list-rules', 'list the rules instead of checking')
    .option('--explain <rule>', 'explain a rule instead of checking')
    .addHelpText('after', EXAMPLES)
    .action((paths: string[], options: Options) => {
      const text = textFor(io, paths, options, exit);
      writeResult(io, text, options.output);
    });

function textFor(io: Terminal, paths: readonly string[], options: Options, exit: (code: 0 | 2) => void): Result {
  if (options.listRules) return listed(options.format);
  if (options.explain !== undefined) return explained(options.explain);
  if (paths.length === 0) throw new UserError('name a file or folder, or - for standard input (see --help)');
  refuseInput(
    [options.output],
    [...(options.config === undefined ? [] : [options.config]), ...(options.federated ?? [])],
  );
  const { namespace, ...config } = configOf(options);
  const { allowPartial } = options;
  const { exclude } = config;
  const selection: Selection = {
    ...(namespace !== undefined && { namespace }),
    ...(allowPartial && { allowPartial }),
    ...(exclude && { exclude }),
  };
  remark(io, remarksOnNetworkPlugin(config.networkPlugin));
  const manifests = readSelection(io, paths, selection, {
    skipInFolders: true,
    command: 'check',
    isExcludeOfFile: options.exclude === undefined,
    output: options.output,
  });
  io.doing?.('checking');
  // Loaded when needed: the rules are many files.
  const { reportOn } = require('../../checks/report-on') as typeof import('../../checks/report-on');
  const report = reportOn(manifests, config);
  remark(io, [
    ...remarksOnCheck(report, selection),
    ...(options.format !== 'text' && report.note !== undefined ? [`note: ${report.note}`] : []),
  ]);
  exit(hasFailed(report.findings, config.failOn) ? 2 : 0);
  if (options.format === 'html') {
    const { checkHtml } = require('./html') as typeof import('./html');
    const simulate = () => simulateSelection(manifests, config);
    return checkHtml(report, {
      paths,
      exclude: selection.exclude,
      listsSuppressed: options.listSuppressed === true,
      simulate,
    });
  }
  return written(io, report, options, config.failOn);
}

function written(
  io: Terminal,
  report: CheckReport,
  { format, output, ...options }: Options,
  failOn: FailOn | undefined,
): Result {
  const listSuppressed = options.listSuppressed === true;
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
  if (format === 'github') {
    const { githubReport } =
      require('../../checks/reports/github-report') as typeof import('../../checks/reports/github-report');
    return githubReport(report, listSuppressed);
  }
  if (format === 'junit') {
    const { junitReport } =
      require('../../checks/reports/junit-report') as typeof import('../../checks/reports/junit-report');
    return junitReport(report, listSuppressed, failOn);
  }
  const { textReport } =
    require('../../checks/reports/text-report') as typeof import('../../checks/reports/text-report');
  const isShown = output === undefined;
  return textReport(report, isShown && io.colours ? COLOURS : NO_COLOURS, {
    listsSuppressed: listSuppressed,
    ...(isShown && io.columns !== undefined && { width: io.columns }),
  });
}
