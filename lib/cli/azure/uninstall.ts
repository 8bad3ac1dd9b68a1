import { Command, Option } from 'commander';
import type { AzurePlace } from '../../azure/azure-place';
import type { RoleScope } from '../../azure/roles';
import { Uninstall } from '../../azure/uninstall';
import { addSelection, readSelection, remarksOn, type Selection, simulateSelection } from '../selection';
import type { SubCommand } from '../sub-command';
import { UserError } from '../user-error';
import { addPlace, checkNames, type PlaceOptions } from './place';

interface Options extends Selection, PlaceOptions {
  readonly context?: string;
  readonly scaleDown?: true;
  readonly deleteCrds?: true;
  readonly deleteRoleAssignments?: true;
  readonly scope: RoleScope;
  readonly micClientId?: string;
  readonly iptablesCleanup?: true;
}

const AFTER = `
Examples:
  aad-pod-identity azure uninstall dist > uninstall.sh
  aad-pod-identity azure uninstall dist --delete-crds --cluster shop --resource-group shop --subscription Production \\
    --delete-role-assignments > uninstall.sh
  less uninstall.sh && bash uninstall.sh

The script deletes what the install made and what uses it, and stops where others still need MIC and NMI. It never deletes
what another object of the manifests refers to: it lists that, with the reason. It exits with 0 when all is done, with 3
when something is for you to do before it goes on, and with another code when a command failed.`;

/** `aad-pod-identity azure uninstall`: everything away again, in the safe order. */
export const uninstall: SubCommand = (io) =>
  addPlace(addSelection(new Command('uninstall')), false)
    .summary('print a script that takes everything away in the safe order')
    .description(
      'Prints a bash script that deletes the workloads with the label aadpodidbinding, then bindings and identities, waits ' +
        'until MIC has taken the identities off the nodes, and then deletes MIC, NMI and what they leave behind. With ' +
        '--cluster, --resource-group and --subscription it also takes the identities off the scale sets.',
    )
    .argument('<path...>', 'a file, a folder (all .yaml, .yml and .json in it), or - for standard input')
    .option('--context <name>', 'the context of kubectl (default: the current one)')
    .option('--scale-down', 'scale the workloads to zero instead of deleting them')
    .option('--delete-crds', 'delete the definitions of the custom resources too')
    .option('--delete-role-assignments', 'delete the roles that azure setup assigned to MIC')
    .addOption(
      new Option('--scope <scope>', 'where azure setup assigned Managed Identity Operator')
        .choices(['identity', 'resource-group'])
        .default('identity'),
    )
    .option(
      '--mic-client-id <id>',
      'the identity that MIC acts as (default: as in the manifests, else as the cluster says)',
    )
    .option('--iptables-cleanup', 'remove the rules of NMI on each node, where it was killed before it could do so')
    .addHelpText('after', AFTER)
    .action((paths: string[], options: Options) => {
      checkNames({ '--context': options.context });
      const place = placeOf(options);
      const simulation = simulateSelection(readSelection(io, paths, options), options);
      const plan = new Uninstall(simulation, {
        context: options.context,
        place,
        scaleDown: options.scaleDown === true,
        deleteCrds: options.deleteCrds === true,
        deleteRoleAssignments: options.deleteRoleAssignments === true,
        scope: options.scope,
        micClientId: options.micClientId,
        iptablesCleanup: options.iptablesCleanup === true,
      });
      if (plan.problems.length > 0) throw new UserError(...plan.problems);
      const text = plan.script;
      for (const remark of remarksOn(simulation, options)) io.error(`${remark}\n`);
      io.out(text);
    });

/** All three or none. */
function placeOf({ cluster, resourceGroup, subscription, deleteRoleAssignments }: Options): AzurePlace | undefined {
  const given = { '--cluster': cluster, '--resource-group': resourceGroup, '--subscription': subscription };
  checkNames(given);
  if (cluster !== undefined && resourceGroup !== undefined && subscription !== undefined) {
    return { cluster, resourceGroup, subscription };
  }
  const missing = Object.entries(given).filter(([, value]) => value === undefined);
  if (missing.length === 3 && !deleteRoleAssignments) return undefined;
  const why = missing.length === 3 ? '--delete-role-assignments needs to know the cluster' : 'these go together';
  throw new UserError(`${missing.map(([flag]) => flag).join(', ')} missing: ${why}`);
}
