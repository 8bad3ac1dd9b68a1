import { type FieldPath, isMap, type ManifestMap } from '../../manifests/manifest';
import { setKey, type YamlValue } from '../../manifests/yaml-value';
import type { ChartValues } from '../../simulation/chart-values';
import type { Simulation } from '../../simulation/simulation';
import { CLIENT_ID, COMPANION_CHARTS, OTHER_CHART } from '../../upstream/companions';
import { INJECT_PROXY_ANNOTATION, USE_LABEL, USED } from '../../upstream/workload-identity';
import { listOf } from '../../validate/format';
import { fieldAt, valueAt } from '../../validate/path';
import { printable } from '../../validate/printable';
import { keepsPodIdentity, MigrationStage } from '../../workload-identity/migration-stage';
import type { AzureIdentity } from '../azure-identity';
import { accountOfChart, accountParent, identitiesOfChart, subjectOfChart } from '../chart-accounts';
import { identityBlockers, titleOf } from '../identity-blockers';
import { blockLines } from './block-yaml';
import { COMPONENT, type FileContent } from './component';
import type { LeftAlone } from './steps';

/** What is left of values of charts that hand out the label of pod identity, and the values for a stage, in files. */
export interface ValuesFiles {
  readonly left: readonly LeftAlone[];
  /** Named from a folder of their own on. */
  readonly files: readonly FileContent[];
}

/** The values that charts need for a stage: the labels of their pods, and the client id of their ServiceAccount. */
export function valuesFiles(simulation: Simulation, to: MigrationStage): ValuesFiles {
  const left: LeftAlone[] = [];
  const files: FileContent[] = [];
  const names = new Set<string>();
  for (const values of simulation.cluster.chartValues) {
    if (values.labels.length === 0 || isThere(values, to)) continue;
    const { manifest } = values;
    const found = valuesFor(values, simulation, to);
    if (typeof found === 'string') {
      left.push({ manifest, reason: `the label is in the values of a chart, and ${found}` });
      continue;
    }
    const name = [manifest.kind, manifest.namespace, manifest.name].join('-').replace(/[^\w.-]/g, '_');
    let file = `${COMPONENT}/values-${name}.yaml`;
    for (let count = 2; names.has(file); count++) file = `${COMPONENT}/values-${name}-${count}.yaml`;
    names.add(file);
    files.push({ file, before: undefined, after: textOf(values, found, to) });
    const place = fieldAt(values.path);
    left.push({
      manifest,
      reason: `the label is in the values of a chart. Merge into ${place} what --output DIR writes into ${file}. Before, create the federated credential of ${titleOf(found.identity)} for ${subjectOfChart(values)}${nameHint(values)}; azure federate prints the command`,
    });
  }
  return { left, files };
}

/** Who knows the name in the subject. */
const nameHint = (values: ChartValues) =>
  accountOfChart(values) === undefined ? ', with the name that the chart gives its ServiceAccount' : '';

interface NewValues {
  readonly values: ManifestMap;
  readonly identity: AzureIdentity;
  readonly remark: string | undefined;
}

/** The values, or why they are not known. */
function valuesFor(chart: ChartValues, simulation: Simulation, to: MigrationStage): NewValues | string {
  const identities = identitiesOfChart(chart, simulation);
  const [identity, ...others] = identities;
  if (!identity)
    return 'no identity for it is among the paths. Add those of its AzureIdentityBinding and AzureIdentity';
  if (others.length > 0) {
    const titles = listOf(identities.map(titleOf));
    return `it has several identities, ${titles}. Set the values for its pods and its ServiceAccount by hand`;
  }
  const [blocker] = identityBlockers([identity], to);
  if (blocker) return `${blocker.problem} ${blocker.advice}`.replace(/\.$/, '');
  const values: ManifestMap = {};
  for (const { path, value } of chart.labels.flatMap(({ path }) => valuesOfPods(path, to))) write(values, path, value);
  const name = chart.chart?.split('/').at(-1) ?? '';
  const known = Object.hasOwn(COMPANION_CHARTS, name) ? COMPANION_CHARTS[name] : undefined;
  for (const { path, value } of (known ?? OTHER_CHART).changes) {
    if (path.at(-1) === USE_LABEL) continue;
    const place = known ? path : [...accountParent(chart), ...path];
    write(values, place, value === CLIENT_ID ? identity.clientId : scalarOf(value));
  }
  return { values, identity, remark: (known ?? OTHER_CHART).remark };
}

/** The labels and annotations of pods, beside the label of pod identity. */
function valuesOfPods(label: FieldPath, to: MigrationStage): { path: FieldPath; value: YamlValue }[] {
  const labels = label.slice(0, -1);
  const field = String(labels.at(-1));
  const annotations = [...labels.slice(0, -1), field.replace(LABELS, annotationsLike)];
  return [
    { path: [...labels, USE_LABEL], value: USED },
    ...(keepsPodIdentity(to) ? [] : [{ path: label, value: null }]),
    ...(to === MigrationStage.PROXY && LABELS.test(field)
      ? [{ path: [...annotations, INJECT_PROXY_ANNOTATION], value: USED }]
      : []),
  ];
}

/** Whether somebody has merged them already. */
const isThere = ({ labels, values }: ChartValues, to: MigrationStage) =>
  labels.every(({ path: label }) =>
    valuesOfPods(label, to).every(({ path, value }) => valueAt(values, path) === value),
  );

const LABELS = /labels$/i;
const annotationsLike = (word: string) => (word.startsWith('L') ? 'Annotations' : 'annotations');

/** `true`, `"true"`, or a word. */
const scalarOf = (text: string): YamlValue => (/^(?:true|false|".*")$/.test(text) ? JSON.parse(text) : text);

function write(values: ManifestMap, path: FieldPath, value: YamlValue): void {
  let map = values;
  for (const key of path.slice(0, -1)) {
    const inner = map[key];
    const next: ManifestMap = isMap(inner) ? inner : {};
    setKey(map, String(key), next);
    map = next;
  }
  setKey(map, String(path.at(-1)), value);
}

function textOf(chart: ChartValues, { values, remark }: NewValues, to: MigrationStage): string {
  const { manifest, path } = chart;
  const comments = [
    `Values for ${manifest.title} at stage ${to}: merge them into ${fieldAt(path)}.`,
    `The subject of the federated credential is ${subjectOfChart(chart)}${nameHint(chart)}.`,
    ...(remark === undefined ? [] : [remark]),
  ];
  return comments.map((text) => `# ${printable(text)}\n`).join('') + blockLines(values, '', '\n');
}
