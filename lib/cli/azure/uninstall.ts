import { Command, Option } from 'commander';
import type { AzurePlace } from '../../azure/azure-place';
import type { RoleScope } from '../../azure/roles';
import { Uninstall } from '../../azure/uninstall';
import { addSelection, PATHS, readSelection, remarksOn, type Selection, simulateSelection } from '../selection';
import type { SubCommand } from '../sub-command';
import { remark } from '../terminal';
import { UserError } from '../user-error';
import { writeResult } from '../write';
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

The script deletes the install and the workloads that use it, and stops if other workloads still need MIC and NMI. It never
deletes an object that another object of the manifests refers to: it lists those, with the reason. It exits with 0 when
everything is done, with 3 when you have to do something first, and with another code when a command failed.`;

/** `aad-pod-identity azure uninstall`: removes everything, in a safe order. */
export const uninstall: SubCommand = (io) =>
  addPlace(addSelection(new Command('uninstall')), false)
    .summary('Print a script that removes everything, in a safe order')
    .description(
      'Prints a bash script that deletes the workloads with the label aadpodidbinding, then bindings and identities, waits ' +
        'until MIC has removed the identities from the nodes, and then deletes MIC, NMI and what they leave behind. With ' +
        '--cluster, --resource-group and --subscription it also removes the identities from the scale sets.',
    )
    .argument('<path...>', PATHS)
    .option('--context <name>', 'context of kubectl (default: the current one)')
    .option('--scale-down', 'scale the workloads to zero instead of deleting them')
    .option('--delete-crds', 'also delete the CRDs')
    .option('--delete-role-assignments', 'also delete the role assignments that azure setup created for MIC')
    .addOption(
      new Option('--scope <scope>', 'where azure setup assigned Managed Identity Operator')
        .choices(['identity', 'resource-group'])
        .default('identity'),
    )
    .option('--mic-client-id <id>', 'client id that MIC uses (default: from the manifests, else from the cluster)')
    .option('--iptables-cleanup', 'also remove the iptables rules that a killed NMI left on the nodes')
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
      if (plan.problems.length > 0) throw new UserError(plan.problems);
      const text = plan.script;
      remark(io, remarksOn(simulation, options));
      writeResult(io, text, undefined);
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
  const why = missing.length === 3 ? '--delete-role-assignments requires them' : 'set all three or none';
  throw new UserError(`missing ${missing.map(([flag]) => flag).join(', ')}: ${why}`);
}
