#!/usr/bin/env node
const { enableCompileCache } = require('node:module') as { enableCompileCache?: () => unknown };
const { setFlagsFromString } = require('node:v8') as typeof import('node:v8');

/**
 * When V8 optimizes a function, by its major version: 11 in Node 20, 12 in Node 22. By default it spends up to a third of a
 * command's time on code that is then hardly run. Newer ones wait longer, and have no flag of these names.
 */
const PATIENCE: { readonly [v8: string]: string } = {
  11: '--interrupt-budget=600000',
  12: '--invocation-count-for-turbofan=10000',
};

// Before anything is compiled: what is kept is of one setting.
const flag = PATIENCE[process.versions.v8.split('.')[0] ?? ''];
if (flag !== undefined) setFlagsFromString(flag);

// Node 22.8 and later keep what they have compiled, in a folder of their own for temporary files.
enableCompileCache?.();

const { run } = require('./program') as typeof import('./program');

run(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});

export {};
