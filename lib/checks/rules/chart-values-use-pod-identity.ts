import type { FieldPath } from '../../manifests/manifest';
import type { ChartValues } from '../../simulation/chart-values';
import { BINDING_LABEL } from '../../upstream/api';
import { POD_IDENTITY_VALUES } from '../../upstream/companions';
import { show } from '../../validate/format';
import { fieldAt, valueAt } from '../../validate/path';
import { changed, documents } from '../examples/custom-resource-examples';
import { ACCOUNT, TOKEN_WORKLOAD } from '../examples/workload-identity-examples';
import { hasPodIdentity } from '../facts/pod-identity-left';
import { foundAt } from '../facts/values-place';
import { type Rule, Severity } from '../rule';

const RELEASE = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: external-dns
  namespace: shop
spec:
  interval: 5m
  chart:
    spec:
      chart: external-dns
      sourceRef:
        kind: HelmRepository
        name: external-dns
  values:
    podLabels:
      azure.workload.identity/use: "true"
`;

export const chartValuesUsePodIdentity: Rule = {
  id: 'chart-values-use-pod-identity',
  title: 'Values of a chart hand out the label of pod identity, and nothing else uses it any more',
  severity: Severity.WARNING,
  why: 'The label aadpodidbinding has no effect without MIC, NMI and a binding. Pods of a chart that need an identity have none.',
  symptom: 'Token requests time out, or get a token of another identity of the node.',
  bad: documents(
    ACCOUNT,
    TOKEN_WORKLOAD,
    changed(RELEASE, 'azure.workload.identity/use: "true"', 'aadpodidbinding: external-dns'),
  ),
  good: documents(ACCOUNT, TOKEN_WORKLOAD, RELEASE),
  source: 'pkg/mic/mic.go; azure.github.io/azure-workload-identity',
  check: (checked) => {
    const { chartValues } = checked.cluster;
    if (chartValues.length === 0 || !checked.federation || hasPodIdentity(checked)) return [];
    return chartValues.flatMap((values) => {
      const path = placeIn(values);
      if (!path) return [];
      const value = valueAt(values.values, path);
      return [
        {
          ...foundAt(values, path),
          message: `The value ${fieldAt(path)} is ${show(value)}, that is pod identity, and neither a binding nor a controller of it is among the manifests. The pods of the chart get no identity. ${advice(path)}.`,
          absence: { isNear: true },
        },
      ];
    });
  },
};

/** Labels, or a switch of the chart. */
function placeIn({ chart, values, labels }: ChartValues): FieldPath | undefined {
  const [label] = labels;
  if (label) return label.path;
  const name = chart?.split('/').at(-1) ?? '';
  const known = Object.hasOwn(POD_IDENTITY_VALUES, name) ? POD_IDENTITY_VALUES[name] : undefined;
  return known?.isOn(valueAt(values, known.path)) ? known.path : undefined;
}

const advice = (path: FieldPath) =>
  path.at(-1) === BINDING_LABEL
    ? 'Write azure.workload.identity/use: "true" instead, and give the ServiceAccount of the chart a client id'
    : 'See the documentation of the chart for Workload Identity';
