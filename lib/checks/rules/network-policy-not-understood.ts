import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { egressFindings } from '../facts/egress';
import { type Rule, Severity } from '../rule';

const POLICY = `apiVersion: projectcalico.org/v3
kind: NetworkPolicy
metadata:
  name: internal-only
  namespace: shop
spec:
  types: [Egress]
  egress:
    - action: Deny
      destination:
        domains: [metadata.example]
    - action: Allow
`;

export const networkPolicyNotUnderstood: Rule = {
  id: 'network-policy-not-understood',
  title: 'A network policy may block pods from NMI, but is not understood',
  severity: Severity.INFO,
  why: 'The policy applies to egress of pods with the label, and uses a field that this check does not evaluate. Token requests go to 169.254.169.254 port 80, and iptables rules of the node redirect them to NMI at 127.0.0.1 port 2579.',
  symptom: 'If the policy blocks them, token requests time out.',
  bad: documents(IDENTITY, BINDING, WORKLOAD, POLICY),
  good: documents(IDENTITY, BINDING, WORKLOAD, changed(POLICY, 'domains: [metadata.example]', 'nets: [10.0.0.0/8]')),
  source: 'pkg/nmi/iptables/iptables.go; docs.tigera.io, GlobalNetworkPolicy; docs.cilium.io, Network Policy',
  check: (checked) =>
    egressFindings(checked)
      .filter(({ verdict }) => verdict === 'unknown')
      .map(({ policy: object, path, workloads: [first, ...others] }) => ({
        object,
        path,
        message: `The policy applies to ${first?.manifest.title}${others.length > 0 ? ` and ${others.length} more` : ''}, and a part of it is not understood. It may block token requests. Make sure that it allows TCP to 169.254.169.254/32 port 80 and to NMI, 127.0.0.1/32 port 2579.`,
      })),
};
