import { Command, CommanderError } from 'commander';
import { assignments } from './assignments/assignments';
import { azure } from './azure/azure';
import { check } from './check/check';
import { migrate } from './migrate/migrate';
import { render } from './render';
import type { SubCommand } from './sub-command';
import { safe, type Terminal, terminal } from './terminal';
import { messageOf } from './user-error';

/** The sub-commands, one file each. */
const SUB_COMMANDS: readonly SubCommand[] = [render, assignments, check, azure, migrate];

/**
 * Runs the command. Exit codes: 0 nothing to report, 2 findings or a difference, 1 could not run. Errors are printed to
 * standard error as messages, never as a stack trace, and then nothing is printed to standard output.
 */
export async function run(args: readonly string[], given: Terminal = terminal): Promise<number> {
  const io = safe(given);
  const { version, description } = require('../../../package.json') as { version: string; description: string };
  const program = new Command('aad-pod-identity')
    .description(description)
    .version(version)
    .showHelpAfterError('(see --help)')
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.out(text), writeErr: (text) => io.error(text) });
  let code = 0;
  for (const add of SUB_COMMANDS) {
    const command = add(io, (exitCode) => {
      code = exitCode;
    });
    inheritSettings(command, program);
    program.addCommand(command);
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1;
    try {
      io.error(`${messageOf(error)}\n`);
    } catch {
      // Standard error cannot be written: only the exit code is left.
    }
    return 1;
  } finally {
    io.done?.();
  }
}

/** Commander does this only for commands that it creates. */
function inheritSettings(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inheritSettings(child, command);
}
