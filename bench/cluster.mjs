import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientId, resourceId } from './ids.cjs';

const FILES = 100;

const NAMESPACES = 50;

/** One workload with its identity and its binding; every seventh identity is not namespaced. */
function objects(i) {
  const namespace = `team-${i % NAMESPACES}`;
  const name = `orders-${i}`;
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: ${namespace}
  labels:
    app.kubernetes.io/name: ${name}
spec:
  replicas: 2
  selector:
    matchLabels:
      app.kubernetes.io/name: ${name}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: ${name}
        aadpodidbinding: ${name}
    spec:
      containers:
        - name: main
          image: registry.example/shop/orders:1.4.${i}
          env:
            - name: AZURE_CLIENT_ID
              value: ${clientId(i)}
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
            limits:
              memory: 256Mi
---
apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentity
metadata:
  name: ${name}
  namespace: ${namespace}
${i % 7 === 0 ? '' : '  annotations:\n    aadpodidentity.k8s.io/Behavior: namespaced\n'}spec:
  type: 0
  resourceID: ${resourceId(name)}
  clientID: ${clientId(i)}
---
apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentityBinding
metadata:
  name: ${name}-binding
  namespace: ${namespace}
spec:
  azureIdentity: ${name}
  selector: ${name}
`;
}

/** Common mistakes, each in the objects of one workload. */
const MISTAKES = [
  (text) => text.replace('aadpodidbinding: o', 'aadpodidbinding: O'),
  (text) => text.replace('azureIdentity: orders-', 'azureIdentity: order-'),
  (text) => text.replace('type: 0', 'type: 3'),
  (text) => text.replace('  clientID: ', '  ClientID: '),
  (text) => text.replace('/userAssignedIdentities/', '/userAssignedIdentity/'),
];

/**
 * Writes `count` workloads, each with an identity and a binding, to 100 files of a new folder.
 *
 * @param every one in `every` workloads has a mistake; 0 for none
 */
export function writeCluster(folder, count, every = 0) {
  mkdirSync(folder);
  const withMistake = (i) => (i % every === 0 ? MISTAKES[(i / every) % MISTAKES.length](objects(i)) : objects(i));
  for (let file = 0; file < FILES; file++) {
    const parts = [];
    for (let i = file; i < count; i += FILES) parts.push(withMistake(i));
    if (parts.length > 0) writeFileSync(join(folder, `${String(file).padStart(3, '0')}.yaml`), parts.join('---\n'));
  }
}
