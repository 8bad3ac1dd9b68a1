import { Command } from 'commander';
import { Verify } from '../../azure/verify';
import { addSelection, PATHS } from '../selection';
import type { SubCommand } from '../sub-command';
import { OUTPUT } from '../write';
import { addPlace, CONTEXT, checkNames, type PlaceOptions, placeOf } from './place';
import { printScript, type ScriptSelection } from './print-script';

interface Options extends ScriptSelection, PlaceOptions {
  readonly context?: string;
}

const AFTER = `
Example:
  aad-pod-identity azure verify dist > verify.sh
  less verify.sh && bash verify.sh

The script requires kubectl, and only reads. With --cluster, --resource-group and --subscription it also requires az, and
looks on the scale sets for the identity that MIC signs in as, if MIC has one of its own. It never prints log lines: the demo logs usable tokens.`;

/** `aad-pod-identity azure verify`: whether the cluster works as the manifests say. */
export const verify: SubCommand = (io) =>
  addPlace(addSelection(new Command('verify')), false)
    .summary('Print a script that waits until the identities are assigned')
    .description(
      'Prints a bash script that waits for MIC and NMI, then until each workload has its identities, then until the demo ' +
        'gets a token. If something is missing, the script prints possible causes.',
    )
    .argument('<path...>', PATHS)
    .option(...CONTEXT)
    .option(...OUTPUT)
    .addHelpText('after', AFTER)
    .action((paths: string[], options: Options) => {
      checkNames({ '--context': options.context });
      const place = placeOf(options);
      printScript(
        io,
        paths,
        { ...options, command: 'azure verify' },
        (simulation) => new Verify(simulation, { context: options.context, place }),
      );
    });
