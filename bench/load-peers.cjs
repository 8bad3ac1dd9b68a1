// What a cdk8s program with cdk8s-plus pays without this package; with the argument `include`, one that includes a file:
// cdk8s reads files in a process of its own.
const { join } = require('node:path');
const { App, Chart, Include } = require('cdk8s');
require('cdk8s-plus-27');
if (process.argv[2] === 'include') {
  new Include(new Chart(new App(), 'shop'), 'reports', { url: join(__dirname, '..', 'examples', 'reports.yaml') });
}
