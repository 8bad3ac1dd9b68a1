import type { Command } from 'commander';
import type { Terminal } from './terminal';

/**
 * Creates a sub-command. Its action writes to `io` when it succeeds, throws a UserError when it cannot run, and calls
 * `exit` with 2 when there are findings or a difference. `args` are its arguments, for one with sub-commands of its own.
 */
export type SubCommand = (io: Terminal, exit: (code: 0 | 2) => void, args: readonly string[]) => Command;

/** Sub-commands by name, in the order of the help; each is loaded by a call. */
export interface SubCommands {
  readonly [name: string]: () => SubCommand;
}

/** The sub-command that the arguments begin with. All, when they begin with none: for the help, and for what to suggest. */
export function subCommands(
  all: SubCommands,
  [name = '', ...args]: readonly string[],
  ...[io, exit]: [io: Terminal, exit: (code: 0 | 2) => void]
): Command[] {
  const named = Object.hasOwn(all, name) ? all[name] : undefined;
  return (named ? [named] : Object.values(all)).map((load) => load()(io, exit, args));
}
