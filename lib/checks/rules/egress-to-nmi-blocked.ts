import { isMap, listFrom, type Manifest, mapOf } from '../../manifests/manifest';
import type { YamlValue } from '../../manifests/yaml-value';
import type { Workload } from '../../simulation/workload';
import { defaultOf } from '../../upstream/flags';
import { isSelected } from '../../validate/label-selector';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { isInCidr } from '../facts/cidr';
import { controllersOf } from '../facts/controllers';
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
  source: 'pkg/nmi/iptables/iptables.go',
  check: (checked) => {
    const policies = checked.cluster.manifests.objects.filter(isEgressPolicy);
    if (policies.length === 0) return [];
    const [nmi] = controllersOf(checked, 'nmi');
    const flag = (name: string) => nmi?.flags.value(name) ?? defaultOf('nmi', name) ?? '';
    const target = { address: flag('nmi-listen-address'), port: Number(flag('nmi-port')) };
    const address = target.address === '0.0.0.0' ? '127.0.0.1' : target.address;
    const blocked = new Map<Manifest, Workload[]>();
    for (const { workload } of checked.workloads) {
      if (!workload.label || workload.hostNetwork) continue;
      const own = policies.filter(
        ({ namespace, value }) =>
          namespace === workload.namespace && isSelected(mapOf(value.spec).podSelector, workload.labels),
      );
      const [first] = own;
      if (!first || own.some((one) => allows(one, address, target.port))) continue;
      blocked.set(first, [...(blocked.get(first) ?? []), workload]);
    }
    return [...blocked].map(([object, [workload, ...others]]) => ({
      object,
      path: ['spec', 'egress'],
      message: `The policy blocks ${workload?.manifest.title}${others.length > 0 ? ` and ${others.length} more` : ''} from NMI at ${address}, TCP port ${target.port}, to which iptables on the node redirects token requests. Token requests fail${
        allows(object, '169.254.169.254', 80)
          ? '; with most network plugins it is not enough to allow 169.254.169.254'
          : ''
      }. Allow ${address}/32 port ${target.port}, and 169.254.169.254/32 port 80 for plugins that apply policies before the redirect.`,
      fix: `- to:\n    - ipBlock:\n        cidr: ${address}/32\n  ports:\n    - port: ${target.port}`,
    }));
  },
};

function isEgressPolicy({ kind, group, value }: Manifest): boolean {
  if (kind !== 'NetworkPolicy' || group !== 'networking.k8s.io') return false;
  const { policyTypes, egress } = mapOf(value.spec);
  return Array.isArray(policyTypes) ? policyTypes.includes('Egress') : Array.isArray(egress);
}

function allows({ value }: Manifest, address: string, port: number): boolean {
  return listFrom(mapOf(value.spec).egress)
    .map(mapOf)
    .some(({ to, ports }) => isTo(listFrom(to), address) && isPort(listFrom(ports), port));
}

/** Without a list of peers, all are allowed. */
const isTo = (peers: readonly YamlValue[], address: string) =>
  peers.length === 0 ||
  peers.map(mapOf).some(({ ipBlock }) => {
    if (!isMap(ipBlock)) return false;
    return (
      isInCidr(address, String(ipBlock.cidr)) &&
      !listFrom(ipBlock.except).some((cidr) => isInCidr(address, String(cidr)))
    );
  });

const isPort = (ports: readonly YamlValue[], wanted: number) =>
  ports.length === 0 ||
  ports.map(mapOf).some(({ port, endPort, protocol }) => {
    if (protocol !== undefined && protocol !== null && protocol !== 'TCP') return false;
    if (port === undefined || port === null) return true;
    return typeof port === 'number' && wanted >= port && wanted <= (typeof endPort === 'number' ? endPort : port);
  });
