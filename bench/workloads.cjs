// Synthesizes N workloads over 125 charts with 4 identities each, one of ten workloads with two of them: `ours` with
// assignTo, `plain` as ApiObjects of the same content, `none` without any identities.
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { ApiObject, App, Chart } = require('cdk8s');
const { deployment } = require('./deployment.cjs');
const { clientId, resourceId } = require('./ids.cjs');

const CHARTS = 125;
const IDENTITIES = 4;
const [, , which, count] = process.argv;
const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
const app = new App({ outdir });
const apiVersion = 'aadpodidentity.k8s.io/v1';

function plainBinding(chart, name, azureIdentity, selector) {
  new ApiObject(chart, name, {
    apiVersion,
    kind: 'AzureIdentityBinding',
    metadata: { name },
    spec: { azureIdentity, selector },
  });
}

const makers = {
  none: (chart, workloads) => {
    for (const { name } of workloads) deployment(chart, name);
  },
  plain(chart, workloads, identities) {
    for (const { name, id } of identities) {
      new ApiObject(chart, name, {
        apiVersion,
        kind: 'AzureIdentity',
        metadata: { name, annotations: { 'aadpodidentity.k8s.io/Behavior': 'namespaced' } },
        spec: { type: 0, resourceID: resourceId(name), clientID: clientId(id) },
      });
      plainBinding(chart, `${name}-binding`, name, name);
    }
    for (const { name, uses } of workloads) {
      const own = `${name}-h123456789`;
      deployment(chart, name, { label: uses.length > 1 ? own : identities[uses[0]].name });
      if (uses.length > 1)
        for (const i of uses) plainBinding(chart, `${identities[i].name}-${own}`, identities[i].name, own);
    }
  },
  ours(chart, workloads, identities) {
    const { AzureIdentity } = require('../build/package');
    const made = identities.map(({ name, id }) =>
      AzureIdentity.userAssigned(chart, name, { resourceId: resourceId(name), clientId: clientId(id) }),
    );
    for (const { name, uses } of workloads) {
      const workload = deployment(chart, name);
      for (const i of uses) made[i].assignTo(workload);
    }
  },
};

for (let c = 0; c < CHARTS; c++) {
  const chart = new Chart(app, `chart-${c}`, { namespace: `team-${c}` });
  const identities = Array.from({ length: IDENTITIES }, (_, i) => ({
    name: `identity-${i}`,
    id: c * IDENTITIES + i + 1,
  }));
  const workloads = Array.from({ length: Number(count) / CHARTS }, (_, i) => ({
    name: `workload-${i}`,
    uses: i % 10 === 9 ? [0, 1] : [i % IDENTITIES],
  }));
  makers[which](chart, workloads, identities);
}
app.synth();
rmSync(outdir, { recursive: true });
