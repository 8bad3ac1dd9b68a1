import type { Command } from 'commander';
import type { Terminal } from './terminal';

/**
 * Creates a sub-command. Its action writes to `io` when it succeeds, throws a UserError when it cannot run, and calls
 * `exit` with 2 when there are findings or a difference.
 */
export type SubCommand = (io: Terminal, exit: (code: 0 | 2) => void) => Command;
