// Synthesizes N identities with their bindings in one chart: `ours` with the constructs, `plain` as ApiObjects.
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { ApiObject, App, Chart } = require('cdk8s');
const { clientId, resourceId } = require('./ids.cjs');

const [, , which, count] = process.argv;
const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
const app = new App({ outdir });
const chart = new Chart(app, 'identities', { namespace: 'shop' });

const apiVersion = 'aadpodidentity.k8s.io/v1';
const makers = {
  plain(name, i) {
    new ApiObject(chart, name, {
      apiVersion,
      kind: 'AzureIdentity',
      metadata: { name, annotations: { 'aadpodidentity.k8s.io/Behavior': 'namespaced' } },
      spec: { type: 0, resourceID: resourceId(name), clientID: clientId(i) },
    });
    new ApiObject(chart, `${name}-binding`, {
      apiVersion,
      kind: 'AzureIdentityBinding',
      metadata: { name: `${name}-binding` },
      spec: { azureIdentity: name, selector: name },
    });
  },
  ours(name, i) {
    const { AzureIdentity, AzureIdentityBinding } = require('../build/package');
    const identity = AzureIdentity.userAssigned(chart, name, { resourceId: resourceId(name), clientId: clientId(i) });
    new AzureIdentityBinding(chart, `${name}-binding`, { identity });
  },
};
for (let i = 1; i <= Number(count); i++) makers[which](`identity-${i}`, i);
app.synth();
rmSync(outdir, { recursive: true });
