import { isMap, listFrom, type Manifest, mapOf } from '../../manifests/manifest';
import type { YamlValue } from '../../manifests/yaml-value';
import { isSelected } from '../../validate/label-selector';
import { isInCidr } from './cidr';
import type { Connection, OrderedPolicy } from './egress-policy';

/** Calico applies the policies of Kubernetes in this order (docs.tigera.io, network policy, order). */
const ORDER = 1000;

/** A NetworkPolicy of Kubernetes that applies to egress; undefined for one that does not. */
export function kubernetesPolicy(manifest: Manifest): OrderedPolicy | undefined {
  const { podSelector, policyTypes, egress } = mapOf(manifest.value.spec);
  const isEgress = Array.isArray(policyTypes) ? policyTypes.includes('Egress') : Array.isArray(egress);
  if (!isEgress) return undefined;
  return {
    manifest,
    namespace: manifest.namespace,
    order: ORDER,
    sortName: `knp.default.${manifest.name}`,
    selects: ({ labels }) => isSelected(podSelector, labels),
    decide: (_workload, connection) =>
      allows(manifest, connection) ? { verdict: 'allowed', path: ['spec', 'egress'] } : undefined,
  };
}

/** Whether a rule of the policy allows a connection. */
export function allows({ value }: Manifest, { address, port }: Pick<Connection, 'address' | 'port'>): boolean {
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
