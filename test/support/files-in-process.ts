import childProcess = require('node:child_process');

import { readFileSync } from 'node:fs';

/**
 * cdk8s starts a process for each file that a program includes. From now on such a file is read in this process, which takes
 * none of that time.
 *
 * @returns what undoes it
 */
export function readFilesInProcess(): () => void {
  const { execFileSync } = childProcess;
  const read = (program: string, args: readonly string[], ...rest: never[]) =>
    /[\\/]cdk8s[\\/]lib[\\/]_loadurl\.mjs$/.test(args[0] ?? '') && !/^https?:/.test(args[1] ?? '')
      ? readFileSync(args[1] as string, 'utf8')
      : (execFileSync as (...args: unknown[]) => unknown)(program, args, ...rest);
  childProcess.execFileSync = read as typeof execFileSync;
  return () => {
    childProcess.execFileSync = execFileSync;
  };
}
