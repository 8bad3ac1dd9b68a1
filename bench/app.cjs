// A small app: the install, an identity, and a plain workload that uses it.
const { App, Chart } = require('cdk8s');
const { AadPodIdentity, AzureIdentity } = require('../build/package');
const { deployment } = require('./deployment.cjs');
const { clientId, resourceId } = require('./ids.cjs');

const app = new App();
const chart = new Chart(app, 'shop', { namespace: 'shop' });
new AadPodIdentity(chart, 'install');
AzureIdentity.userAssigned(chart, 'orders', { resourceId: resourceId('orders'), clientId: clientId(1) }).assignTo(
  deployment(chart, 'web'),
);
app.synth();
