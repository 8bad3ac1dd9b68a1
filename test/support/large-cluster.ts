import { createHash } from 'node:crypto';

/** Ids that do not compress, as in Azure. */
function guid(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

/**
 * Workloads with an identity and a binding each, in 50 namespaces: of ten, six use pod identity, two Workload Identity, one
 * the host network, and one gets nothing. `without` leaves out every so-manieth binding.
 */
export function largeCluster(count: number, without = Number.POSITIVE_INFINITY): string {
  return Array.from({ length: count }, (_, i) => objects(i, (i + 1) % without === 0)).join('---\n');
}

function objects(i: number, isUnbound: boolean): string {
  const [namespace, name] = [`team-${Math.floor(i / 7) % 50}`, `orders-${i}`];
  const kind = i % 10;
  const federates = kind === 6 || kind === 7;
  const label = federates ? 'azure.workload.identity/use: "true"' : `aadpodidbinding: ${kind === 8 ? 'Orders' : name}`;
  const workload = `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata:
      labels:
        app: ${name}
        ${label}
    spec:
      ${kind === 9 ? 'hostNetwork: true' : `serviceAccountName: ${federates ? name : 'default'}`}
      containers: [{name: main, image: "registry.example/shop/orders:1.4.${i}"}]
`;
  const account = `---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: ${name}
  namespace: ${namespace}
  annotations: {azure.workload.identity/client-id: ${guid(name)}}
`;
  const identity = `---
apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentity
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  type: 0
  resourceID: /subscriptions/${guid('subscription')}/resourceGroups/rg-${namespace}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}
  clientID: ${guid(name)}
`;
  const binding = `---
apiVersion: aadpodidentity.k8s.io/v1
kind: AzureIdentityBinding
metadata: {name: ${name}-binding, namespace: ${namespace}}
spec: {azureIdentity: ${name}, selector: ${name}}
`;
  return [workload, federates ? account : '', identity, federates || isUnbound ? '' : binding].join('');
}
