const { ApiObject } = require('cdk8s');
const { clientId } = require('./ids.cjs');

/** A workload whose container has a client id; `label` is that of pod identity. */
exports.deployment = (chart, name, { label, id = 1, serviceAccountName } = {}) => {
  const labels = { app: name };
  return new ApiObject(chart, name, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels: { ...labels, ...(label && { aadpodidbinding: label }) } },
        spec: {
          ...(serviceAccountName && { serviceAccountName }),
          containers: [
            {
              name: 'app',
              image: 'registry.example/app:1.0',
              env: [{ name: 'AZURE_CLIENT_ID', value: clientId(id) }],
              ports: [{ containerPort: 8080 }],
              resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
            },
          ],
        },
      },
    },
  });
};
