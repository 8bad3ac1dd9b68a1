// Only parses the files of a folder, with the parser that the library reads manifests with.
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { loadAll } = require('js-yaml');

const [, , folder] = process.argv;
const files = readdirSync(folder)
  .sort()
  .map((file) => loadAll(readFileSync(join(folder, file), 'utf8')));
if (files.length === 0) throw new Error('nothing was read');
