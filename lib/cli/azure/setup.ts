import { Command } from 'commander';
import type { SetupOptions } from '../../azure/options';
import { tableOf } from '../../azure/script';
import { Setup } from '../../azure/setup';
import { addSelection, PATHS } from '../selection';
import type { SubCommand } from '../sub-command';
import { OUTPUT } from '../write';
import { addPlace, checkNames, MIC_CLIENT_ID, scopeOption } from './place';
import { printScript, type ScriptSelection } from './print-script';

interface Options extends ScriptSelection, SetupOptions {
  readonly whatIf?: true;
}

const AFTER = `
Examples:
  aad-pod-identity azure setup dist --cluster shop --resource-group shop --subscription Production --what-if
  aad-pod-identity azure setup dist --cluster shop --resource-group shop --subscription Production > setup.sh
  less setup.sh && bash setup.sh

The script requires az, logged in. It asks for no secrets. It exits with 0 when everything is done, with 3 when the
manifests have other ids than Azure (synthesize them again), and with another code and a message when it had to stop.`;

/** `aad-pod-identity azure setup`: cluster, identities and roles in Azure. */
export const setup: SubCommand = (io) =>
  addPlace(addSelection(new Command('setup')), true)
    .summary('Print a script that creates what the manifests need in Azure')
    .description(
      'Prints a bash script that finds or creates the cluster and the identities of the manifests, assigns the roles that ' +
        'MIC needs, and writes the ids of the identities to a file for ManagedIdentities.fromJson.',
    )
    .argument('<path...>', PATHS)
    .option(
      '--location <location>',
      'location of new resources, such as westeurope (default: that of the resource group)',
    )
    .option(
      '--create-cluster',
      'create the cluster if it is missing, with the network plugin azure and a managed identity',
    )
    .option('--create-identities', 'create missing identities, in the given resource group only')
    .option('--enable-oidc-issuer', 'switch on the OIDC issuer of the cluster, which cannot be switched off again')
    .option('--enable-workload-identity', 'switch on Workload Identity of the cluster, which requires its OIDC issuer')
    .option(...MIC_CLIENT_ID)
    .addOption(
      scopeOption('where to assign Managed Identity Operator to MIC: on each identity or on its resource group'),
    )
    .option('--ids-file <file>', 'file that the script writes the ids to', 'azure-identities.json')
    .option('--what-if', 'print a table of the steps instead of the script')
    .option(...OUTPUT)
    .addHelpText('after', AFTER)
    .action((paths: string[], options: Options) => {
      const { cluster, resourceGroup, subscription, location, idsFile } = options;
      checkNames({
        '--cluster': cluster,
        '--resource-group': resourceGroup,
        '--subscription': subscription,
        '--location': location,
        '--ids-file': idsFile,
      });
      const textOf = ({ steps, script }: Setup) => (options.whatIf ? tableOf(steps) : script);
      printScript(
        io,
        paths,
        { ...options, command: 'azure setup' },
        (simulation) => new Setup(simulation, options),
        textOf,
      );
    });
