// Snapshots live at the top level, named after the TypeScript file, though jest runs the compiled one.
const { join, relative, sep } = require('node:path');

const root = join(__dirname, '..');
const built = join(root, 'build', 'test');
const snapshots = join(root, '__snapshots__');

module.exports = {
  resolveSnapshotPath: (test, extension) => join(snapshots, relative(built, test).replace(/\.js$/, `.ts${extension}`)),
  resolveTestPath: (snapshot, extension) =>
    join(built, relative(snapshots, snapshot).slice(0, -`.ts${extension}`.length).concat('.js')),
  testPathForConsistencyCheck: [built, 'example.test.js'].join(sep),
};
