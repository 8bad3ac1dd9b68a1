// Synthesizes 1,000 workloads with 500 identities over N charts, at a stage of Workload Identity (`none` for the same app
// without). Two workloads share an identity, and so a ServiceAccount: one that is made (`made`), or one of the app (`own`).
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { ApiObject, App, Chart } = require('cdk8s');
const { AzureIdentity, WorkloadIdentity } = require('../build/package');
const { deployment } = require('./deployment.cjs');
const { clientId, resourceId } = require('./ids.cjs');

const IDENTITIES = 500;
const [, , stage, charts, accounts] = process.argv;
const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
const app = new App({ outdir });
if (stage !== 'none') new WorkloadIdentity(app, 'workload-identity', { stage });
const perChart = IDENTITIES / Number(charts);

for (let c = 0; c < charts; c++) {
  const chart = new Chart(app, `chart-${c}`, { namespace: `team-${c}` });
  for (let i = 0; i < perChart; i++) {
    const id = c * perChart + i + 1;
    const name = `identity-${i}`;
    const identity = AzureIdentity.userAssigned(chart, name, {
      resourceId: resourceId(`${name}-${c}`),
      clientId: clientId(id),
    });
    const serviceAccountName = accounts === 'own' ? `account-${i}` : undefined;
    if (serviceAccountName)
      new ApiObject(chart, serviceAccountName, {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name: serviceAccountName },
      });
    for (const workload of [`web-${i}`, `worker-${i}`])
      identity.assignTo(deployment(chart, workload, { id, serviceAccountName }));
  }
}
app.synth();
rmSync(outdir, { recursive: true });
