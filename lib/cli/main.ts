#!/usr/bin/env node
import * as nodeModule from 'node:module';

// Node 22.8 and later keep what they have compiled, in the folder for temporary files.
(nodeModule as { enableCompileCache?: () => void }).enableCompileCache?.();

const { run } = require('./program') as typeof import('./program');

run(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
