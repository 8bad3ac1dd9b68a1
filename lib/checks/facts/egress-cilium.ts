import { type FieldPath, listFrom, type Manifest, type ManifestMap, mapOf, scalarText } from '../../manifests/manifest';
import type { YamlValue } from '../../manifests/yaml-value';
import type { Workload } from '../../simulation/workload';
import { indexed } from '../../validate/indexed';
import type { CheckedCluster } from '../checked-cluster';
import { isInCidr } from './cidr';
import { ALLOWED, type Connection, type Decision, type OrderedPolicy } from './egress-policy';
import { all, any, type LabelOf, type Maybe, UNKNOWN } from './maybe';
import { namespaceLabelOf } from './namespaces';
import { objectsOf } from './objects';
import { isSelectedBy } from './selectors';

const GROUP = 'cilium.io';
const POLICIES = ['CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy'];

/** A rule set of a policy of Cilium: its `spec`, or one of its `specs`. */
interface CiliumSpec {
  readonly manifest: Manifest;
  readonly path: FieldPath;
  readonly spec: ManifestMap;
}

/** The rules of Cilium for pods of a namespace (docs.cilium.io, Network Policy); undefined when there are none at all. */
export function ciliumSpecs(checked: CheckedCluster): ((namespace: string) => readonly CiliumSpec[]) | undefined {
  const [own = [], clusterwide = []] = POLICIES.map((kind) => objectsOf(checked, GROUP, kind).flatMap(specsOf));
  if (own.length + clusterwide.length === 0) return undefined;
  const known = indexed(own, ({ manifest }) => manifest.namespace);
  return (namespace) => [...(known.get(namespace) ?? []), ...clusterwide];
}

const specsOf = (manifest: Manifest): CiliumSpec[] => [
  { manifest, path: ['spec'], spec: mapOf(manifest.value.spec) },
  ...listFrom(manifest.value.specs).map((spec, i) => ({ manifest, path: ['specs', i], spec: mapOf(spec) })),
];

/** Whether the plugin is said to be Cilium, or policies of it are here: for Azure CNI Powered by Cilium, `az` calls the plugin azure. */
export const usesCilium = (checked: CheckedCluster): boolean =>
  /cilium/i.test(checked.options.networkPlugin ?? '') ||
  POLICIES.some((kind) => objectsOf(checked, GROUP, kind).length > 0);

/** Whether Cilium redirects the metadata service to a pod, as NMI's iptables rule does. */
export const hasRedirect = (checked: CheckedCluster): boolean =>
  objectsOf(checked, GROUP, 'CiliumLocalRedirectPolicy').some(
    ({ value }) => mapOf(mapOf(mapOf(mapOf(value.spec).redirectFrontend).addressMatcher)).ip === '169.254.169.254',
  );

/**
 * Denials come first; then what any policy allows; what remains is denied where a policy has rules. Policies of Kubernetes
 * count as well.
 */
export function ciliumDecisionOf(
  checked: CheckedCluster,
  specs: readonly CiliumSpec[],
  policies: readonly OrderedPolicy[],
  workload: Workload,
  connection: Connection,
): Decision {
  const selecting = specs
    .map((one) => ({ ...one, isSelected: isSelected(checked, one.spec, workload) }))
    .filter(({ isSelected }) => isSelected !== false);
  const matches = (field: 'egress' | 'egressDeny') =>
    selecting.flatMap(({ manifest, path, spec, isSelected }) =>
      listFrom(spec[field]).map((rule, i) => ({
        policy: manifest,
        path: [...path, field, i],
        match: all([isSelected, isMatch(mapOf(rule), connection)]),
      })),
    );
  const own = policies.filter(({ selects }) => selects(workload) === true);
  const denials = matches('egressDeny');
  const denial = denials.find(({ match }) => match === true);
  if (denial) return { verdict: 'denied', ...denial };
  const unsure = denials.find(({ match }) => match === undefined);
  if (unsure) return { verdict: 'unknown', ...unsure };
  const rules = matches('egress');
  // Policies of Kubernetes name addresses, which never match the node.
  const toAddress = connection.isNode ? { ...connection, address: '' } : connection;
  const allowing = own.some(({ decide }) => decide(workload, toAddress)?.verdict === 'allowed');
  if (allowing || rules.some(({ match }) => match === true)) return ALLOWED;
  const maybe = rules.find(({ match }) => match === undefined);
  if (maybe) return { verdict: 'unknown', ...maybe };
  const denying = selecting.filter(({ spec }) => deniesByDefault(spec));
  const sure = denying.find(({ isSelected }) => isSelected);
  if (sure) return { verdict: 'denied', policy: sure.manifest, path: [...sure.path, 'egress'] };
  const [first] = own;
  if (first) return { verdict: 'denied', policy: first.manifest, path: ['spec', 'egress'] };
  const [other] = denying;
  return other ? { verdict: 'unknown', policy: other.manifest, path: other.path } : ALLOWED;
}

const deniesByDefault = ({ egress, egressDeny, enableDefaultDeny }: ManifestMap) =>
  mapOf(enableDefaultDeny).egress !== false && (listFrom(egress).length > 0 || listFrom(egressDeny).length > 0);

function isSelected(checked: CheckedCluster, spec: ManifestMap, workload: Workload): Maybe {
  // A nodeSelector is for nodes.
  if (spec.endpointSelector === undefined) return false;
  return isSelectedBy(spec.endpointSelector, endpointLabelOf(checked, workload));
}

const SOURCE = /^(?:k8s|any)[:.]/;
const OF_NAMESPACE = 'io.cilium.k8s.namespace.labels.';

/** The labels that Cilium gives the endpoint of a pod, besides the pod's own. */
function endpointLabelOf(checked: CheckedCluster, { labels, namespace }: Workload): LabelOf {
  return (written) => {
    const key = written.replace(SOURCE, '');
    if (key === 'io.kubernetes.pod.namespace') return namespace;
    if (key.startsWith(OF_NAMESPACE)) return namespaceLabelOf(checked, namespace)(key.slice(OF_NAMESPACE.length));
    if (key.startsWith('io.cilium.') || key.startsWith('reserved')) return UNKNOWN;
    return Object.hasOwn(labels, key) ? labels[key] : undefined;
  };
}

/** What a rule can name as destination. */
const PEERS: { readonly [field: string]: (values: readonly YamlValue[], connection: Connection) => Maybe } = {
  // Addresses of the node never match ranges.
  toCIDR: (values, { address, isNode }) => !isNode && values.some((cidr) => isInCidr(address, scalarText(cidr))),
  toCIDRSet: (values, { address, isNode }) =>
    !isNode &&
    any(
      values.map(mapOf).map(({ cidr, except }) => {
        if (typeof cidr !== 'string') return undefined;
        return isInCidr(address, cidr) && !listFrom(except).some((one) => isInCidr(address, scalarText(one)));
      }),
    ),
  toEntities: (values, { isNode }) =>
    values.some((entity) =>
      (isNode ? ['all', 'cluster', 'host'] : ['all', 'world', 'world-ipv4']).includes(scalarText(entity)),
    ),
  // Pods, except for labels of Cilium's own such as reserved:host.
  toEndpoints: (values) => (JSON.stringify(values).includes('reserved') ? undefined : false),
  toFQDNs: () => false,
};
const KNOWN = [...Object.keys(PEERS), 'toPorts', 'icmps'];

function isMatch(rule: ManifestMap, connection: Connection): Maybe {
  const keys = Object.keys(rule);
  if (keys.some((key) => !KNOWN.includes(key))) return undefined;
  const peers = keys.filter((key) => Object.hasOwn(PEERS, key));
  // A rule without any field allows nothing.
  if (peers.length === 0 && rule.toPorts === undefined) return false;
  const isPeer = peers.length === 0 || any(peers.map((key) => PEERS[key]?.(listFrom(rule[key]), connection)));
  return all([
    isPeer,
    rule.toPorts === undefined || any(listFrom(rule.toPorts).map((entry) => isPort(mapOf(entry), connection))),
  ]);
}

/** Rules for HTTP depend on the request. */
function isPort({ ports, rules }: ManifestMap, connection: Connection): Maybe {
  const isIn = any(
    listFrom(ports)
      .map(mapOf)
      .map(({ port, endPort, protocol }) => {
        if (protocol !== undefined && !['TCP', 'ANY', ''].includes(scalarText(protocol))) return false;
        const from = scalarText(port);
        if (!/^\d+$/.test(from)) return undefined;
        if (from === '0') return true;
        return connection.port >= Number(from) && connection.port <= Number(endPort ?? from);
      }),
  );
  return all([isIn, rules === undefined ? true : undefined]);
}
