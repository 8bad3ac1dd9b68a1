import { Command } from 'commander';
import { listOfSteps } from '../../azure/script';
import { Uninstall, type UninstallOptions } from '../../azure/uninstall';
import { addSelection, PATHS } from '../selection';
import type { SubCommand } from '../sub-command';
import { OUTPUT } from '../write';
import { addPlace, CONTEXT, checkNames, MIC_CLIENT_ID, type PlaceOptions, placeOf, scopeOption } from './place';
import { printScript, type ScriptSelection } from './print-script';

interface Options extends ScriptSelection, PlaceOptions, Omit<UninstallOptions, 'place'> {
  readonly whatIf?: true;
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
    .option(...CONTEXT)
    .option('--scale-down', 'scale the workloads to zero instead of deleting them')
    .option('--delete-crds', 'also delete the CRDs')
    .option('--delete-role-assignments', 'also delete the role assignments that azure setup created for MIC')
    .addOption(scopeOption('where azure setup assigned Managed Identity Operator'))
    .option(...MIC_CLIENT_ID)
    .option('--iptables-cleanup', 'also remove the iptables rules that a killed NMI left on the nodes')
    .option('--what-if', 'print what the script does, step by step, instead of the script')
    .option(...OUTPUT)
    .addHelpText('after', AFTER)
    .action((paths: string[], options: Options) => {
      checkNames({ '--context': options.context });
      const place = placeOf(options, options.deleteRoleAssignments && '--delete-role-assignments');
      const textOf = ({ steps, script }: Uninstall) => (options.whatIf ? listOfSteps(steps) : script);
      printScript(
        io,
        paths,
        { ...options, command: 'azure uninstall' },
        (simulation) => new Uninstall(simulation, { ...options, place }),
        textOf,
      );
    });
