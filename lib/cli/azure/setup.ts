import { Command, Option } from 'commander';
import type { RoleScope } from '../../azure/roles';
import { tableOf } from '../../azure/script';
import { Setup } from '../../azure/setup';
import { addSelection, readSelection, remarksOn, type Selection, simulateSelection } from '../selection';
import type { SubCommand } from '../sub-command';
import { remark } from '../terminal';
import { UserError } from '../user-error';
import { writeResult } from '../write';
import { addPlace, checkNames } from './place';

interface Options extends Selection {
  readonly cluster: string;
  readonly resourceGroup: string;
  readonly subscription: string;
  readonly location?: string;
  readonly createCluster?: true;
  readonly createIdentities?: true;
  readonly micClientId?: string;
  readonly scope: RoleScope;
  readonly idsFile: string;
  readonly whatIf?: true;
}

const AFTER = `
Examples:
  aad-pod-identity azure setup dist --cluster shop --resource-group shop --subscription Production --what-if
  aad-pod-identity azure setup dist --cluster shop --resource-group shop --subscription Production > setup.sh
  less setup.sh && bash setup.sh

The script wants az, logged in. It asks for no secret, and exits with 0 when all is done, with 3 when the manifests have
other ids than Azure, so that they must be synthesized again, and with another code and a message when it had to stop.`;

/** `aad-pod-identity azure setup`: cluster, identities and roles in Azure. */
export const setup: SubCommand = (io) =>
  addPlace(addSelection(new Command('setup')), true)
    .summary('print a script that makes what the manifests need in Azure')
    .description(
      'Prints a bash script that finds or makes the cluster and the identities that the manifests name, assigns the roles ' +
        'that MIC needs, and writes the ids of the identities to a file that ManagedIdentities.fromJson reads.',
    )
    .argument('<path...>', 'a file, a folder (all .yaml, .yml and .json in it), or - for standard input')
    .option(
      '--location <location>',
      'where what is made goes, such as westeurope (default: where the resource group is)',
    )
    .option(
      '--create-cluster',
      'make the cluster when it is not there, with the network plugin azure and a managed identity',
    )
    .option('--create-identities', 'make the identities that are not there, in the given resource group only')
    .option(
      '--mic-client-id <id>',
      'the identity that MIC acts as (default: as in the manifests, else as the cluster says)',
    )
    .addOption(
      new Option(
        '--scope <scope>',
        'where MIC gets Managed Identity Operator: on each identity or on its resource group',
      )
        .choices(['identity', 'resource-group'])
        .default('identity'),
    )
    .option('--ids-file <file>', 'the file that the script writes ids to', 'azure-identities.json')
    .option('--what-if', 'print a table of what the script would do instead')
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
      const simulation = simulateSelection(readSelection(io, paths, options), options);
      const plan = new Setup(simulation, {
        cluster,
        resourceGroup,
        subscription,
        location: location ?? '',
        createCluster: options.createCluster === true,
        createIdentities: options.createIdentities === true,
        micClientId: options.micClientId,
        scope: options.scope,
        idsFile,
      });
      if (plan.problems.length > 0) throw new UserError(plan.problems);
      const text = options.whatIf ? tableOf(plan.steps) : plan.script;
      remark(io, remarksOn(simulation, options));
      writeResult(io, text, undefined);
    });
