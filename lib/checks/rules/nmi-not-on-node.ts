import { type FieldPath, type ManifestMap, mapOf } from '../../manifests/manifest';
import type { Controller } from '../../simulation/controller';
import { OS_LABELS, VIRTUAL_NODE_TAINTS, VIRTUAL_NODE_TYPE } from '../../upstream/nodes';
import type { CheckedCluster } from '../checked-cluster';
import { NMI } from '../examples/controller-examples';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { controllersOf } from '../facts/controllers';
import {
  contradiction,
  isCovered,
  isKeptFrom,
  isOnWindows,
  nodeLabelsOf,
  requiredKeysOf,
  tolerationsOf,
} from '../facts/placement';
import { type Rule, type RuleFinding, Severity } from '../rule';

const ON_GPU = changed(
  WORKLOAD,
  '    spec:\n',
  '    spec:\n      nodeSelector:\n        agentpool: gpu\n      tolerations:\n        - key: sku\n          value: gpu\n          effect: NoSchedule\n',
);

export const nmiNotOnNode: Rule = {
  id: 'nmi-not-on-node',
  title: 'A workload can run on nodes without NMI',
  severity: Severity.ERROR,
  why: 'On nodes without NMI, pods reach the metadata service of the node directly.',
  symptom: `Tokens for the node's identity, or "multiple user assigned identities exist"; on some nodes only.`,
  bad: documents(NMI.replace(/ {6}tolerations:\n.*\n/, ''), IDENTITY, BINDING, ON_GPU),
  good: documents(NMI, IDENTITY, BINDING, ON_GPU),
  source: 'charts/aad-pod-identity/values.yaml, nmi.tolerations',
  check: (checked) => {
    const nmis = controllersOf(checked, 'nmi').map((nmi) => ({ nmi, spec: nmi.podSpec }));
    if (nmis.length === 0) return [];
    const outside = checked.workloads.flatMap(({ workload: { manifest, template, label } }) => {
      const spec = mapOf(manifest.at([...template, 'spec']));
      if (!label || isElsewhere(spec)) return [];
      const reasons = nmis.map((one) => ({ ...one, reason: reasonFor(one.spec, spec) }));
      const [first] = reasons;
      if (!first || reasons.some(({ reason }) => !reason) || !first.reason) return [];
      const { field, where, advice } = first.reason;
      return [
        {
          object: manifest,
          path: [...template, 'spec', ...field],
          message: `The pods ${where}, where NMI, ${first.nmi.workload.manifest.title}, does not run. They reach the metadata service directly there. ${advice}.`,
        },
      ];
    });
    const [only, ...others] = nmis;
    return only && others.length === 0 ? [...outside, ...confined(checked, only.nmi)] : outside;
  },
};

/** Labels that all nodes have on which pods with an identity can run. */
const OF_EVERY_NODE = [...OS_LABELS, 'kubernetes.io/arch', 'beta.kubernetes.io/arch'];

/** NMI on some nodes, and workloads that say nothing about theirs. */
function confined(checked: CheckedCluster, nmi: Controller): RuleFinding[] {
  const isEvery = (key: string) => OF_EVERY_NODE.includes(key);
  // AKS recommends taints that keep pods off the other nodes, those of system pools.
  const isUserPools = (one: string, wanted: readonly string[]) =>
    one === 'kubernetes.azure.com/mode' && wanted.includes('user');
  const [key, values] =
    [...nodeLabelsOf(nmi.podSpec)].find(([one, wanted]) => !isEvery(one) && !isUserPools(one, wanted)) ?? [];
  if (key === undefined) return [];
  const free = checked.workloads.filter(({ workload: { manifest, template, label } }) => {
    const spec = mapOf(manifest.at([...template, 'spec']));
    return label && !isElsewhere(spec) && spec.nodeName === undefined && isAnywhere(spec, isEvery);
  });
  const [first, ...others] = free;
  if (!first) return [];
  const isSelector = Object.hasOwn(mapOf(nmi.podSpec.nodeSelector), key);
  return [
    {
      object: nmi.manifest,
      path: [...nmi.podSpecPath, ...(isSelector ? ['nodeSelector', key] : ['affinity'])],
      message: `NMI runs only on nodes with ${key}: ${values?.join(' or ')}, and ${first.workload.manifest.title}${others.length > 0 ? ` and ${others.length} more` : ''} can run on any node. Pods on other nodes reach the metadata service directly. Remove this from NMI, or give the workloads the same node selector.`,
      severity: Severity.WARNING,
    },
  ];
}

/** Whether pods say nothing about their nodes but what every node has. */
const isAnywhere = (spec: ManifestMap, isEvery: (key: string) => boolean) =>
  Object.keys(mapOf(spec.nodeSelector)).every(isEvery) && requiredKeysOf(spec).every(isEvery);

/** Taints that every DaemonSet tolerates (k8s.io/kubernetes, AddOrUpdateDaemonPodTolerations). */
const OF_EVERY_DAEMON_SET = /^node\.kubernetes\.io\//;
const BLANKET = 'Give NMI the toleration operator: Exists, without a key';

interface Reason {
  readonly field: FieldPath;
  /** Where the pods run: `run on nodes with …`. */
  readonly where: string;
  readonly advice: string;
}

function reasonFor(nmi: ManifestMap, spec: ManifestMap): Reason | undefined {
  const wanted = nodeLabelsOf(spec);
  const key = contradiction(wanted, nodeLabelsOf(nmi));
  if (key !== undefined || isKeptFrom(nmi, wanted)) {
    const isSelector = key === undefined || Object.hasOwn(mapOf(spec.nodeSelector), key);
    const field = isSelector ? ['nodeSelector', ...(key === undefined ? [] : [key])] : ['affinity'];
    const where =
      key === undefined
        ? 'run on the nodes of their affinity'
        : `run on nodes with ${key}: ${wanted.get(key)?.join(' or ')}`;
    return { field, where, advice: 'Change the node selector or affinity of NMI to include these nodes' };
  }
  const tolerations = tolerationsOf(nmi);
  const at = tolerationsOf(spec).findIndex(
    (toleration) =>
      !OF_EVERY_DAEMON_SET.test(toleration.key) &&
      toleration.effect !== 'PreferNoSchedule' &&
      !isCovered(toleration, tolerations),
  );
  if (at < 0) return undefined;
  const { key: taint } = tolerationsOf(spec)[at] ?? { key: '' };
  const where = `can run on nodes with ${taint === '' ? 'any taint' : `the taint ${taint}`}`;
  return { field: ['tolerations', at], where, advice: BLANKET };
}

/** Nodes that binding-on-windows and binding-on-virtual-node report. */
function isElsewhere(spec: ManifestMap): boolean {
  const labels = nodeLabelsOf(spec);
  return (
    isOnWindows(spec) ||
    labels.get('type')?.includes(VIRTUAL_NODE_TYPE) === true ||
    tolerationsOf(spec).some(({ key }) => VIRTUAL_NODE_TAINTS.includes(key))
  );
}
