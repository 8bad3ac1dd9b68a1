import { run } from '../../lib/cli/program';

/** The exit code and output of a command. */
export interface Said {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/**
 * Runs the command in this process.
 *
 * @param errorColumns of standard error; undefined when it is no terminal
 */
export async function command(args: readonly string[], input = '', errorColumns?: number): Promise<Said> {
  const out: string[] = [];
  const error: string[] = [];
  const code = await run(args, {
    out: (text) => void out.push(text),
    error: (text) => void error.push(text),
    input: () => Buffer.from(input),
    colours: false,
    errorColumns,
  });
  return { code, out: out.join(''), error: error.join('') };
}
