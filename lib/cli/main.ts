#!/usr/bin/env node
const { enableCompileCache } = require('node:module') as { enableCompileCache?: () => unknown };

const { optimizeLater } = require('./compiler') as typeof import('./compiler');
optimizeLater();

// Node 22.8 and later keep what they have compiled, in a folder of their own for temporary files.
enableCompileCache?.();

const { run } = require('./program') as typeof import('./program');

run(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});

export {};
