import type { Command } from 'commander';
import type { Terminal } from './terminal';

/**
 * Makes a sub-command. Its action writes to `io` when it has succeeded, throws a UserError when it could not run, and
 * calls `exit` with 2 when there is something to report.
 */
export type SubCommand = (io: Terminal, exit: (code: 0 | 2) => void) => Command;
