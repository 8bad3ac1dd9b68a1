import { dirname, join } from 'node:path';
import { Command, Option } from 'commander';
import { Federate } from '../../azure/federate/federate';
import { BackEnd, type FederateOptions } from '../../azure/federate/options';
import { CLUSTER_LABEL } from '../../upstream/federated-credential';
import { show } from '../../validate/format';
import {
  addSelection,
  PATHS,
  readSelection,
  remarksOn,
  remarksOnNothing,
  remarksOnSkipped,
  simulateSelection,
} from '../selection';
import type { SubCommand } from '../sub-command';
import { remark, type Terminal } from '../terminal';
import { UserError } from '../user-error';
import { OUTPUT, writeResult } from '../write';
import { addPlace, checkNames, type PlaceOptions } from './place';
import type { ScriptSelection } from './print-script';

interface Options extends ScriptSelection, PlaceOptions {
  readonly issuer?: string;
  readonly clusterName?: string;
  readonly as: BackEnd;
  readonly terraformProvider: '4' | '5';
  readonly enable?: true;
  readonly prune?: true;
  readonly wholeCluster?: true;
}

const AFTER = `
Examples:
  aad-pod-identity azure federate dist --cluster shop --resource-group shop > federate.sh
  less federate.sh && bash federate.sh
  aad-pod-identity azure federate dist --issuer URL --cluster-name shop --as terraform --output federate.tf

The issuer is what az aks show --query oidcIssuerProfile.issuerUrl prints, with its final slash. --enable switches it on: it
cannot be switched off again. The script looks at all identities before it creates a credential, and never overwrites one.

Exits with 2 when a ServiceAccount would give an identity to another workload, too: its credential is left out, unless pods may
use it already.`;

/** `aad-pod-identity azure federate`: the federated credentials that the workloads need. */
export const federate: SubCommand = (io, exit) =>
  addPlace(addSelection(new Command('federate')), false)
    .summary('Print a script that creates the federated credentials of Workload Identity')
    .description(
      'Prints the federated credentials that the workloads of the manifests need with Workload Identity, as a bash script of ' +
        'az, Bicep, Terraform, objects of Azure Service Operator, or JSON.',
    )
    .argument('<path...>', PATHS)
    .option('--issuer <url>', 'OIDC issuer of the cluster, instead of --cluster and --resource-group')
    .option('--cluster-name <label>', 'your label of the cluster, a part of the names (default: that of --cluster)')
    .addOption(new Option('--as <as>', 'what to print').choices(Object.values(BackEnd)).default(BackEnd.AZ))
    .addOption(
      new Option('--terraform-provider <version>', 'major version of azurerm').choices(['4', '5']).default('4'),
    )
    .option(
      '--enable',
      'switch OIDC issuer and Workload Identity of the cluster on; the issuer cannot be switched off again',
    )
    .option('--prune', 'ask to delete each credential of this cluster whose ServiceAccount does not exist')
    .option('--whole-cluster', 'the paths contain everything that is in the cluster')
    .option(...OUTPUT)
    .addHelpText('after', AFTER)
    .action((paths: string[], options: Options) => {
      if (print(io, paths, options)) exit(2);
    });

/** Returns whether an account is doubtful. */
function print(io: Terminal, paths: readonly string[], options: Options): boolean {
  const plan = planOptions(options);
  const simulation = simulateSelection(
    readSelection(io, paths, options, { output: options.output, command: 'azure federate' }),
    options,
  );
  const federated = new Federate(simulation, plan);
  const { output } = options;
  if (federated.isLeftOut) {
    remark(io, [
      ...remarksOn(simulation, options),
      ...federated.problems.map((line) => `warning: ${line}`),
      `note: no credential is left to create: nothing is ${output === undefined ? 'printed' : `written to ${output}`}`,
    ]);
    return true;
  }
  if (federated.problems.length > 0) {
    remark(io, remarksOnSkipped(simulation.cluster.manifests));
    throw new UserError(federated.problems);
  }
  const { text, modules } = federated.output(nameOf(output));
  if (modules.length > 0 && !output?.endsWith('.bicep')) {
    throw new UserError(
      '--output must name a file that ends with .bicep: the identities are in several resource groups, and Bicep needs a module for each, which is written beside it',
    );
  }
  const warnings = [...federated.warnings, ...federated.doubts].map((line) => `warning: ${line}`);
  remark(io, [...remarksOn(simulation, options), ...remarksOnNothing(simulation.cluster, paths), ...warnings]);
  for (const { file, text: content } of modules) writeResult(io, content, join(dirname(output ?? ''), file));
  writeResult(io, text, output);
  return federated.doubts.length > 0;
}

/** `federate` for `infra/federate.bicep`. */
const nameOf = (output = ''): string => output.slice(output.lastIndexOf('/') + 1).replace(/\.bicep$/, '');

function planOptions(options: Options): FederateOptions {
  const { as, issuer, cluster, resourceGroup, subscription, terraformProvider, enable, prune } = options;
  const faults: string[] = [];
  const demand = (isRight: boolean, fault: string) => {
    if (!isRight) faults.push(fault);
  };
  checkNames({
    '--cluster': cluster,
    '--resource-group': resourceGroup,
    '--subscription': subscription,
    '--cluster-name': options.clusterName,
  });
  const isPlace = cluster !== undefined || resourceGroup !== undefined || subscription !== undefined;
  demand(issuer === undefined || !isPlace, '--issuer: give either it, or --cluster and --resource-group');
  demand(issuer !== undefined || isPlace, 'missing --issuer, or --cluster and --resource-group');
  demand(!isPlace || cluster !== undefined, 'missing --cluster');
  demand(!isPlace || resourceGroup !== undefined, 'missing --resource-group');
  const isAz = as === BackEnd.AZ;
  demand(
    isAz || issuer !== undefined,
    `--as ${as} requires --issuer, as az aks show --query oidcIssuerProfile.issuerUrl prints it`,
  );
  demand(enable === undefined || (isAz && isPlace), '--enable requires --as az, --cluster and --resource-group');
  demand(prune === undefined || isAz, '--prune requires --as az');
  demand(
    prune === undefined || options.wholeCluster === true,
    '--prune requires --whole-cluster: a credential of a workload that is not among the paths would be deleted',
  );
  demand(
    prune === undefined || options.allowPartial === undefined,
    '--prune and --allow-partial: accounts of what is skipped would be taken for absent',
  );
  const clusterName = options.clusterName ?? cluster ?? '';
  if (clusterName === '') demand(faults.length > 0, 'missing --cluster-name: your label of the cluster');
  else if (!CLUSTER_LABEL.accepts(clusterName)) {
    faults.push(`--cluster-name: got ${show(clusterName)}; allowed: ${CLUSTER_LABEL.allowed}`);
  }
  if (faults.length > 0) throw new UserError(faults);
  return {
    as,
    clusterName,
    terraformProvider,
    ...(issuer !== undefined && { issuer }),
    ...(isPlace && {
      place: { cluster: cluster ?? '', resourceGroup: resourceGroup ?? '', subscription: subscription ?? '' },
    }),
    ...(enable && { enable }),
    ...(prune && { prune }),
  };
}
