import type { FieldPath } from '../../manifests/manifest';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { type EgressFinding, egressFindings } from '../facts/egress';
import { allows } from '../facts/egress-kubernetes';
import { type Rule, Severity } from '../rule';

const policy = (egress: string) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: orders
  namespace: shop
spec:
  podSelector:
    matchLabels:
      app: orders
  policyTypes: [Egress]
  egress:
${egress}`;
const METADATA = `    - to:
        - ipBlock:
            cidr: 169.254.169.254/32
      ports:
        - port: 80
`;

export const egressToNmiBlocked: Rule = {
  id: 'egress-to-nmi-blocked',
  title: 'A NetworkPolicy blocks pods from NMI',
  severity: Severity.WARNING,
  why: 'On the node, iptables rules redirect requests to 169.254.169.254 port 80 to NMI at 127.0.0.1 port 2579. Most network plugins apply policies after that, to the second address.',
  symptom: 'Token requests time out, or the connection is refused.',
  bad: documents(IDENTITY, BINDING, WORKLOAD, policy(METADATA)),
  good: documents(
    IDENTITY,
    BINDING,
    WORKLOAD,
    policy(METADATA + changed(changed(METADATA, '169.254.169.254', '127.0.0.1'), 'port: 80', 'port: 2579')),
  ),
  source:
    'pkg/nmi/iptables/iptables.go; Azure/aad-pod-identity#417, #716 and #1195; docs.tigera.io, GlobalNetworkPolicy; docs.cilium.io, Layer 3 Policies',
  check: (checked) =>
    egressFindings(checked)
      .filter(({ verdict }) => verdict === 'denied')
      .map((finding) => {
        const { policy: object, path, workloads, connection, isUnsure } = finding;
        const [first, ...others] = workloads;
        const who = `${first?.manifest.title}${others.length > 0 ? ` and ${others.length} more` : ''}`;
        const { address, port } = connection;
        const target = connection.isNode
          ? `NMI at ${address}:${port}, to which the node redirects token requests`
          : `the metadata service, ${address}:${port}`;
        const { note = '', advice, fix } = advise(finding);
        return {
          object,
          path,
          message: `The policy blocks ${who} from ${target}. Token requests fail${note}. ${advice}`,
          ...(fix !== undefined && { fix, fixIn: rulesOf(path) }),
          ...(isUnsure && { absence: { isNear: true } }),
        };
      }),
};

/** The list of rules that a field is in. */
const rulesOf = (path: FieldPath): FieldPath => {
  const first = path.findIndex((key) => typeof key === 'number');
  return first < 0 ? path : path.slice(0, first);
};

interface Advice {
  readonly note?: string;
  readonly advice: string;
  readonly fix?: string;
}

function advise({ policy, path, connection: { address, port, isNode } }: EgressFinding): Advice {
  if (policy.group.endsWith('projectcalico.org')) {
    return {
      advice: `Put a rule that allows TCP to ${address}/32 port ${port} before the rules that deny it.`,
      fix: `- action: Allow\n  protocol: TCP\n  destination:\n    nets: [${address}/32]\n    ports: [${port}]`,
    };
  }
  if (policy.group === 'cilium.io') {
    if (path.includes('egressDeny')) return { advice: 'Exclude it from what the policy denies.' };
    const peer = isNode ? 'toEntities: [host]' : `toCIDR: [${address}/32]`;
    return {
      advice: `Allow it with ${peer} and port ${port}${isNode ? '' : '; where Cilium redirects the requests to NMI, allow the entity host, port 2579, too'}.`,
      fix: `- ${peer}\n  toPorts:\n    - ports:\n        - port: "${port}"\n          protocol: TCP`,
    };
  }
  const fix = `- to:\n    - ipBlock:\n        cidr: ${address}/32\n  ports:\n    - port: ${port}`;
  if (!isNode) return { advice: `Allow ${address}/32 port ${port}.`, fix };
  const isHalf = allows(policy, { address: '169.254.169.254', port: 80 });
  return {
    ...(isHalf && { note: '; allowing 169.254.169.254 is rarely enough' }),
    advice: `Allow ${address}/32 port ${port}, and for some network plugins 169.254.169.254/32 port 80.`,
    fix,
  };
}
