import { type FieldPath, type ManifestMap, mapOf } from '../../manifests/manifest';
import { NMI } from '../examples/controller-examples';
import { BINDING, changed, documents, IDENTITY, WORKLOAD } from '../examples/custom-resource-examples';
import { controllersOf } from '../facts/controllers';
import { contradiction, isCovered, isKeptFrom, nodeLabelsOf, tolerationsOf } from '../facts/placement';
import type { Rule } from '../rule';

const ON_GPU = changed(
  WORKLOAD,
  '    spec:\n',
  '    spec:\n      nodeSelector:\n        agentpool: gpu\n      tolerations:\n        - key: sku\n          value: gpu\n          effect: NoSchedule\n',
);

export const nmiNotOnNode: Rule = {
  id: 'nmi-not-on-node',
  title: 'A workload goes to nodes that NMI does not go to',
  severity: 'error',
  why: 'Where there is no NMI, pods ask the metadata service of the node themselves.',
  symptom: 'Tokens of the identity of the node, or "multiple user assigned identities exist"; on some nodes only.',
  bad: documents(NMI.replace(/ {6}tolerations:\n.*\n/, ''), IDENTITY, BINDING, ON_GPU),
  good: documents(NMI, IDENTITY, BINDING, ON_GPU),
  source: 'charts/aad-pod-identity/values.yaml, nmi.tolerations',
  check: (checked) => {
    const nmis = controllersOf(checked, 'nmi').map((nmi) => ({ nmi, spec: nmi.podSpec }));
    if (nmis.length === 0) return [];
    return checked.workloads.flatMap(({ workload: { manifest, template, label } }) => {
      const spec = mapOf(manifest.at([...template, 'spec']));
      if (!label || isElsewhere(spec)) return [];
      const reasons = nmis.map((one) => ({ ...one, reason: reasonFor(one.spec, spec) }));
      const [first] = reasons;
      if (!first || reasons.some(({ reason }) => !reason) || !first.reason) return [];
      const { field, words, mend } = first.reason;
      return [
        {
          object: manifest,
          path: [...template, 'spec', ...field],
          message: `${words}: NMI, ${first.nmi.workload.manifest.title}, does not run there, and the pods ask the metadata service themselves. ${mend}`,
        },
      ];
    });
  },
};

/** Taints that every DaemonSet tolerates (k8s.io/kubernetes, AddOrUpdateDaemonPodTolerations). */
const OF_EVERY_DAEMON_SET = /^node\.kubernetes\.io\//;
const BLANKET = 'Give NMI the toleration operator: Exists, without a key';

interface Reason {
  readonly field: FieldPath;
  readonly words: string;
  readonly mend: string;
}

function reasonFor(nmi: ManifestMap, spec: ManifestMap): Reason | undefined {
  const wanted = nodeLabelsOf(spec);
  const key = contradiction(wanted, nodeLabelsOf(nmi));
  if (key !== undefined || isKeptFrom(nmi, wanted)) {
    const isSelector = key === undefined || Object.hasOwn(mapOf(spec.nodeSelector), key);
    const field = isSelector ? ['nodeSelector', ...(key === undefined ? [] : [key])] : ['affinity'];
    const words =
      key === undefined
        ? 'the pods go to nodes of the selector'
        : `the pods go to nodes with ${key}: ${wanted.get(key)?.join(' or ')}`;
    return { field, words, mend: 'Let NMI run on these nodes: change its node selector or affinity' };
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
  const words = `the pods may go to nodes with ${taint === '' ? 'any taint' : `the taint ${taint}`}`;
  return { field: ['tolerations', at], words, mend: BLANKET };
}

/** Said of those nodes. */
function isElsewhere(spec: ManifestMap): boolean {
  const labels = nodeLabelsOf(spec);
  return (
    mapOf(spec.os).name === 'windows' ||
    ['kubernetes.io/os', 'beta.kubernetes.io/os'].some((key) => labels.get(key)?.includes('windows')) ||
    labels.get('type')?.includes('virtual-kubelet') === true ||
    tolerationsOf(spec).some(({ key }) => ['azure.com/aci', 'virtual-kubelet.io/provider'].includes(key))
  );
}
