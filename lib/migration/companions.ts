import { type FieldPath, type Manifest, mapOf, scalarText, stringOf } from '../manifests/manifest';
import type { ChartValues } from '../simulation/chart-values';
import type { Simulation } from '../simulation/simulation';
import {
  CLIENT_ID,
  COMPANION_CHARTS,
  type CompanionChange,
  KEDA_GROUP,
  KEDA_PROVIDER,
  OTHER_CHART,
  POD_IDENTITY_VALUES,
} from '../upstream/companions';
import { show } from '../validate/format';
import { fieldAt, valueAt } from '../validate/path';
import { MigrationStage } from '../workload-identity/migration-stage';
import { podFacts, vaultClassesOf } from '../workload-identity/pod-facts';
import { identitiesOfChart } from './chart-accounts';
import type { ClusterFacts } from './cluster-facts';
import { jsonOf, podTemplateOf } from './planned-account';
import type { PlannedWorkload } from './planned-workload';

/** An object besides the workloads that uses pod identity. */
export interface Companion {
  readonly manifest: Manifest;
  /** The field that says so. */
  readonly path: FieldPath;
  /** What uses pod identity, as a full sentence. */
  readonly found: string;
  /** What to set where, in the object or in the values of the chart. */
  readonly changes: readonly CompanionChange[];
  /** Full sentences. */
  readonly remark: string | undefined;
}

/** The companions of a cluster's workloads, in the order read. */
export function companionsOf(
  simulation: Simulation,
  planned: readonly PlannedWorkload[],
  facts: ClusterFacts,
): readonly Companion[] {
  const { cluster } = simulation;
  const found = [
    ...vaultCompanions(planned, facts),
    ...cluster.manifests.objects.filter(({ group }) => group === KEDA_GROUP).flatMap(kedaCompanion),
    ...cluster.chartValues.flatMap((chart) => chartCompanion(chart, simulation)),
    ...planned.flatMap(renderedCompanion),
  ];
  if (found.length < 2) return found;
  const order = new Map(cluster.manifests.objects.map((manifest, i) => [manifest, i]));
  return found.sort((a, b) => (order.get(a.manifest) ?? 0) - (order.get(b.manifest) ?? 0));
}

/** Classes whose driver asks NMI for a token of the pod that mounts them. */
function vaultCompanions(planned: readonly PlannedWorkload[], facts: ClusterFacts): Companion[] {
  if (facts.vaultClasses.size === 0) return [];
  const clientIds = new Map<string, Set<string>>();
  for (const { workload, defaultIdentity } of planned) {
    const { manifest, kind, namespace } = workload;
    const pod = podFacts({ apiGroup: manifest.group, kind }, jsonOf(manifest), podTemplateOf(workload));
    for (const name of pod && defaultIdentity ? vaultClassesOf(pod) : []) {
      const key = `${namespace}/${name}`;
      clientIds.set(key, (clientIds.get(key) ?? new Set()).add(defaultIdentity?.clientId ?? ''));
    }
  }
  return [...facts.vaultClasses].map(([key, manifest]) => {
    const [clientId = '', ...others] = clientIds.get(key) ?? [];
    return {
      manifest,
      path: ['spec', 'parameters', 'usePodIdentity'],
      found: 'The driver asks NMI for tokens of the pods that mount it.',
      changes: [
        { path: ['spec', 'parameters', 'usePodIdentity'], value: '"false"' },
        {
          path: ['spec', 'parameters', 'clientID'],
          value: clientId === '' || others.length > 0 ? CLIENT_ID : clientId,
        },
      ],
      remark:
        others.length > 0
          ? 'Pods with different identities mount it: write one for each.'
          : "The driver then exchanges the token of the pod's ServiceAccount, with or without the webhook, once the federated credential is there.",
    };
  });
}

const KEDA_KINDS = ['TriggerAuthentication', 'ClusterTriggerAuthentication'];

function kedaCompanion(manifest: Manifest): Companion[] {
  if (!KEDA_KINDS.includes(manifest.kind)) return [];
  const { provider, identityId } = mapOf(manifest.at(['spec', 'podIdentity']));
  if (provider !== KEDA_PROVIDER.podIdentity) return [];
  return [
    {
      manifest,
      path: ['spec', 'podIdentity', 'provider'],
      found: 'The operator of KEDA asks NMI for tokens.',
      changes: [
        { path: ['spec', 'podIdentity', 'provider'], value: KEDA_PROVIDER.workloadIdentity },
        ...(stringOf(identityId) === '' ? [{ path: ['spec', 'podIdentity', 'identityId'], value: CLIENT_ID }] : []),
      ],
      remark:
        "The subject of the federated credential is the ServiceAccount of KEDA's operator, not that of the workload. KEDA 2.15 and later knows no pod identity.",
    },
  ];
}

/** Values of a chart that hand out the label, or turn pod identity on. */
function chartCompanion(source: ChartValues, simulation: Simulation): Companion[] {
  const { manifest, chart, values, labels, fieldOf } = source;
  const name = chart?.split('/').at(-1) ?? '';
  const companion = Object.hasOwn(COMPANION_CHARTS, name) ? COMPANION_CHARTS[name] : undefined;
  const [label] = labels;
  const switched = Object.hasOwn(POD_IDENTITY_VALUES, name) ? POD_IDENTITY_VALUES[name] : undefined;
  const path = label?.path ?? (switched?.isOn(valueAt(values, switched.path)) ? switched.path : undefined);
  if (!path) return [];
  const { changes, remark } = companion ?? OTHER_CHART;
  const called = name === '' ? 'The chart' : `The chart ${show(name)}`;
  const found = label
    ? `${called} labels its pods with aadpodidbinding: ${show(label.value)}, in the value ${fieldAt(label.path)}.`
    : `${called} uses pod identity, by the value ${fieldAt(path)}.`;
  const [identity, ...others] = identitiesOfChart(source, simulation);
  const clientId = others.length === 0 && identity?.clientId ? identity.clientId : CLIENT_ID;
  const known = changes.map((change) => (change.value === CLIENT_ID ? { ...change, value: clientId } : change));
  return [{ manifest, path: fieldOf(path), found, changes: known, remark }];
}

/** A workload that Helm has rendered: its stage belongs in the values. */
function renderedCompanion({ workload: { manifest }, stage, next }: PlannedWorkload): Companion[] {
  if (stage === undefined || stage === MigrationStage.WORKLOAD_IDENTITY || next === undefined) return [];
  const labels = mapOf(manifest.metadata.labels);
  const label = labels['helm.sh/chart'] ?? labels.chart;
  const chart = label === undefined ? undefined : /^(.+?)-v?\d+\.\d+.*$/.exec(scalarText(label))?.[1];
  if (chart === undefined) return [];
  const { changes, remark } =
    (Object.hasOwn(COMPANION_CHARTS, chart) ? COMPANION_CHARTS[chart] : undefined) ?? OTHER_CHART;
  return [
    {
      manifest,
      path: ['metadata', 'labels'],
      found: `It is rendered by the chart ${show(chart)}: the next rendering undoes what is written here.`,
      changes,
      remark,
    },
  ];
}
