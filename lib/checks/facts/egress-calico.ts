import { listFrom, type Manifest, type ManifestMap, mapOf, scalarText, stringOf } from '../../manifests/manifest';
import type { YamlValue } from '../../manifests/yaml-value';
import type { Workload } from '../../simulation/workload';
import type { CheckedCluster } from '../checked-cluster';
import { isSelectedByCalico } from './calico-selector';
import { isInCidr } from './cidr';
import type { Connection, OrderedPolicy, RuleVerdict } from './egress-policy';
import { all, any, type LabelOf, type Maybe, not, UNKNOWN } from './maybe';
import { namespaceLabelOf } from './namespaces';
import { objectsOf } from './objects';

/** `calicoctl` and the API server of Calico take the first group, Calico stores objects in the second. */
const GROUPS = ['projectcalico.org', 'crd.projectcalico.org'];

/**
 * The policies of Calico for what pods send (docs.tigera.io, reference, NetworkPolicy and GlobalNetworkPolicy). Those before
 * connection tracking or DNAT apply to interfaces of nodes only; applyOnForward makes no difference to pods.
 */
export function calicoPolicies(checked: CheckedCluster): OrderedPolicy[] {
  const sets = ofKinds(checked, ['GlobalNetworkSet', 'NetworkSet']);
  return ofKinds(checked, ['GlobalNetworkPolicy', 'NetworkPolicy']).flatMap((manifest) => {
    const spec = mapOf(manifest.value.spec);
    if (!isForEgress(spec) || spec.doNotTrack === true || spec.preDNAT === true) return [];
    const isGlobal = manifest.kind === 'GlobalNetworkPolicy';
    return [
      {
        manifest,
        namespace: isGlobal ? undefined : manifest.namespace,
        order: typeof spec.order === 'number' ? spec.order : Number.POSITIVE_INFINITY,
        sortName: manifest.name,
        selects: (workload: Workload) =>
          all([
            isIn(spec.selector, podLabelOf(workload)),
            isGlobal ? isIn(spec.namespaceSelector, namespaceLabelOf(checked, workload.namespace)) : true,
            spec.serviceAccountSelector === undefined ? true : isIn(spec.serviceAccountSelector, () => UNKNOWN),
          ]),
        decide: (workload: Workload, connection: Connection) => verdictOf(spec, sets, workload, connection),
      },
    ];
  });
}

const ofKinds = (checked: CheckedCluster, kinds: readonly string[]): Manifest[] =>
  GROUPS.flatMap((group) => kinds.flatMap((kind) => objectsOf(checked, group, kind)));

/** Without types, they follow from the rules that there are. */
const isForEgress = ({ types, egress }: ManifestMap): boolean =>
  Array.isArray(types) ? types.includes('Egress') : listFrom(egress).length > 0;

const isIn = (selector: YamlValue | undefined, labelOf: LabelOf): Maybe =>
  selector === undefined || selector === null ? true : isSelectedByCalico(stringOf(selector), labelOf);

/** The labels that Calico gives a pod, besides its own (docs.tigera.io, Calico automatic labels). */
function podLabelOf({ labels, namespace }: Workload): LabelOf {
  return (key) => {
    if (key === 'projectcalico.org/namespace') return namespace;
    if (key === 'projectcalico.org/orchestrator') return 'k8s';
    if (/^(pcns\.|pcsa\.|projectcalico\.org\/)/.test(key)) return UNKNOWN;
    return Object.hasOwn(labels, key) ? labels[key] : undefined;
  };
}

const KNOWN_KEYS = [
  'action',
  'protocol',
  'notProtocol',
  'icmp',
  'notICMP',
  'ipVersion',
  'source',
  'destination',
  'metadata',
];

function verdictOf(
  spec: ManifestMap,
  sets: readonly Manifest[],
  workload: Workload,
  connection: Connection,
): RuleVerdict | undefined {
  // The order of other tiers is in objects that may not be here.
  const isDefaultTier = spec.tier === undefined || spec.tier === 'default';
  for (const [i, item] of listFrom(spec.egress).entries()) {
    const rule = mapOf(item);
    const action = stringOf(rule.action).toLowerCase();
    const path = ['spec', 'egress', i];
    const isMatch = all([
      Object.keys(rule).every((key) => KNOWN_KEYS.includes(key)) ? true : undefined,
      isTcp(rule),
      isSource(mapOf(rule.source), workload),
      isDestination(mapOf(rule.destination), sets, connection),
    ]);
    if (isMatch === false || action === 'log') continue;
    if (isMatch === undefined || !isDefaultTier) return { verdict: 'unknown', path };
    // After the last tier, the profile of the namespace decides, which allows egress.
    if (action === 'allow' || action === 'pass') return { verdict: 'allowed', path };
    return { verdict: action === 'deny' ? 'denied' : 'unknown', path };
  }
  return isDefaultTier ? undefined : { verdict: 'unknown', path: ['spec', 'tier'] };
}

function isTcp({ protocol, notProtocol, icmp, notICMP, ipVersion }: ManifestMap): boolean {
  const isProtocol = (value: YamlValue | undefined) => value === 6 || /^(tcp|6)$/i.test(scalarText(value));
  return (
    (protocol === undefined || isProtocol(protocol)) &&
    (notProtocol === undefined || !isProtocol(notProtocol)) &&
    icmp === undefined &&
    notICMP === undefined &&
    (ipVersion === undefined || ipVersion === 4)
  );
}

/** The pod itself; its address and port are not known. */
function isSource(source: ManifestMap, workload: Workload): Maybe {
  return all(
    Object.entries(source).map(([key, value]) => {
      if (key === 'selector') return isIn(value, podLabelOf(workload));
      if (key === 'notSelector') return not(isIn(value, podLabelOf(workload)));
      return undefined;
    }),
  );
}

function isDestination(destination: ManifestMap, sets: readonly Manifest[], { address, port }: Connection): Maybe {
  const hasAddress = (nets: YamlValue | undefined) =>
    listFrom(nets)
      .map(String)
      .some((net) => isInCidr(address, net.includes('/') ? net : `${net}/32`));
  // Selectors match pods, interfaces of nodes and sets of addresses: of these only a set has this address.
  const isInSet = (selector: YamlValue | undefined) =>
    any(
      sets
        .filter(({ value }) => hasAddress(mapOf(value.spec).nets))
        .map(({ metadata }) => isIn(selector, (key) => labelIn(mapOf(metadata.labels), key))),
    );
  const tests: { readonly [key: string]: (value: YamlValue) => Maybe } = {
    nets: hasAddress,
    notNets: (value) => !hasAddress(value),
    ports: (value) => isPort(listFrom(value), port),
    notPorts: (value) => not(isPort(listFrom(value), port)),
    selector: isInSet,
    notSelector: (value) => not(isInSet(value)),
    namespaceSelector: () => (sets.length > 0 ? undefined : false),
    serviceAccounts: () => false,
    services: () => false,
  };
  return all(
    Object.entries(destination).map(([key, value]) => (Object.hasOwn(tests, key) ? tests[key]?.(value) : undefined)),
  );
}

const labelIn = (labels: ManifestMap, key: string) => (Object.hasOwn(labels, key) ? stringOf(labels[key]) : undefined);

/** Numbers, ranges such as `80:90`, and names of ports, which are not known. */
function isPort(ports: readonly YamlValue[], wanted: number): Maybe {
  return any(
    ports.map((port) => {
      const [, from, to = from] = /^(\d+)(?::(\d+))?$/.exec(scalarText(port)) ?? [];
      return from === undefined ? undefined : wanted >= Number(from) && wanted <= Number(to);
    }),
  );
}
