import { type FieldPath, listFrom, type Manifest, mapOf } from '../../manifests/manifest';
import type { Workload } from '../../simulation/workload';
import { defaultOf } from '../../upstream/flags';
import { pointerOf } from '../../validate/json-pointer';
import type { CheckedCluster } from '../checked-cluster';
import { controllersOf } from './controllers';
import { mayMountByIdentity } from './csi-mounts';
import { calicoPolicies } from './egress-calico';
import { ciliumDecisionOf, ciliumSpecs, hasRedirect, usesCilium } from './egress-cilium';
import { kubernetesPolicy } from './egress-kubernetes';
import { type Connection, type Decision, decisionOf, type OrderedPolicy } from './egress-policy';
import { namespaceLabelOf } from './namespaces';
import { objectsOf, objectsOfGroup } from './objects';
import { isSelectedBy } from './selectors';
import { isProxied } from './token-pods';

/** A policy that keeps workloads from NMI, or that is not understood. */
export interface EgressFinding {
  readonly verdict: 'denied' | 'unknown';
  readonly policy: Manifest;
  readonly path: FieldPath;
  readonly workloads: readonly Workload[];
  readonly connection: Connection;
  /** Whether that depends on how requests get to NMI. */
  readonly isUnsure: boolean;
}

/** The address to which NMI redirects requests on its node. */
export function nmiConnection(checked: CheckedCluster): Connection {
  const [nmi] = controllersOf(checked, 'nmi');
  const flag = (name: string) => nmi?.flags.value(name) ?? defaultOf('nmi', name) ?? '';
  const address = flag('nmi-listen-address');
  return { address: address === '0.0.0.0' ? '127.0.0.1' : address, port: Number(flag('nmi-port')), isNode: true };
}

/** NMI before 1.6.2 redirects to the address of its node, which is not in the manifests (Azure/aad-pod-identity#716). */
const redirectsToNodeAddress = (checked: CheckedCluster): boolean =>
  controllersOf(checked, 'nmi').some(({ release }) => release.has('listensOnLoopback') === false);

const METADATA: Connection = { address: '169.254.169.254', port: 80, isNode: false };

/** What network policies do with the token requests of labelled pods; two rules ask. */
export function egressFindings(checked: CheckedCluster): readonly EgressFinding[] {
  let findings = FINDINGS.get(checked);
  if (!findings) {
    findings = findingsOf(checked);
    FINDINGS.set(checked, findings);
  }
  return findings;
}

const FINDINGS = new WeakMap<CheckedCluster, readonly EgressFinding[]>();

type Decided = Decision & Partial<Pick<EgressFinding, 'connection' | 'isUnsure'>>;
type Decide = (workload: Workload) => Decided | undefined;

function findingsOf(checked: CheckedCluster): EgressFinding[] {
  const deciders = decidersOf(checked);
  if (deciders.length === 0) return [];
  const findings = new Map<string, EgressFinding & { readonly workloads: Workload[] }>();
  const ids = new Map<Manifest, number>();
  for (const { workload } of checked.workloads) {
    if (!workload.label || workload.hostNetwork || mayMountByIdentity(checked, workload)) continue;
    if (isProxied(checked, workload)) continue;
    for (const decide of deciders) {
      const decision = decide(workload);
      if (!decision || decision.verdict === 'allowed') continue;
      const { policy, path, verdict, isUnsure = false, connection = nmiConnection(checked) } = decision;
      const id = ids.get(policy) ?? ids.size;
      ids.set(policy, id);
      // A policy that is not understood is one finding, whatever is not understood in it.
      const key = `${id} ${verdict} ${verdict === 'denied' ? `${pointerOf(path)} ${isUnsure}` : ''}`;
      const finding = findings.get(key);
      if (finding) finding.workloads.push(workload);
      else findings.set(key, { verdict, policy, path, isUnsure, connection, workloads: [workload] });
    }
  }
  return [...findings.values()];
}

/** One for each product whose policies are among the manifests. */
function decidersOf(checked: CheckedCluster): Decide[] {
  const kubernetes = objectsOf(checked, 'networking.k8s.io', 'NetworkPolicy').flatMap(
    (manifest) => kubernetesPolicy(manifest) ?? [],
  );
  const isCilium = usesCilium(checked);
  const calico = calicoPolicies(checked);
  const nmi = nmiConnection(checked);
  const deciders: Decide[] = [...othersOf(checked)];
  const ordered = [...(isCilium ? [] : kubernetes), ...calico];
  if (ordered.length > 0 && !redirectsToNodeAddress(checked)) {
    const policiesOf = byNamespace(ordered);
    // Calico and most other plugins apply policies after the redirect.
    deciders.push((workload) => decisionOf(policiesOf(workload.namespace), workload, nmi));
  }
  const specsOf = ciliumSpecs(checked);
  if (specsOf || (isCilium && kubernetes.length > 0)) {
    const policiesOf = byNamespace(kubernetes);
    const isRedirected = hasRedirect(checked);
    deciders.push((workload) => {
      const [direct, redirected] = [METADATA, nmi].map((connection) =>
        ciliumDecisionOf(
          checked,
          specsOf?.(workload.namespace) ?? [],
          policiesOf(workload.namespace),
          workload,
          connection,
        ),
      );
      if (isRedirected || !direct) return redirected;
      // Cilium applies policies before the iptables rule, and after a redirect of its own, which may be elsewhere.
      if (direct.verdict === 'denied' && redirected?.verdict === 'unknown') return redirected;
      return { ...direct, connection: METADATA, isUnsure: redirected?.verdict === 'allowed' };
    });
  }
  return deciders;
}

/** Whether policies keep a workload's pods from the metadata service, now that nothing redirects their requests, or may do so. */
export function mayBlockMetadata(checked: CheckedCluster): (workload: Workload) => boolean {
  const kubernetes = objectsOf(checked, 'networking.k8s.io', 'NetworkPolicy').flatMap(
    (manifest) => kubernetesPolicy(manifest) ?? [],
  );
  const policiesOf = byNamespace([...kubernetes, ...calicoPolicies(checked)]);
  const specsOf = ciliumSpecs(checked);
  const others = othersOf(checked);
  return (workload) => {
    const { namespace } = workload;
    const decisions = [
      decisionOf(policiesOf(namespace), workload, METADATA),
      ...(specsOf ? [ciliumDecisionOf(checked, specsOf(namespace), [], workload, METADATA)] : []),
      ...others.map((decide) => decide(workload)),
    ];
    return decisions.some((decision) => decision !== undefined && decision.verdict !== 'allowed');
  };
}

/** The policies of a namespace and those of all, in their order. */
function byNamespace(policies: readonly OrderedPolicy[]): (namespace: string) => readonly OrderedPolicy[] {
  const ranked = policies.toSorted(
    (a, b) =>
      a.order - b.order ||
      Number(a.order === b.order) * (a.sortName < b.sortName ? -1 : Number(a.sortName > b.sortName)),
  );
  const lists = new Map<string | undefined, OrderedPolicy[]>();
  for (const policy of ranked) {
    const list = lists.get(policy.namespace);
    if (list) list.push(policy);
    else lists.set(policy.namespace, [policy]);
  }
  const rank = new Map(ranked.map((policy, i) => [policy, i]));
  const known = new Map<string, readonly OrderedPolicy[]>();
  return (namespace) => {
    let list = known.get(namespace);
    if (!list) {
      list = [...(lists.get(namespace) ?? []), ...(lists.get(undefined) ?? [])].sort(
        (a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0),
      );
      known.set(namespace, list);
    }
    return list;
  };
}

/** Kinds of policies of other products, which are not understood: their group, and whether they are of a namespace. */
const OTHERS: readonly { readonly group: string; readonly kinds: readonly string[]; readonly isNamespaced: boolean }[] =
  [
    {
      group: 'policy.networking.k8s.io',
      kinds: ['AdminNetworkPolicy', 'BaselineAdminNetworkPolicy', 'ClusterNetworkPolicy'],
      isNamespaced: false,
    },
    { group: 'crd.antrea.io', kinds: ['ClusterNetworkPolicy'], isNamespaced: false },
    { group: 'crd.antrea.io', kinds: ['NetworkPolicy'], isNamespaced: true },
  ];

function othersOf(checked: CheckedCluster): Decide[] {
  return OTHERS.flatMap(({ group, kinds, isNamespaced }) =>
    objectsOfGroup(checked, group)
      .filter(({ kind, value }) => kinds.includes(kind) && listFrom(mapOf(value.spec).egress).length > 0)
      .map(
        (policy): Decide =>
          (workload) => {
            if (isNamespaced && policy.namespace !== workload.namespace) return undefined;
            const { namespaces, pods } = mapOf(mapOf(policy.value.spec).subject);
            const selector = namespaces ?? mapOf(pods).namespaceSelector;
            if (isSelectedBy(selector, namespaceLabelOf(checked, workload.namespace)) === false) return undefined;
            const ofPods = isSelectedBy(mapOf(pods).podSelector, (key) => workload.labels[key]);
            return ofPods === false ? undefined : { verdict: 'unknown', policy, path: ['spec', 'egress'] };
          },
      ),
  );
}
