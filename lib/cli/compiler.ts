import { setFlagsFromString } from 'node:v8';

/**
 * When V8 optimizes a function, by its major version: 11 in Node 20, 12 in Node 22. By default it spends up to a third of a
 * command's time on code that is then hardly run. Newer ones wait longer, and have no flag of these names.
 */
const PATIENCE: { readonly [v8: string]: string } = {
  11: '--interrupt-budget=600000',
  12: '--invocation-count-for-turbofan=10000',
};

/** Has V8 optimize only what is run often. Before anything is compiled: code that is kept is of one setting. */
export function optimizeLater(): void {
  const flag = PATIENCE[process.versions.v8.split('.')[0] ?? ''];
  if (flag !== undefined) setFlagsFromString(flag);
}
