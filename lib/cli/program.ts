import type { Command } from 'commander';
import { HELP_WIDTH, helpText } from './help';
import { type SubCommands, subCommands } from './sub-command';
import { safe, type Terminal, terminal } from './terminal';
import { messageOf } from './user-error';

/** The sub-commands, one file each, loaded when they are used. */
const SUB_COMMANDS: SubCommands = {
  render: () => (require('./render') as typeof import('./render')).render,
  assignments: () => (require('./assignments/assignments') as typeof import('./assignments/assignments')).assignments,
  check: () => (require('./check/check') as typeof import('./check/check')).check,
  azure: () => (require('./azure/azure') as typeof import('./azure/azure')).azure,
  migrate: () => (require('./migrate/migrate') as typeof import('./migrate/migrate')).migrate,
  init: () => (require('./init/init') as typeof import('./init/init')).init,
  completion: () => (require('./completion/completion') as typeof import('./completion/completion')).completion,
};

const VERSION = ['-V', '--version'];

/**
 * Runs the command. Exit codes: 0 nothing to report, 2 findings or a difference, 1 could not run. Errors are printed to
 * standard error as messages, never as a stack trace, and then nothing is printed to standard output.
 */
export async function run(args: readonly string[], given: Terminal = terminal): Promise<number> {
  const io = safe(given);
  try {
    return await parse(args, io);
  } catch (error) {
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

async function parse(args: readonly string[], io: Terminal): Promise<number> {
  const { version, description } = require('../../../package.json') as { version: string; description: string };
  // As Commander does, but without loading it.
  if (VERSION.includes(args[0] ?? '')) {
    io.out(`${version}\n`);
    return 0;
  }
  const { Command, CommanderError } = require('commander') as typeof import('commander');
  const program = new Command('aad-pod-identity')
    .description(description)
    .version(version)
    .showHelpAfterError('(see --help)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out(helpText(text, io.columns ?? HELP_WIDTH)),
      writeErr: (text) => io.error(text),
      getOutHelpWidth: () => io.columns ?? HELP_WIDTH,
    });
  let code = 0;
  const exit = (exitCode: 0 | 2) => {
    code = exitCode;
  };
  // Completion is for all of them.
  const named = args[0] === 'completion' ? [] : args;
  for (const command of subCommands(SUB_COMMANDS, named, io, exit)) {
    inheritSettings(command, program);
    program.addCommand(command);
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1;
    throw error;
  }
}

/** Commander does this only for commands that it creates. */
function inheritSettings(command: Command, parent: Command): void {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inheritSettings(child, command);
}
