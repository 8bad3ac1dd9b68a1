import { Command } from 'commander';
import { Verify } from '../../azure/verify';
import { addSelection, readSelection, remarksOn, type Selection, simulateSelection } from '../selection';
import type { SubCommand } from '../sub-command';
import { UserError } from '../user-error';
import { checkNames } from './place';

interface Options extends Selection {
  readonly context?: string;
}

const AFTER = `
Example:
  aad-pod-identity azure verify dist > verify.sh
  less verify.sh && bash verify.sh

The script wants kubectl, and only reads. It never prints a line of a log: the demo's holds tokens that can be used.`;

/** `aad-pod-identity azure verify`: whether the cluster does what the manifests say. */
export const verify: SubCommand = (io) =>
  addSelection(new Command('verify'))
    .summary('print a script that waits until the identities are assigned')
    .description(
      'Prints a bash script that waits for MIC and NMI, then until each workload has the identities that the manifests ' +
        'give it, then for the success of the demo; where something is missing, it says what may be the cause.',
    )
    .argument('<path...>', 'a file, a folder (all .yaml, .yml and .json in it), or - for standard input')
    .option('--context <name>', 'the context of kubectl (default: the current one)')
    .addHelpText('after', AFTER)
    .action((paths: string[], options: Options) => {
      checkNames({ '--context': options.context });
      const simulation = simulateSelection(readSelection(io, paths, options), options);
      const plan = new Verify(simulation, { context: options.context });
      if (plan.problems.length > 0) throw new UserError(...plan.problems);
      const text = plan.script;
      for (const remark of remarksOn(simulation, options)) io.error(`${remark}\n`);
      io.out(text);
    });
