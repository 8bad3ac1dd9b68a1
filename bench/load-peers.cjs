// What a cdk8s program with cdk8s-plus that includes a file pays without this package: cdk8s reads files in a process of
// its own.
const { join } = require('node:path');
const { App, Chart, Include } = require('cdk8s');
require('cdk8s-plus-27');
new Include(new Chart(new App(), 'shop'), 'reports', { url: join(__dirname, '..', 'examples', 'reports.yaml') });
