const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

/** The calls that were recorded in a folder: program and arguments, which end with NUL, behind their number. */
exports.callsIn = (folder) => {
  const file = join(folder, 'calls');
  const words = existsSync(file) ? readFileSync(file, 'utf8').split('\0').slice(0, -1) : [];
  const calls = [];
  while (words.length > 0) {
    const [program, count] = words.splice(0, 2);
    calls.push([program, ...words.splice(0, Number(count))]);
  }
  return calls;
};
